import { AfterLoad, ChildEntity, Column, DeleteDateColumn, Entity, In, JoinColumn, ManyToOne, PrimaryColumn, TableInheritance, UpdateDateColumn, VersionColumn, type Relation } from 'typeorm'
import { Add, Append, ConditionFailedError, GlobalSecondaryIndex, IfNotExists, Remove, type PagingAndSortingRepository } from '../../src/index.js'
import { clientConfig, endpoint } from '../support/engine.js'
import { startFaultProxy, type FaultProxy } from '../support/faultProxy.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

class Address {
  @Column({ nullable: true }) city: string
  @Column('int', { nullable: true }) moves: number
}

const upper = { to: (value: unknown) => (typeof value === 'string' ? value.toUpperCase() : value), from: (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : value) }

@Entity({ name: 'returned_thing' })
@GlobalSecondaryIndex({ name: 'byKind', partitionKey: ['kind', 'name'] })
class Thing {
  @PrimaryColumn() id: string
  @Column({ nullable: true }) kind: string
  @Column({ nullable: true, transformer: upper }) name: string
  @Column('int', { nullable: true }) visits: number
  @Column('json', { nullable: true }) lines: { quantity: number; sku: string }[]
  @Column({ nullable: true, select: false }) secret: string
  @Column(() => Address) address: Address
  @UpdateDateColumn() changedAt: Date
  @VersionColumn() version: number
  loaded = false
  @AfterLoad() onLoad(): void {
    this.loaded = true
  }
}

@Entity({ name: 'returned_login' })
class Login {
  @PrimaryColumn() id: string
  @Column({ unique: true }) email: string
  @Column('int', { default: 0 }) count: number
}

@Entity({ name: 'returned_shape' })
@TableInheritance({ column: { type: 'varchar', name: 'kind' } })
class Shape {
  @PrimaryColumn() id: string
  @Column({ nullable: true }) color: string
}
@ChildEntity()
class Circle extends Shape {
  @Column('int', { nullable: true }) radius: number
}

@Entity({ name: 'returned_author' })
class Author {
  @PrimaryColumn() id: string
  @DeleteDateColumn() deletedAt: Date | null
}
@Entity({ name: 'returned_book' })
@GlobalSecondaryIndex({ name: 'byAuthor', partitionKey: 'author.id' })
class Book {
  @PrimaryColumn() id: string
  @ManyToOne(() => Author, { onDelete: 'CASCADE' }) @JoinColumn({ name: 'authorId' }) author: Relation<Author>
}

let proxy: FaultProxy
let opened: OpenedSource
let things: PagingAndSortingRepository<Thing>
let next = 0
beforeAll(async () => {
  opened = await openWith([Thing, Login, Shape, Circle, Author, Book])
  things = opened.dataSource.getRepository(Thing)
  proxy = await startFaultProxy(endpoint())
})
afterAll(async () => {
  await opened.dataSource.destroy()
  await proxy.stop()
})

const start = { kind: 'k', name: 'first', visits: 5, lines: [{ quantity: 1, sku: 'a' }, { quantity: 2, sku: 'b' }], secret: 's', address: { city: 'Rome', moves: 1 } }
async function thing(values: object = start): Promise<string> {
  const id = `r${++next}`
  await things.put(things.create({ id, ...values }))
  opened.sent.clear()
  return id
}
const sentValues = (): unknown[] => opened.sent.requests.map(({ input }) => input.ReturnValues)

