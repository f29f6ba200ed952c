import { all, any, compare, conditionNames, conjuncts, exists, isNull, negateAsSql, not, notExists } from '../../src/expressions/conditions.js'
import type { Condition } from '../../src/expressions/Condition.js'
import { evaluateCondition } from '../../src/expressions/evaluateCondition.js'
import type { Item } from '../../src/vocabulary/AttributeValue.js'

const x: Condition = compare('=', 'x', { N: '1' })
const y: Condition = compare('=', 'y', { N: '1' })
const z: Condition = compare('=', 'z', { N: '1' })
const always: Condition = { kind: 'and', conditions: [] }
const never: Condition = { kind: 'or', conditions: [] }

describe('constructors', () => {
  test.each<[string, Condition, Condition]>([
    ['all of one is that one', all([x]), x],
    ['all of none always holds', all([]), always],
    ['all takes nested ones in', all([x, all([y, z])]), { kind: 'and', conditions: [x, y, z] }],
    ['all drops what always holds', all([always, x]), x],
    ['all with what never holds never holds', all([x, never]), never],
    ['any of one is that one', any([x]), x],
    ['any of none never holds', any([]), never],
    ['any takes nested ones in', any([any([x, y]), z]), { kind: 'or', conditions: [x, y, z] }],
    ['any drops what never holds', any([x, all([y, never])]), x],
    ['any with what always holds always holds', any([x, always]), always],
    ['not of not', not(not(x)), x],
    ['not of always', not(always), never],
    ['not of never', not(never), always],
    ['a nested path', exists(['a', 'b', 0]), { kind: 'comparison', operator: 'attribute_exists', operand: { kind: 'path', path: ['a', 'b', 0] }, values: [] }],
    ['isNull', isNull('x'), { kind: 'or', conditions: [notExists('x'), compare('attribute_type', 'x', { S: 'NULL' })] }],
  ])('%s', (_, made, expected) => {
    expect(made).toEqual(expected)
  })

  test('conjuncts are the parts of an AND, or the condition itself', () => {
    expect([conjuncts(all([x, y])), conjuncts(x), conjuncts(always)]).toEqual([[x, y], [x], []])
  })

  test('names are those of attributes on both sides, at the top of their paths', () => {
    const compared: Condition = { kind: 'comparison', operator: '<', operand: { kind: 'size', path: ['a', 'inner'] }, values: [{ kind: 'path', path: ['b', 0] }] }
    const raw: Condition = { kind: 'raw', text: '#c = :v', names: { '#c': 'c' }, values: { ':v': { N: '1' } } }
    expect([...conditionNames(all([compared, not(any([x, raw]))]))]).toEqual(['a', 'b', 'x', 'c'])
  })
})

describe('negation in SQL\'s sense', () => {
  const items: Readonly<Record<string, Item>> = {
    one: { x: { N: '1' }, y: { N: '1' } },
    two: { x: { N: '2' }, y: { N: '1' } },
    both: { x: { N: '2' }, y: { N: '2' } },
    text: { x: { S: '1' }, y: { N: '1' } },
    null: { x: { NULL: true }, y: { N: '1' } },
    absent: { y: { N: '1' } },
    nullAndTwo: { x: { NULL: true }, y: { N: '2' } },
  }
  const twice = (condition: Condition): Condition => negateAsSql(negateAsSql(condition))
  const both: Condition = { kind: 'comparison', operator: '=', operand: { kind: 'path', path: ['y'] }, values: [{ kind: 'path', path: ['x'] }] }

  test.each<[string, Condition, string[]]>([
    ['NOT (x = 1)', negateAsSql(x), ['two', 'both', 'text']],
    ['NOT (x <> 1)', negateAsSql(compare('<>', 'x', { N: '1' })), ['one']],
    ['NOT (x IN (1))', negateAsSql(compare('in', 'x', { N: '1' })), ['two', 'both', 'text']],
    ['NOT (x < 2)', negateAsSql(compare('<', 'x', { N: '2' })), ['two', 'both', 'text']],
    ['NOT NOT (x = 1)', twice(x), ['one']],
    ['NOT NOT NOT (x = 1)', negateAsSql(twice(x)), ['two', 'both', 'text']],
    ['NOT (x = 1 AND y = 1)', negateAsSql(all([x, y])), ['two', 'both', 'text', 'nullAndTwo']],
    ['NOT (x = 1 OR y = 1)', negateAsSql(any([x, y])), ['both']],
    ['NOT (NOT (x = 1) AND y = 1)', negateAsSql(all([negateAsSql(x), y])), ['one', 'both', 'nullAndTwo']],
    ['x IS NULL', isNull('x'), ['null', 'absent', 'nullAndTwo']],
    ['x IS NOT NULL', negateAsSql(isNull('x')), ['one', 'two', 'both', 'text']],
    ['NOT (x IS NOT NULL)', twice(isNull('x')), ['null', 'absent', 'nullAndTwo']],
    ['NOT (y = x), with an attribute on either side', negateAsSql(both), ['two', 'text']],
    ['NOT of DynamoDB\'s NOT', negateAsSql(not(x)), ['one']],
  ])('%s', (_, condition, names) => {
    expect(Object.keys(items).filter((name) => evaluateCondition(condition, items[name]!))).toEqual(names)
  })
})
