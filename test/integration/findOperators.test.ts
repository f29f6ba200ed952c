import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { And, Any, ArrayContainedBy, ArrayContains, ArrayOverlap, Between, Column, Entity, Equal, ILike, In, IsNull, JsonContains, LessThan, LessThanOrEqual, Like, MoreThan, MoreThanOrEqual, Not, Or, PrimaryColumn, Raw, type FindOperator } from 'typeorm'
import { AttributeExists, AttributeNotExists, AttributeType, BeginsWith, Contains, GlobalSecondaryIndex, LocalSecondaryIndex, Size, type PagingAndSortingRepository } from '../../src/index.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

class Inner {
  @Column({ nullable: true }) text: string
  @Column({ type: 'double', nullable: true }) number: number
}

enum Colour { Red = 'red', Blue = 'blue' }

@Entity({ name: 'thing' })
@GlobalSecondaryIndex({ name: 'byKeyText', partitionKey: 'owner', sortKey: 'keyText' })
@GlobalSecondaryIndex({ name: 'byKeyNumber', partitionKey: 'owner', sortKey: 'keyNumber' })
@LocalSecondaryIndex({ name: 'byKeyDate', sortKey: 'keyDate' })
class Thing {
  @PrimaryColumn() owner: string
  @PrimaryColumn('int') id: number
  @Column({ nullable: true }) text: string
  @Column({ type: 'double', nullable: true }) number: number
  @Column({ type: 'decimal', nullable: true }) exact: string
  @Column({ nullable: true }) date: Date
  @Column({ nullable: true }) flag: boolean
  @Column({ type: 'enum', enum: Colour, nullable: true }) colour: Colour
  @Column({ type: 'set', nullable: true }) set: Set<string>
  @Column({ type: 'json', nullable: true }) list: unknown[]
  @Column({ type: 'simple-array', nullable: true }) words: string[]
  @Column({ type: 'blob', nullable: true }) bytes: Buffer
  @Column(() => Inner) inner: Inner
  @Column({ nullable: true }) keyText: string
  @Column({ type: 'double', nullable: true }) keyNumber: number
  @Column({ nullable: true }) keyDate: Date
}

type Property = Exclude<keyof Thing, 'owner' | 'id' | 'inner'> | 'inner.text' | 'inner.number'

const texts = ['a', 'ab', 'b', 'é', 'Ab', 'a%b', 'and', '10']
const numbers = [-1.5, 0, 3, 9, 10, 1e20]
const dates = [1, 5, 9].map((month) => new Date(Date.UTC(2026, month)))
const sets = [['x'], ['x', 'y'], ['z'], ['x', 'y', 'z']].map((members) => new Set(members))
const lists: unknown[][] = [[], ['x'], ['x', 'x', 'y'], [1, 'x'], [{ a: 1 }], [['x']]]
const values: Readonly<Record<string, readonly unknown[]>> = {
  text: texts, number: numbers, exact: ['1', '2.50', '10'], date: dates, flag: [true, false], colour: [Colour.Red, Colour.Blue], set: sets, list: lists, words: [['x'], ['x', 'y']],
  bytes: [Buffer.from('ab'), Buffer.from('b')], 'inner.text': texts, 'inner.number': numbers, keyText: texts, keyNumber: numbers, keyDate: dates,
}

type Plain = Record<string, unknown>
const valueOf = (thing: Plain, property: string): unknown => property.split('.').reduce<unknown>((value, key) => (value as Plain | null | undefined)?.[key], thing)

/** Each has a value, in turn, and every fifth none; one more holds NULL in all that is no key. */
const things = Array.from({ length: 60 }, (_, id): Plain => {
  const thing: Plain = { owner: id % 3 === 0 ? 'p' : 'o', id, inner: {} }
  Object.entries(values).forEach(([property, list], at) => {
    if ((id + at) % 5 === 0) return
    const value = list[(id + at) % list.length]
    if (property.startsWith('inner.')) (thing.inner as Plain)[property.slice(6)] = value
    else thing[property] = value
  })
  return thing
})

