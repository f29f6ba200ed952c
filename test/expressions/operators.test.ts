import { compare } from '../../src/expressions/conditions.js'
import type { Comparison, Condition, Path } from '../../src/expressions/Condition.js'
import { evaluateCondition } from '../../src/expressions/evaluateCondition.js'
import { operators, type OperatorName } from '../../src/expressions/operators.js'
import { Placeholders } from '../../src/expressions/Placeholders.js'
import { renderCondition } from '../../src/expressions/renderCondition.js'
import type { AttributeValue } from '../../src/vocabulary/AttributeValue.js'

const S = (text: string): AttributeValue => ({ S: text })
const N = (text: string): AttributeValue => ({ N: text })
const B = (...bytes: number[]): AttributeValue => ({ B: Uint8Array.from(bytes) })
const absent = undefined

describe('each operator as text', () => {
  test.each<[OperatorName, AttributeValue[], string]>([
    ['=', [S('x')], '#0 = :0'],
    ['<>', [S('x')], '#0 <> :0'],
    ['<', [N('1')], '#0 < :0'],
    ['<=', [N('1')], '#0 <= :0'],
    ['>', [N('1')], '#0 > :0'],
    ['>=', [N('1')], '#0 >= :0'],
    ['between', [N('1'), N('2')], '#0 BETWEEN :0 AND :1'],
    ['in', [S('x')], '#0 IN (:0)'],
    ['in', [S('x'), S('y'), S('z')], '#0 IN (:0, :1, :2)'],
    ['begins_with', [S('x')], 'begins_with(#0, :0)'],
    ['contains', [S('x')], 'contains(#0, :0)'],
    ['attribute_exists', [], 'attribute_exists(#0)'],
    ['attribute_not_exists', [], 'attribute_not_exists(#0)'],
    ['attribute_type', [S('L')], 'attribute_type(#0, :0)'],
    ['contained_by', [S('x'), S('y')], 'contained_by(#0, :0, :1)'],
  ])('%s %j: %s', (operator, values, text) => {
    const placeholders = new Placeholders()
    expect(renderCondition(compare(operator, 'a', ...values), placeholders)).toBe(text)
    expect(placeholders.names).toEqual({ '#0': 'a' })
    expect(Object.values(placeholders.values ?? {})).toEqual(values)
  })

  test('every operator has a row above', () => {
    expect(Object.keys(operators)).toHaveLength(14)
  })

  test.each<[OperatorName, 'partition' | 'sort' | 'none']>([
    ['=', 'partition'], ['<>', 'none'], ['<', 'sort'], ['<=', 'sort'], ['>', 'sort'], ['>=', 'sort'], ['between', 'sort'], ['in', 'none'], ['begins_with', 'sort'],
    ['contains', 'none'], ['attribute_exists', 'none'], ['attribute_not_exists', 'none'], ['attribute_type', 'none'], ['contained_by', 'none'],
  ])('%s in a key condition: %s', (operator, key) => {
    expect(operators[operator].key).toBe(key)
  })
})

