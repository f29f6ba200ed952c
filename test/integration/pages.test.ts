import { Column, Entity, In, MoreThanOrEqual, PrimaryColumn } from 'typeorm'
import { GlobalSecondaryIndex, Pageable, Sort, type PagingAndSortingRepository } from '../../src/index.js'
import type { DynamoFindManyOptions } from '../../src/index.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

@Entity({ name: 'paged' })
@GlobalSecondaryIndex({ name: 'byGroup', partitionKey: 'group', sortKey: ['label', 'rank'] })
@GlobalSecondaryIndex({ name: 'byRank', partitionKey: ['group'], sortKey: 'rank' })
@GlobalSecondaryIndex({ name: 'keysOnly', partitionKey: 'label', projection: 'KEYS_ONLY' })
class Paged {
  @PrimaryColumn() owner: string
  @PrimaryColumn('int') place: number
  @Column() group: string
  @Column() label: string
  @Column('int') rank: number
}

let opened: OpenedSource
let repository: PagingAndSortingRepository<Paged>
const all = Array.from({ length: 53 }, (_, i) => ({ owner: i % 2 === 0 ? 'even' : 'odd', place: i, group: i % 3 === 0 ? 'three' : 'rest', label: 'abcde'[i % 5]!, rank: i % 7 }))
beforeAll(async () => {
  opened = await openWith([Paged])
  repository = opened.dataSource.getRepository(Paged)
  await repository.putMany(repository.create(all))
})
afterAll(() => opened.dataSource.destroy())
beforeEach(() => opened.sent.clear())

const id = (one: Paged): string => `${one.owner}/${one.place}`

const questions: readonly (readonly [string, DynamoFindManyOptions<Paged>])[] = [
  ['a table partition', { where: { owner: 'even' } }],
  ['an index with many equal sort keys', { where: { group: 'rest' }, index: 'byRank' }],
  ['a composed sort key', { where: { group: 'rest', label: 'b' } }],
  ['a filter', { where: { owner: 'odd' }, filter: 'rank > 2' }],
  ['a filter that drops nearly all', { where: { owner: 'odd' }, filter: 'rank = 6 AND label = \'a\'' }],
  ['what the driver filters', { where: { owner: 'even', place: In([0, 2, 50]), group: 'three' } }],
  ['an index that holds only keys', { where: { label: 'c' }, index: 'keysOnly' }],
  ['some columns', { where: { group: 'three' }, select: { owner: true, place: true } }],
  ['a scan', {}],
  ['nothing', { where: { owner: 'none' } }],
]

describe.each(questions)('pages of %s', (_name, options) => {
  test.each([1, 4, 7, 100])('of %i hold everything once, in order, and know which is the last', async (size) => {
    const expected = (await repository.find(options)).map(id)
    const seen: string[] = []
    let cursor: string | undefined
    let number = 0
    do {
      const page = await repository.findPage(options, Pageable.of(number, size, undefined, cursor))
      expect(page).toMatchObject({ size, pageNumber: number, first: number === 0, numberOfElements: page.content.length })
      expect(page.last ? page.content.length <= size : page.content.length === size).toBe(true)
      expect(page.lastEvaluatedKey === undefined).toBe(page.last)
      expect(page.content.every((one) => one instanceof Paged)).toBe(true)
      seen.push(...page.content.map(id))
      cursor = page.lastEvaluatedKey
      number++
    } while (cursor !== undefined)
    expect(options.where !== undefined && 'place' in options.where ? [...seen].sort() : seen).toEqual(options.where !== undefined && 'place' in options.where ? [...expected].sort() : expected)
  })
})

test('a page is one request', async () => {
  await repository.findPage({ where: { owner: 'even' } }, Pageable.of(0, 10))
  expect(opened.sent.requests.map(({ action, input }) => [action, input.Limit])).toEqual([['Query', 11]])
})

test('a page number skips by counting', async () => {
  const expected = (await repository.find({ where: { owner: 'even' } })).slice(20, 25).map(id)
  opened.sent.clear()
  const page = await repository.findPage({ where: { owner: 'even' } }, Pageable.of(4, 5))
  expect(page.content.map(id)).toEqual(expected)
  expect(page.first).toBe(false)
  expect(opened.sent.requests.map(({ input }) => input.Select ?? 'items')).toEqual(['COUNT', 'items'])
  expect(await repository.findPage({ where: { owner: 'even' } }, Pageable.of(9, 5))).toMatchObject({ content: [], last: true, numberOfElements: 0 })
})

