import { Column, Entity, In, JoinColumn, ManyToOne, MoreThanOrEqual, PrimaryColumn, UpdateDateColumn, VersionColumn, type Relation } from 'typeorm'
import { Add, AddToSet, Append, DeleteFromSet, GlobalSecondaryIndex, IfNotExists, Prepend, Remove, Subtract, type DynamoEntityManager, type PagingAndSortingRepository } from '../../src/index.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

interface Line {
  sku: string
  quantity: number
}

class Address {
  @Column({ nullable: true }) city: string
  @Column('int', { nullable: true }) moves: number
  @Column('json', { nullable: true }) tags: string[]
}

@Entity({ name: 'values_owner' })
class Owner {
  @PrimaryColumn() id: string
}

const cents = { to: (euros: number | null | undefined) => (typeof euros === 'number' ? Math.round(euros * 100) : euros), from: (stored: number | null) => (typeof stored === 'number' ? stored / 100 : stored) }

@Entity({ name: 'values_thing' })
@GlobalSecondaryIndex({ name: 'byRank', partitionKey: 'kind', sortKey: ['city', 'rank'] })
class Thing {
  @PrimaryColumn() id: string
  @Column({ nullable: true }) kind: string
  @Column({ nullable: true }) city: string
  @Column('int', { nullable: true }) rank: number
  @Column('int', { nullable: true }) visits: number
  @Column('bigint', { nullable: true }) total: bigint
  @Column('decimal', { nullable: true }) price: string
  @Column('double', { nullable: true, transformer: cents }) euros: number
  @Column({ nullable: true }) name: string
  @Column('json', { nullable: true }) list: string[]
  @Column('json', { nullable: true }) lines: Line[]
  @Column('json', { nullable: true }) settings: { theme?: string | null; size?: number; deep?: { list: number[] } }
  @Column('set', { nullable: true }) colors: Set<string>
  @Column('set', { nullable: true }) numbers: number[]
  @Column('simple-array', { nullable: true }) words: string[]
  @Column('simple-json', { nullable: true }) text: object
  @Column('json', { nullable: true }) map: Map<string, unknown>
  @Column({ nullable: true }) seen: Date
  @Column({ nullable: true, update: false }) origin: string
  @Column(() => Address) address: Address
  @ManyToOne(() => Owner, { nullable: true }) @JoinColumn({ name: 'ownerId' }) owner: Relation<Owner> | null
}

@Entity({ name: 'values_counter' })
class Counter {
  @PrimaryColumn() id: string
  @Column('int', { nullable: true, unique: true }) serial: number
  @Column('int', { default: 0 }) count: number
  @UpdateDateColumn() changedAt: Date
  @VersionColumn() version: number
}

let opened: OpenedSource
let manager: DynamoEntityManager
let things: PagingAndSortingRepository<Thing>
let counters: PagingAndSortingRepository<Counter>
beforeAll(async () => {
  opened = await openWith([Owner, Thing, Counter])
  manager = opened.dataSource.manager
  things = opened.dataSource.getRepository(Thing)
  counters = opened.dataSource.getRepository(Counter)
})
afterAll(() => opened.dataSource.destroy())

let next = 0
const fresh = (): string => `t${++next}`
const start = {
  kind: 'k', city: 'Oslo', rank: 1, visits: 5, total: 5n, price: '1.50', euros: 1.5, name: 'n', list: ['b'], lines: [{ sku: 'a', quantity: 1 }, { sku: 'b', quantity: 2 }],
  settings: { theme: 'dark', size: 1, deep: { list: [1, 2] } }, colors: new Set(['red', 'green']), numbers: [1, 2], words: ['x'], text: {}, map: new Map(), seen: new Date(0), address: { city: 'Rome', moves: 1, tags: ['old'] }, owner: { id: 'o' },
}
type Stored = Record<string, unknown> | undefined
const stored = (id: string): Promise<Stored> => storedItem(things.metadata.tableName, { id })
async function thing(values: object = start): Promise<string> {
  const id = fresh()
  await things.put(things.create({ id, ...values } as Thing))
  opened.sent.clear()
  return id
}
const failure = (work: Promise<unknown>): Promise<Error> => work.then(() => new Error('written'), (error: Error) => error)

