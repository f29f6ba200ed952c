import { randomUUID } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, DeleteCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { ChildEntity, Column, Entity, Index, JoinColumn, ManyToOne, OneToMany, OneToOne, DeleteDateColumn, PrimaryColumn, TableInheritance, Unique, VersionColumn } from 'typeorm'
import { dynamoErrorHandler, DynamoDataSource, TimeToLive, UniqueConstraintViolationError, type DynamoEntityManager, type ItemWrites, type PagingAndSortingRepository } from '../../src/index.js'
import { composePart } from '../../src/codec/composedKey.js'
import { joined } from '../../src/metadata/joined.js'
import { clientConfig } from '../support/engine.js'
import { sentinelsOf } from '../support/sentinelsOf.js'
import { storedItem } from '../support/storedItem.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

class Place {
  @Column({ nullable: true }) street: string
  @Column({ type: 'int', nullable: true }) number: number
}

@Entity({ name: 'unique_member' })
@Unique('byPlace', ['place.street', 'place.number'])
@Unique('byKey', ['id', 'email'])
class Member {
  @PrimaryColumn() id: string
  @Column({ type: 'varchar', nullable: true, unique: true }) email: string | null
  @Index('byTeam', { unique: true }) @Column({ type: 'int', nullable: true }) seat: number | null
  @Column({ nullable: true }) name: string
  @Column(() => Place) place: Place
}

let opened: OpenedSource
let members: PagingAndSortingRepository<Member>
const bookkeeping = `sentinels-${randomUUID()}`
beforeAll(async () => {
  opened = await openWith([Member], { bookkeepingTable: bookkeeping })
  members = opened.dataSource.getRepository(Member)
})
afterAll(() => opened.dataSource.destroy())
beforeEach(async () => {
  await members.clear()
  opened.sent.clear()
})