describe('each operator on a value', () => {
  test.each<[AttributeValue | undefined, OperatorName, AttributeValue[], boolean]>([
    [S('x'), '=', [S('x')], true],
    [{ SS: ['a', 'b'] }, 'contained_by', [S('b'), S('c'), S('a')], true],
    [{ L: [N('1.0'), N('1')] }, 'contained_by', [N('1')], true],
    [{ L: [] }, 'contained_by', [], true],
    [{ L: [S('a'), N('1')] }, 'contained_by', [S('a')], false],
    [S('a'), 'contained_by', [S('a')], false],
    [absent, 'contained_by', [S('a')], false],
    [S('1'), '=', [N('1')], false],
    [N('100'), '=', [N('1e2')], true],
    [N('0.3'), '=', [N('0.30000000000000004')], false],
    [N('12345678901234567890123456789012345678'), '=', [N('12345678901234567890123456789012345679')], false],
    [N('-0'), '=', [N('0.00')], true],
    [B(97), '=', [{ B: 'YQ==' as unknown as Uint8Array }], true],
    [{ SS: ['a', 'b'] }, '=', [{ SS: ['b', 'a'] }], true],
    [{ NS: ['1', '100'] }, '=', [{ NS: ['1e2', '1.0'] }], true],
    [{ M: { a: N('1') } }, '=', [{ M: { a: N('1.0') } }], true],
    [{ M: { a: N('1') } }, '=', [{ M: { a: N('1'), b: N('1') } }], false],
    [{ L: [S('a'), S('b')] }, '=', [{ L: [S('b'), S('a')] }], false],
    [{ NULL: true }, '=', [{ NULL: true }], true],
    [{ BOOL: false }, '=', [{ NULL: true }], false],
    [absent, '=', [S('x')], false],
    [absent, '<>', [S('x')], true],
    [S('1'), '<>', [N('1')], true],
    [S('x'), '<>', [S('x')], false],
    [N('9'), '<', [N('10')], true],
    [S('9'), '<', [S('10')], false],
    [S('9'), '<', [N('10')], false],
    [absent, '<', [N('10')], false],
    [S('\uFFFD'), '<', [S('😀')], true],
    [S('a'), '<', [S('ab')], true],
    [N('-2'), '<', [N('-1')], true],
    [N('1e-130'), '>', [N('0')], true],
    [B(255), '>', [B(97, 98)], true],
    [{ BOOL: true }, '>', [{ BOOL: false }], false],
    [N('2'), '>=', [N('2.0')], true],
    [N('2'), '<=', [N('2.0')], true],
    [N('5'), 'between', [N('5'), N('6')], true],
    [N('7'), 'between', [N('5'), N('6')], false],
    [S('5'), 'between', [N('5'), N('6')], false],
    [absent, 'between', [N('5'), N('6')], false],
    [S('b'), 'in', [S('a'), S('b')], true],
    [absent, 'in', [S('a')], false],
    [N('1'), 'in', [S('1'), N('1.0')], true],
    [S('abc'), 'begins_with', [S('ab')], true],
    [S('abc'), 'begins_with', [S('')], true],
    [S('ab'), 'begins_with', [S('abc')], false],
    [B(1, 2), 'begins_with', [B(1)], true],
    [B(1), 'begins_with', [B(1, 2)], false],
    [N('12'), 'begins_with', [S('1')], false],
    [S('abc'), 'contains', [S('bc')], true],
    [S('abc'), 'contains', [N('1')], false],
    [B(1, 2, 3), 'contains', [B(2, 3)], true],
    [{ SS: ['a'] }, 'contains', [S('a')], true],
    [{ NS: ['100'] }, 'contains', [N('1e2')], true],
    [{ BS: [Uint8Array.from([1])] }, 'contains', [B(1)], true],
    [{ L: [{ M: {} }, N('1')] }, 'contains', [{ M: {} }], true],
    [{ L: [S('ab')] }, 'contains', [S('a')], false],
    [{ M: { a: S('a') } }, 'contains', [S('a')], false],
    [absent, 'contains', [S('a')], false],
    [{ NULL: true }, 'attribute_exists', [], true],
    [absent, 'attribute_exists', [], false],
    [absent, 'attribute_not_exists', [], true],
    [{ NULL: true }, 'attribute_type', [S('NULL')], true],
    [S('NULL'), 'attribute_type', [S('NULL')], false],
    [absent, 'attribute_type', [S('S')], false],
  ])('%j %s %j: %s', (value, operator, values, holds) => {
    expect(evaluateCondition(compare(operator, 'a', ...values), value === undefined ? {} : { a: value })).toBe(holds)
  })
})

describe('the size of a value', () => {
  const sized = (path: Path, size: string): Condition => ({ kind: 'comparison', operator: '=', operand: { kind: 'size', path }, values: [{ kind: 'literal', value: N(size) }] })

  test.each<[AttributeValue, string]>([[S('é😀'), '3'], [B(1, 2), '2'], [{ L: [S('a')] }, '1'], [{ M: { a: S('a'), b: S('b') } }, '2'], [{ SS: ['a', 'b', 'c'] }, '3'], [{ B: 'YWI=' as unknown as Uint8Array }, '2']])('of %j is %s', (value, size) => {
    expect(evaluateCondition(sized(['a'], size), { a: value })).toBe(true)
  })

  test.each<[AttributeValue]>([[N('1')], [{ BOOL: true }], [{ NULL: true }]])('%j has none', (value) => {
    expect(evaluateCondition(sized(['a'], '1'), { a: value })).toBe(false)
  })
})

describe('a comparison that DynamoDB refuses is refused before it is sent', () => {
  const other: Comparison = { kind: 'comparison', operator: '<', operand: { kind: 'path', path: ['a', 'b', 0] }, values: [{ kind: 'path', path: ['a', 'b', 0] }] }

  test.each<[string, Comparison, string]>([
    ['an order of booleans', compare('<', 'a', { BOOL: true }), 'a: < takes text, number or binary only. Use =, <> or IN for other types.'],
    ['a range of lists', compare('between', 'a', { L: [] }, { L: [] }), 'a: between takes text, number or binary only. Use =, <> or IN for other types.'],
    ['a prefix of a number', compare('begins_with', 'a', N('1')), 'a: begins_with takes text or binary only. Use =, <> or IN for other types.'],
    ['a type that there is not', compare('attribute_type', 'a', S('string')), 'a: attribute_type takes one of S, N, B, BOOL, NULL, M, L, SS, NS, BS. Name the type as DynamoDB does.'],
    ['IN of nothing', compare('in', 'a'), 'a: in takes 1 value at least. Give as many.'],
    ['a range with one bound', compare('between', 'a', N('1')), 'a: between takes 2 values. Give as many.'],
    ['an attribute and itself', other, 'a.b[0]: an attribute cannot be compared with itself. Compare it with a value, or with another attribute.'],
  ])('%s', (_, comparison, message) => {
    expect(() => renderCondition(comparison, new Placeholders())).toThrow(expect.objectContaining({ code: 'query.invalid', message }))
  })
})