describe('an update that returns', () => {
  test('all_new gives entities as they are after it, in one request', async () => {
    const id = await thing()
    const { entities, affected, raw } = await things.update(id, { visits: Add(1), kind: 'l', name: 'new' }, { returning: 'all_new' })
    expect(opened.sent.actions()).toEqual(['UpdateItem'])
    expect(sentValues()).toEqual(['ALL_NEW'])
    expect(affected).toBe(1)
    const [one] = entities
    expect(one).toBeInstanceOf(Thing)
    expect(one!.address).toBeInstanceOf(Address)
    expect(one).toEqual(await things.findOneBy({ id }))
    expect(one).toMatchObject({ id, kind: 'l', name: 'new', visits: 6, version: 2, loaded: true })
    expect(one).not.toHaveProperty('secret')
    expect(raw).toMatchObject([{ id, name: 'NEW', visits: 6, version: 2 }])
  })

  test('all_old gives them as they were', async () => {
    const id = await thing()
    const before = await things.findOneBy({ id })
    opened.sent.clear()
    const { entities } = await things.update({ id }, { visits: Add(1) }, { returning: 'all_old' })
    expect(sentValues()).toEqual(['ALL_OLD'])
    expect(entities).toEqual([before])
  })

  test('updated_new and updated_old give the columns that it changes, and no more is sent over', async () => {
    const id = await thing()
    const { entities: after } = await things.update(id, { visits: Add(1), name: Remove(), 'address.city': 'Oslo' }, { returning: 'updated_new' })
    expect(sentValues().at(-1)).toBe('UPDATED_NEW')
    expect(after).toHaveLength(1)
    expect(after[0]).toBeInstanceOf(Thing)
    expect({ ...after[0], changedAt: 0 }).toEqual({ visits: 6, name: null, address: { city: 'Oslo' }, version: 2, changedAt: 0, loaded: true })
    const { entities: before, raw } = await things.update(id, { visits: 9, name: IfNotExists('x') }, { returning: 'updated_old' })
    expect(sentValues().at(-1)).toBe('UPDATED_OLD')
    expect({ ...before[0], changedAt: 0 }).toEqual({ visits: 6, name: null, address: {}, version: 2, changedAt: 0, loaded: true })
    expect(raw).toMatchObject([{ visits: 6, name: null, version: 2 }])
  })

  test('of a change within a column the whole column is told', async () => {
    const id = await thing()
    const { entities } = await things.update(id, { 'lines[1].quantity': Add(5) }, { returning: 'updated_new' })
    expect(entities[0]!.lines).toEqual([{ quantity: 1, sku: 'a' }, { quantity: 7, sku: 'b' }])
    expect(entities[0]).not.toHaveProperty('visits')
  })

  test('what was absent before is null in an entity', async () => {
    const id = await thing({ address: {} })
    const { entities } = await opened.dataSource.manager.updateExpression(Thing, { where: { id }, setValues: { visits: 1 }, returning: 'updated_old' })
    expect(entities).toMatchObject([{ visits: null }])
  })

  test('none, or nothing, gives none', async () => {
    const id = await thing()
    expect(await things.update(id, { visits: 1 }, { returning: 'none' })).not.toHaveProperty('entities')
    expect(await things.update(id, { visits: 1 })).not.toHaveProperty('entities')
    expect(sentValues()).toEqual([undefined, undefined])
  })

  test('TypeORM\'s columns give rows, as they did', async () => {
    const id = await thing()
    const done = await things.update(id, { visits: Add(1) }, { returning: ['id', 'visits'] })
    expect(done.raw).toEqual([{ id, visits: 6 }])
    expect(done).not.toHaveProperty('entities')
  })

  test('gives each of what criteria find, and nothing of what is not there', async () => {
    const ids = [await thing(), await thing()]
    const { entities } = await things.update({ id: In(ids) }, { visits: Add(1) }, { returning: 'all_new' })
    expect(new Set(entities.map(({ id }) => id))).toEqual(new Set(ids))
    expect((await things.update('nobody', { visits: Add(1) }, { returning: 'all_new' })).entities).toEqual([])
    expect(await things.createQueryBuilder().update().set({ visits: 0 }).where({ id: In(ids) }).returning('all_new').execute()).toMatchObject({ entities: [{ visits: 0 }, { visits: 0 }] })
  })

  test('with unique columns it tells of the item that it depends on', async () => {
    const logins = opened.dataSource.getRepository(Login)
    await logins.insert({ id: '1', email: 'a' })
    expect((await logins.update('1', { email: 'b', count: Add(1) }, { returning: 'all_new' })).entities).toEqual([{ id: '1', email: 'b', count: 1 }])
    expect((await logins.update('1', { email: 'c' }, { returning: 'all_old' })).entities).toEqual([{ id: '1', email: 'b', count: 1 }])
    expect((await logins.update('1', { email: 'd' }, { returning: 'updated_old' })).entities).toEqual([{ email: 'c' }])
    expect((await logins.update('1', { email: 'e' }, { returning: 'updated_new' })).entities).toEqual([{ email: 'e' }])
    expect((await logins.delete('1', { returning: 'all_old' })).entities).toEqual([{ id: '1', email: 'e', count: 1 }])
  })

  test('a child of the class is one of its own', async () => {
    await opened.dataSource.manager.insert(Circle, { id: 'c', color: 'red', radius: 1 })
    const { entities } = await opened.dataSource.manager.update(Shape, 'c', { color: 'blue' }, { returning: 'updated_new' })
    expect(entities).toEqual([Object.assign(new Circle(), { color: 'blue' })])
    expect(entities[0]).toBeInstanceOf(Circle)
  })
})

describe('a delete that returns all_old', () => {
  test('gives the entities that were there', async () => {
    const id = await thing()
    const before = await things.findOneBy({ id })
    opened.sent.clear()
    const { entities, affected } = await things.delete(id, { returning: 'all_old' })
    expect([opened.sent.actions(), sentValues()]).toEqual([['DeleteItem'], ['ALL_OLD']])
    expect([affected, entities]).toEqual([1, [before]])
    expect((await things.delete(id, { returning: 'all_old' })).entities).toEqual([])
  })

  test('is refused of anything else, and where others go along', async () => {
    const id = await thing()
    await expect(things.delete(id, { returning: 'all_new' as never })).rejects.toThrow('Thing: a delete gives back what was there. Use all_old.')
    await expect(opened.dataSource.manager.delete(Author, '1', { returning: 'all_old' })).rejects.toThrow('RETURNING of these writes')
    expect(opened.sent.actions()).toEqual([])
  })
})