const member = (id: string, values: Partial<Member> = {}): Member => members.create({ id, ...values } as Member)
const violation = { name: 'UniqueConstraintViolationError', properties: ['email'] }
/** Numbers are written as they sort. */
const shown = (text: string): string => text.replace(/^(\d+)(#|:)/, (_all, number: string, sign: string) => `${composePart({ N: number }, joined(2), 0)}${sign}`)
const byBytes = (a: string, b: string): number => (a < b ? -1 : 1)
const taken = async (): Promise<string[]> => (await sentinelsOf(opened, bookkeeping)).map(({ values, owner }) => `${values}: ${owner}`).sort(byBytes)

const plain = (): ItemWrites => opened.dataSource.createQueryRunner() as unknown as ItemWrites
const table = (): string => members.metadata.tableName
const stored = (id: string): Promise<Record<string, unknown> | undefined> => storedItem(table(), { id })
const inTransaction = (run: (manager: DynamoEntityManager) => Promise<unknown>): Promise<unknown> => opened.dataSource.transaction((manager) => run(manager as DynamoEntityManager))

const inserts: Readonly<Record<string, (one: Member) => Promise<unknown>>> = {
  put: (one) => members.put(one),
  putMany: (one) => members.putMany([one]),
  batchWrite: (one) => members.batchWrite([{ type: 'PutRequest', item: one }]),
  save: (one) => members.save(one),
  'save without a transaction': (one) => members.save(one, { transaction: false }),
  insert: (one) => members.insert(one as never),
  'insert of several': (one) => members.createQueryBuilder().insert().values([one, { id: `${one.id}-other` }] as never).execute(),
  upsert: (one) => members.upsert(one as never, ['id']),
  'insert in a transaction': (one) => inTransaction((manager) => manager.insert(Member, one as never)),
  'put in a transaction': (one) => inTransaction((manager) => manager.put(Member, one)),
  'a plain object by table': (one) => plain().putOne(table(), { id: one.id, email: one.email }),
  'plain objects by table': (one) => plain().putMany(table(), [{ id: one.id, email: one.email }, { id: `${one.id}-other` }]),
}

describe.each(Object.keys(inserts))('%s', (name) => {
  test('takes the value, and is refused where another has it', async () => {
    await inserts[name]!(member('1', { email: 'a' }))
    expect(await taken()).toEqual(['a: 1'])
    await expect(inserts[name]!(member('2', { email: 'a' }))).rejects.toMatchObject(violation)
    expect(await stored('2')).toBeUndefined()
    expect(await taken()).toEqual(['a: 1'])
    await inserts[name]!(member('2', { email: 'b' }))
    expect(await taken()).toEqual(['a: 1', 'b: 2'])
  })
})

const changes: Readonly<Record<string, (id: string, email: string | null) => Promise<unknown>>> = {
  put: (id, email) => members.put(member(id, { email })),
  putMany: (id, email) => members.putMany([member(id, { email })]),
  save: (id, email) => members.save(member(id, { email })),
  'save without a transaction': (id, email) => members.save(member(id, { email }), { transaction: false }),
  update: (id, email) => members.update(id, { email }),
  'update by criteria': (id, email) => members.update({ id, name: 'n' }, { email }),
  updateExpression: (id, email) => members.updateExpression({ where: { id }, setValues: { email } }),
  'query builder': (id, email) => members.createQueryBuilder().update().set({ email }).where({ id }).execute(),
  upsert: (id, email) => members.upsert({ id, email }, ['id']),
  'update in a transaction': (id, email) => inTransaction((manager) => manager.update(Member, id, { email })),
  'an update of the table': (id, email) => plain().updateOne(table(), { id }, email === null ? 'REMOVE email' : 'SET email = :e', email === null ? {} : { ':e': email }),
}

describe.each(Object.keys(changes))('a change by %s', (name) => {
  test('gives up the old value and takes the new, unless another has it', async () => {
    await members.putMany([member('1', { email: 'a', name: 'n' }), member('2', { email: 'b', name: 'n' })])
    await expect(changes[name]!('1', 'b')).rejects.toMatchObject(violation)
    expect(await stored('1')).toMatchObject({ email: 'a' })
    expect(await taken()).toEqual(['a: 1', 'b: 2'])
    await changes[name]!('1', 'c')
    expect(await taken()).toEqual(['b: 2', 'c: 1'])
    expect(await stored('1')).toMatchObject({ email: 'c' })
    await members.update('1', { name: 'n' })
    await changes[name]!('1', null)
    expect(await taken()).toEqual(['b: 2'])
  })
})

const removals: Readonly<Record<string, (id: string) => Promise<unknown>>> = {
  delete: (id) => members.delete(id),
  'delete by criteria': (id) => members.delete({ name: id }),
  deleteOne: (id) => members.deleteOne(id),
  deleteMany: (id) => members.deleteMany([{ id }]),
  deleteAllBy: (id) => members.deleteAllBy({ where: { name: id } }),
  deleteAll: async (id) => {
    await members.deleteAll()
    if (id !== '2') await members.put(member('2', { email: 'b' }))
  },
  clear: async () => {
    await members.clear()
    await members.put(member('2', { email: 'b' }))
  },
  remove: async (id) => members.remove((await members.findOneByOrFail({ id }))),
  'query builder': (id) => members.createQueryBuilder().delete().where({ id }).execute(),
  'delete in a transaction': (id) => inTransaction((manager) => manager.delete(Member, id)),
  'a delete by table': (id) => plain().deleteOne(table(), { id }),
  'deletes by table': (id) => plain().deleteMany(table(), [{ id }, { id: 'nobody' }]),
}

describe.each(Object.keys(removals))('a removal by %s', (name) => {
  test('gives up the values', async () => {
    await members.putMany([member('1', { email: 'a', seat: 7, name: '1', place: { street: 's', number: 1 } }), member('2', { email: 'b' })])
    expect(await taken()).toEqual(['1#s: 1', '7: 1', 'a: 1', 'b: 2'].map(shown))
    await removals[name]!('1')
    expect(await stored('1')).toBeUndefined()
    expect(await taken()).toEqual(['b: 2'])
  })
})

describe('requests', () => {
  const sentBy = async (run: () => Promise<unknown>): Promise<string[]> => {
    opened.sent.clear()
    await run()
    return opened.sent.actions()
  }
  beforeEach(() => members.put(member('1', { email: 'a', seat: 1, name: 'n' })))

  test.each<[string, () => Promise<unknown>, string[]]>([
    ['an insert reads nothing', () => members.insert({ id: '2', email: 'b' }), ['TransactWriteItems']],
    ['an insert without such a value is one put', () => members.insert({ id: '2', name: 'b' }), ['PutItem']],
    ['an update of other columns reads nothing', () => members.update('1', { name: 'm' }), ['UpdateItem']],
    ['an update of a unique column reads the item', () => members.update('1', { email: 'b' }), ['GetItem', 'TransactWriteItems']],
    ['an update to the value that is there is one update', () => members.update('1', { email: 'a' }), ['GetItem', 'UpdateItem']],
    ['a put that changes no value is one put', () => members.put(member('1', { email: 'a', seat: 1, name: 'm' })), ['GetItem', 'PutItem']],
    ['a put that changes one', () => members.put(member('1', { email: 'b', seat: 1 })), ['GetItem', 'TransactWriteItems']],
    ['a save uses what it has read', () => members.save(member('1', { email: 'b' })), ['GetItem', 'TransactWriteItems']],
    ['a save of other columns', () => members.save(member('1', { email: 'a', name: 'm' })), ['GetItem', 'UpdateItem']],
    ['a removal uses what it has read', () => members.remove(member('1')), ['GetItem', 'TransactWriteItems']],
    ['a delete', () => members.delete('1'), ['GetItem', 'TransactWriteItems']],
    ['several in a transaction are read at once', () => inTransaction(async (manager) => { await manager.update(Member, '1', { email: 'c' }); await manager.deleteOne(Member, '2') }), ['BatchGetItem', 'TransactWriteItems']],
    ['a violation looks at the owner', () => members.insert({ id: '2', email: 'a' }).catch(() => undefined), ['TransactWriteItems', 'GetItem']],
  ])('%s', async (_what, run, actions) => {
    expect(await sentBy(run)).toEqual(actions)
  })

  test('an entity with k constraints counts up to 1 + 2k operations', async () => {
    await members.update('1', { email: 'b', seat: 2 })
    const items = opened.sent.requests.at(-1)!.input.TransactItems as object[]
    expect(items.map((item) => Object.keys(item)[0])).toEqual(['Update', 'Delete', 'Put', 'Delete', 'Put'])
  })
})

describe('in one transaction', () => {
  beforeEach(() => members.putMany([member('1', { email: 'a' }), member('2', { email: 'b' })]))

  test('two entities swap their values', async () => {
    await inTransaction(async (manager) => {
      await manager.update(Member, '1', { email: 'b' })
      await manager.update(Member, '2', { email: 'a' })
    })
    expect(await taken()).toEqual(['a: 2', 'b: 1'])
  })

  test('a new entity takes the value of one that goes', async () => {
    await inTransaction(async (manager) => {
      await manager.insert(Member, { id: '3', email: 'a' })
      await manager.delete(Member, '1')
    })
    expect(await taken()).toEqual(['a: 3', 'b: 2'])
  })

  test('two that take one value are refused before anything is sent', async () => {
    opened.sent.clear()
    await expect(inTransaction(async (manager) => {
      await manager.insert(Member, { id: '3', email: 'c' })
      await manager.insert(Member, { id: '4', email: 'c' })
    })).rejects.toMatchObject(violation)
    expect(opened.sent.actions()).toEqual([])
    await expect(members.save([member('3', { email: 'c' }), member('4', { email: 'c' })])).rejects.toBeInstanceOf(UniqueConstraintViolationError)
  })

  test('what an item becomes in several steps counts, not what it was meanwhile', async () => {
    await inTransaction(async (manager) => {
      await manager.update(Member, '1', { email: 'b' })
      await manager.update(Member, '1', { email: 'c' })
    })
    expect(await taken()).toEqual(['b: 2', 'c: 1'])
  })

  test('an item that is saved twice is read once, and sent once', async () => {
    const one = await members.save(member('1', { email: 'a', name: 'first' }))
    opened.sent.clear()
    await inTransaction(async (manager) => {
      await manager.save(Object.assign(one, { email: 'x' }))
      await manager.save(Object.assign(one, { email: 'c', name: 'second' }))
    })
    expect(opened.sent.actions()).toEqual(['GetItem', 'TransactWriteItems'])
    expect(await taken()).toEqual(['b: 2', 'c: 1'])
  })

  test('what was read a while ago is held against nobody', async () => {
    await members.update('1', { place: { street: 's', number: 1 } })
    await inTransaction(async (manager) => {
      const one = await manager.save(Member, { id: '1', place: { number: 2 } })
      await members.update('1', { place: { street: 't' } })
      await manager.insert(Member, { id: '3', place: { street: 's', number: 2 } })
      expect(one.id).toBe('1')
    })
    expect(await taken()).toEqual(['2#s: 3', '2#t: 1', 'a: 1', 'b: 2'].map(shown))
  })

  test('a violation leaves nothing of the transaction', async () => {
    await expect(inTransaction(async (manager) => {
      await manager.insert(Member, { id: '3', name: 'n' })
      await manager.update(Member, '1', { email: 'b' })
    })).rejects.toMatchObject(violation)
    expect(await stored('3')).toBeUndefined()
    expect(await taken()).toEqual(['a: 1', 'b: 2'])
  })
})

test('a violation names entity, constraint and properties, and no value', async () => {
  await members.insert({ id: '1', seat: 4711 })
  const error = await members.insert({ id: '2', seat: 4711 }).catch((one: unknown) => one as UniqueConstraintViolationError)
  expect(error).toBeInstanceOf(UniqueConstraintViolationError)
  expect(error).toMatchObject({ code: 'write.unique', entity: 'Member', constraint: 'byTeam', properties: ['seat'], statusCode: 409, cause: { name: 'TransactionFailedError' } })
  expect((error as Error).message).toBe('Transaction failed and nothing was written. Member: another item has the same seat, which the constraint byTeam keeps unique. Choose another value.')
  const answered: unknown[] = []
  const response = { headersSent: false, status: (code: number) => ({ json: (body: unknown) => answered.push(code, body) }) }
  dynamoErrorHandler()(error, {}, response, () => answered.push('next'))
  expect(answered).toMatchObject([409, { code: 'write.unique' }])
})

test('the key that exists is told before the value that is taken, and one of two values that are taken', async () => {
  await members.insert({ id: '1', email: 'a', seat: 1 })
  await expect(members.insert({ id: '1', email: 'a' })).rejects.toMatchObject({ name: 'EntityAlreadyExistsError' })
  await expect(members.insert({ id: '2', email: 'a', seat: 1 })).rejects.toMatchObject({ name: 'UniqueConstraintViolationError' })
})

test('orIgnore() ignores a value that is taken, as SQL does', async () => {
  await members.insert({ id: '1', email: 'a' })
  await members.createQueryBuilder().insert().values([{ id: '2', email: 'a' }, { id: '3', email: 'b' }]).orIgnore().execute()
  expect(await taken()).toEqual(['a: 1', 'b: 3'])
})

describe('of several that want one value at the same moment', () => {
  const names = Array.from({ length: 20 }, (_none, position) => `m${position}`)
  const outcome = (results: readonly PromiseSettledResult<unknown>[]): unknown => ({
    won: results.filter(({ status }) => status === 'fulfilled').length,
    others: [...new Set(results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as Error).name] : [])))],
  })

  test('20 inserts: one wins', async () => {
    const results = await Promise.allSettled(names.map((id) => members.insert({ id, email: 'one' })))
    expect(outcome(results)).toEqual({ won: 1, others: ['UniqueConstraintViolationError'] })
    expect(await members.count({ where: { email: 'one' } })).toBe(1)
  })

  test('20 updates: one wins, and the others keep what they had', async () => {
    await members.putMany(names.map((id) => member(id, { email: id })))
    const results = await Promise.allSettled(names.map((id) => members.update(id, { email: 'one' })))
    expect(outcome(results)).toEqual({ won: 1, others: ['UniqueConstraintViolationError'] })
    expect(await taken()).toEqual((await members.findAll()).map(({ id, email }) => `${email}: ${id}`).sort(byBytes))
  })

  test('of several changes of one entity the last stands, with its sentinel alone', async () => {
    await members.put(member('1', { email: 'a' }))
    await Promise.all(names.map((email) => members.update('1', { email })))
    expect(await taken()).toEqual([`${(await stored('1'))!.email as string}: 1`])
  })
})

