import { all, any, compare, isNull, negateAsSql, not } from '../../src/expressions/conditions.js'
import { comparisonFault } from '../../src/expressions/comparisonFault.js'
import type { Comparison, Condition, Operand, Value } from '../../src/expressions/Condition.js'
import { evaluateCondition } from '../../src/expressions/evaluateCondition.js'
import { fitsExpression } from '../../src/expressions/expressionWeight.js'
import { operators, type OperatorName } from '../../src/expressions/operators.js'
import { Placeholders } from '../../src/expressions/Placeholders.js'
import type { AttributeValue, Item } from '../../src/vocabulary/AttributeValue.js'
import { shareOf } from '../support/shareOfLine.js'
import { engineTable } from './engineTable.js'
import { sampleValues } from './sampleValues.js'

const names = (Object.keys(operators) as OperatorName[]).filter((operator) => !('driverOnly' in operators[operator]))
const literals = sampleValues.filter((value) => value !== undefined)
const typeNames = ['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS']

/** Every pair of values. */
const pairs: readonly Item[] = sampleValues.flatMap((a) => sampleValues.map((b): Item => ({ ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) })))
/** Every value once. */
const singles: readonly Item[] = sampleValues.map((a): Item => (a === undefined ? {} : { a }))

const path = (name: string): Operand => ({ kind: 'path', path: [name] })
const size = (name: string): Operand => ({ kind: 'size', path: [name] })
const literal = (value: AttributeValue): Value => ({ kind: 'literal', value })

const forSingles = engineTable('singles')
const forPairs = engineTable('pairs')

beforeAll(async () => {
  await Promise.all([forSingles.create(), forPairs.create()])
  await forSingles.fill(singles)
  await forPairs.fill(pairs)
})

afterAll(() => {
  forSingles.destroy()
  forPairs.destroy()
})

/** The items of which engine and driver say different things. */
const differences = (items: readonly Item[], condition: Condition, found: ReadonlySet<number>): readonly string[] =>
  items.flatMap((item, id) => (evaluateCondition(condition, item) === found.has(id) ? [] : [`${JSON.stringify(item)}: the engine says ${found.has(id)}`]))

describe('a constant says of every type what the engine says', () => {
  const constants = (operator: OperatorName): readonly (readonly AttributeValue[])[] => {
    if (operator === 'attribute_type') return typeNames.map((type) => [{ S: type }])
    if (operators[operator].values[0] === 0) return [[]]
    if (operator === 'between') return literals.flatMap((low) => [{ S: 'é' }, { N: '100' }, { B: Uint8Array.from([98]) }].map((high) => [low, high]))
    if (operator === 'in') return literals.map((value) => [value, { S: 'ab' }, { N: '-1.50' }])
    return literals.map((value) => [value])
  }

  test.each(names)('%s', async (operator) => {
    for (const values of shareOf(constants(operator))) {
      const condition = compare(operator, 'a', ...values)
      if (comparisonFault(condition) !== undefined) continue
      expect({ values, differences: differences(singles, condition, await forSingles.matchingCondition(condition)) }).toEqual({ values, differences: [] })
    }
  })

  test.each(names.filter((operator) => operators[operator].values[0] > 0))('%s is refused for the types that the engine refuses', async (operator) => {
    for (const value of shareOf([...literals, ...typeNames.map((type): AttributeValue => ({ S: type }))])) {
      const condition = compare(operator, 'a', ...Array.from({ length: operators[operator].values[0] }, () => value))
      const placeholders = new Placeholders()
      const text = operators[operator].render(placeholders.path(['a']), condition.values.map(() => placeholders.value(value)))
      const refused = await forSingles.matching(text, placeholders).then(() => false, (error: Error) => error.name === 'ValidationException')
      expect({ value, refused: comparisonFault(condition) !== undefined }).toEqual({ value, refused })
    }
  })
})

describe('another attribute says of every pair of types what the engine says', () => {
  const valuesOf: Readonly<Partial<Record<OperatorName, readonly (readonly Value[])[]>>> = {
    between: [[path('b'), literal({ S: 'é' })], [literal({ N: '0' }), path('b')], [path('b'), path('b')], [path('c'), path('b')]],
    in: [[path('b')], [path('b'), literal({ N: '1.0' })], [path('c'), path('b')]],
    attribute_exists: [],
    attribute_not_exists: [],
    attribute_type: [],
  }

  test.each(names.flatMap((operator) => (valuesOf[operator] ?? [[path('b')]]).map((values) => [operator, values] as const)))('%s %j', async (operator, values) => {
    const condition: Comparison = { kind: 'comparison', operator, operand: path('a'), values }
    expect(differences(pairs, condition, await forPairs.matchingCondition(condition))).toEqual([])
    const negated = not(condition)
    expect(differences(pairs, negated, await forPairs.matchingCondition(negated))).toEqual([])
  })

  test.each(['=', '<>', '<', '<=', '>', '>='] as const)('sizes with %s', async (operator) => {
    for (const values of [[size('b')], [path('b')], [literal({ N: '2.0' })]]) {
      const condition: Comparison = { kind: 'comparison', operator, operand: size('a'), values }
      expect({ values, differences: differences(pairs, condition, await forPairs.matchingCondition(condition)) }).toEqual({ values, differences: [] })
    }
  })
})

