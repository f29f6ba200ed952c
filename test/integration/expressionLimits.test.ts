import { Column, Entity, In, MoreThan, Not, PrimaryColumn } from 'typeorm'
import { GlobalSecondaryIndex, type PagingAndSortingRepository } from '../../src/index.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

@Entity({ name: 'limited' })
@GlobalSecondaryIndex({ name: 'byKind', partitionKey: 'kind', sortKey: 'label' })
class Limited {
  @PrimaryColumn() id: string
  @Column() kind: string
  @Column() label: string
  @Column('int') rank: number
}

let opened: OpenedSource
let repository: PagingAndSortingRepository<Limited>
const all = Array.from({ length: 40 }, (_, i) => ({ id: `i${i}`, kind: i % 2 === 0 ? 'even' : 'odd', label: `l${i % 10}`, rank: i }))
beforeAll(async () => {
  opened = await openWith([Limited])
  repository = opened.dataSource.getRepository(Limited)
  await repository.putMany(repository.create(all))
})
afterAll(() => opened.dataSource.destroy())
beforeEach(() => opened.sent.clear())

const ids = (found: readonly { readonly id: string }[]): string[] => found.map(({ id }) => id).sort()
const numbers = (count: number, from = 0): number[] => Array.from({ length: count }, (_, i) => from + i)

test.each([100, 101, 250, 1000, 5000])('a list of %i values is asked for in as few requests as one', async (count) => {
  expect(ids(await repository.find({ where: { kind: 'even', rank: In(numbers(count, 5)) } }))).toEqual(ids(all.filter(({ kind, rank }) => kind === 'even' && rank >= 5)))
  expect(opened.sent.actions()).toEqual(['Query'])
  expect(await repository.count({ where: { kind: 'even', rank: In(numbers(count, 5)) } })).toBe(17)
  expect(ids(await repository.find({ where: { kind: 'even', rank: Not(In(numbers(count, 5))) } }))).toEqual(['i0', 'i2', 'i4'])
})

test.each([150, 151, 400, 1500])('%i alternatives, too', async (count) => {
  const where = numbers(count).map((rank) => ({ rank, label: Not('l3') }))
  const expected = ids(all.filter(({ label }) => label !== 'l3'))
  expect(ids(await repository.find({ where }))).toEqual(expected)
  expect(new Set(opened.sent.actions())).toEqual(new Set(['Scan']))
  // A filter's text is limited to 8,192 characters.
  const filter = numbers(Math.min(count, 500)).map((rank) => `rank = ${rank}`).join(' OR ')
  expect(ids(await repository.find({ where: { kind: 'odd' }, filter }))).toEqual(ids(all.filter(({ kind }) => kind === 'odd')))
})

test('what does not fit beside other conditions stays with the driver, and the plan says so', async () => {
  const where = { kind: 'even', rank: In(numbers(1000)) }
  const plan = await repository.explain({ where, filter: "label <> 'l4'" })
  expect(plan.steps[0]).toMatchObject({ operation: 'Query', index: 'byKind', keyCondition: 'kind = ?' })
  expect(plan.steps[0]!.driverFilter).toContain('rank IN')
  expect(String(plan)).toContain('too long for one expression')
  expect(ids(await repository.find({ where, filter: "label <> 'l4'" }))).toEqual(ids(all.filter(({ kind, label }) => kind === 'even' && label !== 'l4')))
})

test('150 queries of an index answer a list of its keys', async () => {
  const kinds = [...numbers(149).map((i) => `none${i}`), 'odd']
  expect(await repository.find({ where: { kind: In(kinds) } })).toHaveLength(20)
  expect(opened.sent.actions()).toHaveLength(150)
  expect((await repository.find({ where: { kind: In(kinds), rank: MoreThan(20) }, order: { label: 'DESC' } })).map(({ label }) => label).slice(0, 2)).toEqual(['l9', 'l9'])
})

test('values that no key can have match nothing, and are not sent', async () => {
  expect(await repository.find({ where: { id: 'x'.repeat(2049) } })).toEqual([])
  expect(await repository.find({ where: { id: In(['', 'y'.repeat(3000)]) } })).toEqual([])
  expect(opened.sent.actions()).toEqual([])
  expect(await repository.find({ where: { kind: 'even', label: 'z'.repeat(1025) } })).toEqual([])
  expect(await repository.find({ where: { kind: 'even', label: MoreThan('a'.repeat(1025)) } })).toHaveLength(20)
  expect(opened.sent.actions()).toEqual(['Query', 'Query'])
})

test('a write whose criteria are too long for its condition is refused before anything is sent', async () => {
  await expect(repository.update({ kind: 'even', rank: In(numbers(2000)) }, { label: 'x' })).rejects.toMatchObject({ code: 'query.tooLong', message: 'Limited: the criteria of a write enter its condition, to which DynamoDB gives 300 operators and 4096 bytes. Write in several steps, or by keys.' })
  expect(opened.sent.actions()).toEqual([])
  const { affected } = await repository.update({ id: In(numbers(200).map((i) => `i${i}`)), kind: 'odd' }, { label: 'l1' })
  expect(affected).toBe(20)
})
