import { Column, Entity, In, MoreThan, PrimaryColumn } from 'typeorm'
import { GlobalSecondaryIndex, Pageable, Sort, type PagingAndSortingRepository } from '../../src/index.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

@Entity({ name: 'explained' })
@GlobalSecondaryIndex({ name: 'byStatus', partitionKey: ['tenant', 'status'], sortKey: 'placed' })
@GlobalSecondaryIndex({ name: 'byCity', partitionKey: 'city', sortKey: 'zip' })
@GlobalSecondaryIndex({ name: 'keysOnly', partitionKey: 'status', projection: 'KEYS_ONLY' })
class Explained {
  @PrimaryColumn() tenant: string
  @PrimaryColumn() id: string
  @Column() status: string
  @Column() placed: string
  @Column('int') total: number
  @Column({ nullable: true }) city: string
  @Column({ nullable: true }) zip: string
}

let opened: OpenedSource
let repository: PagingAndSortingRepository<Explained>
beforeAll(async () => {
  opened = await openWith([Explained], { scans: 'refuse' })
  repository = opened.dataSource.getRepository(Explained)
  await repository.putMany(repository.create(Array.from({ length: 12 }, (_, i) => ({ tenant: 't', id: String(i), status: i % 2 === 0 ? 'open' : 'paid', placed: `2026-${10 + i}`, total: i }))))
})
afterAll(() => opened.dataSource.destroy())
beforeEach(() => opened.sent.clear())

test('a plan is told without sending anything, and without values', async () => {
  const plan = await repository.explain({ where: { tenant: 't', status: 'open', total: MoreThan(3) }, order: { placed: 'DESC' } })
  expect(opened.sent.actions()).toEqual([])
  const table = plan.table
  expect(JSON.parse(JSON.stringify(plan))).toEqual({
    entity: 'Explained',
    table,
    steps: [{ operation: 'Query', index: 'byStatus', reason: 'the partition key of byStatus is given', keyCondition: 'tenant#status = ?', filter: 'total > ?', direction: 'backward' }],
    order: 'placed DESC',
    orderedBy: 'the key',
    driver: [],
    requests: { least: 1, perPage: true },
    rejected: [{ index: 'byCity', reason: 'key: the where gives no value of city' }, { index: 'keysOnly', reason: 'key: another binds more of its key' }],
  })
  expect(String(plan)).toBe([
    'Explained: one request for each MB read',
    `  Query ${table} index byStatus where tenant#status = ? backward (the partition key of byStatus is given)`,
    '    filter: total > ?',
    '  order: placed DESC, by the key',
    '  not byCity: key: the where gives no value of city',
    '  not keysOnly: key: another binds more of its key',
  ].join('\n'))
})

test.each<[string, Parameters<typeof repository.explain>[0], Parameters<typeof repository.explain>[1], string[]]>([
  ['a key', { where: { tenant: 't', id: '1', status: 'open' } }, {}, ['GetItem', 'driver filter: status = ?', 'not byStatus: whole primary keys are given']],
  ['keys', { where: { tenant: 't', id: In(Array.from({ length: 150 }, (_, i) => String(i))) }, order: { total: 'ASC' } }, {}, ['2 requests', 'BatchGetItem', '150 keys', 'order: total ASC, by the driver', 'driver: sorts in memory']],
  ['a merge', { where: { tenant: 't', status: In(['open', 'paid']) }, order: { placed: 'ASC' } }, {}, ['2 requests at least', 'combined: merged by the order', 'driver: merges by the order']],
  ['two in turn', { where: [{ tenant: 't', status: 'open' }, { tenant: 't', status: 'paid' }] }, {}, ['combined: in turn']],
  ['a fetch', { where: { status: 'open' } }, {}, ['index keysOnly', 'fetch: whole items, by BatchGetItem', 'driver: fetches from the table what the index lacks', 'not byStatus: key: the where gives no value of tenant']],
  ['nothing', { where: { tenant: In([]) } }, {}, ['nothing is read, since the conditions exclude each other', 'not byStatus: key: the where gives no value of tenant, status']],
  ['a sparse index', { where: { city: 'c' } }, {}, ['Scan', '(no key is given)', 'filter: city = ?', 'not byCity: sparse: items without zip are not in it', "would serve: @GlobalSecondaryIndex({ name: 'byCity', partitionKey: 'city' })"]],
  ['a consistent read', { where: { tenant: 't', status: 'open' }, consistent: true }, {}, ['consistent (the partition key is given)', 'not byStatus: consistent: a global index is never read consistently']],
  ['an order that a page needs', { where: { tenant: 't', status: 'open', id: MoreThan('3') } }, { page: Pageable.of(0, 5, Sort.one('placed')) }, ['index byStatus', 'order: placed ASC, by the key', 'driver filter: id > ?'].slice(0, 2)],
  ['an index asked for', { where: { tenant: 't', status: 'open' }, index: 'keysOnly' }, {}, ['not byStatus: index keysOnly is asked for']],
])('%s', async (_name, options, how, expected) => {
  const text = String(await repository.explain(options, how))
  for (const part of expected) expect(text).toContain(part)
  expect(opened.sent.actions()).toEqual([])
})

test('analyzed, the question is asked, and what it has cost stands beside the plan', async () => {
  const { analyzed } = await repository.explain({ where: { tenant: 't', total: MoreThan(5) } }, { analyze: true })
  expect(analyzed).toEqual({ requests: 1, evaluated: 12, returned: 6, readUnits: 0.5, writeUnits: 0 })
  expect(opened.sent.actions()).toEqual(['Query'])
  expect((await repository.explain({ where: { tenant: 't' } }, { analyze: true, page: Pageable.of(0, 4) })).analyzed).toMatchObject({ evaluated: 5, returned: 4, requests: 1 })
  expect(String(await repository.explain({ where: { status: 'open', placed: '2026-10' } }, { analyze: true }))).toContain('cost: 2 requests, 12 evaluated, 1 returned')
  await expect(repository.explain({ where: { tenant: 't' } }, { page: Pageable.of(0, 5, Sort.one('total')) })).rejects.toMatchObject({ code: 'page.sort' })
  await expect(repository.explain({ where: { total: 1 } }, { analyze: true })).rejects.toMatchObject({ code: 'query.scan' })
})

test('a builder explains itself', async () => {
  const plan = await repository.createQueryBuilder('e').where('e.tenant = :t', { t: 'secret' }).andWhere('e.total > 3').explain()
  expect(String(plan)).toContain('where tenant = ?')
  expect(JSON.stringify(plan)).not.toContain('secret')
  expect(opened.sent.actions()).toEqual([])
})