/** What each value makes of an item that has all attributes, and of one that has none. */
const values: readonly (readonly [string, object, object, object?])[] = [
  ['Add', { visits: Add(2) }, { visits: 7 }, { visits: 2 }],
  ['Add of a negative number', { visits: Add(-2) }, { visits: 3 }, { visits: -2 }],
  ['Subtract', { visits: Subtract(2) }, { visits: 3 }, { visits: -2 }],
  ['Subtract of a negative number', { visits: Subtract(-2.5) }, { visits: 7.5 }, { visits: 2.5 }],
  ['Add to a bigint column', { total: Add(2n) }, { total: 7 }, { total: 2 }],
  ['Add to a decimal column', { price: Add('0.10') }, { price: 1.6 }, { price: 0.1 }],
  ['Subtract from a decimal column', { price: Subtract('0.10') }, { price: 1.4 }, { price: -0.1 }],
  ['Add through a transformer', { euros: Add(0.25) }, { euros: 175 }, { euros: 25 }],
  ['Append', { list: Append(['c', 'd']) }, { list: ['b', 'c', 'd'] }, { list: ['c', 'd'] }],
  ['Append of objects', { lines: Append([{ sku: 'c', quantity: 3 }]) }, { lines: [...start.lines, { sku: 'c', quantity: 3 }] }, { lines: [{ sku: 'c', quantity: 3 }] }],
  ['Prepend', { list: Prepend(['a']) }, { list: ['a', 'b'] }, { list: ['a'] }],
  ['AddToSet', { colors: AddToSet('red', 'blue') }, { colors: new Set(['red', 'green', 'blue']) }, { colors: new Set(['red', 'blue']) }],
  ['AddToSet of a set that is an array in JavaScript', { numbers: AddToSet(2, 3) }, { numbers: new Set([1, 2, 3]) }, { numbers: new Set([2, 3]) }],
  ['DeleteFromSet', { colors: DeleteFromSet('red', 'blue') }, { colors: new Set(['green']) }, {}],
  ['DeleteFromSet of the last', { colors: DeleteFromSet('red', 'green') }, { colors: undefined }, {}],
  ['Remove', { name: Remove(), list: Remove() }, { name: undefined, list: undefined }, {}],
  ['Remove of what a relation refers to', { owner: Remove() }, { ownerId: undefined }, {}],
  ['Remove of embedded columns', { address: Remove() }, { addressCity: undefined, addressMoves: undefined, addressTags: undefined }, {}],
  ['IfNotExists', { name: IfNotExists('new'), seen: IfNotExists(new Date(1)) }, { name: 'n', seen: '1970-01-01T00:00:00.000Z' }, { name: 'new', seen: '1970-01-01T00:00:00.001Z' }],
  ['a value beside operators', { name: 'new', visits: Add(1) }, { name: 'new', visits: 6 }, { name: 'new', visits: 1 }],
  ['an embedded column', { address: { moves: Add(1), city: 'Bonn' } }, { addressMoves: 2, addressCity: 'Bonn' }, { addressMoves: 1, addressCity: 'Bonn' }],
  ['an embedded column by its path', { 'address.moves': Add(1), 'address.city': 'Bonn', 'address.tags': Append(['new']) }, { addressMoves: 2, addressCity: 'Bonn', addressTags: ['old', 'new'] }, { addressMoves: 1, addressCity: 'Bonn', addressTags: ['new'] }],
  ['a position in a list of an embedded column', { 'address.tags[0]': 'new' }, { addressTags: ['new'] }],
  ['members of a map', { 'settings.theme': 'light', 'settings.size': Add(2), 'settings.deep.list': Append([3]) }, { settings: { theme: 'light', size: 3, deep: { list: [1, 2, 3] } } }],
  ['null within json, which stays null', { 'settings.theme': null }, { settings: { ...start.settings, theme: null } }],
  ['removal within json', { 'settings.theme': Remove(), 'settings.deep.list[0]': Remove() }, { settings: { size: 1, deep: { list: [2] } } }],
  ['IfNotExists within json', { 'settings.theme': IfNotExists('light'), 'settings.other': IfNotExists({ a: 1 }) }, { settings: { ...start.settings, other: { a: 1 } } }],
  ['a position in a list', { 'list[0]': 'z', 'lines[1].quantity': Subtract(1), 'lines[0].sku': 'x' }, { list: ['z'], lines: [{ sku: 'x', quantity: 1 }, { sku: 'b', quantity: 1 }] }],
  ['undefined, which says nothing', { name: undefined, visits: Add(1), 'settings.theme': undefined }, { visits: 6 }, { visits: 1 }],
  ['a column with update: false, which stays', { origin: IfNotExists('x'), visits: Add(1) }, { visits: 6 }, { visits: 1, origin: undefined }],
]