let opened: OpenedSource
let repository: PagingAndSortingRepository<Thing>
beforeAll(async () => {
  opened = await openWith([Thing])
  repository = opened.dataSource.getRepository(Thing)
  await repository.putMany(things.map((thing) => repository.create(thing as never) as unknown as Thing))
  const { tableName } = repository.metadata
  const empty = Object.fromEntries(repository.metadata.columns.filter((column) => !column.isPrimary && !column.propertyName.startsWith('key')).map((column) => [column.databaseName, null]))
  await (opened.dataSource as unknown as { driver: { getDocumentClient(): { send(command: unknown): Promise<unknown> } } }).driver.getDocumentClient().send(new PutCommand({ TableName: tableName, Item: { owner: 'o', id: 99, ...empty } }))
  things.push({ owner: 'o', id: 99, inner: {} })
})
afterAll(() => opened.dataSource.destroy())

/** What SQL says of a value: true, false or, for null, undefined. */
type Says = (value: never) => boolean | undefined
const known = <T>(says: (value: T) => boolean) => (value: T | null | undefined): boolean | undefined => (value === null || value === undefined ? undefined : says(value))
const time = (value: Date): number => value.getTime()
const bytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))
const members = (value: unknown): unknown[] => (value instanceof Set ? [...(value as Set<unknown>)] : (value as unknown[]))
const has = (value: unknown, one: unknown): boolean => members(value).some((member) => JSON.stringify(member) === JSON.stringify(one))

const textual = (property: Property): [Property, FindOperator<unknown> | string, Says][] => [
  [property, 'ab', known((v: string) => v === 'ab')],
  [property, Equal('ab'), known((v: string) => v === 'ab')],
  [property, LessThan('ab'), known((v: string) => bytes(v, 'ab') < 0)],
  [property, LessThanOrEqual('ab'), known((v: string) => bytes(v, 'ab') <= 0)],
  [property, MoreThan('ab'), known((v: string) => bytes(v, 'ab') > 0)],
  [property, MoreThanOrEqual('ab'), known((v: string) => bytes(v, 'ab') >= 0)],
  [property, Between('a', 'b'), known((v: string) => bytes(v, 'a') >= 0 && bytes(v, 'b') <= 0)],
  [property, Between('b', 'a'), known(() => false)],
  [property, In(['a', 'é', 'none']), known((v: string) => ['a', 'é'].includes(v))],
  [property, In(['a']), known((v: string) => v === 'a')],
  [property, In(['a', null]), (v: string | null) => (v === 'a' ? true : undefined)],
  [property, In([null]), () => undefined],
  [property, In([]), () => false],
  [property, Any(['a', 'é']), known((v: string) => ['a', 'é'].includes(v))],
  [property, Like('a%'), known((v: string) => v.startsWith('a'))],
  [property, Like('%b%'), known((v: string) => v.includes('b'))],
  [property, Like('ab'), known((v: string) => v === 'ab')],
  [property, Like('%'), known(() => true)],
  [property, IsNull(), (v: unknown) => v === null || v === undefined],
  [property, BeginsWith('a%'), known((v: string) => v.startsWith('a%'))],
  [property, Contains('%'), known((v: string) => v.includes('%'))],
  [property, Not('ab'), known((v: string) => v !== 'ab')],
  [property, Not(Like('a%')), known((v: string) => !v.startsWith('a'))],
  [property, Not(Not('ab')), known((v: string) => v === 'ab')],
  [property, Equal(null), () => undefined],
  [property, MoreThan(null), () => undefined],
  [property, And(MoreThan('a'), Not('b')), known((v: string) => bytes(v, 'a') > 0 && v !== 'b')],
  [property, And(MoreThan('a'), LessThan(null)), (v: string | null) => (v !== null && v !== undefined && bytes(v, 'a') <= 0 ? false : undefined)],
  [property, Or(Equal('a'), BeginsWith('é')), known((v: string) => v === 'a' || v.startsWith('é'))],
  [property, Or(Equal('a'), IsNull()), (v: string | null) => v === null || v === undefined || v === 'a'],
  [property, Or(Equal('a'), Equal(null)), (v: string | null) => (v === 'a' ? true : undefined)],
  [property, Size(2), known((v: string) => v.length === 2)],
  [property, Size(MoreThan(1)), known((v: string) => v.length > 1)],
  [property, Size(Not(Between(1, 1))), known((v: string) => v.length !== 1)],
  [property, Size(In([1, 3])), known((v: string) => [1, 3].includes(v.length))],
  [property, Raw((alias) => `${alias} > :low AND ${alias} IN (:...list)`, { low: 'a', list: ['ab', 'b', 'a'] }), known((v: string) => ['ab', 'b'].includes(v))],
  [property, Raw((alias) => `size(${alias}) = :n OR ${alias} LIKE 'é%'`, { n: 3 }), known((v: string) => v.length === 3 || v.startsWith('é'))],
  [property, Raw("'ab'"), known((v: string) => v === 'ab')],
]