test('a page number is refused beyond a filter, and beyond 10,000 items', async () => {
  await expect(repository.findPage({ where: { owner: 'even' }, filter: 'rank > 2' }, Pageable.of(1, 5))).rejects.toMatchObject({ statusCode: 400, message: expect.stringContaining('lastEvaluatedKey') as unknown })
  await expect(repository.findPage({ where: { owner: 'even' } }, Pageable.of(1001, 10))).rejects.toMatchObject({ statusCode: 400 })
  expect(opened.sent.actions()).toEqual([])
})

test('a sort takes the index that serves it, both ways, and others are refused', async () => {
  const page = await repository.findPage({ where: { group: 'rest' } }, Pageable.of(0, 5, Sort.one('rank', 'desc')))
  expect(page.content.map((one) => one.rank)).toEqual(all.filter((one) => one.group === 'rest').map((one) => one.rank).sort((a, b) => b - a).slice(0, 5))
  expect(opened.sent.requests[0]!.input).toMatchObject({ IndexName: 'byRank', ScanIndexForward: false })
  expect((await repository.findPage({ where: { group: 'rest' } }, Pageable.of(0, 3, Sort.one('label')))).content.map((one) => one.label)).toEqual(['a', 'a', 'a'])
  await expect(repository.findPage({ where: { owner: 'even' } }, Pageable.of(0, 5, Sort.one('rank')))).rejects.toMatchObject({ statusCode: 400, message: "The parameter sort: no index serves Paged by rank for this question. One would: @GlobalSecondaryIndex({ name, partitionKey: the properties that the where compares, sortKey: 'rank' })." })
  await expect(repository.findPage({ where: { owner: 'even' } }, Pageable.of(0, 5, Sort.one('nothing')))).rejects.toMatchObject({ statusCode: 400 })
})

test('a cursor serves only its own question, and no forged one leaves it', async () => {
  const { lastEvaluatedKey } = await repository.findPage({ where: { owner: 'even' } }, Pageable.of(0, 5))
  const after = (cursor: string, options: DynamoFindManyOptions<Paged> = { where: { owner: 'even' } }, sort?: Sort): Promise<unknown> => repository.findPage(options, Pageable.of(1, 5, sort, cursor))
  expect(lastEvaluatedKey).toMatch(/^[\w-]+$/)
  expect(Buffer.from(lastEvaluatedKey!, 'base64url').toString()).not.toContain('even')
  await after(lastEvaluatedKey!)
  opened.sent.clear()
  const [print] = JSON.parse(Buffer.from(lastEvaluatedKey!, 'base64url').toString()) as string[]
  const forged = (...parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url')
  await expect(after(lastEvaluatedKey!, { where: { owner: 'odd' } })).rejects.toMatchObject({ code: 'page.cursor', statusCode: 400 })
  await expect(after(lastEvaluatedKey!, { where: { owner: 'even' } }, Sort.one('place', 'desc'))).rejects.toMatchObject({ code: 'page.cursor' })
  for (const cursor of ['x', '%%%', 'a'.repeat(9000), forged(), forged(print), forged(print, 5), forged(print, 'NaN'), forged(print, 'odd', '1'), forged(print, '1e999'), forged({}, '1')]) {
    await expect(after(cursor)).rejects.toMatchObject({ code: 'page.cursor', statusCode: 400 })
  }
  expect(opened.sent.actions()).toEqual([])
})

test('findPageWithCountExpensive counts all', async () => {
  expect(await repository.findPageWithCountExpensive({ where: { owner: 'even' } }, Pageable.of(1, 10))).toMatchObject({ totalElements: 27, totalPages: 3, numberOfElements: 10, pageNumber: 1, last: false })
})

test('of several partitions go back over their borders, to items at the very bound of a range', async () => {
  const options: DynamoFindManyOptions<Paged> = { where: { owner: In(['even', 'odd']), place: MoreThanOrEqual(1) } }
  const page = async (cursor?: string) => repository.findPage(options, Pageable.of(0, 20, undefined, cursor))
  const first = await page()
  const second = await page(first.lastEvaluatedKey)
  const third = await page(second.lastEvaluatedKey)
  expect([first, second, third].flatMap(({ content }) => content.map(id))).toHaveLength(52)
  const back = await page(third.previousKey)
  expect(back.content.map(id)).toEqual(second.content.map(id))
  expect((await page(second.previousKey)).content.map(id)).toEqual(first.content.map(id))
  const start = await page(back.previousKey)
  expect(start.content.map(id)).toEqual(first.content.map(id))
  expect(start.previousKey).toBeUndefined()
  expect((await page(start.lastEvaluatedKey)).content.map(id)).toEqual(second.content.map(id))
})