/** Every way to update by key. */
const ways: Readonly<Record<string, (id: string, changes: object) => Promise<unknown>>> = {
  'repository.update': (id, changes) => things.update(id, changes),
  'manager.update': (id, changes) => manager.update(Thing, { id }, changes),
  'the update query builder': (id, changes) => things.createQueryBuilder().update().set(changes).where({ id }).execute(),
  updateExpression: (id, changes) => things.updateExpression({ where: { id }, setValues: changes }),
  'a transaction': (id, changes) => manager.transaction((inside) => inside.update(Thing, id, changes)),
}

describe.each(Object.keys(ways))('by %s', (way) => {
  test.each(values.map(([name, ...rest]) => [name, rest] as const))('%s', async (_name, [changes, expected, fromNothing]) => {
    const id = await thing()
    const before = await stored(id)
    await ways[way]!(id, changes)
    expect(opened.sent.actions().join()).toMatch(way === 'a transaction' ? /^(UpdateItem|TransactWriteItems)$/ : /^UpdateItem$/)
    expect(await stored(id)).toEqual(Object.fromEntries(Object.entries({ ...before, ...expected }).filter(([, value]) => value !== undefined)))
    if (fromNothing === undefined) return
    const empty = await thing({ address: {} })
    await ways[way]!(empty, changes)
    expect(await stored(empty)).toEqual(Object.fromEntries(Object.entries({ id: empty, ...fromNothing }).filter(([, value]) => value !== undefined)))
  })
})

