import { ChildEntity, Column, CreateDateColumn, Entity, Generated, PrimaryColumn, Repository, TableInheritance, UpdateDateColumn, VersionColumn } from 'typeorm'
import { GlobalSecondaryIndex, type DynamoEntityManager } from '../../src/index.js'
import { clientConfig, endpoint } from '../support/engine.js'
import { startFaultProxy, type FaultProxy } from '../support/faultProxy.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

@Entity({ name: 'up_counted' })
class Counted {
  @PrimaryColumn() id: string
  @Column() name: string
  @Column({ type: 'varchar', nullable: true }) note: string | null
  @Column({ default: 'new' }) status: string
  @Column({ update: false }) origin: string
  @Column() @Generated('uuid') token: string
  @VersionColumn() version: number
  @CreateDateColumn() createdAt: Date
  @UpdateDateColumn() updatedAt: Date
}

@Entity({ name: 'up_indexed' })
@GlobalSecondaryIndex({ name: 'byKindName', partitionKey: ['kind', 'name'] })
@GlobalSecondaryIndex({ name: 'byZone', partitionKey: 'zone', sortKey: ['tenant', 'id'] })
class Indexed {
  @PrimaryColumn() tenant: string
  @PrimaryColumn() id: string
  @Column({ nullable: true }) kind: string
  @Column({ nullable: true }) name: string
  @Column({ default: 'home' }) zone: string
  @Column({ nullable: true }) note: string
}

@Entity({ name: 'up_strict' })
@GlobalSecondaryIndex({ name: 'byKind', partitionKey: 'kind' })
class Strict {
  @PrimaryColumn() id: string
  @Column() kind: string
  @Column({ nullable: true }) note: string
}

@Entity({ name: 'up_lenient' })
class Lenient {
  @PrimaryColumn() id: string
  @Column({ nullable: true, default: 'd' }) colour: string
  @Column({ nullable: true, insert: false }) later: string
  @Column({ nullable: true }) note: string
}

@Entity({ name: 'up_animal' })
@TableInheritance({ column: { type: 'varchar', name: 'type' } })
class Animal {
  @PrimaryColumn() id: string
  @Column() name: string
}
@ChildEntity() class Dog extends Animal { @Column({ nullable: true }) barks: boolean }
@ChildEntity() class Cat extends Animal { @Column({ nullable: true }) lives: number }

let proxy: FaultProxy
let opened: OpenedSource
let throughFaults: OpenedSource
beforeAll(async () => {
  opened = await openWith([Counted, Indexed, Strict, Lenient, Animal, Dog, Cat])
  proxy = await startFaultProxy(endpoint())
  throughFaults = await openWith([Counted, Indexed], { clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 3 } })
})
afterAll(async () => {
  await opened.dataSource.destroy()
  await throughFaults.dataSource.destroy()
  await proxy.stop()
})
beforeEach(() => {
  opened.sent.clear()
  proxy.reset()
})

let next = 0
const fresh = (): string => `u${++next}`
const stored = (entity: Function, key: Record<string, unknown>): Promise<Record<string, unknown> | undefined> => storedItem(opened.dataSource.getMetadata(entity).tableName, key)
const inTransaction = (work: (manager: DynamoEntityManager) => Promise<unknown>): Promise<unknown> => opened.dataSource.transaction((manager) => work(manager as DynamoEntityManager))