const numeric = (property: Property): [Property, FindOperator<unknown> | number, Says][] => [
  [property, 9, known((v: number) => v === 9)],
  [property, LessThan(9), known((v: number) => v < 9)],
  [property, LessThanOrEqual(9), known((v: number) => v <= 9)],
  [property, MoreThan(9), known((v: number) => v > 9)],
  [property, MoreThanOrEqual(9), known((v: number) => v >= 9)],
  [property, Between(0, 9), known((v: number) => v >= 0 && v <= 9)],
  [property, Not(Between(0, 9)), known((v: number) => v < 0 || v > 9)],
  [property, In([0, 1e20, 7]), known((v: number) => v === 0 || v === 1e20)],
  [property, And(MoreThan(0), LessThan(10)), known((v: number) => v > 0 && v < 10)],
  [property, Or(LessThan(0), MoreThan(9)), known((v: number) => v < 0 || v > 9)],
  [property, IsNull(), (v: unknown) => v === null || v === undefined],
  [property, Raw((alias) => `${alias} BETWEEN :low AND :high AND NOT ${alias} = 3`, { low: 0, high: 9 }), known((v: number) => v === 0 || v === 9)],
]

const rows: readonly (readonly [property: Property, operator: unknown, says: Says])[] = [
  ...textual('text'), ...textual('inner.text'), ...textual('keyText'),
  ...numeric('number'), ...numeric('inner.number'), ...numeric('keyNumber'),
  ...(['date', 'keyDate'] as const).flatMap((property): [Property, unknown, Says][] => [
    [property, dates[1], known((v: Date) => time(v) === time(dates[1]!))],
    [property, LessThan(dates[1]!), known((v: Date) => time(v) < time(dates[1]!))],
    [property, Between(dates[0]!, dates[1]!), known((v: Date) => time(v) <= time(dates[1]!))],
    [property, In([dates[0]!, dates[2]!]), known((v: Date) => time(v) !== time(dates[1]!))],
    [property, Like('2026-02%'), known((v: Date) => v.getUTCMonth() === 1)],
    [property, Raw((alias) => `${alias} >= :from`, { from: dates[1] }), known((v: Date) => time(v) >= time(dates[1]!))],
  ]),
  ['exact', MoreThan('2.5'), known((v: string) => Number(v) > 2.5)],
  ['exact', Equal('2.5'), known((v: string) => Number(v) === 2.5)],
  ['flag', true, known((v: boolean) => v)],
  ['flag', Not(true), known((v: boolean) => !v)],
  ['flag', In([true, false]), known(() => true)],
  ['flag', Raw((alias) => `${alias} = false`), known((v: boolean) => !v)],
  ['colour', Colour.Red, known((v: Colour) => v === Colour.Red)],
  ['colour', Like('re%'), known((v: Colour) => v === Colour.Red)],
  ['bytes', BeginsWith(Buffer.from('a')), known((v: Buffer) => v[0] === 97)],
  ['bytes', Size(1), known((v: Buffer) => v.length === 1)],
  ['words', Like('x,%'), known((v: string[]) => v.length === 2)],
  ...(['set', 'list'] as const).flatMap((property): [Property, unknown, Says][] => [
    [property, Contains('x'), known((v) => has(v, 'x'))],
    [property, ArrayContains(['x', 'y']), known((v) => has(v, 'x') && has(v, 'y'))],
    [property, ArrayContains([]), known(() => true)],
    [property, ArrayOverlap(['y', 'z']), known((v) => has(v, 'y') || has(v, 'z'))],
    [property, ArrayOverlap([]), known(() => false)],
    [property, ArrayContainedBy(['x', 'y']), known((v) => members(v).every((one) => one === 'x' || one === 'y'))],
    [property, ArrayContainedBy([]), known((v) => members(v).length === 0)],
    [property, And(ArrayContainedBy(['x', 'y']), Contains('x')), known((v) => has(v, 'x') && members(v).every((one) => one === 'x' || one === 'y'))],
    [property, Size(2), known((v) => members(v).length === 2)],
    [property, Size(LessThan(2)), known((v) => members(v).length < 2)],
    [property, IsNull(), (v: unknown) => v === null || v === undefined],
  ]),
  ['set', Equal(new Set(['y', 'x'])), known((v: Set<string>) => v.size === 2)],
  ['list', Contains(1), known((v) => has(v, 1))],
  ['list', Contains({ a: 1 }), known((v) => has(v, { a: 1 }))],
  ['list', ArrayContains([['x']]), known((v) => has(v, ['x']))],
  ['list', Equal(['x']), known((v) => JSON.stringify(v) === '["x"]')],
  ['list', Raw(() => `list[0] = :first`, { first: 'x' }), known((v: unknown[]) => v[0] === 'x')],
]

