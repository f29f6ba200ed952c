import { all, any, compare, exists, isNull, not } from '../../src/expressions/conditions.js'
import { planRead } from '../../src/planner/planRead.js'
import { asc, desc, eq, model, N, planned, S, type PlanRow } from './shownPlan.js'

test.each<PlanRow>([
  ['nothing at all', [], {}, { kind: 'scan' }],
  ['a whole key', [eq('tenant', 't'), eq('id', '1')], {}, { kind: 'get', key: 't/1' }],
  ['a whole key and more', [eq('tenant', 't'), eq('id', '1'), eq('status', 's')], {}, { kind: 'get', key: 't/1', residual: 'status = s' }],
  ['a list of sort keys', [eq('tenant', 't'), compare('in', 'id', S('1'), S('2'), S('1'))], {}, { kind: 'batch-get', key: 't/1,t/2' }],
  ['keys joined by OR', [any([all([eq('tenant', 't'), eq('id', '1')]), all([eq('tenant', 'u'), eq('id', '2')])])], {}, { kind: 'batch-get', key: 't/1,u/2' }],
  ['keys joined by OR with more', [any([all([eq('tenant', 't'), eq('id', '1'), eq('city', 'c')]), all([eq('tenant', 'u'), eq('id', '2')])])], {}, { kind: 'batch-get', key: 't/1,u/2', residual: '(tenant = t AND id = 1 AND city = c) OR (tenant = u AND id = 2)' }],
  ['two values of one attribute', [eq('tenant', 't'), eq('tenant', 'u')], {}, { kind: 'nothing' }],
  ['bounds that exclude each other', [eq('status', 's'), compare('>', 'total', N(10)), compare('<', 'total', N(9))], {}, { kind: 'nothing' }],
  ['a condition that never holds', [eq('tenant', 't'), any([])], {}, { kind: 'nothing' }],
  ['a partition', [eq('tenant', 't')], {}, { kind: 'query', key: 'tenant = t' }],
  ['a partition and a prefix of the sort key', [eq('tenant', 't'), compare('begins_with', 'id', S('a'))], {}, { kind: 'query', key: 'tenant = t AND begins_with(id, a)' }],
  ['an inclusive range', [eq('status', 's'), compare('>=', 'total', N(1)), compare('<=', 'total', N(9))], {}, { kind: 'query', index: 'byTotal', key: 'status = s AND total BETWEEN 1 AND 9' }],
  ['an exclusive range: the driver leaves out its ends', [eq('status', 's'), compare('>', 'total', N(1)), compare('<=', 'total', N(9))], {}, { kind: 'query', index: 'byTotal', key: 'status = s AND total BETWEEN 1 AND 9', residual: 'total > 1' }],
  ['an operator that a key does not take', [eq('status', 's'), compare('in', 'total', N(1), N(2))], {}, { kind: 'query', index: 'byTotal', key: 'status = s', residual: 'total IN (1, 2)' }],
  ['a composed partition', [eq('tenant', 't'), eq('status', 's')], {}, { kind: 'query', index: 'byStatus', key: 'tenant#status = t#s' }],
  ['a composed partition and a date', [eq('tenant', 't'), eq('status', 's'), compare('>', 'placed', S('2026'))], {}, { kind: 'query', index: 'byStatus', key: 'tenant#status = t#s AND placed > 2026' }],
  ['a leading part of a composed sort key', [eq('tenant', 't'), eq('name', 'Doe')], {}, { kind: 'query', index: 'byName', key: 'tenant = t AND begins_with(name#first, Doe#)' }],
  ['both parts of a composed sort key', [eq('tenant', 't'), eq('name', 'Doe'), eq('first', 'Jane')], {}, { kind: 'query', index: 'byName', key: 'tenant = t AND name#first = Doe#Jane' }],
  ['a prefix of its last part', [eq('tenant', 't'), eq('name', 'Doe'), compare('begins_with', 'first', S('J'))], {}, { kind: 'query', index: 'byName', key: 'tenant = t AND begins_with(name#first, Doe#J)' }],
  ['a range of its first part', [eq('tenant', 't'), compare('>', 'name', S('Doe'))], {}, { kind: 'query', index: 'byName', key: 'tenant = t AND name#first >= Doe', filter: 'name > Doe' }],
  ['a range of its last part', [eq('tenant', 't'), eq('name', 'Doe'), compare('<', 'first', S('J'))], {}, { kind: 'query', index: 'byName', key: 'tenant = t AND name#first BETWEEN Doe# AND Doe#J', filter: 'first < J' }],
  ['characters that would forge a border', [eq('tenant', 't'), eq('name', 'a#b')], {}, { kind: 'query', index: 'byName', key: 'tenant = t AND begins_with(name#first, a$Sb#)' }],
  ['a native key', [eq('status', 's'), eq('name', 'n'), compare('=', 'total', N(5))], { index: 'byNative' }, { kind: 'query', index: 'byNative', key: 'status = s AND name = n AND total = 5' }],
  ['a native key and a range', [eq('status', 's'), eq('name', 'n'), compare('>', 'total', N(5))], {}, { kind: 'query', index: 'byNative', key: 'status = s AND name = n AND total > 5' }],
  ['a sparse index whose other part is open', [eq('city', 'c')], {}, { kind: 'scan', filter: 'city = c' }],
  ['the same, named', [eq('city', 'c')], { index: 'byCity' }, { kind: 'query', index: 'byCity', key: 'city = c' }],
  ['a sparse index with every part bound', [eq('city', 'c'), compare('>', 'zip', S('1'))], {}, { kind: 'query', index: 'byCity', key: 'city = c AND zip > 1' }],
  ['a sparse index whose part is only asked to be there', [eq('city', 'c'), exists('zip')], {}, { kind: 'query', index: 'byCity', key: 'city = c', residual: 'attribute_exists(zip)' }],
  ['a sparse index and absence', [eq('city', 'c'), isNull('zip')], {}, { kind: 'scan', filter: 'city = c AND (attribute_not_exists(zip) OR attribute_type(zip, NULL))' }],
  ['a negated key', [eq('tenant', 't'), not(eq('id', '1'))], {}, { kind: 'query', key: 'tenant = t', residual: 'NOT (id = 1)' }],
  ['no key', [eq('name', 'n')], {}, { kind: 'scan', filter: 'name = n' }],
  ['an index that lacks what is asked for', [eq('first', 'f')], {}, { kind: 'query', index: 'keysOnly', key: 'first = f', fetch: 'first = f' }],
  ['an index that lacks what is filtered by', [eq('first', 'f'), compare('=', 'total', N(1))], { projection: ['id'] }, { kind: 'query', index: 'keysOnly', key: 'first = f', fetch: 'first = f AND total = 1' }],
  ['an index that holds all that is asked for', [eq('first', 'f')], { projection: ['tenant', 'id'] }, { kind: 'query', index: 'keysOnly', key: 'first = f' }],
  ['consistent reads: no global index', [eq('status', 's')], { consistent: true }, { kind: 'scan', filter: 'status = s' }],
  ['consistent reads: a local index', [eq('tenant', 't'), compare('>', 'placed', S('2026'))], { consistent: true }, { kind: 'query', index: 'byDate', key: 'tenant = t AND placed > 2026' }],
  ['an order that the table serves', [eq('tenant', 't')], { order: desc('id') }, { kind: 'query', key: 'tenant = t', backward: true }],
  ['an order that an index serves', [eq('tenant', 't')], { order: asc('placed') }, { kind: 'query', index: 'byDate', key: 'tenant = t' }],
  ['an order that nothing serves', [eq('tenant', 't')], { order: asc('total') }, { kind: 'query', key: 'tenant = t', unordered: true }],
  ['an order by the parts of a composed key', [eq('tenant', 't')], { order: [...desc('name'), ...desc('first')] }, { kind: 'query', index: 'byName', key: 'tenant = t', backward: true }],
  ['an order by what is the same everywhere', [eq('tenant', 't')], { order: asc('tenant') }, { kind: 'query', key: 'tenant = t' }],
  ['an order by the rest of a composed key', [eq('tenant', 't'), eq('name', 'Doe')], { order: desc('first') }, { kind: 'query', index: 'byName', key: 'tenant = t AND begins_with(name#first, Doe#)', backward: true }],
  ['an order that names what is bound', [eq('tenant', 't'), eq('name', 'Doe')], { order: [...asc('name'), ...desc('first')] }, { kind: 'query', index: 'byName', key: 'tenant = t AND begins_with(name#first, Doe#)', backward: true }],
  ['an empty string in a native key', [eq('status', 's'), eq('name', 'n'), eq('first', ''), compare('=', 'total', N(1))], {}, { kind: 'query', index: 'byNative', key: 'status = s AND name = n AND total = 1', residual: 'first = ' }],
  ['an empty string as a key', [eq('tenant', ''), eq('id', '1')], {}, { kind: 'nothing' }],
  ['a number where the key is text', [compare('=', 'tenant', N(1)), eq('id', '1')], {}, { kind: 'nothing' }],
  ['a text where the key of an index is a number', [eq('status', 's'), eq('total', '5')], {}, { kind: 'query', index: 'byTotal', key: 'status = s', residual: 'total = 5' }],
  ['a range of texts where the key is a number', [eq('status', 's'), compare('between', 'total', S('1'), S('5'))], {}, { kind: 'query', index: 'byTotal', key: 'status = s', residual: 'total BETWEEN 1 AND 5' }],
  ['bounds of two types', [eq('status', 's'), compare('>', 'total', N(1)), compare('<', 'total', S('5'))], {}, { kind: 'query', index: 'byTotal', key: 'status = s AND total > 1', residual: 'total < 5' }],
  ['a text that reads as a composed number does', [eq('status', 's'), eq('city', 'c'), compare('begins_with', 'total', S('1'))], { index: 'byAmount' }, { kind: 'query', index: 'byAmount', key: 'status = s', filter: 'city = c AND begins_with(total, 1)' }],
])('%s', (_name, where, criteria, expected) => {
  expect(planned(where, criteria)).toEqual(expected)
})

test('an unknown index is refused with the ones there are', () => {
  expect(() => planned([], { index: 'none' })).toThrow('Order: there is no index "none". Its indexes are byStatus, byName, byTotal, byCity, byNative, keysOnly, byAmount, byDate.')
})

test('a global index is not read consistently', () => {
  expect(() => planned([], { index: 'byStatus', consistent: true })).toThrow('cannot be read consistently')
})

test('a scan says which index would serve it', () => {
  expect(planRead(model, { where: eq('name', 'n'), order: [], consistent: false, skip: 0 }).suggestion).toBe("@GlobalSecondaryIndex({ name: 'byName', partitionKey: 'name' })")
})
