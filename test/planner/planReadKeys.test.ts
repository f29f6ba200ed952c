import { all, any, compare, exists, not, notExists } from '../../src/expressions/conditions.js'
import { B, eq, N, notes, planned, S, type PlanRow } from './shownPlan.js'

test.each<PlanRow>([
  ['the parts of a key in any order', [eq('id', '1'), eq('tenant', 't')], {}, { kind: 'get', key: 't/1' }],
  ['a list of one key', [eq('tenant', 't'), compare('in', 'id', S('1'))], {}, { kind: 'get', key: 't/1' }],
  ['lists of both parts of a key', [compare('in', 'tenant', S('t'), S('u')), compare('in', 'id', S('1'), S('2'))], {}, { kind: 'batch-get', key: 't/1,t/2,u/1,u/2' }],
  ['a key and a prefix that it has', [eq('tenant', 't'), eq('id', '12'), compare('begins_with', 'id', S('1'))], {}, { kind: 'get', key: 't/12' }],
  ['a key and a prefix that it lacks', [eq('tenant', 't'), eq('id', '12'), compare('begins_with', 'id', S('2'))], {}, { kind: 'nothing' }],
  ['a key that must be there', [eq('tenant', 't'), eq('id', '1'), exists('id')], {}, { kind: 'get', key: 't/1' }],
  ['a key that must not be there', [eq('tenant', 't'), eq('id', '1'), notExists('id')], {}, { kind: 'nothing' }],
  ['keys within a range', [eq('tenant', 't'), compare('in', 'id', S('a'), S('b'), S('c')), compare('>', 'id', S('a'))], {}, { kind: 'batch-get', key: 't/b,t/c' }],
  ['keys of two lists', [eq('tenant', 't'), compare('in', 'id', S('a'), S('b')), compare('in', 'id', S('b'), S('c'))], {}, { kind: 'get', key: 't/b' }],
  ['keys of two lists that share none', [eq('tenant', 't'), compare('in', 'id', S('a')), compare('in', 'id', S('b'))], {}, { kind: 'nothing' }],
  ['keys but one', [eq('tenant', 't'), compare('in', 'id', S('a'), S('b')), compare('<>', 'id', S('a'))], {}, { kind: 'get', key: 't/b' }],
  ['a list with an empty string among keys', [compare('in', 'tenant', S(''), S('t')), eq('id', '1')], {}, { kind: 'get', key: 't/1' }],
  ['a list with a null among keys', [compare('in', 'tenant', { NULL: true }, S('t')), eq('id', '1')], {}, { kind: 'get', key: 't/1' }],
  ['a null as a key', [compare('=', 'tenant', { NULL: true }), eq('id', '1')], {}, { kind: 'nothing' }],
  ['a boolean as a key', [compare('=', 'tenant', { BOOL: true })], {}, { kind: 'nothing' }],
  ['a list as a key', [compare('=', 'tenant', { L: [S('t')] })], {}, { kind: 'nothing' }],
  ['numbers in a list of texts', [compare('in', 'tenant', N(1), S('t')), eq('id', '1')], {}, { kind: 'get', key: 't/1' }],
  ['a partition key of 2048 bytes', [eq('tenant', 'x'.repeat(2048))], {}, { kind: 'query', key: 'tenant = x*2048' }],
  ['a partition key of 2049 bytes', [eq('tenant', 'x'.repeat(2049))], {}, { kind: 'nothing' }],
  ['a partition key of 1025 characters and 2050 bytes', [eq('tenant', 'é'.repeat(1025))], {}, { kind: 'nothing' }],
  ['a sort key of 1024 bytes', [eq('tenant', 't'), eq('id', 'x'.repeat(1024))], {}, { kind: 'get', key: 't/x*1024' }],
  ['a sort key of 1025 bytes', [eq('tenant', 't'), eq('id', 'x'.repeat(1025))], {}, { kind: 'nothing' }],
  ['a range from 1025 bytes', [eq('tenant', 't'), compare('>', 'id', S('x'.repeat(1025)))], {}, { kind: 'query', key: 'tenant = t', residual: 'id > x*1025' }],
  ['a range from an empty string', [eq('tenant', 't'), compare('>=', 'id', S(''))], {}, { kind: 'query', key: 'tenant = t', residual: 'id >= ' }],
  ['a prefix that is empty', [eq('tenant', 't'), compare('begins_with', 'id', S(''))], {}, { kind: 'query', key: 'tenant = t', residual: 'begins_with(id, )' }],
  ['a sort key that is compared with another attribute', [eq('tenant', 't'), { kind: 'comparison', operator: '=', operand: { kind: 'path', path: ['id'] }, values: [{ kind: 'path', path: ['name'] }] }], {}, { kind: 'query', key: 'tenant = t', residual: 'id = name' }],
  ['the size of a sort key', [eq('tenant', 't'), { kind: 'comparison', operator: '>', operand: { kind: 'size', path: ['id'] }, values: [{ kind: 'literal', value: N(3) }] }], {}, { kind: 'query', key: 'tenant = t', residual: 'size(id) > 3' }],
  ['a key and a member of a map', [eq('tenant', 't'), eq('id', '1'), compare('=', ['city', 'name'], S('x'))], {}, { kind: 'get', key: 't/1', residual: 'city.name = x' }],
  ['a sort key alone', [eq('id', '1')], {}, { kind: 'scan', filter: 'id = 1' }],
  ['a partition that is unequal', [compare('<>', 'tenant', S('t'))], {}, { kind: 'scan', filter: 'tenant <> t' }],
  ['a partition key that is negated', [not(eq('tenant', 't'))], {}, { kind: 'scan', filter: 'NOT (tenant = t)' }],
  ['a range of the partition key', [compare('>', 'tenant', S('t'))], {}, { kind: 'scan', filter: 'tenant > t' }],
  ['a prefix of the partition key', [compare('begins_with', 'tenant', S('t'))], {}, { kind: 'scan', filter: 'begins_with(tenant, t)' }],
  ['a partition key that must be there', [exists('tenant')], {}, { kind: 'scan', filter: 'attribute_exists(tenant)' }],
  ['a partition key that must not be there', [notExists('tenant')], {}, { kind: 'scan', filter: 'attribute_not_exists(tenant)' }],
  ['what a sort key contains', [eq('tenant', 't'), compare('contains', 'id', S('1'))], {}, { kind: 'query', key: 'tenant = t', residual: 'contains(id, 1)' }],
  ['a type of a sort key', [eq('tenant', 't'), compare('attribute_type', 'id', S('S'))], {}, { kind: 'query', key: 'tenant = t', residual: 'attribute_type(id, S)' }],
  ['two ranges from below', [eq('tenant', 't'), compare('>', 'id', S('a')), compare('>', 'id', S('b'))], {}, { kind: 'query', key: 'tenant = t AND id > a', residual: 'id > b' }],
  ['a range within a range', [eq('tenant', 't'), compare('between', 'id', S('a'), S('m')), compare('>', 'id', S('b'))], {}, { kind: 'query', key: 'tenant = t AND id BETWEEN a AND m', residual: 'id > b' }],
  ['a range upside down', [eq('tenant', 't'), compare('between', 'id', S('m'), S('a'))], {}, { kind: 'nothing' }],
  ['a range of one value', [eq('tenant', 't'), compare('>=', 'id', S('a')), compare('<=', 'id', S('a'))], {}, { kind: 'query', key: 'tenant = t AND id BETWEEN a AND a' }],
  ['a range between a value and itself', [eq('tenant', 't'), compare('>', 'id', S('a')), compare('<', 'id', S('a'))], {}, { kind: 'nothing' }],
  ['a prefix and a range', [eq('tenant', 't'), compare('begins_with', 'id', S('a')), compare('>', 'id', S('ab'))], {}, { kind: 'query', key: 'tenant = t AND begins_with(id, a)', residual: 'id > ab' }],
  ['a consistent read of one key', [eq('tenant', 't'), eq('id', '1')], { consistent: true }, { kind: 'get', key: 't/1' }],
  ['keys joined by OR beside the partition', [eq('tenant', 't'), any([eq('id', '1'), eq('id', '2')])], {}, { kind: 'batch-get', key: 't/1,t/2' }],
  ['one key joined twice', [any([all([eq('tenant', 't'), eq('id', '1')]), all([eq('id', '1'), eq('tenant', 't')])])], {}, { kind: 'get', key: 't/1' }],
  ['keys joined by OR, some of them impossible', [eq('tenant', 't'), any([eq('id', '1'), eq('id', '')])], {}, { kind: 'get', key: 't/1' }],
  ['keys joined by OR, all of them impossible', [eq('tenant', 't'), any([eq('id', ''), compare('=', 'id', N(1))])], {}, { kind: 'nothing' }],
  ['a list of keys for each branch', [any([all([eq('tenant', 't'), compare('in', 'id', S('1'), S('2'))]), all([eq('tenant', 'u'), eq('id', '3')])])], {}, { kind: 'batch-get', key: 't/1,t/2,u/3' }],
])('%s', (_name, where, criteria, expected) => {
  expect(planned(where, criteria)).toEqual(expected)
})

