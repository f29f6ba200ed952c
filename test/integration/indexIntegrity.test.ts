import { Column, Entity, PrimaryColumn } from 'typeorm'
import { GlobalSecondaryIndex, IfNotExists, LocalSecondaryIndex, type PagingAndSortingRepository } from '../../src/index.js'
import { integrityWrites, type Parts } from '../support/integrityWrites.js'
import { storedItem } from '../support/storedItem.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

@Entity({ name: 'indexed' })
@GlobalSecondaryIndex({ name: 'single', partitionKey: 'a' })
@GlobalSecondaryIndex({ name: 'composed', partitionKey: ['a', 'b'], sortKey: ['b', 'n'] })
@GlobalSecondaryIndex({ name: 'native', partitionKey: ['a', 'b'], sortKey: ['n', 'c'], keys: 'native' })
@GlobalSecondaryIndex({ name: 'sparse', partitionKey: ['c', 'a'] })
@GlobalSecondaryIndex({ name: 'plain', partitionKey: ['b', 'c'], sortKey: ['a', 'n'], composition: 'plain' })
@LocalSecondaryIndex({ name: 'local', sortKey: ['c', 'b'] })
class Indexed {
  @PrimaryColumn() pk: string
  @PrimaryColumn() sk: string
  @Column({ type: 'varchar', nullable: true }) a: string | null
  @Column({ type: 'varchar', nullable: true }) b: string | null
  @Column({ type: 'varchar', nullable: true }) c: string | null
  @Column({ type: 'int', nullable: true }) n: number | null
  @Column({ type: 'varchar', nullable: true }) other: string | null
}

const KEY = { pk: 'p', sk: 's' }
const parts = { a: 'a1', b: 'b1', c: 'c1', n: 1, other: 'o' }
const start = { ...KEY, ...parts }

type Values = Partial<Parts>
type Repository = PagingAndSortingRepository<Indexed>

let opened: OpenedSource
let repository: Repository
beforeAll(async () => {
  opened = await openWith([Indexed])
  repository = opened.dataSource.getRepository(Indexed)
})
afterAll(() => opened.dataSource.destroy())
beforeEach(() => repository.put(repository.create(start)).then(() => undefined))

/** Numbers of composed keys are not asserted by their text here, but by what an index finds. */
const joined = (...parts: (string | null | undefined)[]): string | undefined => (parts.some((part) => part === null || part === undefined) ? undefined : parts.join('#'))

const writes = integrityWrites(() => opened, Indexed, KEY)

const changes: readonly (readonly [string, Values])[] = [
  ['one part', { b: 'b2' }],
  ['a part of every index', { a: 'a2' }],
  ['two parts', { a: 'a2', c: 'c2' }],
  ['a number', { n: 10 }],
  ['a part removed', { c: null }],
  ['another part removed', { b: null }],
  ['no part', { other: 'o' }],
]

describe.each(Object.keys(writes))('%s', (name) => {
  test.each(changes)('of %s leaves every index in step', async (_what, values) => {
    await writes[name]!(values, parts)
    const now = { ...start, ...values }
    const Item = await storedItem(opened.dataSource.getMetadata(Indexed).tableName, KEY)
    expect(Item).toBeDefined()
    const { 'b#n': sort, 'a#n': plainSort, ...item } = Item!
    const expected = { ...now, 'a#b': joined(now.a, now.b), 'c#a': joined(now.c, now.a), 'b#c': joined(now.b, now.c), 'c#b': joined(now.c, now.b) }
    expect(item).toEqual(Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== null && value !== undefined)))
    expect(sort === undefined).toBe(now.b === null || now.n === null)
    expect(plainSort).toBe(now.a === null || now.n === null ? undefined : `${now.a}#${now.n}`)
    // What an index finds, by all of its parts, is the item, if no part is missing.
    const found = async (index: string, where: Values): Promise<string[]> => (Object.values(where).includes(null) ? [] : (await repository.find({ index, where: where as never })).map((one) => one.sk))
    const expectIn = (...parts: (string | number | null)[]): string[] => (parts.includes(null) ? [] : ['s'])
    expect(await found('composed', { a: now.a, b: now.b, n: now.n })).toEqual(expectIn(now.a, now.b, now.n))
    expect(await found('native', { a: now.a, b: now.b, n: now.n, c: now.c })).toEqual(expectIn(now.a, now.b, now.n, now.c))
    expect(await found('single', { a: now.a })).toEqual(expectIn(now.a))
  })
})

test('increment of a part keeps the index right, by a read and a conditional write', async () => {
  opened.sent.clear()
  await repository.increment({ pk: 'p', sk: 's' }, 'n', 9)
  expect(opened.sent.actions()).toEqual(['GetItem', 'UpdateItem'])
  expect((await repository.find({ index: 'composed', where: { a: 'a1', b: 'b1', n: 10 } }))).toHaveLength(1)
  expect((await repository.find({ index: 'composed', where: { a: 'a1', b: 'b1', n: 1 } }))).toHaveLength(0)
})

test('a value for what is absent puts the item into each index, and one for what is there leaves them', async () => {
  await repository.update(KEY, { c: null, n: null })
  opened.sent.clear()
  await repository.update(KEY, { a: IfNotExists('a9'), c: IfNotExists('c9'), n: IfNotExists(9) })
  expect(opened.sent.actions()).toEqual(['GetItem', 'UpdateItem'])
  const Item = await storedItem(opened.dataSource.getMetadata(Indexed).tableName, KEY)
  expect(Item).toMatchObject({ a: 'a1', b: 'b1', c: 'c9', n: 9, 'a#b': 'a1#b1', 'c#a': 'c9#a1', 'b#c': 'b1#c9', 'c#b': 'c9#b1', 'a#n': 'a1#9' })
})

test('of concurrent partial updates of two parts none is lost, and the index is that of both', async () => {
  await Promise.all([repository.update(KEY, { a: 'a9' }), repository.update(KEY, { b: 'b9' }), repository.update(KEY, { c: 'c9' }), repository.increment({ pk: 'p', sk: 's' }, 'n', 1)])
  const Item = await storedItem(opened.dataSource.getMetadata(Indexed).tableName, KEY)
  expect(Item).toMatchObject({ a: 'a9', b: 'b9', c: 'c9', n: 2, 'a#b': 'a9#b9', 'c#a': 'c9#a9', 'c#b': 'c9#b9', 'a#n': 'a9#2' })
})

describe('an index whose columns are required', () => {
  @Entity({ name: 'required' })
  @GlobalSecondaryIndex({ name: 'byName', partitionKey: ['kind', 'name'] })
  class Required {
    @PrimaryColumn() id: string
    @Column() kind: string
    @Column() name: string
  }

  test('refuses a write without one of them, and an empty string in a key, naming the index', async () => {
    const { dataSource, sent } = await openWith([Required])
    try {
      const required = dataSource.getRepository(Required)
      await expect(required.put(required.create({ id: '1', kind: 'k' }))).rejects.toThrow('byName')
      await expect(required.update('1', { name: null as never })).rejects.toThrow('byName')
      expect(sent.actions()).toEqual([])
    } finally {
      await dataSource.destroy()
    }
  })
})