test('whatever is done at the same time, the sentinels are those of what is stored', async () => {
  const ids = ['1', '2', '3']
  for (const round of ['a', 'b']) {
    await members.putMany(ids.map((id) => member(id, { email: `${round}${id}` })))
    const results = await Promise.allSettled([
      members.update('1', { email: `${round}2` }), members.update('2', { email: `${round}1` }), members.delete('3'), members.put(member('3', { email: `${round}1` })),
      members.save(member('1', { email: `${round}3` })), members.delete('2'), members.upsert({ id: '2', email: `${round}3` }, ['id']), members.update('1', { name: round }),
    ])
    // Who changes one entity together with others may be told that they were faster.
    const names = results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as Error).name] : []))
    expect(names.filter((name) => !['UniqueConstraintViolationError', 'OutpacedError', 'TransactionConflictError', 'EntityNotFoundError', 'EntityAlreadyExistsError', 'ConditionFailedError', 'TransactionFailedError'].includes(name))).toEqual([])
    const all = await members.findAll()
    expect(await taken()).toEqual(all.map(({ id, email }) => `${email}: ${id}`).sort(byBytes))
    expect(new Set(all.map(({ email }) => email)).size).toBe(all.length)
  }
})

describe('what a write answers', () => {
  test('RETURNING of an update and of a delete is what was stored', async () => {
    await members.put(member('1', { email: 'a', name: 'n' }))
    const updated = await members.createQueryBuilder().update().set({ email: 'b' }).where({ id: '1' }).returning(['email', 'name']).execute()
    expect(updated).toMatchObject({ affected: 1, raw: [{ email: 'b', name: 'n' }] })
    const deleted = await members.createQueryBuilder().delete().where({ id: '1' }).returning(['email']).execute()
    expect(deleted).toMatchObject({ affected: 1, raw: [{ email: 'b' }] })
    expect(await members.delete('1')).toMatchObject({ affected: 0 })
    expect(await members.update('1', { email: 'c' })).toMatchObject({ affected: 0 })
    expect(await taken()).toEqual([])
  })

  test('versions are counted, and a stale one is told before a value that is taken', async () => {
    const { dataSource, sent } = await openWith([Counted], { bookkeepingTable: bookkeeping })
    try {
      const counted = dataSource.getRepository(Counted)
      await counted.clear()
      const one = await counted.save(counted.create({ id: '1', code: 'a' }))
      await counted.put(counted.create({ id: '2', code: 'b' }))
      const stale = counted.create({ id: '1', code: 'a', version: 1 })
      one.code = 'c'
      await counted.save(one)
      expect(one.version).toBe(2)
      stale.code = 'b'
      await expect(counted.save(stale)).rejects.toMatchObject({ name: 'OptimisticLockVersionMismatchError' })
      one.code = 'b'
      await expect(counted.save(one)).rejects.toMatchObject({ name: 'UniqueConstraintViolationError' })
      expect(one.version).toBe(2)
      await counted.upsert({ id: '1', code: 'd' }, ['id'])
      await counted.update('1', { code: 'e' })
      expect(await counted.findOneByOrFail({ id: '1' })).toMatchObject({ code: 'e', version: 4 })
      const made = { id: '3', code: 'f' } as Counted
      await counted.upsert(made, ['id'])
      expect(made.version).toBe(1)
      expect((await sentinelsOf({ dataSource, sent }, bookkeeping)).map(({ values }) => values)).toEqual(['b', 'e', 'f'])
    } finally {
      await dataSource.destroy()
    }
  })
})

