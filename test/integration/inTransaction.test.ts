import { Column, CreateDateColumn, DeleteDateColumn, Entity, Generated, PrimaryColumn, UpdateDateColumn, VersionColumn } from 'typeorm'
import { GlobalSecondaryIndex, type DynamoEntityManager } from '../../src/index.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

@Entity({ name: 'tx_versioned' })
class Ver {
  @PrimaryColumn() id: string
  @Column() name: string
  @Column({ type: 'varchar', nullable: true }) note: string | null
  @VersionColumn() version: number
  @CreateDateColumn() createdAt: Date
  @UpdateDateColumn() updatedAt: Date
  @DeleteDateColumn() deletedAt: Date | null
  @Column() @Generated('uuid') token: string
}

@Entity({ name: 'tx_parts' })
@GlobalSecondaryIndex({ name: 'byAB', partitionKey: ['a', 'b'] })
@GlobalSecondaryIndex({ name: 'byAN', partitionKey: ['a', 'n'] })
class Par {
  @PrimaryColumn() id: string
  @Column() a: string
  @Column() b: string
  @Column({ type: 'int', default: 0 }) n: number
  @Column({ type: 'varchar', nullable: true }) x: string | null
}

let opened: OpenedSource
beforeAll(async () => {
  opened = await openWith([Ver, Par])
})
afterAll(() => opened.dataSource.destroy())

let next = 0
const fresh = (): string => `t${++next}`
const stored = (entity: typeof Ver | typeof Par, id: string): Promise<Record<string, unknown> | undefined> => storedItem(opened.dataSource.getMetadata(entity).tableName, { id })
const inTransaction = (work: (manager: DynamoEntityManager) => Promise<unknown>): Promise<unknown> => opened.dataSource.transaction((manager) => work(manager as DynamoEntityManager))
const par = (id: string): Par => opened.dataSource.getRepository(Par).create({ id, a: 'a', b: 'b', n: 1, x: 'orig' })
const ver = async (id: string): Promise<Ver> => opened.dataSource.getRepository(Ver).save(opened.dataSource.getRepository(Ver).create({ id, name: 'a' }))

describe('what a transaction has written is what it goes on from', () => {
  test('a value that is changed and changed back is stored as it was', async () => {
    const id = fresh()
    await opened.dataSource.manager.put(Par, par(id))
    await inTransaction(async (manager) => {
      const one = await manager.findOneByOrFail(Par, { id })
      await manager.save(Object.assign(one, { x: 'tmp', a: 'TMP' }))
      await manager.save(Object.assign(one, { x: 'orig', a: 'a' }))
    })
    expect(await stored(Par, id)).toMatchObject({ x: 'orig', a: 'a', 'a#b': 'a#b' })
  })

  test('reads by key see it', async () => {
    const [id, other] = [fresh(), fresh()]
    await inTransaction(async (manager) => {
      await manager.save(Par, par(id))
      expect(await manager.findOneBy(Par, { id })).toMatchObject({ x: 'orig' })
      await manager.update(Par, { id }, { x: 'new' })
      expect(await manager.get(Par, id)).toMatchObject({ x: 'new' })
      expect((await manager.batchRead(Par, [other, id])).map((one) => one?.x ?? null)).toEqual([null, 'new'])
      await manager.delete(Par, { id })
      expect(await manager.existsBy(Par, { id })).toBe(false)
    })
    expect(await stored(Par, id)).toBeUndefined()
  })

  test.each<[string, (manager: DynamoEntityManager, id: string) => Promise<unknown>, Record<string, unknown>]>([
    ['save of a new entity, and again', async (manager, id) => { const one = await manager.save(Ver, manager.create(Ver, { id: `${id}-new`, name: 'a' })); await manager.save(Object.assign(one, { name: 'b' })) }, { name: 'a', version: 1 }],
    ['save twice', async (manager, id) => { const one = await manager.findOneByOrFail(Ver, { id }); await manager.save(Object.assign(one, { name: 'b' })); await manager.save(Object.assign(one, { name: 'c' })) }, { name: 'c', version: 3 }],
    ['upsert of what was inserted', async (manager, id) => { await manager.insert(Ver, { id: `${id}-up`, name: 'x' }); await manager.upsert(Ver, { id: `${id}-up`, name: 'y' }, ['id']) }, { name: 'a', version: 1 }],
    ['remove, then save', async (manager, id) => { const one = await manager.findOneByOrFail(Ver, { id }); await manager.remove(one); await manager.save(manager.create(Ver, { id, name: 'again' })) }, { name: 'again', version: 1 }],
  ])('%s', async (_name, work, expected) => {
    const id = fresh()
    await ver(id)
    await inTransaction((manager) => work(manager, id))
    expect(await stored(Ver, id)).toMatchObject(expected)
  })

  test('what one operation can say only for an item that is known is worked out on it, under the condition that it stays so', async () => {
    const { id } = await ver(fresh())
    await inTransaction(async (manager) => {
      await manager.update(Ver, { id }, { note: 'counted by DynamoDB' })
      await manager.save(Object.assign(await manager.findOneByOrFail(Ver, { id }), { name: 'c' }))
    })
    expect(await stored(Ver, id)).toMatchObject({ name: 'c', note: 'counted by DynamoDB', version: 3 })
  })

  test('two updates of the parts of one index, and two additions, come together', async () => {
    const id = fresh()
    await opened.dataSource.manager.put(Par, par(id))
    await inTransaction(async (manager) => {
      await manager.update(Par, { id }, { a: 'A2' })
      await manager.update(Par, { id }, { b: 'B2' })
      await manager.increment(Par, { id }, 'n', 2)
      await manager.increment(Par, { id }, 'n', 3)
    })
    expect(await stored(Par, id)).toMatchObject({ a: 'A2', b: 'B2', n: 6, 'a#b': 'A2#B2' })
  })
})

