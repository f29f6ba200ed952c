import { Column, Entity, PrimaryColumn } from 'typeorm'
import { type PagingAndSortingRepository, type ReadProgress } from '../../src/index.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

/** 120 of about 30 KB, so that a page of DynamoDB's holds a third of them. */
@Entity({ name: 'iterated' })
class Iterated {
  @PrimaryColumn() owner: string
  @PrimaryColumn('int') place: number
  @Column() kind: string
  @Column() body: string
}

let opened: OpenedSource
let repository: PagingAndSortingRepository<Iterated>
const count = 120
beforeAll(async () => {
  opened = await openWith([Iterated])
  repository = opened.dataSource.getRepository(Iterated)
  await repository.putMany(repository.create(Array.from({ length: count }, (_, i) => ({ owner: 'o', place: i, kind: i % 2 === 0 ? 'even' : 'odd', body: 'x'.repeat(30_000) }))))
}, 60_000)
afterAll(() => opened.dataSource.destroy())
beforeEach(() => opened.sent.clear())

const places = Array.from({ length: count }, (_, i) => i)
const question = { where: { owner: 'o' } }

async function placesOf(entities: AsyncIterable<Iterated>, stopAfter = Infinity): Promise<number[]> {
  const seen: number[] = []
  for await (const one of entities) {
    expect(one).toBeInstanceOf(Iterated)
    seen.push(one.place)
    if (seen.length >= stopAfter) break
  }
  return seen
}
/** Requests that are still under way when a reader has stopped are there after a further one has been answered. */
const settled = (): Promise<unknown> => repository.get({ owner: 'o', place: 0 })

test('iterate gives every entity in order, page by page', async () => {
  expect(await placesOf(repository.iterate(question))).toEqual(places)
  expect(opened.sent.actions()).toEqual(['Query', 'Query', 'Query', 'Query'])
})

test('one page is asked for ahead of the reader, and none after the reader has stopped', async () => {
  const iterator = repository.iterate(question)
  await iterator.next()
  await settled()
  expect(opened.sent.actions().filter((action) => action === 'Query')).toHaveLength(2)
  for (let i = 0; i < 20; i++) await iterator.next()
  await settled()
  expect(opened.sent.actions().filter((action) => action === 'Query')).toHaveLength(2)
  await iterator.return(undefined)
  await settled()
  expect(opened.sent.actions().filter((action) => action === 'Query')).toHaveLength(2)
  expect(await iterator.next()).toEqual({ done: true, value: undefined })
})

test('a loop that is left asks for nothing more', async () => {
  expect(await placesOf(repository.iterate(question), 3)).toEqual([0, 1, 2])
  await settled()
  expect(opened.sent.actions().filter((action) => action === 'Query')).toHaveLength(2)
})

test('take asks for no more than it needs', async () => {
  expect(await placesOf(repository.iterate({ ...question, take: 5 }))).toEqual([0, 1, 2, 3, 4])
  expect(opened.sent.requests.map(({ input }) => input.Limit)).toEqual([5])
})

test('a failure comes to the reader', async () => {
  await expect(placesOf(repository.iterate({ where: { owner: 'o' }, index: 'none' }))).rejects.toThrow('there is no index "none"')
  await expect(repository.stream({ where: { owner: 'o' }, index: 'none' }).toArray()).rejects.toThrow('there is no index "none"')
})

test('a stream gives them all, holds back its source, and ends with its reader', async () => {
  expect((await repository.stream(question).toArray() as Iterated[]).map((one) => one.place)).toEqual(places)
  opened.sent.clear()
  const stream = repository.stream(question)
  await new Promise((resolve) => stream.once('readable', resolve))
  expect((stream.read() as Iterated).place).toBe(0)
  await settled()
  expect(opened.sent.actions().filter((action) => action === 'Query')).toHaveLength(2)
  stream.destroy()
  await new Promise((resolve) => stream.once('close', resolve))
  await settled()
  expect(opened.sent.actions().filter((action) => action === 'Query')).toHaveLength(2)
})

test.each([1, 4, 8])('a scan in %i segments gives everything once', async (segments) => {
  const progress: ReadProgress[] = []
  const found = await repository.scan({ segments, onProgress: (one) => progress.push(one) })
  expect(found.map((one) => one.place).sort((a, b) => a - b)).toEqual(places)
  expect(new Set(opened.sent.requests.map(({ input }) => input.Segment ?? 0))).toEqual(new Set(Array.from({ length: segments }, (_, i) => i)))
  expect(opened.sent.requests.every(({ input }) => (input.TotalSegments ?? 1) === segments)).toBe(true)
  expect(progress.at(-1)).toMatchObject({ evaluated: count, found: count, requests: opened.sent.requests.length })
  expect(progress.at(-1)!.readUnits).toBeGreaterThan(100)
})

test('segments filter, order and take as one scan does', async () => {
  expect((await repository.scan({ segments: 3, where: { kind: 'odd' }, order: { place: 'DESC' }, take: 4 })).map((one) => one.place)).toEqual([119, 117, 115, 113])
  opened.sent.clear()
  expect((await repository.streamAll({ segments: 2, where: { kind: 'even' } }).toArray() as Iterated[]).map((one) => one.place).sort((a, b) => a - b)).toEqual(places.filter((place) => place % 2 === 0))
  expect(await placesOf(repository.iterate({ scan: true, segments: 4 }), 1)).toHaveLength(1)
})

test('a pace asks for smaller pages', async () => {
  expect(await repository.scan({ readCapacityPerSecond: 10_000, segments: 2 })).toHaveLength(count)
  expect(opened.sent.requests.every(({ input }) => typeof input.Limit === 'number')).toBe(true)
})

test.each([
  [{ segments: 0 }, 'The option segments: it is a whole number from 1.'],
  [{ segments: 1.5 }, 'The option segments: it is a whole number from 1.'],
  [{ segments: 2_000_000 }, 'The option segments: it is 1000000 at most.'],
  [{ readCapacityPerSecond: 0 }, 'The option readCapacityPerSecond: it is a number of read units above zero.'],
])('%j is refused', async (options, message) => {
  await expect(repository.scan(options)).rejects.toThrow(message)
  expect(opened.sent.actions()).toEqual([])
})

test('what is for scans is refused elsewhere', async () => {
  await expect(repository.find({ ...question, segments: 2 } as never)).rejects.toThrow('segments, readCapacityPerSecond and onProgress are for a Scan. Use scan() or streamAll(), or set scan: true.')
  await expect(repository.findPage({ scan: true, segments: 2 } as never)).rejects.toThrow('Leave them out of a page.')
  expect(opened.sent.actions()).toEqual([])
})
