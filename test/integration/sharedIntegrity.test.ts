import { Column, DeleteDateColumn, Entity, PrimaryColumn, UpdateDateColumn, VersionColumn } from 'typeorm'
import { composePart } from '../../src/codec/composedKey.js'
import { joined } from '../../src/metadata/joined.js'
import { defineTable, SingleTable, type DynamoEntityManager, type PagingAndSortingRepository } from '../../src/index.js'
import { integrityWrites, type Parts } from '../support/integrityWrites.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

const Shared = defineTable({
  name: 'Integrity',
  partitionKey: 'PK',
  sortKey: 'SK',
  typeAttribute: 'kind',
  indexes: {
    Constant: { partitionKey: 'g1pk', sortKey: 'g1sk' },
    Composed: { partitionKey: 'g2pk', sortKey: 'g2sk' },
    ByWhere: { partitionKey: 'g3pk' },
    ByFunction: { partitionKey: 'g4pk', sortKey: 'g4sk' },
    Inverted: { partitionKey: 'SK', sortKey: 'PK' },
    Types: { partitionKey: 'kind', sortKey: 'typed' },
    Local: { scope: 'local', sortKey: 'l1sk' },
  },
})

@Entity()
@SingleTable(Shared, {
  type: 'PLAIN',
  key: { partitionKey: 'P#{pk}', sortKey: 'S#{sk}#END' },
  indexes: {
    Constant: { partitionKey: 'EVERYBODY', sortKey: 'N#{n}#{b}' },
    Composed: { partitionKey: 'A#{a}#{b}', sortKey: '{c}' },
    ByWhere: { partitionKey: 'W#{a}', when: { other: 'o' } },
    ByFunction: { partitionKey: 'F#{b}', sortKey: '{sk}', when: ({ n, c }: { n: number | null; c: string | null }) => n !== null && n < 5 && c !== 'c2' },
    Types: { sortKey: '{a}' },
    Local: { sortKey: '{c}#{b}' },
  },
})
class Plain {
  @PrimaryColumn() pk: string
  @PrimaryColumn() sk: string
  @Column({ type: 'varchar', nullable: true }) a: string | null
  @Column({ type: 'varchar', nullable: true }) b: string | null
  @Column({ type: 'varchar', nullable: true }) c: string | null
  @Column({ type: 'int', nullable: true }) n: number | null
  @Column({ type: 'varchar', nullable: true }) other: string | null
}

/** In the same indexes, under the same values. */
@Entity()
@SingleTable(Shared, {
  type: 'KEPT',
  key: { partitionKey: 'P#{pk}', sortKey: 'S#{sk}#KEPT' },
  indexes: { Constant: { partitionKey: 'EVERYBODY', sortKey: 'N#{n}#{b}' }, Composed: { partitionKey: 'A#{a}#{b}', sortKey: '{c}' }, Types: { sortKey: '{a}' } },
})
class Kept {
  @PrimaryColumn() pk: string
  @PrimaryColumn() sk: string
  @Column({ type: 'varchar', nullable: true }) a: string | null
  @Column({ type: 'varchar', nullable: true }) b: string | null
  @Column({ type: 'varchar', nullable: true }) c: string | null
  @Column({ type: 'int', nullable: true }) n: number | null
  @Column({ type: 'varchar', nullable: true }) other: string | null
  @VersionColumn() version: number
  @UpdateDateColumn() changedAt: Date
  @DeleteDateColumn() deletedAt: Date | null
}

const KEY = { pk: 'p', sk: 's' }
const start: Parts = { a: 'a1', b: 'b1', c: 'c1', n: 1, other: 'o' }

let opened: OpenedSource
let table: string
let plain: PagingAndSortingRepository<Plain>
let kept: PagingAndSortingRepository<Kept>
beforeAll(async () => {
  opened = await openWith([Plain, Kept])
  table = `${(opened.dataSource.options as { entityPrefix?: string }).entityPrefix}${Shared.name}`
  plain = opened.dataSource.getRepository(Plain)
  kept = opened.dataSource.getRepository(Kept)
})
afterAll(() => opened.dataSource.destroy())
beforeEach(async () => {
  await plain.put(plain.create({ ...KEY, ...start }))
  await kept.delete(KEY)
  await kept.insert({ ...KEY, ...start })
})

const text = (template: string, values: Readonly<Record<string, string | number | null>>): string | undefined => {
  const missing = [...template.matchAll(/\{(\w+)\}/g)].some(([, name]) => values[name!] === null)
  // What numbers become is shown elsewhere.
  return missing ? undefined : template.replace(/\{(\w+)\}/g, (_, name: string) => (typeof values[name] === 'number' ? composePart({ N: String(values[name]) }, joined(2), 0) : String(values[name])))
}