@Entity({ name: 'unique_counted' })
class Counted {
  @PrimaryColumn() id: string
  @Column({ unique: true }) code: string
  @VersionColumn() version: number
}

describe('values', () => {
  test('null and absence are no values, and there may be many', async () => {
    await members.putMany([member('1', { email: null }), member('2'), member('3', { place: { street: 's' } as Place }), member('4', { place: { street: 's' } as Place })])
    expect(await taken()).toEqual([])
  })

  test('several columns are unique together, also those of embedded classes', async () => {
    await members.insert({ id: '1', place: { street: 's', number: 1 } })
    await members.insert({ id: '2', place: { street: 's', number: 2 } })
    await expect(members.insert({ id: '3', place: { street: 's', number: 1 } })).rejects.toMatchObject({ constraint: 'byPlace', properties: ['place.street', 'place.number'] })
    await expect(members.update('2', { place: { number: 1 } })).rejects.toMatchObject({ constraint: 'byPlace' })
    await members.update('1', { place: { number: 3 } })
    await members.update('2', { place: { number: 1 } })
    expect(await taken()).toEqual(['1#s: 2', '3#s: 1'].map(shown))
  })

  test('a number that is counted', async () => {
    await members.putMany([member('1', { seat: 1 }), member('2', { seat: 2 })])
    await expect(members.increment({ id: '1' }, 'seat', 1)).rejects.toMatchObject({ constraint: 'byTeam' })
    await members.increment({ id: '2' }, 'seat', 5)
    await members.add({ where: { id: '1' }, values: { seat: 1 } })
    expect(await taken()).toEqual(['2: 1', '7: 2'].map(shown))
  })

  test('one too long for a key is refused by name', async () => {
    await expect(members.insert({ id: '1', email: 'x'.repeat(2000) })).resolves.toBeDefined()
    await expect(members.insert({ id: '2', email: 'x'.repeat(2048) })).rejects.toThrow('Member.email: what is unique has 2048 bytes at most')
  })

  test('an entity that is deleted softly keeps its values', async () => {
    const { dataSource, sent } = await openWith([Retired], { bookkeepingTable: bookkeeping })
    try {
      const retired = dataSource.getRepository(Retired)
      await retired.insert({ id: 1, code: true })
      sent.clear()
      await retired.softDelete(1)
      expect(sent.actions()).toEqual(['UpdateItem'])
      await expect(retired.insert({ id: 2, code: true })).rejects.toMatchObject({ properties: ['code'] })
      await retired.delete(1)
      await retired.insert({ id: 2, code: true })
      // Numbers as keys of the owner.
      await retired.update(2, { code: false })
      expect((await sentinelsOf({ dataSource, sent }, bookkeeping)).map(({ values, owner }) => `${values}: ${owner}`)).toEqual(['false: 2'])
    } finally {
      await dataSource.destroy()
    }
  })
})

