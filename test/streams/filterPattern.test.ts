import { all, any, compare, exists, negateAsSql, notExists } from '../../src/expressions/conditions.js'
import type { Condition } from '../../src/expressions/Condition.js'
import { imagePattern } from '../../src/streams/filterPattern.js'

const s = (text: string) => ({ S: text })
const n = (text: string) => ({ N: text })
const typeOf = (name: string): string | undefined => ({ status: 'S', count: 'N', done: 'BOOL', lines: 'dynamic' })[name]

test.each<[string, Condition, object, boolean]>([
  ['an equality', compare('=', 'status', s('new')), { status: { S: ['new'] } }, true],
  ['a number, as DynamoDB spells it', compare('=', 'count', n('1e+3')), { count: { N: ['1000'] } }, true],
  ['a number that may be spelled otherwise', compare('=', 'count', n('1e-7')), {}, false],
  ['a number that is too long to be sure of', compare('in', 'count', n('1'), n('1e30')), {}, false],
  ['what a value of any type is not', negateAsSql(compare('=', 'lines', s('new'))), {}, false],
  ['what a member of a map is not', negateAsSql(compare('=', ['address', 'city'], s('Oslo'))), {}, false],
  ['a boolean', compare('=', 'done', { BOOL: true }), { done: { BOOL: [true] } }, true],
  ['a list', compare('in', 'status', s('a'), s('b')), { status: { S: ['a', 'b'] } }, true],
  ['one or the other', any([compare('=', 'status', s('a')), compare('begins_with', 'status', s('b'))]), { status: { S: ['a', { prefix: 'b' }] } }, true],
  ['a prefix', compare('begins_with', 'status', s('sh')), { status: { S: [{ prefix: 'sh' }] } }, true],
  ['what something is not', negateAsSql(compare('=', 'status', s('new'))), { status: { S: [{ 'anything-but': ['new'] }] } }, true],
  ['existence', all([exists('status'), notExists('count')]), { status: { S: [{ exists: true }] }, count: { N: [{ exists: false }] } }, true],
  ['a member of a map', compare('=', ['address', 'city'], s('Oslo')), { address: { M: { city: { S: ['Oslo'] } } } }, true],
  ['several attributes', all([compare('=', 'status', s('a')), compare('=', 'count', n('1'))]), { status: { S: ['a'] }, count: { N: ['1'] } }, true],
  ['a name that every object has', compare('=', '__proto__', s('a')), JSON.parse('{"__proto__":{"S":["a"]}}') as object, true],
  ['a range, which it cannot', compare('>', 'count', n('1')), {}, false],
  ['a range beside an equality', all([compare('>', 'count', n('1')), compare('=', 'status', s('a'))]), { status: { S: ['a'] } }, false],
  ['two things of one attribute', all([compare('=', 'status', s('a')), compare('begins_with', 'status', s('b'))]), { status: { S: ['a'] } }, false],
  ['two attributes, of which one', any([compare('=', 'status', s('a')), compare('=', 'count', n('1'))]), {}, false],
  ['a place in a list', compare('=', ['lines', 0], s('a')), {}, false],
  ['the existence of a list', exists('lines'), {}, false],
])('says %s', (_what, condition, pattern, exact) => {
  expect(imagePattern(condition, typeOf)).toEqual({ pattern, exact })
})
