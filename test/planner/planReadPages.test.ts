import type { Condition } from '../../src/expressions/Condition.js'
import { all, any, compare, not } from '../../src/expressions/conditions.js'
import { planRead } from '../../src/planner/planRead.js'
import { modelOf } from '../support/defineModel.js'
import { asc, desc, eq, model, N, planned, S, type PlanRow } from './shownPlan.js'

test.each<PlanRow>([
  ['a page by the table', [eq('tenant', 't')], { paged: true }, { kind: 'query', key: 'tenant = t' }],
  ['a page by an order that an index serves', [eq('tenant', 't')], { paged: true, order: asc('placed') }, { kind: 'query', index: 'byDate', key: 'tenant = t' }],
  ['a page: the order comes before what binds more', [eq('tenant', 't'), eq('status', 's')], { paged: true, order: asc('name') }, { kind: 'query', index: 'byName', key: 'tenant = t', filter: 'status = s' }],
  ['the same without a page', [eq('tenant', 't'), eq('status', 's')], { order: asc('name') }, { kind: 'query', index: 'byStatus', key: 'tenant#status = t#s', unordered: true }],
  ['a page of whole keys', [eq('tenant', 't'), compare('in', 'id', S('1'), S('2'))], { paged: true }, { kind: 'batch-get', key: 't/1,t/2' }],
  ['a page of whole keys and a partition', [any([all([eq('tenant', 't'), eq('id', '1')]), eq('tenant', 'u')])], { paged: true }, { steps: [{ kind: 'query', key: 'tenant = t AND id = 1' }, { kind: 'query', key: 'tenant = u' }] }],
  ['a page of a scan', [eq('zip', '1')], { paged: true }, { kind: 'scan', filter: 'zip = 1' }],
  ['a page of a list', [compare('in', 'status', S('a'), S('b'))], { paged: true, order: desc('total') }, { steps: [{ kind: 'query', index: 'byTotal', key: 'status = a', backward: true }, { kind: 'query', index: 'byTotal', key: 'status = b', backward: true }] }],
  ['a page that no plan serves in order', [eq('tenant', 't')], { paged: true, order: asc('total') }, { kind: 'query', key: 'tenant = t', unordered: true }],
  ['an index that is named and not bound is scanned', [eq('zip', '1')], { index: 'byCity' }, { kind: 'scan', index: 'byCity', filter: 'zip = 1' }],
  ['an index that is named is asked although the table is better', [eq('tenant', 't'), eq('id', '1'), eq('status', 's')], { index: 'byStatus' }, { kind: 'query', index: 'byStatus', key: 'tenant#status = t#s', filter: 'id = 1' }],
  ['an index that is named, scanned, and lacks what is filtered by', [eq('zip', '1')], { index: 'keysOnly' }, { kind: 'scan', index: 'keysOnly', fetch: 'zip = 1' }],
  ['an index that is named, and nothing can match', [eq('tenant', 't'), eq('tenant', 'u')], { index: 'byCity' }, { kind: 'nothing' }],
  ['a local index that is named and read consistently', [eq('tenant', 't')], { index: 'byDate', consistent: true }, { kind: 'query', index: 'byDate', key: 'tenant = t' }],
  ['a scan that is asked for', [eq('tenant', 't'), eq('id', '1')], { scan: true }, { kind: 'scan', filter: 'tenant = t AND id = 1' }],
  ['a scan of an index that is asked for', [eq('status', 's')], { scan: true, index: 'byTotal' }, { kind: 'scan', index: 'byTotal', filter: 'status = s' }],
  ['a scan that is asked for where nothing can match', [eq('tenant', '')], { scan: true }, { kind: 'nothing' }],
  ['a scan in order', [], { order: asc('id') }, { kind: 'scan', unordered: true }],
])('%s', (_name, where, criteria, expected) => {
  expect(planned(where, criteria)).toEqual(expected)
})

test('a page that takes more than ten Queries is refused, a find is not', () => {
  const many = [compare('in', 'status', ...Array.from({ length: 11 }, (_, at) => S(`s${at}`)))]
  expect(() => planned(many, { paged: true })).toThrow('Order: a page of this question would take 11 Queries, and it may take 10.')
  expect(planned(many).steps).toHaveLength(11)
  expect(planned([compare('in', 'status', ...Array.from({ length: 10 }, (_, at) => S(`s${at}`)))], { paged: true }).steps).toHaveLength(10)
})

const projectionOf = (...given: Parameters<typeof planned>): unknown => {
  const [where, criteria = {}, of = model] = given
  return planRead(of, { where: all(where), order: [], consistent: false, skip: 0, ...criteria }).steps.map(({ plan, fetch }) => [plan.projection, ...(fetch === undefined ? [] : [fetch.projection])])
}