@Entity({ name: 'unique_retired' })
class Retired {
  @PrimaryColumn('int') id: number
  @Column({ unique: true }) code: boolean
  @DeleteDateColumn() deletedAt: Date | null
}

@Entity({ name: 'unique_vehicle' })
@TableInheritance({ column: { type: 'varchar', name: 'kind' } })
class Vehicle {
  @PrimaryColumn() id: string
  @Column({ unique: true }) plate: string
}
@ChildEntity('car')
class Car extends Vehicle {
  @Index({ unique: true }) @Column({ nullable: true }) chassis: string
}
@ChildEntity('bike')
class Bike extends Vehicle {}

test('a constraint holds over all classes of a table', async () => {
  const { dataSource, sent } = await openWith([Vehicle, Car, Bike], { bookkeepingTable: bookkeeping })
  try {
    const [vehicles, cars, bikes] = [dataSource.getRepository(Vehicle), dataSource.getRepository(Car), dataSource.getRepository(Bike)] as const
    await cars.save(cars.create({ id: '1', plate: 'P', chassis: 'C' }))
    await expect(bikes.save(bikes.create({ id: '2', plate: 'P' }))).rejects.toMatchObject({ properties: ['plate'] })
    await expect(vehicles.put(Object.assign(new Car(), { id: '2', plate: 'Q', chassis: 'C' }))).rejects.toMatchObject({ properties: ['chassis'] })
    await bikes.save(bikes.create({ id: '2', plate: 'Q' }))
    await vehicles.delete('1')
    await vehicles.deleteMany([{ id: '2' }])
    expect(await sentinelsOf({ dataSource, sent }, bookkeeping)).toEqual([])
  } finally {
    await dataSource.destroy()
  }
})

