import { all, any, compare, exists, not } from '../../src/expressions/conditions.js'
import type { Condition } from '../../src/expressions/Condition.js'
import { evaluateCondition } from '../../src/expressions/evaluateCondition.js'
import { Placeholders } from '../../src/expressions/Placeholders.js'
import { renderCondition } from '../../src/expressions/renderCondition.js'
import { renderProjection } from '../../src/expressions/renderProjection.js'
import type { AttributeValue } from '../../src/vocabulary/AttributeValue.js'

const a = compare('=', 'a', { S: '1' })
const b = compare('=', 'b', { S: '2' })
const raw = (text: string, names: Record<string, string> = {}, values: Record<string, AttributeValue> = {}): Condition => ({ kind: 'raw', text, names, values })

describe('whole conditions', () => {
  test.each<[string, Condition, string]>([
    ['names are reused, values are new', all([a, compare('<>', 'a', { S: '1' })]), '#0 = :0 AND #0 <> :1'],
    ['OR within AND', all([a, any([a, b])]), '#0 = :0 AND (#0 = :1 OR #1 = :2)'],
    ['AND within OR', any([all([a, b]), b]), '(#0 = :0 AND #1 = :1) OR #1 = :2'],
    ['NOT', not(all([a, b])), 'NOT (#0 = :0 AND #1 = :1)'],
    ['NOT within AND', all([not(a), b]), '(NOT (#0 = :0)) AND #1 = :1'],
    ['NOT of NOT written by hand', { kind: 'not', condition: { kind: 'not', condition: a } }, '#0 = :0'],
    ['what always holds', all([]), ''],
    ['what always holds, within AND', { kind: 'and', conditions: [{ kind: 'and', conditions: [] }, a] }, '#0 = :0'],
    ['no redundant parentheses', { kind: 'and', conditions: [{ kind: 'or', conditions: [{ kind: 'and', conditions: [a, b] }] }] }, '#0 = :0 AND #1 = :1'],
    ['a branch that never holds', any([a, all([b, any([])])]), '#0 = :0'],
    ['paths', exists(['a.b', 'c', 3, 'a.b']), 'attribute_exists(#0.#1[3].#0)'],
    ['size and another attribute', { kind: 'comparison', operator: '>', operand: { kind: 'size', path: ['a'] }, values: [{ kind: 'path', path: ['b'] }] }, 'size(#0) > #1'],
    ['a range upside down', all([b, compare('between', 'a', { N: '2' }, { N: '1' })]), '#0 = :0 AND #1 >= :1 AND #1 <= :2'],
    ['not a range upside down', not(compare('between', 'a', { N: '2' }, { N: '1' })), 'NOT (#0 >= :0 AND #0 <= :1)'],
    ['a range of two types', compare('between', 'a', { N: '2' }, { S: '3' }), '#0 >= :0 AND #0 <= :1'],
  ])('%s', (_, condition, text) => {
    expect(renderCondition(condition, new Placeholders())).toBe(text)
  })

  test('IN of more than 100 values is sent as several', () => {
    const values = Array.from({ length: 201 }, (_, at): AttributeValue => ({ N: String(at) }))
    const placeholders = new Placeholders()
    const text = renderCondition(all([b, compare('in', 'a', ...values)]), placeholders)
    expect(text.match(/IN \(/g)).toHaveLength(3)
    expect(text).toMatch(/^#0 = :0 AND \(#1 IN \(:1, .*, :100\) OR #1 IN \(:101, .*, :200\) OR #1 IN \(:201\)\)$/)
    expect(Object.keys(placeholders.values!)).toHaveLength(202)
  })

  test('what never holds cannot be sent', () => {
    expect(() => renderCondition(all([a, any([])]), new Placeholders())).toThrow(expect.objectContaining({ code: 'query.neverTrue', message: 'A condition that can never hold cannot be sent. Ask nothing instead.' }))
  })

  test('without names and values there are none, since DynamoDB refuses empty ones', () => {
    const placeholders = new Placeholders()
    expect([renderCondition(all([]), placeholders), placeholders.names, placeholders.values]).toEqual(['', undefined, undefined])
  })
})

describe('conditions in text of the caller\'s own', () => {
  test('placeholders are renamed by whole words, values are bound once', () => {
    const placeholders = new Placeholders()
    const condition = raw('#n = :v1 OR #n = :v10 OR #no.#n[0] > :v1', { '#n': 'name', '#no': 'a' }, { ':v1': { S: ':v10' }, ':v10': { S: '#n' } })
    expect(renderCondition(all([a, condition]), placeholders)).toBe('#0 = :0 AND (#1 = :1 OR #1 = :2 OR #0.#1[0] > :1)')
    expect(placeholders.names).toEqual({ '#0': 'a', '#1': 'name' })
    expect(placeholders.values).toEqual({ ':0': { S: '1' }, ':1': { S: ':v10' }, ':2': { S: '#n' } })
  })

  test('placeholders that look like the renamed ones are renamed too', () => {
    const placeholders = new Placeholders()
    expect(renderCondition(all([a, b, raw('#0 = :0 AND #1 = :1', { '#0': 'x', '#1': 'a' }, { ':0': { N: '1' }, ':1': { N: '2' } })]), placeholders)).toBe('#0 = :0 AND #1 = :1 AND (#2 = :2 AND #0 = :3)')
    expect(placeholders.names).toEqual({ '#0': 'a', '#1': 'b', '#2': 'x' })
  })

  test.each([
    ['(a = b)', 'a = b'],
    ['((a = b) OR c = d)', '(a = b) OR c = d'],
    ['(a = b) OR (c = d)', '(a = b) OR (c = d)'],
    [' ( size(a) > b ) ', 'size(a) > b'],
    ['NOT (a = b)', 'NOT (a = b)'],
  ])('outer parentheses, which would be redundant, are left out: %s', (text, sent) => {
    expect(renderCondition(raw(text), new Placeholders())).toBe(sent)
    expect(renderCondition(not(raw(text)), new Placeholders())).toBe(`NOT (${sent})`)
  })

  test.each<[string, Condition, string]>([
    ['a name that is not given', raw('#n = a'), 'The condition in text of your own has #n, which its names lack. Give it with the same sign in front.'],
    ['a value that is not given', raw('a = :constructor'), 'The condition in text of your own has :constructor, which its values lack. Give it with the same sign in front.'],
    ['parentheses that reach outside', raw('a = b) OR (c = d'), 'The parentheses of a condition in text of your own do not match. Close each one that is opened.'],
    ['parentheses that stay open', raw('(a = b'), 'The parentheses of a condition in text of your own do not match. Close each one that is opened.'],
    ['no text', raw('()'), 'A condition in text of your own cannot be empty. Leave it out.'],
  ])('%s', (_, condition, message) => {
    expect(() => renderCondition(condition, new Placeholders())).toThrow(expect.objectContaining({ code: 'query.invalid', message }))
  })

  test('the driver cannot evaluate them', () => {
    expect(() => evaluateCondition(raw('a = b'), {})).toThrow(expect.objectContaining({ code: 'query.raw', message: 'A condition in text of your own cannot be evaluated by the driver. Write it with where or filter.' }))
  })
})

test('a projection aliases every name, and has it once', () => {
  const placeholders = new Placeholders()
  expect([renderProjection(['status', 'a.b', 'status'], placeholders), placeholders.names]).toEqual(['#0, #1', { '#0': 'status', '#1': 'a.b' }])
})