function expectedItem(now: Parts): Record<string, unknown> {
  const values = { ...KEY, ...now }
  const { n, c } = now
  const holds = n !== null && n < 5 && c !== 'c2'
  const item = {
    ...values, PK: 'P#p', SK: 'S#s#END', kind: 'PLAIN',
    g1pk: 'EVERYBODY', g1sk: text('N#{n}#{b}', values),
    g2pk: text('A#{a}#{b}', values), g2sk: text('{c}', values),
    g3pk: now.other === 'o' ? text('W#{a}', values) : undefined,
    g4pk: holds ? text('F#{b}', values) : undefined, g4sk: holds ? 's' : undefined,
    typed: text('{a}', values), l1sk: text('{c}#{b}', values),
  }
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null && value !== undefined))
}

/** What each index finds by all of its parts: the item, if it is in the index. */
async function expectFound(now: Parts): Promise<void> {
  const { a, b, c, n, other } = now
  const found = async (index: string, where: object): Promise<number> => (Object.values(where).includes(null) ? 0 : (await plain.find({ index, where: where as never })).length)
  const one = (...values: unknown[]): number => (values.includes(null) ? 0 : 1)
  expect(await found('Constant', { n, b })).toBe(one(n, b))
  expect(await found('Composed', { a, b, c })).toBe(one(a, b, c))
  expect(await found('ByWhere', { a })).toBe(other === 'o' ? one(a) : 0)
  expect(await found('ByFunction', { b, sk: 's' })).toBe(n !== null && n < 5 && c !== 'c2' ? one(b) : 0)
  expect(await found('Types', { a })).toBe(one(a))
  expect(await found('Local', { pk: 'p', c, b })).toBe(one(c, b))
  expect(await found('Inverted', { pk: 'p', sk: 's' })).toBe(1)
}

const changes: readonly (readonly [string, Partial<Parts>])[] = [
  ['one part', { b: 'b2' }],
  ['two parts', { a: 'a2', c: 'c3' }],
  ['a number', { n: 3 }],
  ['a part removed', { c: null }],
  ['another part removed', { b: null }],
  ['all parts removed', { a: null, b: null, c: null, n: null }],
  ['what the where of an index asks', { other: 'x' }],
  ['what the function of an index asks', { n: 10 }],
  ['another thing that the function asks', { c: 'c2' }],
  ['what both ask, and a part', { other: 'x', n: 10, a: 'a2', b: 'b2' }],
  ['what is hostile', { a: '#$', b: '{a}', c: '\u0000 #' }],
]

/** Parts that are the last of their template stay as they are, the others are escaped. */
const hostileItem = (now: Parts): Record<string, unknown> => ({ ...expectedItem(now), g2pk: 'A#$S$T#{a}', l1sk: '$0$P$S#{a}', g3pk: 'W##$' })

describe.each(Object.entries(integrityWrites(() => opened, Plain, KEY)))('%s, of an entity in a shared table,', (_name, write) => {
  test.each(changes)('of %s leaves every index in step, and back again', async (_what, values) => {
    const before = await storedItem(table, { PK: 'P#p', SK: 'S#s#KEPT' })
    const now = { ...start, ...values }
    await write(values, start)
    const stored = (await storedItem(table, { PK: 'P#p', SK: 'S#s#END' }))!
    expect(stored).toEqual(values.a === '#$' ? hostileItem(now) : expectedItem(now))
    await expectFound(now)
    const back = Object.fromEntries(Object.keys(values).map((name) => [name, start[name as keyof Parts]]))
    await write(back, now)
    expect(await storedItem(table, { PK: 'P#p', SK: 'S#s#END' })).toEqual(expectedItem(start))
    await expectFound(start)
    expect(await storedItem(table, { PK: 'P#p', SK: 'S#s#KEPT' })).toEqual(before)
  })
})