@Entity({ name: 'unique_owner' })
class Owner {
  @PrimaryColumn() id: string
  @OneToMany(() => Thing, (thing) => thing.owner, { cascade: true }) things: Thing[]
}
@Entity({ name: 'unique_thing' })
class Thing {
  @PrimaryColumn() id: string
  @Column({ unique: true }) label: string
  @ManyToOne(() => Owner, (owner) => owner.things, { onDelete: 'CASCADE' }) owner: Owner
  @Column() ownerId: string
}

test('cascades take and give up the values', async () => {
  const { dataSource, sent } = await openWith([Owner, Thing], { bookkeepingTable: bookkeeping })
  try {
    const owners = dataSource.getRepository(Owner)
    const labels = async (): Promise<string[]> => (await sentinelsOf({ dataSource, sent }, bookkeeping)).map(({ values }) => values)
    await owners.save(owners.create({ id: '1', things: [{ id: 'a', label: 'x' }, { id: 'b', label: 'y' }] as Thing[] }))
    expect(await labels()).toEqual(['x', 'y'])
    await expect(owners.save(owners.create({ id: '2', things: [{ id: 'c', label: 'x' }] as Thing[] }))).rejects.toMatchObject({ properties: ['label'] })
    await owners.delete('1')
    expect(await labels()).toEqual([])
  } finally {
    await dataSource.destroy()
  }
})