test('operators go as DynamoDB says them, in one request', async () => {
  const id = await thing()
  await things.update(id, { visits: Add(1), rank: Subtract(1), list: Prepend(['a']), lines: Append([]), colors: AddToSet('blue'), numbers: DeleteFromSet(1), name: Remove(), seen: IfNotExists(new Date(0)), 'settings.size': Add(1) })
  expect(opened.sent.actions()).toEqual(['GetItem', 'UpdateItem'])
  const { UpdateExpression, ConditionExpression } = opened.sent.requests[1]!.input
  expect(String(UpdateExpression).split(/ (?=REMOVE|ADD|DELETE)/)).toEqual([
    expect.stringMatching(/^SET #0 = list_append\(:0, if_not_exists\(#0, :1\)\), #1 = list_append\(if_not_exists\(#1, :2\), :3\), #2 = if_not_exists\(#2, :4\), #3\.#4 = if_not_exists\(#3\.#4, :5\) \+ :6, #5 = :7, #6 = :8$/),
    'REMOVE #7', 'ADD #8 :9, #9 :10', 'DELETE #10 :11',
  ])
  // The rank is a part of an index key, which the driver works out on what it has read.
  expect(ConditionExpression).toMatch(/^attribute_exists\(#11\) AND /)
})

describe('what is refused before anything is sent', () => {
  const refused: readonly (readonly [string, object, string])[] = [
    ['Add to text', { name: Add(1) }, 'Thing.name: Add() is for columns of numbers. Set the value instead.'],
    ['Add to a date', { seen: Add(1) }, 'Thing.seen: Add() is for columns of numbers.'],
    ['Subtract from a list', { list: Subtract(1) }, 'Thing.list: Subtract() is for columns of numbers.'],
    ['Add of text', { visits: Add('many') }, 'Thing.visits: the value must be a number.'],
    ['Add of nothing', { visits: Add(null as never) }, 'Thing.visits: Add() needs a value. Give it one, or use Remove().'],
    ['Append to a number', { visits: Append([1]) }, 'Thing.visits: Append() is for json columns that hold a list.'],
    ['Append to a map', { map: Append([1]) }, 'Thing.map: Append() is for json columns that hold a list.'],
    ['Append to a set', { colors: Append(['x']) }, 'Thing.colors: Append() is for json columns that hold a list.'],
    ['Prepend to a list that is one text', { words: Prepend(['x']) }, 'Thing.words: Prepend() is for json columns that hold a list. Set the whole value, or store it in a json column.'],
    ['Append of what is no list', { list: Append('x' as never) }, 'Thing.list: Append() takes an array.'],
    ['AddToSet of a list', { list: AddToSet('x') }, 'Thing.list: AddToSet() is for set columns.'],
    ['AddToSet of nothing', { colors: (AddToSet as () => unknown)() }, 'Thing.colors: a set cannot be empty.'],
    ['DeleteFromSet of a number', { visits: DeleteFromSet(1) }, 'Thing.visits: DeleteFromSet() is for set columns.'],
    ['AddToSet within json', { 'settings.colors': AddToSet('x') }, 'Thing.settings.colors: DynamoDB changes sets only where they are attributes. Store the set in a column of its own.'],
    ['Add of text within json', { 'settings.size': Add('many') }, 'Thing.settings.size: Add() takes a number.'],
    ['IfNotExists of nothing', { name: IfNotExists(null) }, 'Thing.name: IfNotExists() needs a value.'],
    ['IfNotExists of another type', { name: IfNotExists(1) }, 'Thing.name: the value must be a string.'],
    ['IfNotExists of an empty index key', { kind: IfNotExists('') }, 'Thing.kind: an empty string cannot be in the key of index byRank.'],
    ['Add to a primary key', { id: IfNotExists('x') }, 'Thing.id: a primary key cannot be changed.'],
    ['Add to embedded columns', { address: Add(1) }, 'Thing.address: Add() is for columns, and this holds several. Name one of them.'],
    ['a part of what is one text', { 'text.a': 1 }, 'Thing.text.a: only what json columns hold can be changed in part. Set text as a whole.'],
    ['a part of a set', { 'colors[0]': 'x' }, 'Thing.colors[0]: only what json columns hold can be changed in part.'],
    ['a function within json', { 'settings.size': () => 'settings.size + 1' }, 'SQL expressions as values'],
    ['a path that leads nowhere', { 'nothing.at': 1 }, 'nothing.at'],
    ['a path that is none', { 'list[x]': 1 }, 'list[x]'],
    ['one value twice', { address: { city: 'a' }, 'address.city': 'b' }, 'Change each value once.'],
    ['a value and a part of it', { settings: {}, 'settings.theme': 'x' }, 'Thing: the update changes settings.theme and settings, of which one holds the other. Change each value once.'],
  ]
  test.each(refused)('%s', async (_name, changes, message) => {
    const id = await thing()
    for (const way of Object.values(ways)) expect((await failure(way(id, changes))).message).toContain(message)
    expect(opened.sent.actions()).toEqual([])
  })

  test('the version, which the driver counts', async () => {
    for (const value of [Add(1), Remove(), IfNotExists(1)]) expect((await failure(counters.update('1', { version: value as never }))).message).toMatch(/^Counter\.version: \w+\(\) is not for the version, which the driver counts by itself\. Leave it out\.$/)
    expect(opened.sent.actions()).toEqual([])
  })

  test('an operator in an entity, which is stored as it is', async () => {
    const given = { id: fresh(), visits: Add(1) as never }
    const message = 'Thing.visits: Add() changes what is stored, and belongs into update(). Give the entity a value, or call update().'
    opened.sent.clear()
    for (const write of [() => things.put(things.create(given)), () => things.insert(given), () => things.putMany([things.create(given)]), () => things.save(given)]) expect((await failure(write())).message).toBe(message)
    const id = await thing()
    expect((await failure(things.save({ id, list: Append(['x']) as never }))).message).toContain('Thing.list: Append() changes what is stored')
    expect((await failure(things.save({ id, address: { moves: Add(1) as never } }))).message).toContain('Thing.address.moves: Add() changes what is stored')
    expect(opened.sent.actions().filter((action) => action !== 'GetItem')).toEqual([])
  })

  test('a path within what is not there, by DynamoDB, and nothing is written', async () => {
    const id = await thing({ name: 'n' })
    const error = await failure(things.update(id, { 'settings.theme': 'x', name: 'new' }))
    expect(error).toMatchObject({ name: 'InvalidRequestError' })
    expect(await stored(id)).toEqual({ id, name: 'n' })
  })
})

describe('what an update does besides', () => {
  test('counts the version, sets the date and keeps columns unique', async () => {
    const [id, other] = [fresh(), fresh()]
    await counters.insert([{ id, serial: 1 }, { id: other, serial: 2 }])
    await counters.update(id, { count: Add(2) })
    await counters.update(id, { serial: Add(9), count: Subtract(1) })
    expect(await counters.findOneBy({ id })).toMatchObject({ serial: 10, count: 1, version: 3 })
    await expect(counters.update(other, { serial: Add(8) })).rejects.toMatchObject({ name: 'UniqueConstraintViolationError' })
    await counters.update(other, { serial: Subtract(1) })
    expect(await counters.findOneBy({ id: other })).toMatchObject({ serial: 1 })
    await expect(counters.update(id, { serial: Subtract(9) })).rejects.toMatchObject({ name: 'UniqueConstraintViolationError' })
    await counters.update(other, { serial: Remove() })
    await counters.update(id, { serial: Subtract(9) })
    expect(await counters.findOneBy({ id })).toMatchObject({ serial: 1, version: 4 })
  })

  test('changes what criteria find, each item under the criteria', async () => {
    const kind = fresh()
    const ids = await Promise.all([1, 2, 3].map((visits) => thing({ kind, city: 'c', rank: visits, visits })))
    expect((await things.update({ kind, visits: MoreThanOrEqual(2) }, { visits: Add(10) })).affected).toBe(2)
    expect((await things.update({ id: In(ids) }, { 'address.moves': Add(1) })).affected).toBe(3)
    expect((await things.update(fresh(), { visits: Add(1) })).affected).toBe(0)
    expect((await things.find({ index: 'byRank', where: { kind, city: 'c' } })).map(({ visits, address }) => [visits, address.moves])).toEqual([[1, 1], [12, 1], [13, 1]])
  })

  test('of many at once none is lost', async () => {
    const id = await thing({ visits: 0, list: [], rank: 0, kind: 'k', city: 'c' })
    await Promise.all(Array.from({ length: 10 }, (_, at) => things.update(id, { visits: Add(1), list: Append([String(at)]), colors: AddToSet(String(at % 2)), rank: Subtract(1) })))
    expect(await things.findOneBy({ id })).toMatchObject({ visits: 10, rank: -10, colors: new Set(['0', '1']) })
    expect((await things.findOneByOrFail({ id })).list).toHaveLength(10)
    expect(await things.find({ index: 'byRank', where: { kind: 'k', city: 'c', rank: -10 } })).toHaveLength(1)
  })
})

describe('an upsert', () => {
  const changes = { visits: Add(2), total: Subtract(1n), price: Add('0.10'), euros: Add(0.25), list: Append(['c']), colors: AddToSet('blue'), numbers: AddToSet(3), seen: IfNotExists(new Date(1)), address: { moves: Add(1) }, name: 'new' }
  const made = { visits: 2, total: -1, price: 0.1, euros: 25, list: ['c'], colors: new Set(['blue']), numbers: new Set([3]), seen: '1970-01-01T00:00:00.001Z', addressMoves: 1, name: 'new' }
  const changed = { visits: 7, total: 4, price: 1.6, euros: 175, list: ['b', 'c'], colors: new Set(['red', 'green', 'blue']), numbers: new Set([1, 2, 3]), seen: '1970-01-01T00:00:00.000Z', addressMoves: 2, name: 'new' }

  test('of what is not there stores what operators make of nothing, in one request', async () => {
    const id = fresh()
    opened.sent.clear()
    await things.upsert({ id, ...changes }, ['id'])
    expect(opened.sent.actions()).toEqual(['UpdateItem'])
    expect(await stored(id)).toEqual({ id, ...made })
  })

  test('of what is there does what they say, in one request', async () => {
    const id = await thing()
    const before = await stored(id)
    opened.sent.clear()
    await things.upsert({ id, ...changes }, ['id'])
    expect(opened.sent.actions()).toEqual(['UpdateItem'])
    expect(await stored(id)).toEqual({ ...before, ...changed })
  })

  test.each([['what is there', true], ['what is not there', false]])('of a part of an index key keeps the index right, of %s', async (_name, isThere) => {
    const id = isThere ? await thing({ kind: 'u', city: 'c', rank: 5 }) : fresh()
    await things.upsert({ id, kind: 'u', city: 'c', rank: Add(1) }, ['id'])
    expect(await things.find({ index: 'byRank', where: { kind: 'u', city: 'c', rank: isThere ? 6 : 1 } })).toMatchObject([{ id }])
  })

  test('in a transaction, and after another write of it', async () => {
    const [id, absent] = [await thing(), fresh()]
    await manager.transaction(async (inside) => {
      for (const one of [id, absent, absent]) await inside.upsert(Thing, { id: one, visits: Add(1), list: Append(['x']) }, ['id'])
    })
    expect(await stored(id)).toMatchObject({ visits: 6, list: ['b', 'x'] })
    expect(await stored(absent)).toEqual({ id: absent, visits: 2, list: ['x', 'x'] })
  })

  test('counts the version and keeps columns unique', async () => {
    const [id, other] = [fresh(), fresh()]
    for (const one of [id, id]) await counters.upsert({ id: one, serial: Add(500), count: Add(1) }, ['id'])
    expect(await counters.findOneBy({ id })).toMatchObject({ serial: 1000, count: 2, version: 2 })
    await expect(counters.upsert({ id: other, serial: Add(1000) }, ['id'])).rejects.toMatchObject({ name: 'UniqueConstraintViolationError' })
    expect(await counters.findOneBy({ id: other })).toBeNull()
  })

  test('of many at once loses nothing', async () => {
    const id = fresh()
    await Promise.all(Array.from({ length: 10 }, () => things.upsert({ id, visits: Add(1), rank: Add(1), kind: 'v', city: 'c' }, ['id'])))
    expect(await things.find({ index: 'byRank', where: { kind: 'v', city: 'c', rank: 10 } })).toMatchObject([{ id, visits: 10 }])
  })

  test('refuses what takes away, and what does not fit a column', async () => {
    opened.sent.clear()
    expect((await failure(things.upsert({ id: fresh(), name: Remove() }, ['id']))).message).toBe('Thing.name: Remove() is not for upsert(), which may store the entity for the first time. Use null, or update().')
    expect((await failure(things.upsert({ id: fresh(), colors: DeleteFromSet('x') }, ['id']))).message).toContain('Thing.colors: DeleteFromSet() is not for upsert()')
    expect((await failure(things.upsert({ id: fresh(), name: Add(1) as never }, ['id']))).message).toContain('Thing.name: Add() is for columns of numbers.')
    expect((await failure(things.upsert({ id: IfNotExists('x') }, ['id']))).message).toContain('Thing.id: ')
    expect(opened.sent.actions()).toEqual([])
  })
})

describe('in one transaction', () => {
  const pairs: readonly (readonly [string, object, object, readonly string[]])[] = [
    ['Add, Add', { visits: Add(1) }, { visits: Add(2) }, ['TransactWriteItems']],
    ['Add, Subtract', { visits: Add(5) }, { visits: Subtract(2) }, ['TransactWriteItems']],
    ['a value, Add', { visits: 1 }, { visits: Add(2) }, ['UpdateItem']],
    ['Add, a value', { visits: Add(2) }, { visits: 1 }, ['UpdateItem']],
    ['Append, Append', { list: Append(['c']) }, { list: Append(['d']) }, ['TransactWriteItems']],
    ['Prepend, Prepend', { list: Prepend(['a']) }, { list: Prepend(['z']) }, ['TransactWriteItems']],
    ['Append, Prepend, on the item read', { list: Append(['c']) }, { list: Prepend(['a']) }, ['GetItem', 'UpdateItem']],
    ['AddToSet, AddToSet', { colors: AddToSet('a') }, { colors: AddToSet('b') }, ['UpdateItem']],
    ['AddToSet, DeleteFromSet, on the item read', { colors: AddToSet('a') }, { colors: DeleteFromSet('red') }, ['GetItem', 'UpdateItem']],
    ['DeleteFromSet, Remove', { colors: DeleteFromSet('red') }, { colors: Remove() }, ['UpdateItem']],
    ['Remove, IfNotExists', { name: Remove() }, { name: IfNotExists('x') }, ['UpdateItem']],
    ['IfNotExists, Add', { visits: IfNotExists(3) }, { visits: Add(1) }, ['TransactWriteItems']],
    ['paths beside each other', { 'settings.theme': 'light' }, { 'settings.size': Add(1) }, ['TransactWriteItems']],
    ['one path twice', { 'settings.size': Add(1) }, { 'settings.size': Add(1) }, ['TransactWriteItems']],
    ['a map and a part of it', { settings: { size: 1 } }, { 'settings.size': Add(1) }, ['UpdateItem']],
    ['a part of a map, and the map', { 'settings.size': Add(1) }, { settings: { size: 9 } }, ['GetItem', 'UpdateItem']],
    ['a part of an index key', { rank: Add(1) }, { rank: Add(2) }, ['GetItem', 'GetItem', 'UpdateItem']],
  ]
  test.each(pairs)('%s do what they do in turn', async (_name, first, second, actions) => {
    const [inTurn, together] = [await thing(), await thing()]
    await things.update(inTurn, first)
    await things.update(inTurn, second)
    opened.sent.clear()
    await manager.transaction(async (inside) => {
      await inside.update(Thing, together, first)
      await inside.update(Thing, together, second)
    })
    expect(opened.sent.actions()).toEqual(actions)
    expect(await stored(together)).toEqual({ ...(await stored(inTurn)), id: together })
  })

  test('what it writes is seen inside', async () => {
    const id = await thing()
    await manager.transaction(async (inside) => {
      await inside.update(Thing, id, { visits: Add(1), 'settings.theme': 'light', list: Append(['c']) })
      expect(await inside.findOneBy(Thing, { id })).toMatchObject({ visits: 6, settings: { theme: 'light' }, list: ['b', 'c'] })
    })
  })
})
