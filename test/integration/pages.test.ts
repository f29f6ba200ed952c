import { Column, Entity, In, MoreThanOrEqual, PrimaryColumn } from 'typeorm'
import { GlobalSecondaryIndex, Pageable, Sort, type DynamoFindManyOptions, type DynamoFindPageOptions, type Page, type PagingAndSortingRepository } from '../../src/index.js'
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
  ['several queries in turn', { where: { label: In(['a', 'c', 'none', 'e']) }, index: 'keysOnly' }],
  ['several queries merged by their order', { where: { group: In(['rest', 'three']) }, order: { label: 'ASC', rank: 'ASC' } }],
  ['the same, downwards', { where: { group: In(['rest', 'three']) }, order: { rank: 'DESC' } }],
  ['alternatives that overlap', { where: [{ owner: 'even', rank: 3 }, { group: 'three', label: 'b' }, { owner: 'even' }] }],
  ['alternatives with whole keys', { where: [{ owner: 'even', place: 2 }, { owner: 'odd', place: 5 }, { group: 'three', label: 'b' }] }],
  ['merged with a filter', { where: { group: In(['rest', 'three']), owner: 'even' }, order: { rank: 'ASC' } }],
]

/** Questions that find answers by another plan than pages, so that equal ones come in another order. */
const inAnyOrder = new Set(['what the driver filters', 'alternatives with whole keys', 'merged with a filter'])

describe.each(questions)('pages of %s', (name, options) => {
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
    expect(inAnyOrder.has(name) ? [...seen].sort() : seen).toEqual(inAnyOrder.has(name) ? [...expected].sort() : expected)
  })

  test.each([1, 3, 8])('of %i go back the same way, but for scans', async (size) => {
    const forward: Page<Paged>[] = []
    let cursor: string | undefined
    do {
      forward.push(await repository.findPage(options, Pageable.of(forward.length, size, undefined, cursor)))
      cursor = forward.at(-1)!.lastEvaluatedKey
    } while (cursor !== undefined)
    expect(forward.slice(1).map((page) => page.previousKey !== undefined)).toEqual(forward.slice(1).map(() => name !== 'a scan'))
    if (name === 'a scan') return
    let page = forward.at(-1)!
    for (let number = forward.length - 2; number >= 0; number--) {
      expect(page.previousKey).toMatch(/^[\w-]+$/)
      page = await repository.findPage(options, Pageable.of(number, size, undefined, page.previousKey))
      expect(page.content.map(id)).toEqual(forward[number]!.content.map(id))
      expect(page).toMatchObject({ first: number === 0, last: false, numberOfElements: page.content.length })
      // And forward again, from a page that was reached backwards.
      const again = await repository.findPage(options, Pageable.of(number + 1, size, undefined, page.lastEvaluatedKey))
      expect(again.content.map(id)).toEqual(forward[number + 1]!.content.map(id))
    }
    expect(page.previousKey).toBeUndefined()
  })

  test.each<[string, DynamoFindPageOptions<Paged>]>([['items', { maxEvaluated: 5 }], ['requests', { maxRequests: 1 }]])('within a budget of %s go on to the end', async (_what, budget) => {
    const expected = (await repository.find(options)).map(id)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      opened.sent.clear()
      const page = await repository.findPage({ ...options, ...budget }, Pageable.of(0, 4, undefined, cursor))
      expect(opened.sent.actions().filter((action) => action === 'Query' || action === 'Scan').length).toBeLessThanOrEqual(budget.maxRequests === undefined ? 6 : 3)
      expect(page.budgetExhausted === undefined || page.content.length < 4).toBe(true)
      expect(page.content.length === 4 || page.budgetExhausted === true || page.last).toBe(true)
      seen.push(...page.content.map(id))
      cursor = page.lastEvaluatedKey
    } while (cursor !== undefined)
    expect([...seen].sort()).toEqual([...expected].sort())
  })
})

test('a budget ends a page that a filter leaves empty, and the next one goes on behind what was looked at', async () => {
  const options: DynamoFindPageOptions<Paged> = { where: { owner: 'odd' }, filter: 'rank > 100', maxEvaluated: 10 }
  const first = await repository.findPage(options, Pageable.of(0, 5))
  expect(first).toMatchObject({ content: [], budgetExhausted: true, last: false })
  expect(opened.sent.requests.map(({ input }) => input.Limit)).toEqual([6, 4])
  const second = await repository.findPage(options, Pageable.of(0, 5, undefined, first.lastEvaluatedKey))
  expect(second.budgetExhausted).toBe(true)
  expect(await repository.findPage(options, Pageable.of(0, 5, undefined, second.lastEvaluatedKey))).toMatchObject({ content: [], last: true })
})

test('a budget is a whole number, and belongs to pages', async () => {
  await expect(repository.findPage({ maxEvaluated: 0 })).rejects.toMatchObject({ code: 'page.budget', path: 'maxEvaluated' })
  await expect(repository.find({ where: { owner: 'even' }, maxRequests: 3 } as never)).rejects.toThrow('maxEvaluated and maxRequests are for pages. Use findPage().')
  expect(opened.sent.actions()).toEqual([])
})