describe('an upsert by the primary key is one UpdateItem', () => {
  test('that makes the item with what is generated, and then changes just what is given', async () => {
    const repository = opened.dataSource.getRepository(Counted)
    const id = fresh()
    const first = repository.create({ id, name: 'a', note: 'n', origin: 'here' })
    await repository.upsert(first, ['id'])
    expect(opened.sent.actions()).toEqual(['UpdateItem'])
    const made = await stored(Counted, { id })
    expect(made).toEqual({ id, name: 'a', note: 'n', status: 'new', origin: 'here', token: first.token, version: 1, createdAt: first.createdAt.toISOString(), updatedAt: first.updatedAt.toISOString() })

    // TypeORM's upsert leaves `update: false` columns alone on 1.x, and overwrites them on 0.3.
    const overwritten = 'exist' in Repository.prototype ? 'there' : 'here'
    const second = repository.create({ id, name: 'b', origin: 'there' })
    opened.sent.clear()
    await repository.upsert(second, ['id'])
    expect(opened.sent.actions()).toEqual(['UpdateItem'])
    expect(await stored(Counted, { id })).toEqual({ ...made, name: 'b', origin: overwritten, version: 2, updatedAt: second.updatedAt.toISOString() })
    expect(second).toMatchObject({ version: 2, token: first.token, createdAt: first.createdAt, status: 'new' })
  })

  test('that removes what is null', async () => {
    const repository = opened.dataSource.getRepository(Counted)
    const id = fresh()
    await repository.upsert({ id, name: 'a', note: 'n', origin: 'o' }, ['id'])
    await repository.upsert({ id, name: 'a', note: null, origin: 'o' }, { conflictPaths: { id: true } })
    expect(await stored(Counted, { id })).not.toHaveProperty('note')
  })

  test('that leaves columns alone that are not inserted', async () => {
    const repository = opened.dataSource.getRepository(Lenient)
    const id = fresh()
    await repository.upsert({ id, note: 'x', colour: 'c', later: 'l' }, ['id'])
    expect(await stored(Lenient, { id })).not.toHaveProperty('later')
    await repository.update(id, { later: 'k' })
    await repository.upsert({ id, note: 'y', colour: 'c', later: 'l' }, ['id'])
    expect(await stored(Lenient, { id })).toMatchObject({ note: 'y', later: 'k' })
  })

  test('for each of several, and in a query builder', async () => {
    const ids = [fresh(), fresh(), fresh()]
    await opened.dataSource.getRepository(Lenient).upsert(ids.map((id) => ({ id, note: 'x', colour: 'c' })), ['id'])
    expect(opened.sent.actions()).toEqual(['UpdateItem', 'UpdateItem', 'UpdateItem'])
    await opened.dataSource.createQueryBuilder().insert().into(Lenient).values({ id: ids[0]!, note: 'y', colour: 'z' }).orUpdate(['note'], ['id']).execute()
    expect(await stored(Lenient, { id: ids[0] })).toEqual({ id: ids[0], note: 'y', colour: 'c' })
  })

  test('that keeps an index whose parts are all given, and leaves one of which none is', async () => {
    const repository = opened.dataSource.getRepository(Indexed)
    const id = fresh()
    await repository.upsert({ tenant: 't', id, kind: 'k', name: 'n' }, ['tenant', 'id'])
    await repository.upsert({ tenant: 't', id, note: 'x' }, ['tenant', 'id'])
    expect(opened.sent.actions()).toEqual(['UpdateItem', 'UpdateItem'])
    expect(await stored(Indexed, { tenant: 't', id })).toEqual({ tenant: 't', id, kind: 'k', name: 'n', zone: 'home', note: 'x', 'kind#name': 'k#n', 'tenant#id': `t#${id}` })
    expect((await repository.find({ index: 'byZone', where: { zone: 'home', tenant: 't', id } })).map((one) => one.id)).toEqual([id])
  })

  test('of a child class, which leaves its siblings alone', async () => {
    const { manager } = opened.dataSource
    const [dog, cat] = [fresh(), fresh()]
    await manager.upsert(Cat, { id: cat, name: 'Tom', lives: 9 }, ['id'])
    await manager.upsert(Cat, { id: cat, name: 'Thomas' }, ['id'])
    expect(opened.sent.actions()).toEqual(['UpdateItem', 'UpdateItem'])
    expect(await stored(Animal, { id: cat })).toEqual({ id: cat, type: 'Cat', name: 'Thomas', lives: 9 })
    await manager.save(Object.assign(new Dog(), { id: dog, name: 'Rex' }))
    await expect(manager.upsert(Cat, { id: dog, name: 'Tom' }, ['id'])).rejects.toMatchObject({ code: 'write.conditionFailed' })
    expect(await stored(Animal, { id: dog })).toMatchObject({ type: 'Dog', name: 'Rex' })
  })
})

describe('an upsert reads first', () => {
  test('where an index key is given in part', async () => {
    const repository = opened.dataSource.getRepository(Indexed)
    const id = fresh()
    await repository.upsert({ tenant: 't', id, kind: 'k', name: 'n' }, ['tenant', 'id'])
    opened.sent.clear()
    await repository.upsert({ tenant: 't', id, name: 'm' }, ['tenant', 'id'])
    expect(opened.sent.actions()).toEqual(['GetItem', 'UpdateItem'])
    expect(await stored(Indexed, { tenant: 't', id })).toMatchObject({ kind: 'k', name: 'm', 'kind#name': 'k#m' })
  })

  test('where an index needs a value that is not given: what is there keeps its own, and nothing is made without', async () => {
    const repository = opened.dataSource.getRepository(Strict)
    const id = fresh()
    await expect(repository.upsert({ id, note: 'x' }, ['id'])).rejects.toThrow('byKind')
    await repository.upsert({ id, kind: 'k' }, ['id'])
    await repository.upsert({ id, note: 'x' }, ['id'])
    expect(await stored(Strict, { id })).toEqual({ id, kind: 'k', note: 'x' })
  })

  test('where a column that may be null has a default, which is for new items only', async () => {
    const repository = opened.dataSource.getRepository(Lenient)
    const id = fresh()
    await repository.upsert({ id, note: 'x' }, ['id'])
    expect(await stored(Lenient, { id })).toEqual({ id, note: 'x', colour: 'd' })
    await repository.update(id, { colour: null as never })
    await repository.upsert({ id, note: 'y' }, ['id'])
    expect(await stored(Lenient, { id })).toEqual({ id, note: 'y' })
  })

  test('where an index key is worked on by somebody else meanwhile, and keeps both changes', async () => {
    const repository = opened.dataSource.getRepository(Indexed)
    const id = fresh()
    await repository.upsert({ tenant: 't', id, kind: 'k', name: 'n' }, ['tenant', 'id'])
    await Promise.all([repository.upsert({ tenant: 't', id, name: 'm' }, ['tenant', 'id']), repository.upsert({ tenant: 't', id, kind: 'l' }, ['tenant', 'id'])])
    expect(await stored(Indexed, { tenant: 't', id })).toMatchObject({ kind: 'l', name: 'm', 'kind#name': 'l#m' })
  })
})