describe('entities in memory carry what is stored', () => {
  test('after an upsert of what exists, and after an ignored insert', async () => {
    const id = fresh()
    const first = await ver(id)
    const one = opened.dataSource.getRepository(Ver).create({ id, name: 'c' })
    await opened.dataSource.getRepository(Ver).upsert(one, ['id'])
    expect(one).toMatchObject({ version: 2, token: first.token, createdAt: first.createdAt })
    await opened.dataSource.getRepository(Ver).save(Object.assign(one, { name: 'd' }))
    expect(await stored(Ver, id)).toMatchObject({ name: 'd', version: 3 })
    const ignored = await opened.dataSource.createQueryBuilder().insert().into(Ver).values({ id, name: 'e' }).orIgnore().execute()
    expect(ignored.generatedMaps).toEqual([{}])
  })

  test('after softRemove and recover', async () => {
    const repository = opened.dataSource.getRepository(Ver)
    const one = await ver(fresh())
    await repository.softRemove(one)
    expect(one).toMatchObject({ version: 2, deletedAt: expect.any(Date) as unknown })
    await repository.recover(one)
    expect(one).toMatchObject({ version: 3, deletedAt: null })
    await repository.save(Object.assign(one, { note: 'q' }))
    expect(await stored(Ver, one.id)).toMatchObject({ note: 'q', version: 4 })
  })

  test.each<[string, (manager: DynamoEntityManager, one: Ver) => Promise<unknown>]>([
    ['save', (manager, one) => manager.save(Object.assign(one, { note: 'x' }))],
    ['softRemove', (manager, one) => manager.softRemove(one)],
    ['remove', (manager, one) => manager.remove(one)],
    ['put', (manager, one) => manager.put(Ver, one)],
  ])('after a rollback of %s, nested or not', async (_name, write) => {
    const one = await ver(fresh())
    const carried = (): Partial<Ver> => ({ id: one.id, version: one.version, updatedAt: one.updatedAt, deletedAt: one.deletedAt ?? null, token: one.token })
    const before = carried()
    await expect(inTransaction(async (manager) => {
      await write(manager, one)
      throw new Error('back')
    })).rejects.toThrow('back')
    expect(carried()).toEqual(before)
    await inTransaction(async (manager) => {
      await manager.transaction(async (inner) => {
        await write(inner as DynamoEntityManager, one)
        throw new Error('inner')
      }).catch(() => undefined)
    })
    expect(carried()).toEqual(before)
    expect(await stored(Ver, one.id)).toMatchObject({ version: 1 })
  })
})
