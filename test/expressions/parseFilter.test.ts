import { evaluateCondition } from '../../src/expressions/evaluateCondition.js'
import { parseFilter, type ResolveName } from '../../src/expressions/parseFilter.js'
import { Placeholders } from '../../src/expressions/Placeholders.js'
import { renderCondition } from '../../src/expressions/renderCondition.js'
import type { AttributeValue } from '../../src/vocabulary/AttributeValue.js'

type Literal = string | number | boolean | null

const attributes = new Set(['status', 'name', 'age', 'score', 'tags', 'address', 'odd name', 'and', 'true', 'size', 'contains', 'a"b', 'a`b', 'straße'])

/** Every attribute by its own name; literals by their JavaScript type, except that ages are numbers. */
const resolve: ResolveName = ([name, ...rest]) => {
  if (!attributes.has(name as string)) return undefined
  const literal = (value: Literal): AttributeValue => (value === null ? { NULL: true } : typeof value === 'boolean' ? { BOOL: value } : typeof value === 'number' || name === 'age' ? { N: String(value) } : { S: value })
  return { path: [name as string, ...rest], literal }
}

/** The condition with its names and values put in, as JSON after their type. */
function read(text: string): string {
  const placeholders = new Placeholders()
  const rendered = renderCondition(parseFilter(text, resolve), placeholders)
  return rendered.replace(/[#:]\d+/g, (found) => placeholders.names?.[found] ?? Object.entries(placeholders.values![found]!).map(([type, value]) => `${type}${JSON.stringify(value)}`).join(''))
}

const refusal = (text: string): string => {
  try {
    parseFilter(text, resolve)
  } catch (error) {
    expect(error).toMatchObject({ code: 'query.filter' })
    return (error as Error).message
  }
  throw new Error(`${text} was accepted`)
}

describe('a filter', () => {
  test.each([
    ["status = 'a'", 'status = S"a"'],
    ["status='a'OR age>5", 'status = S"a" OR age > N"5"'],
    ["status <> 'a'", 'status <> S"a"'],
    ["status != 'a'", 'status <> S"a"'],
    ['age < 1', 'age < N"1"'],
    ['age <= -1.5', 'age <= N"-1.5"'],
    ['age > .5', 'age > N"0.5"'],
    ['age >= 1e3', 'age >= N"1000"'],
    ['age = 12345678901234567890123456789012345678', 'age = N"12345678901234567890123456789012345678"'],
    ['score = TRUE', 'score = BOOLtrue'],
    ['score = false', 'score = BOOLfalse'],
    ['score = null', 'score = NULLtrue'],
    ["status IN ('x', 'y')", 'status IN (S"x", S"y")'],
    ["status not in ('x')", 'NOT (status IN (S"x"))'],
    ['age BETWEEN 1 AND 2', 'age BETWEEN N"1" AND N"2"'],
    ['age NOT BETWEEN 1 AND 2 AND score = 3', '(NOT (age BETWEEN N"1" AND N"2")) AND score = N"3"'],
    ["begins_with(name, 'x')", 'begins_with(name, S"x")'],
    ["CONTAINS(name,'x')", 'contains(name, S"x")'],
    ['contains(tags, name)', 'contains(tags, name)'],
    ['attribute_exists(name)', 'attribute_exists(name)'],
    ['attribute_not_exists ( address.city )', 'attribute_not_exists(address.city)'],
    ["attribute_type(name, 'S')", 'attribute_type(name, S"S")'],
    ['size(tags) > 3', 'size(tags) > N"3"'],
    ['SIZE(tags) BETWEEN 1 AND 3', 'size(tags) BETWEEN N"1" AND N"3"'],
    ['age < size(tags)', 'age < size(tags)'],
    ['size(name) = size(tags)', 'size(name) = size(tags)'],
    ['name IS NULL', 'attribute_not_exists(name) OR attribute_type(name, S"NULL")'],
    ['address.city IS NOT NULL', 'NOT (attribute_not_exists(address.city) OR attribute_type(address.city, S"NULL"))'],
    ['age < score', 'age < score'],
    ["address.city = 'x'", 'address.city = S"x"'],
    ["tags[0] = 'x'", 'tags[0] = S"x"'],
    ["address.lines[2].`odd name` = 'x'", 'address.lines[2].odd name = S"x"'],
    ['"odd name" = 1', 'odd name = N"1"'],
    ['"and" = 1 and `true` = 2', 'and = N"1" AND true = N"2"'],
    ['size = 1 AND contains = 2', 'size = N"1" AND contains = N"2"'],
    ['"a""b" = 1', 'a"b = N"1"'],
    ['`a``b` = 1', 'a`b = N"1"'],
    ['straße = 1', 'straße = N"1"'],
    ['NOT age = 1', 'NOT (age = N"1")'],
    ['NOT NOT age = 1', 'age = N"1"'],
    ['not(age = 1 or age = 2)', 'NOT (age = N"1" OR age = N"2")'],
    ['age = 1 OR age = 2 AND score = 3', 'age = N"1" OR (age = N"2" AND score = N"3")'],
    ['(age = 1 OR age = 2) AND score = 3', '(age = N"1" OR age = N"2") AND score = N"3"'],
    ['NOT age = 1 AND score = 3', '(NOT (age = N"1")) AND score = N"3"'],
    ['(((age = 1)))', 'age = N"1"'],
    ['\n age\t=\n1 ', 'age = N"1"'],
  ])('%s', (text, condition) => {
    expect(read(text)).toBe(condition)
  })

  test.each([
    ["status = 'it''s'", "it's"],
    ["status = ''", ''],
    ["status = ''''", "'"],
    ["status = 'a OR 1=1'", 'a OR 1=1'],
    ["status = ') OR (age > 0'", ') OR (age > 0'],
    ["status = '#0 :0 -- ; DROP'", '#0 :0 -- ; DROP'],
    ["status = '\"`\\'", '"`\\'],
    ["status = 'x'' OR ''1''=''1'", "x' OR '1'='1"],
    ["status = 'AND OR NOT IN BETWEEN NULL'", 'AND OR NOT IN BETWEEN NULL'],
    ["status = 'zwei\nZeilen 😀'", 'zwei\nZeilen 😀'],
  ])('what stands in a literal stays there: %s', (text, value) => {
    expect(parseFilter(text, resolve)).toEqual({ kind: 'comparison', operator: '=', operand: { kind: 'path', path: ['status'] }, values: [{ kind: 'literal', value: { S: value } }] })
  })

  test('missing attributes are as in DynamoDB, not as in SQL', () => {
    expect(["age <> 1", 'NOT age = 1', 'age NOT IN (1)', 'age < 1'].map((text) => evaluateCondition(parseFilter(text, resolve), {}))).toEqual([true, true, true, false])
  })

  test('more than 100 values may stand in an IN', () => {
    expect(read(`age IN (${Array.from({ length: 101 }, (_, at) => at).join()})`)).toMatch(/ OR age IN \(N"100"\)$/)
  })

  test('of 8192 characters is read, of one more it is not', () => {
    const text = (length: number): string => `status = '${'x'.repeat(length - 11)}'`
    expect(parseFilter(text(8192), resolve)).toMatchObject({ operator: '=' })
    expect(refusal(text(8193))).toBe('The filter has 8193 characters, and 8192 are allowed. Ask in several finds.')
  })

  test('of 50 levels is read, of one more it is not', () => {
    const text = (depth: number): string => `${'('.repeat(depth)}age = 1${')'.repeat(depth)}`
    expect(parseFilter(text(50), resolve)).toMatchObject({ operator: '=' })
    expect(refusal(text(51))).toBe('The filter is nested deeper than 50 levels at position 52. Ask in several finds.')
  })
})

describe('a filter that cannot be read says where and what was expected, and no value', () => {
  test.each([
    ['', 'The filter cannot be read at position 1: expected an attribute.'],
    ['   ', 'The filter cannot be read at position 4: expected an attribute.'],
    ['age', 'The filter cannot be read at position 4: expected a comparison, IN, BETWEEN or IS.'],
    ['age =', 'The filter cannot be read at position 6: expected an attribute.'],
    ['age = 1 age', 'The filter cannot be read at position 9: expected AND, OR or the end.'],
    ['age = 1)', 'The filter cannot be read at position 8: expected AND, OR or the end.'],
    ['(age = 1', 'The filter cannot be read at position 9: expected ).'],
    ['age = 1 AND', 'The filter cannot be read at position 12: expected an attribute.'],
    ['OR age = 1', 'The filter cannot be read at position 1: expected an attribute.'],
    ['age NOT = 1', 'The filter cannot be read at position 9: expected IN or BETWEEN.'],
    ['age IN 1', 'The filter cannot be read at position 8: expected (.'],
    ['age IN ()', 'The filter cannot be read at position 9: expected an attribute.'],
    ['age IN (1,)', 'The filter cannot be read at position 11: expected an attribute.'],
    ['age BETWEEN 1 OR 2', 'The filter cannot be read at position 15: expected AND.'],
    ['age IS 5', 'The filter cannot be read at position 8: expected NULL, of an attribute.'],
    ['size(age) IS NULL', 'The filter cannot be read at position 14: expected NULL, of an attribute.'],
    ['5 < age', 'The filter cannot be read at position 1: expected an attribute.'],
    ["size(tags) = 'secret'", 'The filter cannot be read at position 14: expected a number or an attribute.'],
    ['tags[x] = 1', 'The filter cannot be read at position 6: expected a position in a list.'],
    ['tags[1.5] = 1', 'The filter cannot be read at position 6: expected a position in a list.'],
    ['tags[-1] = 1', 'The filter cannot be read at position 6: expected a position in a list.'],
    ['tags[0 = 1', 'The filter cannot be read at position 8: expected ].'],
    ['address. = 1', 'The filter cannot be read at position 10: expected an attribute.'],
    ['begins_with(name)', 'The filter cannot be read at position 17: expected ,.'],
    ['attribute_exists(name, 1)', 'The filter cannot be read at position 22: expected ).'],
    ["attribute_type(name, 'secret')", 'The filter cannot be read at position 22: expected a type: one of S, N, B, BOOL, NULL, M, L, SS, NS, BS in quotes.'],
    ['begins_with(age, 5)', 'The filter cannot be read at position 1: begins_with takes text or binary only. Use =, <> or IN for other types.'],
    ['age = 1 OR score > true', 'The filter cannot be read at position 12: > takes text, number or binary only. Use =, <> or IN for other types.'],
    ['age = age', 'The filter cannot be read at position 1: an attribute cannot be compared with itself. Compare it with a value, or with another attribute.'],
    ["constructor(name, 'x')", 'The filter cannot be read at position 1: expected a condition or one of begins_with, contains, attribute_exists, attribute_not_exists, attribute_type, size.'],
    ["toString(name)", 'The filter cannot be read at position 1: expected a condition or one of begins_with, contains, attribute_exists, attribute_not_exists, attribute_type, size.'],
    ["status = 'secret", 'The filter cannot be read at position 10: the quote is not closed. Close it, and write quotes inside it twice.'],
    ['"status = 1', 'The filter cannot be read at position 1: the quote is not closed. Close it, and write quotes inside it twice.'],
    ['"" = 1', 'The filter names "" at position 1, which is no attribute of the entity. Name a property with a column.'],
    ['age = 1; DROP', 'The filter cannot be read at position 8: no name, literal or operator begins here. Put texts in single quotes.'],
    ['age = 1 -- x', 'The filter cannot be read at position 9: no name, literal or operator begins here. Put texts in single quotes.'],
    ['age = :age', 'The filter cannot be read at position 7: no name, literal or operator begins here. Put texts in single quotes.'],
    ['age == 1', 'The filter cannot be read at position 6: expected an attribute.'],
    ['age = 1x', 'The filter cannot be read at position 7: no name, literal or operator begins here. Put texts in single quotes.'],
    ['age = 1.2.3', 'The filter cannot be read at position 7: no name, literal or operator begins here. Put texts in single quotes.'],
    ['age = 123456789012345678901234567890123456789', 'The filter cannot be read at position 7: a number has 38 digits at most. Compare with such a one.'],
    ['age = 1e999999999', 'The filter cannot be read at position 7: a number lies between 1E-130 and 9.9E+125, or is zero. Compare with such a one.'],
    ["age = 1 AND nothing = 'secret'", 'The filter names "nothing" at position 13, which is no attribute of the entity. Name a property with a column.'],
    ['"x y".lines[2] = 1', 'The filter names "x y.lines[2]" at position 1, which is no attribute of the entity. Name a property with a column.'],
    ['__proto__ = 1', 'The filter names "__proto__" at position 1, which is no attribute of the entity. Name a property with a column.'],
  ])('%s', (text, message) => {
    expect(refusal(text)).toBe(message)
  })

  test('an unknown attribute is named as the path of the error', () => {
    expect(() => parseFilter('tagz[0] = 1', resolve)).toThrow(expect.objectContaining({ code: 'query.filter', path: 'tagz[0]' }))
  })
})
