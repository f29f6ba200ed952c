import type { Condition } from '../../src/expressions/Condition.js'
import { all, any, compare, exists, not, notExists } from '../../src/expressions/conditions.js'
import { hasRawText, readRaw } from '../../src/expressions/readRaw.js'
import type { AttributeValue } from '../../src/vocabulary/AttributeValue.js'

const ann: AttributeValue = { S: 'Ann' }
const one: AttributeValue = { N: '1' }
const raw = (text: string): Condition => ({ kind: 'raw', text, names: { '#n': 'name', '#dots': 'a.b', '#quote': 'a"b' }, values: { ':a': ann, ':one': one } })

test.each<[text: string, condition: Condition]>([
  ['nick = :a', compare('=', 'nick', ann)],
  ['#n = :a', compare('=', 'name', ann)],
  ['#dots = :a', compare('=', 'a.b', ann)],
  ['#quote = :a', compare('=', 'a"b', ann)],
  ['address.#n[2] <> :a', compare('<>', ['address', 'name', 2], ann)],
  ['age BETWEEN :one AND :one', compare('between', 'age', one, one)],
  ['nick IN (:a, :one)', compare('in', 'nick', ann, one)],
  ['attribute_exists(#n) AND NOT begins_with(nick, :a)', all([exists('name'), not(compare('begins_with', 'nick', ann))])],
  ['(attribute_not_exists(#n)) OR age >= :one', any([notExists('name'), compare('>=', 'age', one)])],
  ['#n = nick', { kind: 'comparison', operator: '=', operand: { kind: 'path', path: ['name'] }, values: [{ kind: 'path', path: ['nick'] }] }],
])('text of DynamoDB is read: %s', (text, condition) => {
  expect(readRaw(raw(text))).toEqual(condition)
  expect(readRaw(not(raw(text)))).toEqual({ kind: 'not', condition })
  expect(readRaw(any([exists('id'), raw(text)]))).toEqual({ kind: 'or', conditions: [exists('id'), condition] })
})

test.each([
  'size(#n) > :one',
  ':a = #n',
  '#unknown = :a',
  'nick = :unknown',
  'nick = 1',
  "nick = 'Ann'",
  'nick IS NULL',
  'nick LIKE :a',
  'nick != :a',
  'nick',
])('text that the driver cannot read, or DynamoDB does not take, stays as it is: %s', (text) => {
  expect(readRaw(raw(text))).toEqual(raw(text))
  expect(hasRawText(not(all([exists('id'), readRaw(raw(text))])))).toBe(true)
})

test('a condition without text stays as it is', () => {
  const condition = any([not(exists('id')), all([])])
  expect(readRaw(condition)).toEqual(condition)
  expect(hasRawText(condition)).toBe(false)
})