test('under a condition it returns, or fails with what is stored', async () => {
  const id = await thing()
  expect((await things.update(id, { visits: Add(1) }, { condition: { visits: 5 }, returning: 'updated_new' })).entities).toMatchObject([{ visits: 6 }])
  const failed = things.update(id, { visits: Add(1) }, { condition: { visits: 5 }, returning: 'all_new' })
  await expect(failed).rejects.toBeInstanceOf(ConditionFailedError)
  await expect(failed).rejects.toMatchObject({ stored: { visits: { N: '6' } } })
  await expect(things.delete(id, { condition: { visits: 5 }, returning: 'all_old' })).rejects.toMatchObject({ name: 'ConditionFailedError', stored: { visits: { N: '6' } } })
  expect((await things.delete(id, { condition: { visits: 6 }, returning: 'all_old' })).entities).toMatchObject([{ visits: 6 }])
})

test('nothing is returned of a transaction, nor of one operation as one', async () => {
  const id = await thing()
  const { manager } = opened.dataSource
  await expect(manager.transaction((inside) => inside.update(Thing, id, { visits: 1 }, { returning: 'all_new' }))).rejects.toThrow('RETURNING in a transaction')
  await expect(manager.transaction((inside) => inside.delete(Thing, id, { returning: 'all_old' }))).rejects.toThrow('RETURNING in a transaction')
  await expect(things.update(id, { visits: Add(1) }, { returning: 'all_new', idempotent: true } as never)).rejects.toThrow('Thing: what is sent with idempotent: true answers nothing. Leave out one of idempotent and returning.')
  expect(opened.sent.actions()).toEqual([])
})

test('what was there is not told of a second sending: its outcome is unknown', async () => {
  const through = await openWith([Thing], { entityPrefix: things.metadata.tableName.replace(/returned_thing$/, ''), synchronize: false, clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 3 } })
  try {
    const [id, others] = [await thing(), through.dataSource.getRepository(Thing)]
    for (const returning of ['all_old', 'updated_old'] as const) {
      proxy.reset()
      proxy.next('UpdateItem', 'cut-after')
      await expect(others.update(id, { visits: 7 }, { returning })).rejects.toMatchObject({ name: 'OutcomeUnknownError' })
      expect(proxy.requests).toHaveLength(1)
    }
    proxy.reset()
    proxy.next('DeleteItem', 'cut-after')
    await expect(others.delete(id, { returning: 'all_old' })).rejects.toMatchObject({ name: 'OutcomeUnknownError' })
    expect(proxy.requests).toHaveLength(1)
  } finally {
    await through.dataSource.destroy()
  }
})

test('what is there is told of a second sending, and what may not be repeated has an unknown outcome', async () => {
  const through = await openWith([Login], { entityPrefix: things.metadata.tableName.replace(/returned_thing$/, ''), synchronize: false, clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 3 } })
  try {
    const logins = through.dataSource.getRepository(Login)
    await logins.insert({ id: '9', email: 'x9', count: 1 })
    for (const [returning, expected] of [['all_new', { id: '9', email: 'x9', count: 7 }], ['updated_new', { count: 7 }]] as const) {
      proxy.reset()
      proxy.next('UpdateItem', 'cut-after')
      expect((await logins.update('9', { count: 7 }, { returning })).entities).toEqual([expected])
      expect(proxy.requests).toHaveLength(2)
    }
    proxy.next('UpdateItem', 'cut-after')
    await expect(logins.update('9', { count: Add(1) }, { returning: 'all_new' })).rejects.toMatchObject({ name: 'OutcomeUnknownError' })
    proxy.reset()
    proxy.next('TransactWriteItems', 'cut-after')
    await logins.update('9', { count: Add(1) }, { idempotent: true })
    expect(proxy.requests.map(({ action }) => action)).toEqual(['TransactWriteItems', 'TransactWriteItems'])
    expect(await logins.findOneBy({ id: '9' })).toMatchObject({ count: 9 })
    proxy.reset()
    proxy.next('TransactWriteItems', 'cut-after')
    await logins.increment({ id: '9' }, 'count', 1, { idempotent: true })
    expect(await logins.findOneBy({ id: '9' })).toMatchObject({ count: 10 })
    expect((await things.update(await thing(), { lines: Append([{ quantity: 3, sku: 'c' }]) }, { idempotent: true })).affected).toBe(1)
    expect(opened.sent.actions()).toEqual(['TransactWriteItems'])
  } finally {
    await through.dataSource.destroy()
  }
})