describe('sizes in lists and ranges, and whatever is negated, say what the engine says', () => {
  test.each<[string, Comparison]>([
    ['a size in a range', { kind: 'comparison', operator: 'between', operand: size('a'), values: [literal({ N: '1' }), literal({ N: '2.0' })] }],
    ['a size in a range to another', { kind: 'comparison', operator: 'between', operand: size('a'), values: [literal({ N: '1' }), size('b')] }],
    ['a size between attributes', { kind: 'comparison', operator: 'between', operand: size('a'), values: [path('b'), size('b')] }],
    ['a size of a list', { kind: 'comparison', operator: 'in', operand: size('a'), values: [literal({ N: '0.0' }), literal({ N: '2' }), size('b')] }],
    ['a value among sizes', { kind: 'comparison', operator: 'in', operand: path('a'), values: [size('b'), path('b')] }],
    ['a value and a size', { kind: 'comparison', operator: '>=', operand: path('a'), values: [size('b')] }],
  ])('%s', async (_, condition) => {
    for (const one of [condition, not(condition)]) expect(differences(pairs, one, await forPairs.matchingCondition(one))).toEqual([])
  })

  test.each(names.filter((operator) => operators[operator].values[0] === 1))('not %s', async (operator) => {
    for (const value of shareOf(operator === 'attribute_type' ? typeNames.map((type): AttributeValue => ({ S: type })) : literals)) {
      const condition = compare(operator, 'a', value)
      if (comparisonFault(condition) !== undefined) continue
      for (const one of [not(condition), negateAsSql(condition)]) expect({ value, differences: differences(singles, one, await forSingles.matchingCondition(one)) }).toEqual({ value, differences: [] })
    }
  })
})

describe('whole conditions say what the engine says', () => {
  const one = compare('=', 'a', { N: '1' })
  const text = compare('begins_with', 'a', { S: 'a' })
  const pair: Comparison = { kind: 'comparison', operator: '<=', operand: path('a'), values: [path('b')] }

  test.each<[string, Condition]>([
    ['AND within OR within AND', all([any([one, all([text, pair]), compare('contains', 'b', { S: 'a' })]), not(compare('=', 'b', { NULL: true }))])],
    ['NOT of OR', not(any([one, text]))],
    ['SQL\'s negation', negateAsSql(any([one, all([text, pair])]))],
    ['SQL\'s negation twice', negateAsSql(negateAsSql(all([pair, not(text)])))],
    ['null or absent', all([isNull('a'), negateAsSql(isNull('b'))])],
    ['a range upside down', any([compare('between', 'a', { N: '100' }, { N: '1' }), text])],
    ['not a range upside down', not(compare('between', 'a', { N: '100' }, { N: '1' }))],
    ['a range of two types', not(compare('between', 'a', { N: '1' }, { S: 'a' }))],
    ['IN of more than 100 values', not(compare('in', 'a', ...Array.from({ length: 205 }, (_, at): AttributeValue => ({ N: `${at - 100}.0` }))))],
    ['a member of a map', compare('<>', ['a', 'a'], { N: '1' })],
    ['a position of a list', any([compare('=', ['a', 1], { N: '1' }), compare('attribute_exists', ['a', 3, 0])])],
    ['branches that never or always hold', any([all([text, any([])]), all([pair, all([])])])],
  ])('%s', async (_, condition) => {
    expect(differences(pairs, condition, await forPairs.matchingCondition(condition))).toEqual([])
  })

  test('text of the caller\'s own means the same beside other conditions', async () => {
    const raw: Condition = { kind: 'raw', text: '(#a >= :0 OR (size(#b) > :00))', names: { '#a': 'b', '#b': 'a' }, values: { ':0': { N: '1' }, ':00': { N: '1' } } }
    const same = any([compare('>=', 'b', { N: '1' }), { kind: 'comparison', operator: '>', operand: size('a'), values: [literal({ N: '1' })] }])
    for (const around of [(inner: Condition) => inner, (inner: Condition) => all([pair, inner]), (inner: Condition) => not(inner), (inner: Condition) => any([one, not(inner)])]) {
      expect(differences(pairs, around(same), await forPairs.matchingCondition(around(raw)))).toEqual([])
    }
  })

  test('parentheses are never redundant for the engine, however deep the tree', async () => {
    let condition: Condition = one
    for (let depth = 0; depth < 12; depth++) condition = depth % 3 === 0 ? { kind: 'not', condition } : { kind: depth % 3 === 1 ? 'and' : 'or', conditions: depth % 2 === 0 ? [condition] : [condition, text] }
    expect(differences(pairs, condition, await forPairs.matchingCondition(condition))).toEqual([])
  })
})

describe('the longest condition that is taken for one expression is one for the engine', () => {
  const comparisons: Readonly<Record<OperatorName, Comparison>> = Object.fromEntries(names.map((operator) => {
    const [least] = operators[operator].values
    const value: AttributeValue = operator === 'attribute_type' ? { S: 'S' } : { S: 'a' }
    return [operator, compare(operator, 'a', ...Array.from({ length: least }, () => value))]
  })) as Record<OperatorName, Comparison>

  test.each<[string, Condition]>([
    ...names.map((operator): [string, Condition] => [operator, comparisons[operator]]),
    ['a range upside down', compare('between', 'a', { N: '2' }, { N: '1' })],
    ['IN of 250 values', compare('in', 'a', ...Array.from({ length: 250 }, (_, at): AttributeValue => ({ N: String(at) })))],
    ['sizes', { kind: 'comparison', operator: '=', operand: size('a'), values: [size('b')] }],
    ['a long path', compare('=', ['a', 'b', 'c', 1, 'd', 12], { N: '1' })],
    ['a negation', not(comparisons['='])],
    ['a negated AND', not(all([comparisons['='], comparisons.contains]))],
  ])('%s', async (_, condition) => {
    let count = 1
    while (fitsExpression([any(Array.from({ length: count + 1 }, () => condition))])) count++
    await expect(forSingles.matchingCondition(any(Array.from({ length: count }, () => condition)))).resolves.toBeDefined()
  })
})