test('an upsert of nothing but the key inserts, and leaves what is there', async () => {
  const repository = opened.dataSource.getRepository(Lenient)
  const id = fresh()
  await repository.upsert({ id }, ['id'])
  await repository.upsert({ id }, ['id'])
  expect(opened.sent.actions()).toEqual(['PutItem', 'PutItem'])
  expect(await stored(Lenient, { id })).toEqual({ id, colour: 'd' })
})

describe('in a transaction', () => {
  test('an upsert of what is not there is made, seen by reads by key, and changed by what follows', async () => {
    const [id, other] = [fresh(), fresh()]
    await inTransaction(async (manager) => {
      await manager.upsert(Strict, { id, kind: 'k' }, ['id'])
      expect(await manager.findOneBy(Strict, { id })).toMatchObject({ kind: 'k' })
      await manager.update(Strict, { id }, { note: 'later' })
      await manager.upsert(Strict, { id: other, kind: 'l' }, ['id'])
    })
    expect(await stored(Strict, { id })).toEqual({ id, kind: 'k', note: 'later' })
    expect(opened.sent.actions()).toEqual(['GetItem', 'TransactWriteItems'])
  })

  test('an insert that ignores what exists leaves it, and the transaction goes on', async () => {
    const [id, other] = [fresh(), fresh()]
    await opened.dataSource.manager.insert(Strict, { id, kind: 'k' })
    await inTransaction(async (manager) => {
      await manager.createQueryBuilder().insert().into(Strict).values([{ id, kind: 'l' }, { id: other, kind: 'm' }]).orIgnore().execute()
      await manager.createQueryBuilder().insert().into(Strict).values({ id: other, kind: 'n' }).orIgnore().execute()
    })
    expect([await stored(Strict, { id }), await stored(Strict, { id: other })]).toEqual([{ id, kind: 'k' }, { id: other, kind: 'm' }])
  })

  test('the entity knows its version and dates, which are read for it', async () => {
    const id = fresh()
    await opened.dataSource.getRepository(Counted).upsert({ id, name: 'a', origin: 'o' }, ['id'])
    const one = opened.dataSource.getRepository(Counted).create({ id, name: 'b', origin: 'o' })
    await inTransaction((manager) => manager.upsert(Counted, one, ['id']))
    expect(one.version).toBe(2)
    expect(await stored(Counted, { id })).toMatchObject({ name: 'b', version: 2 })
  })
})

describe('a lost answer', () => {
  test('is asked for again where a second sending leaves the same', async () => {
    const repository = throughFaults.dataSource.getRepository(Indexed)
    proxy.next('UpdateItem', 'cut-after')
    await repository.upsert({ tenant: 't', id: 'x', kind: 'k', name: 'n' }, ['tenant', 'id'])
    expect(proxy.requests.map((request) => request.action)).toEqual(['UpdateItem', 'UpdateItem'])
    expect(await repository.findOneBy({ tenant: 't', id: 'x' })).toMatchObject({ kind: 'k', zone: 'home' })
  })

  test('is reported where a version was counted, and nothing is counted twice', async () => {
    const repository = throughFaults.dataSource.getRepository(Counted)
    const one = repository.create({ id: 'x', name: 'a', origin: 'o' })
    proxy.next('UpdateItem', 'cut-after')
    await expect(repository.upsert(one, ['id'])).rejects.toMatchObject({ name: 'OutcomeUnknownError' })
    expect(one.version).toBeUndefined()
    expect(await repository.findOneBy({ id: 'x' })).toMatchObject({ version: 1 })
  })
})

test('other conflict paths, and conditions on the change, are refused before anything is sent', async () => {
  const repository = opened.dataSource.getRepository(Counted)
  await expect(repository.upsert({ id: 'x', name: 'a', origin: 'o' }, ['name'])).rejects.toMatchObject({ code: 'unsupported', feature: 'ON CONFLICT' })
  await expect(repository.upsert({ id: 'x', name: 'a', origin: 'o' }, { conflictPaths: ['id'], skipUpdateIfNoValuesChanged: true })).rejects.toMatchObject({ code: 'unsupported' })
  expect(opened.sent.actions()).toEqual([])
})