@Entity({ name: 'unique_session' })
class Session {
  @PrimaryColumn() id: string
  @Column({ unique: true }) token: string
  @TimeToLive() @Column({ type: 'int', nullable: true }) until: number | null
}

describe('with a time to live', () => {
  const past = 1_000_000_000
  const later = 4_000_000_000
  let own: OpenedSource
  let sessions: PagingAndSortingRepository<Session>
  const live = async (): Promise<unknown[]> => (await sentinelsOf(own, bookkeeping)).map(({ values, owner, expires }) => [values, owner, expires])
  beforeAll(async () => {
    own = await openWith([Session], { bookkeepingTable: bookkeeping })
    sessions = own.dataSource.getRepository(Session)
  })
  afterAll(() => own.dataSource.destroy())
  beforeEach(() => sessions.clear())

  test('a sentinel ends with its entity, also when that is moved', async () => {
    await sessions.insert({ id: '1', token: 't', until: later })
    expect(await live()).toEqual([['t', '1', later]])
    await sessions.update('1', { until: later + 1 })
    expect(await live()).toEqual([['t', '1', later + 1]])
    await sessions.update('1', { until: null })
    expect(await live()).toEqual([['t', '1', undefined]])
  })

  test('what an expired entity had may be taken, though DynamoDB has not deleted it yet', async () => {
    // Made to expire behind the back of the engine, which deletes what has expired when it likes.
    await sessions.insert({ id: '1', token: 't', until: later })
    const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig()))
    const [sentinel] = (await client.send(new ScanCommand({ TableName: bookkeeping, ConsistentRead: true }))).Items!.filter((item) => item.table === sessions.metadata.tableName)
    await client.send(new UpdateCommand({ TableName: bookkeeping, Key: { pk: sentinel!.pk as string }, UpdateExpression: 'SET expiresAtEpochSeconds = :past', ExpressionAttributeValues: { ':past': past } }))
    client.destroy()
    await sessions.insert({ id: '2', token: 't', until: later })
    expect(await live()).toEqual([['t', '2', later]])
    await expect(sessions.update('1', { until: later + 1 })).rejects.toMatchObject({ properties: ['token'] })
    await sessions.delete('1')
    expect(await live()).toEqual([['t', '2', later]])
  })
})