test.each<[string, Parameters<typeof planned>, unknown]>([
  ['everything', [[eq('tenant', 't')]], [[undefined]]],
  ['what is asked for, and the key', [[eq('tenant', 't')], { projection: ['name'] }], [[['name', 'tenant', 'id']]]],
  ['what the driver filters by', [[eq('tenant', 't'), not(eq('id', '1')), eq('city', 'c')], { projection: ['name'] }], [[['name', 'tenant', 'id']]]],
  ['what the driver filters by after reading a key', [[eq('tenant', 't'), eq('id', '1'), eq('city', 'c')], { projection: ['name'] }], [[['name', 'tenant', 'id', 'city']]]],
  ['what the driver orders by', [[eq('tenant', 't')], { projection: ['name'], order: asc('total') }], [[['name', 'total', 'tenant', 'id']]]],
  ['nothing more where the key orders', [[eq('tenant', 't')], { projection: ['name'], order: asc('placed') }], [[['name', 'tenant', 'id']]]],
  ['what the driver merges by', [[compare('in', 'tenant', S('t'), S('u'))], { projection: ['name'], order: asc('placed') }], [[['name', 'placed', 'tenant', 'id']], [['name', 'placed', 'tenant', 'id']]]],
  ['what orders the items of a batch', [[eq('tenant', 't'), compare('in', 'id', S('1'), S('2'))], { projection: ['name'], order: asc('total') }], [[['name', 'total', 'tenant', 'id']]]],
  ['the place in an index, for a page', [[eq('tenant', 't'), eq('status', 's')], { projection: ['name'], paged: true }], [[['name', 'tenant', 'id', 'tenant#status', 'placed']]]],
  ['the place in a composed sort key, for a page', [[eq('tenant', 't'), eq('name', 'n')], { projection: ['total'], paged: true }], [[['total', 'tenant', 'id', 'name#first']]]],
  ['keys of what is fetched', [[eq('first', 'f')], { projection: ['total'] }], [[['tenant', 'id'], ['total', 'tenant', 'id', 'first']]]],
  ['the place of what is fetched, for a page', [[eq('first', 'f')], { projection: ['total'], paged: true }], [[['tenant', 'id', 'first'], ['total', 'tenant', 'id', 'first']]]],
  ['whole items where the names are too many for one expression', [[eq('tenant', 't')], { projection: Array.from({ length: 600 }, (_, at) => `attribute${at}`) }], [[undefined]]],
])('reads %s', (_name, question, expected) => {
  expect(projectionOf(...question)).toEqual(expected)
})

test('what is too long for one expression is left to the driver', () => {
  const list = (from: number, count: number): Condition => compare('in', 'total', ...Array.from({ length: count }, (_, at) => N(from + at)))
  const { steps } = planRead(model, { where: all([eq('tenant', 't'), list(0, 300), list(100, 300), eq('city', 'c')]), order: [], consistent: false, skip: 0 })
  expect(steps).toHaveLength(1)
  const [{ plan, residual }] = steps as [(typeof steps)[number]]
  expect(plan).toMatchObject({ kind: 'query', filter: all([list(0, 300), eq('city', 'c')]) })
  expect(residual).toEqual(list(100, 300))
})

test('of 150 and 151 equalities the first are one filter', () => {
  const either = (count: number): Condition => any(Array.from({ length: count }, (_, at) => all([eq('city', `c${at}`)])))
  expect(planned([eq('tenant', 't'), either(150)])).not.toHaveProperty('residual')
  expect(planned([eq('tenant', 't'), either(151)])).not.toHaveProperty('filter')
})

test('more than 100 keys of one list are read by key; of two lists, partition by partition', () => {
  const ids = (count: number): Condition => compare('in', 'id', ...Array.from({ length: count }, (_, at) => S(`${at}`)))
  const tenants = compare('in', 'tenant', S('t'), S('u'))
  expect(planRead(model, { where: all([eq('tenant', 't'), ids(150)]), order: [], consistent: false, skip: 0 }).steps.map(({ plan }) => [plan.kind, plan.kind === 'batch-get' && plan.keys.length])).toEqual([['batch-get', 150]])
  expect(planRead(model, { where: all([tenants, ids(50)]), order: [], consistent: false, skip: 0 }).steps.map(({ plan }) => [plan.kind, plan.kind === 'batch-get' && plan.keys.length])).toEqual([['batch-get', 100]])
  expect(planRead(model, { where: all([tenants, ids(51)]), order: [], consistent: false, skip: 0 }).steps.map(({ plan }) => [plan.kind, plan.kind === 'batch-get' && plan.keys.length])).toEqual([['batch-get', 51], ['batch-get', 51]])
})

describe('neither the order of the indexes nor that of the where decides', () => {
  const columns = { id: {}, a: {}, b: {}, c: {} }
  const indexes = { one: { partitionKey: ['a'] }, two: { partitionKey: ['b'] }, keys: { partitionKey: ['c'], projection: 'KEYS_ONLY' as const } }
  const [forwards, backwards] = [modelOf('Thing', ['id'], columns, indexes), modelOf('Thing', ['id'], columns, Object.fromEntries(Object.entries(indexes).toReversed()))]
  const pair = (name: string): Condition => compare('in', name, S('1'), S('2'))
  const either = (name: string): Condition => any([eq(name, '1'), eq(name, '2')])
  test.each<[string, Condition[], string]>([
    ['equalities', [eq('a', '1'), eq('b', '1')], 'one'],
    ['lists', [pair('a'), pair('b')], 'one'],
    ['lists: an index that lacks nothing is better', [pair('b'), pair('c')], 'two'],
    ['branches', [either('a'), either('b')], 'one'],
    ['branches and lists', [either('a'), pair('b')], 'one'],
    ['fewer values first', [compare('in', 'a', S('1'), S('2'), S('3')), pair('b')], 'two'],
  ])('%s', (_name, where, index) => {
    for (const table of [forwards, backwards]) for (const some of [where, where.toReversed()]) {
      const { steps } = planRead(table, { where: all(some), order: [], consistent: false, skip: 0 })
      expect(new Set(steps.map(({ plan }) => ('index' in plan ? plan.index : undefined)))).toEqual(new Set([index]))
    }
  })
})