describe('notes', () => {
  test.each<PlanRow>([
    ['equal numbers in two spellings', [eq('owner', 'o'), compare('in', 'number', N('1'), N('1.0'), N('10e-1'))], {}, { kind: 'get', key: 'o/10e-1' }],
    ['a number and its other spelling', [eq('owner', 'o'), compare('=', 'number', N('100')), compare('=', 'number', N('1e2'))], {}, { kind: 'get', key: 'o/100' }],
    ['numbers, not texts, exclude each other', [eq('owner', 'o'), compare('>', 'number', N('9')), compare('<', 'number', N('10'))], {}, { kind: 'query', key: 'owner = o AND number BETWEEN 9 AND 10', residual: 'number > 9 AND number < 10' }],
    ['numbers that as text would be in order', [eq('owner', 'o'), compare('>=', 'number', N('10')), compare('<=', 'number', N('9'))], {}, { kind: 'nothing' }],
    ['a range of numbers of 38 digits', [eq('owner', 'o'), compare('between', 'number', N('99999999999999999999999999999999999998'), N('99999999999999999999999999999999999999'))], {}, { kind: 'query', key: 'owner = o AND number BETWEEN 99999999999999999999999999999999999998 AND 99999999999999999999999999999999999999' }],
    ['a prefix of a number', [eq('owner', 'o'), compare('begins_with', 'number', S('1'))], {}, { kind: 'query', key: 'owner = o', residual: 'begins_with(number, 1)' }],
    ['a text as a number', [eq('owner', 'o'), compare('=', 'number', S('1'))], {}, { kind: 'nothing' }],
    ['a binary key', [compare('=', 'hash', B(1, 2)), compare('>', 'rank', N(3))], {}, { kind: 'query', index: 'byHash', key: 'hash = 0x0102 AND rank > 3' }],
    ['an empty binary key', [compare('=', 'hash', B())], {}, { kind: 'scan', filter: 'hash = 0x' }],
    ['a binary key of 2049 bytes', [compare('=', 'hash', { B: new Uint8Array(2049) })], {}, { kind: 'scan', filter: 'hash = 0*4100' }],
    ['text for a binary key', [compare('=', 'hash', S('a'))], {}, { kind: 'scan', filter: 'hash = a' }],
  ])('%s', (_name, where, criteria, expected) => {
    expect(planned(where, criteria, notes)).toEqual(expected)
  })
})