describe('of an entity with a version, an update date and a soft delete', () => {
  const changing: Readonly<Record<string, readonly [Partial<Parts>, (on: DynamoEntityManager) => Promise<unknown>]>> = {
    update: [{ a: 'a2' }, (on) => on.update(Kept, KEY, { a: 'a2' })],
    save: [{ b: 'b2' }, async (on) => on.save(Object.assign((await on.get(Kept, KEY))!, { b: 'b2' }))],
    put: [{ c: null }, async (on) => on.put(Kept, Object.assign((await on.get(Kept, KEY))!, { c: null }))],
    upsert: [{ n: 7 }, (on) => on.upsert(Kept, { ...KEY, n: 7 }, ['pk', 'sk'])],
    increment: [{ n: 5 }, (on) => on.increment(Kept, KEY, 'n', 4)],
    add: [{ n: 3 }, (on) => on.add(Kept, { where: KEY, values: { n: 2 } })],
    softDelete: [{}, (on) => on.softDelete(Kept, KEY)],
    softRemove: [{}, async (on) => on.softRemove((await on.get(Kept, KEY))!)],
    restore: [{}, async (on) => { await on.softDelete(Kept, KEY); await on.restore(Kept, KEY) }],
  }
  test.each(Object.entries(changing).flatMap(([name, [values, run]]) => [[name, values, (): Promise<unknown> => run(opened.dataSource.manager as DynamoEntityManager)], [`${name} in a transaction`, values, (): Promise<unknown> => opened.dataSource.transaction((manager) => run(manager as DynamoEntityManager))]] as const))('%s keeps its keys right and counts', async (name, values, run) => {
    const other = await storedItem(table, { PK: 'P#p', SK: 'S#s#END' })
    await run()
    const now = { ...KEY, ...start, ...values }
    const { version, changedAt, deletedAt, ...item } = (await storedItem(table, { PK: 'P#p', SK: 'S#s#KEPT' }))!
    const expected = { ...now, PK: 'P#p', SK: 'S#s#KEPT', kind: 'KEPT', g1pk: 'EVERYBODY', g1sk: text('N#{n}#{b}', now), g2pk: text('A#{a}#{b}', now), g2sk: text('{c}', now), typed: text('{a}', now) }
    expect(item).toEqual(Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== null && value !== undefined)))
    expect(version).toBe(name.startsWith('restore') ? 3 : 2)
    expect(changedAt).toEqual(expect.any(String))
    expect(deletedAt !== undefined).toBe(name.startsWith('soft'))
    expect(await storedItem(table, { PK: 'P#p', SK: 'S#s#END' })).toEqual(other)
  })
})

test('of concurrent partial updates of parts none is lost, and every index is that of all', async () => {
  await Promise.all([plain.update(KEY, { a: 'a9' }), plain.update(KEY, { b: 'b9' }), plain.update(KEY, { c: 'c9' }), plain.increment(KEY, 'n', 1)])
  const now = { a: 'a9', b: 'b9', c: 'c9', n: 2, other: 'o' }
  expect(await storedItem(table, { PK: 'P#p', SK: 'S#s#END' })).toEqual(expectedItem(now))
  await expectFound(now)
})

describe('key attributes', () => {
  test.each(['PK', 'SK', 'kind', 'g1pk', 'g2sk', 'typed', 'l1sk'])('%s is nobody\'s to set, to ask for, or to see', async (name) => {
    opened.sent.clear()
    await expect(plain.update(KEY, { [name]: 'x' } as never)).rejects.toThrow(`Property "${name}" was not found in "Plain"`)
    await expect(plain.findBy({ pk: 'p', [name]: 'x' } as never)).rejects.toThrow(`Property "${name}" was not found in "Plain"`)
    expect(opened.sent.actions()).toEqual([])
    await plain.put(plain.create({ ...KEY, ...start, [name]: 'x' } as never))
    await plain.save({ ...KEY, [name]: 'x', b: 'b1' } as never)
    expect(await storedItem(table, { PK: 'P#p', SK: 'S#s#END' })).toEqual(expectedItem(start))
    expect(Object.keys((await plain.get(KEY))!).sort()).toEqual(['a', 'b', 'c', 'n', 'other', 'pk', 'sk'])
  })

  test('are not changed by the expressions of a query runner', async () => {
    const runner = opened.dataSource.createQueryRunner() as unknown as { updateOne(table: string, key: object, expression: string, values: object, names: object): Promise<void>; release(): Promise<void> }
    for (const name of ['g1pk', 'g2sk', 'l1sk', 'typed']) await expect(runner.updateOne(table, { PK: 'P#p', SK: 'S#s#END' }, 'SET #n = :n', { ':n': 'x' }, { '#n': name })).rejects.toThrow('is kept by the driver')
    await runner.updateOne(table, { PK: 'P#p', SK: 'S#s#END' }, 'SET #n = :n', { ':n': 'a2' }, { '#n': 'a' })
    expect(await storedItem(table, { PK: 'P#p', SK: 'S#s#END' })).toEqual(expectedItem({ ...start, a: 'a2' }))
    await runner.release()
  })
})