const whereOf = (property: Property, operator: unknown): Plain => (property.startsWith('inner.') ? { inner: { [property.slice(6)]: operator } } : { [property]: operator })
const ids = (found: readonly { id: unknown }[]): number[] => found.map((one) => one.id as number).sort((a, b) => a - b)
/** What Raw asks follows DynamoDB, where a missing attribute satisfies a negated comparison. */
const isRaw = (operator: unknown): boolean => (operator as FindOperator<unknown>).type === 'raw'

const show = (operator: unknown): string => {
  if (typeof operator !== 'object' || operator === null || !('@instanceof' in operator)) return String(operator)
  const { type, child, value } = operator as FindOperator<unknown>
  return `${type}(${[child ?? value].flat().map(show).join(', ')})`
}

describe('an operator finds what SQL would, by filter, by key and by scan', () => {
  test.each(rows.map(([property, operator, says]) => [property, show(operator), operator, says] as const))('%s: %s', async (property, _shown, operator, says) => {
    const expected = (wanted: boolean, owner?: string): number[] => ids(things.filter((thing) => (owner === undefined || thing.owner === owner) && says(valueOf(thing, property) as never) === wanted) as never)
    for (const [wanted, asked] of [[true, operator], [false, Not(operator as never)]] as const) {
      if (!wanted && isRaw(operator)) continue
      const where = whereOf(property, asked)
      const [scanned, queried, counted, byKeys] = await Promise.all([
        repository.scan({ where: where as never }),
        repository.find({ where: { owner: 'o', ...where } as never }),
        repository.count({ where: { owner: 'o', ...where } as never }),
        // By keys the driver evaluates.
        repository.find({ where: { owner: In(['o', 'p']), id: In(things.map(({ id }) => id)), ...where } as never }),
      ])
      expect(ids(scanned)).toEqual(expected(wanted))
      expect(ids(queried)).toEqual(expected(wanted, 'o'))
      expect(counted).toBe(expected(wanted, 'o').length)
      expect(ids(byKeys)).toEqual(expected(wanted))
    }
  })
})

test.each<[Property, unknown, string]>([
  ['keyText', LessThan('b'), 'byKeyText'], ['keyText', BeginsWith('a'), 'byKeyText'], ['keyText', Like('a%'), 'byKeyText'], ['keyText', Equal('a'), 'byKeyText'], ['keyText', Between('a', 'b'), 'byKeyText'],
  ['keyText', Raw((alias) => `${alias} >= :from`, { from: 'a' }), 'byKeyText'], ['keyText', Not(LessThan('b')), 'byKeyText'], ['keyNumber', And(MoreThan(0), LessThan(9)), 'byKeyNumber'], ['keyDate', MoreThan(dates[0]!), 'byKeyDate'],
])('%s %j is asked of a key where it can be', async (property, operator, index) => {
  opened.sent.clear()
  await repository.find({ where: { owner: 'o', ...whereOf(property, operator) } as never })
  expect(opened.sent.actions()).toEqual(['Query'])
  const { IndexName, FilterExpression } = opened.sent.requests[0]!.input
  expect(IndexName ?? '').toBe(index)
  expect(FilterExpression).toBeUndefined()
})