test('a merged page sends each of its queries once, and more than ten are refused', async () => {
  await repository.findPage({ where: { group: In(['rest', 'three']) }, order: { rank: 'ASC' } }, Pageable.of(0, 5))
  expect(opened.sent.requests.map(({ action, input }) => [action, input.IndexName, input.Limit])).toEqual([['Query', 'byRank', 6], ['Query', 'byRank', 6]])
  opened.sent.clear()
  await expect(repository.findPage({ where: { group: In(Array.from({ length: 11 }, (_, i) => `g${i}`)) } })).rejects.toMatchObject({ code: 'page.queries' })
  await expect(repository.findPage({ where: { group: In(['rest', 'three']) } }, Pageable.of(2, 5))).rejects.toMatchObject({ code: 'page.number' })
  expect(opened.sent.actions()).toEqual([])
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
  for (const cursor of ['x', '%%%', 'a'.repeat(9000), forged(), forged(print), forged(print, 5), forged(print, 0, 'NaN'), forged(print, 0, ['NaN']), forged(print, 0, ['odd', '1']), forged(print, 0, ['1e999']), forged(print, 2, ['1']), forged(print, 0, ['1'], ['1']), forged(print, 0, { 0: '1' }), forged(print, 0, [1]), forged({}, 0, ['1']), lastEvaluatedKey!.slice(0, -4)]) {
    await expect(after(cursor)).rejects.toMatchObject({ code: 'page.cursor', statusCode: 400 })
  }
  expect(opened.sent.actions()).toEqual([])
})

test('findPageWithCountExpensive counts all', async () => {
  expect(await repository.findPageWithCountExpensive({ where: { owner: 'even' } }, Pageable.of(1, 10))).toMatchObject({ totalElements: 27, totalPages: 3, numberOfElements: 10, pageNumber: 1, last: false })
})

test('a cursor of queries in turn does not serve them merged', async () => {
  const where = { group: In(['rest', 'three']) }
  const { lastEvaluatedKey } = await repository.findPage({ where, index: 'byRank' }, Pageable.of(0, 5))
  await expect(repository.findPage({ where, index: 'byRank', order: { rank: 'ASC' } }, Pageable.of(1, 5, undefined, lastEvaluatedKey))).rejects.toMatchObject({ code: 'page.cursor' })
})

test('a scan cannot be made to run backwards', async () => {
  const { lastEvaluatedKey } = await repository.findPage({}, Pageable.of(0, 5))
  const [print, , place] = JSON.parse(Buffer.from(lastEvaluatedKey!, 'base64url').toString()) as unknown[]
  const forged = Buffer.from(JSON.stringify([print, 1, place])).toString('base64url')
  await expect(repository.findPage({}, Pageable.of(0, 5, undefined, forged))).rejects.toMatchObject({ code: 'page.cursor' })
})

describe('with a secret', () => {
  const secret = 'a'.repeat(32)
  const entityPrefix = (): string => opened.dataSource.options.entityPrefix!
  const sealed = (cursorSecret: string | readonly string[]): Promise<OpenedSource> => openWith([Paged], { entityPrefix: entityPrefix(), synchronize: false, cursorSecret })
  const question = { where: { group: 'rest' } }

  test('a cursor shows nothing, and nobody else can make or change one', async () => {
    const { dataSource } = await sealed(secret)
    const pages = dataSource.getRepository(Paged)
    const open = await repository.findPage(question, Pageable.of(0, 5))
    expect(Buffer.from(open.lastEvaluatedKey!, 'base64url').toString()).toMatch(/even|odd/)
    const first = await pages.findPage(question, Pageable.of(0, 5))
    expect(Buffer.from(first.lastEvaluatedKey!, 'base64url').toString('latin1')).not.toMatch(/even|odd/)
    const second = await pages.findPage(question, Pageable.of(1, 5, undefined, first.lastEvaluatedKey))
    expect((await pages.findPage(question, Pageable.of(0, 5, undefined, second.previousKey))).content.map(id)).toEqual(first.content.map(id))
    const bytes = Buffer.from(first.lastEvaluatedKey!, 'base64url')
    for (const at of [0, 12, 20, 30, bytes.length - 1]) {
      const changed = Buffer.from(bytes)
      changed[at]! ^= 1
      await expect(pages.findPage(question, Pageable.of(1, 5, undefined, changed.toString('base64url')))).rejects.toMatchObject({ code: 'page.cursor', statusCode: 400 })
    }
    for (const cursor of [open.lastEvaluatedKey!, 'AAAA', '%']) await expect(pages.findPage(question, Pageable.of(1, 5, undefined, cursor))).rejects.toMatchObject({ code: 'page.cursor' })
    const keyed = { where: { owner: 'even', place: In([0, 2, 4]) } }
    const { lastEvaluatedKey } = await pages.findPage(keyed, Pageable.of(0, 2))
    expect((await pages.findPage(keyed, Pageable.of(1, 2, undefined, lastEvaluatedKey))).content.map(id)).toEqual(['even/4'])
    await dataSource.destroy()
  })

  test('an older secret still opens, and a short one is refused when the data source opens', async () => {
    const before = await sealed(secret)
    const { lastEvaluatedKey } = await before.dataSource.getRepository(Paged).findPage(question, Pageable.of(0, 5))
    const after = await sealed(['b'.repeat(40), secret])
    await after.dataSource.getRepository(Paged).findPage(question, Pageable.of(1, 5, undefined, lastEvaluatedKey))
    await before.dataSource.destroy()
    await after.dataSource.destroy()
    await expect(sealed('short')).rejects.toThrow('The option cursorSecret: a secret has 32 characters or more. Draw one with crypto.randomBytes(32).toString(\'hex\').')
  })
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