describe('what was written around the driver', () => {
  const past = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig()))
  afterAll(() => past.destroy())

  test('a value that its owner no longer has is free', async () => {
    await members.putMany([member('1', { email: 'a', seat: 1 }), member('2', { email: 'b' })])
    await past.send(new DeleteCommand({ TableName: table(), Key: { id: '1' } }))
    await members.insert({ id: '3', email: 'a', seat: 1 })
    expect(await taken()).toEqual(['1: 3', 'a: 3', 'b: 2'].map(shown))
    await past.send(new UpdateCommand({ TableName: table(), Key: { id: '2' }, UpdateExpression: 'REMOVE email' }))
    await inTransaction(async (manager) => {
      await manager.update(Member, '3', { email: 'b' })
      await manager.update(Member, '2', { name: 'x' })
    })
    expect(await taken()).toEqual(['1: 3', 'b: 3'].map(shown))
  })

  test('a table that was dropped leaves no value taken', async () => {
    const own = await openWith([Session], { bookkeepingTable: bookkeeping })
    try {
      const sessions = own.dataSource.getRepository(Session)
      await sessions.clear()
      await sessions.insert({ id: '1', token: 't' })
      await own.dataSource.synchronize(true)
      await sessions.insert({ id: '2', token: 't' })
      expect((await sentinelsOf(own, bookkeeping)).map(({ owner }) => owner)).toEqual(['2'])
    } finally {
      await own.dataSource.destroy()
    }
  })

  test('rebuildUnique fills in what is missing and tells duplicates by their keys', async () => {
    const put = (id: string, item: object): Promise<unknown> => past.send(new PutCommand({ TableName: table(), Item: { id, ...item } }))
    await members.put(member('1', { email: 'a' }))
    await put('2', { email: 'b', seat: 2 })
    await put('3', { email: 'a' })
    await put('4', { email: 'a', seat: 4 })
    opened.sent.clear()
    const rebuilt = await opened.dataSource.manager.rebuildUnique(Member, { concurrency: 1 })
    expect(rebuilt.written).toBe(3)
    expect(rebuilt.conflicts).toHaveLength(1)
    expect(rebuilt.conflicts[0]).toMatchObject({ properties: ['email'] })
    expect(rebuilt.conflicts[0]!.keys[0]).toEqual({ id: '1' })
    expect(rebuilt.conflicts[0]!.keys.map(({ id }) => id!).sort(byBytes)).toEqual(['1', '3', '4'])
    expect(opened.sent.actions().slice(0, 2)).toEqual(['Scan', 'BatchGetItem'])
    expect(await taken()).toEqual(['2: 2', '4: 4', 'a: 1', 'b: 2'].map(shown))
    // A duplicate that goes takes nothing from the one that has the value.
    await members.delete('3')
    await members.update('4', { email: 'c' })
    expect(await taken()).toEqual(['2: 2', '4: 4', 'a: 1', 'b: 2', 'c: 4'].map(shown))
    opened.sent.clear()
    expect(await opened.dataSource.manager.rebuildUnique(Member)).toEqual({ written: 0, conflicts: [] })
    expect(opened.sent.actions()).toEqual(['Scan', 'BatchGetItem'])
  })

  test('rebuildUnique beside writers leaves just the sentinels of what is stored', async () => {
    const names = Array.from({ length: 20 }, (_none, position) => `m${position}`)
    for (const id of names) await past.send(new PutCommand({ TableName: table(), Item: { id, email: id } }))
    await Promise.all([opened.dataSource.manager.rebuildUnique(Member), ...names.map((id, position) => (position % 2 === 0 ? members.delete(id) : members.update(id, { email: `${id}x` })))])
    await opened.dataSource.manager.rebuildUnique(Member)
    expect(await taken()).toEqual((await members.findAll()).map(({ id, email }) => `${email}: ${id}`).sort(byBytes))
  })

  test.each([
    ['INSERT', (name: string) => `INSERT INTO "${name}" VALUE {'id': '9', 'email': 'z'}`],
    ['UPDATE', (name: string) => `UPDATE "${name}" SET email = 'z' WHERE id = '1'`],
    ['DELETE', (name: string) => `DELETE FROM "${name}" WHERE id = '1'`],
  ])('PartiQL %s of what is unique is refused', async (_what, text) => {
    await expect(opened.dataSource.query(text(table()))).rejects.toThrow('does not support PartiQL writes of unique columns')
    expect(opened.sent.actions()).toEqual([])
  })
})

@Entity({ name: 'unique_listed' })
class Listed {
  @PrimaryColumn() id: string
  @Column({ type: 'simple-json', unique: true }) list: object
}

test('a column of a type that no key can hold is refused when the data source opens', async () => {
  await expect(new DynamoDataSource({ entities: [Listed], clientConfig: clientConfig() }).initialize()).rejects.toThrow('Listed.list: a simple-json cannot be unique.')
})

test('the foreign key of a one-to-one relation is kept unique only where it is asked for', async () => {
  const { dataSource } = await openWith([Wife, Husband], { bookkeepingTable: bookkeeping })
  try {
    const wives = dataSource.getRepository(Wife)
    await wives.clear()
    await wives.insert({ id: '1', husband: { id: 'h' }, second: { id: 's' } })
    await wives.insert({ id: '2', husband: { id: 'h' } })
    expect(await wives.count()).toBe(2)
    await expect(wives.insert({ id: '3', second: { id: 's' } })).rejects.toMatchObject({ name: 'UniqueConstraintViolationError' })
    await expect(wives.save({ id: '3', second: { id: 's' } })).rejects.toMatchObject({ name: 'UniqueConstraintViolationError' })
  } finally {
    await dataSource.destroy()
  }
})

@Entity({ name: 'unique_husband' })
class Husband {
  @PrimaryColumn() id: string
}
@Entity({ name: 'unique_wife' })
@Unique(['second'])
class Wife {
  @PrimaryColumn() id: string
  @OneToOne(() => Husband) @JoinColumn() husband: Husband
  @OneToOne(() => Husband) @JoinColumn() second: Husband
}