test('AttributeExists and AttributeNotExists tell absence from NULL, and AttributeType the type', async () => {
  const find = async (text: unknown): Promise<number[]> => ids(await repository.scan({ where: { text } as never }))
  const without = things.filter((thing) => thing.text === undefined && thing.id !== 99).map((thing) => thing.id as number)
  expect(await find(AttributeNotExists())).toEqual(without)
  expect(await find(Not(AttributeExists()))).toEqual(without)
  expect(await find(AttributeExists())).toEqual(ids(things.filter((thing) => !without.includes(thing.id as number)) as never))
  expect(await find(AttributeType('NULL'))).toEqual([99])
  expect(await find(Not(AttributeType('S')))).toEqual([99])
  expect(await find(And(AttributeExists(), Not(AttributeType('NULL'))))).toEqual(ids(things.filter((thing) => thing.text !== undefined) as never))
})

test('Raw follows DynamoDB: what is missing satisfies a negated comparison', async () => {
  const found = await repository.scan({ where: { number: Raw((alias) => `${alias} <> :n`, { n: 9 }) } })
  expect(ids(found)).toEqual(ids(things.filter((thing) => thing.number !== 9) as never))
})

test.each<[Property, unknown, string]>([
  ['text', ILike('a%'), 'Thing.text: this driver does not support case-insensitive patterns. Store a lower-case copy of the property and filter by that.'],
  ['list', JsonContains({ a: 1 } as never), 'Thing.list: this driver does not support JsonContains. Name the path in a filter, or store the member in a column of its own.'],
  ['text', Like('a%b'), 'Thing.text: this driver does not support patterns in the middle of a text.'],
  ['text', Like('%b'), 'patterns in the middle of a text'],
  ['text', Like('a_'), 'patterns in the middle of a text'],
  ['number', Like('1%'), 'Thing.number: a number begins with nothing'],
  ['number', BeginsWith('1' as never), 'Thing.number: a number begins with nothing'],
  ['flag', Contains('t'), 'Thing.flag: a boolean begins with nothing'],
  ['flag', LessThan(true), 'Thing.flag: < takes text, number or binary only.'],
  ['number', Size(3), 'Thing.number: only texts, binary, lists, maps and sets have a size.'],
  ['text', Size(IsNull() as never), 'Thing.text: a size is compared with numbers.'],
  ['text', Size('a' as never), 'size of Thing.text'],
  ['text', ArrayContains(['a'] as never), 'Thing.text: array operators are for lists and sets'],
  ['words', ArrayOverlap(['x']), 'Thing.words: array operators are for lists and sets'],
  ['text', MoreThan(Not('a')), 'Thing.text: a find operator stands within Not, And, Or and Size only.'],
  ['text', In([Not('a')] as never), 'Thing.text: a find operator stands within Not, And, Or and Size only.'],
  ['text', In('a' as never), 'Thing.text: the find operator takes a list.'],
  ['text', AttributeType('text' as never), 'Thing.text: AttributeType takes one of S, N'],
  ['text', Raw((alias) => `LOWER(${alias}) = 'a'`), 'Thing: this driver does not support case-insensitive patterns.'],
  ['text', Raw((alias) => `${alias} ~ 'a'`), 'The condition cannot be read at position 6'],
  ['text', Raw((alias) => `${alias} = :missing`), 'Thing: the condition names the parameter "missing", which has no value.'],
])('%s %j is refused before anything is sent', async (property, operator, message) => {
  opened.sent.clear()
  await expect(repository.find({ where: { owner: 'o', ...whereOf(property, operator) } as never })).rejects.toThrow(message)
  expect(opened.sent.actions()).toEqual([])
})

test('what the driver evaluates cannot enter the condition of a write', async () => {
  opened.sent.clear()
  await expect(repository.update({ owner: 'o', id: 1, list: ArrayContainedBy(['x']) as never }, { text: 'changed' })).rejects.toMatchObject({ code: 'query.notSendable' })
  expect(opened.sent.actions()).toEqual([])
})
