import { decodeJson } from '../../src/codec/decodeJson.js'
import { encodeJson } from '../../src/codec/encodeJson.js'
import { InvalidValueError } from '../../src/errors/InvalidValueError.js'
import type { AttributeValue } from '../../src/vocabulary/AttributeValue.js'

class Point {
  constructor(readonly x: number, readonly y?: number) {}
  get sum(): number {
    return this.x
  }
}

function nested(levels: number, innermost: unknown): unknown {
  let value = innermost
  for (let level = 1; level < levels; level++) value = { in: value }
  return value
}

test.each<[string, unknown, AttributeValue]>([
  ['undefined members are left out', { a: undefined, b: 1 }, { M: { b: { N: '1' } } }],
  ['undefined in an array is NULL', [undefined, null], { L: [{ NULL: true }, { NULL: true }] }],
  ['a hole in an array is NULL', new Array(1), { L: [{ NULL: true }] }],
  ['null', null, { NULL: true }],
  ['a date is ISO text', [new Date(0)], { L: [{ S: '1970-01-01T00:00:00.000Z' }] }],
  ['a bigint is a number', { n: 2n ** 64n }, { M: { n: { N: '18446744073709551616' } } }],
  ['bytes', [Buffer.from('a')], { L: [{ B: Buffer.from('a') }] }],
  ['an ArrayBuffer', new Uint8Array([1]).buffer, { B: new Uint8Array([1]) }],
  ['sets', { s: new Set(['a']), n: new Set([1]) }, { M: { s: { SS: ['a'] }, n: { NS: ['1'] } } }],
  ['a Map', new Map([['a', 1]]), { M: { a: { N: '1' } } }],
  ['a class instance by its own members', new Point(1), { M: { x: { N: '1' } } }],
  ['an object without prototype', Object.assign(Object.create(null) as object, { a: 1 }), { M: { a: { N: '1' } } }],
  ['toJSON', { price: { toJSON: () => '1.50' } }, { M: { price: { S: '1.50' } } }],
  ['toJSON, called with the name', { price: { toJSON: (name: string) => name } }, { M: { price: { S: 'price' } } }],
  ['a boxed text', Object('a'), { S: 'a' }],
  ['a member named constructor', { constructor: 'a' }, { M: { constructor: { S: 'a' } } }],
  ['empty text, list and map', { a: '', b: [], c: {} }, { M: { a: { S: '' }, b: { L: [] }, c: { M: {} } } }],
])('writes %s', (_what, value, expected) => {
  expect(encodeJson(value, 'Order.it')).toEqual(expected)
})

test('writes a member named __proto__ and reads it back as data', () => {
  const value = JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":1}}') as object
  const stored = encodeJson(value, 'Order.it')
  expect(Object.keys(stored.M!)).toEqual(['__proto__', 'constructor'])
  const back = decodeJson(stored) as Record<string, unknown>
  expect(Object.getPrototypeOf(back)).toBe(Object.prototype)
  expect(back['admin']).toBeUndefined()
  expect(JSON.stringify(back)).toBe(JSON.stringify(value))
  expect(({} as Record<string, unknown>)['admin']).toBeUndefined()
})

const circular: { list: unknown[] } = { list: [] }
circular.list.push({ back: circular })
const shared = { a: 1 }

test.each<[string, unknown, string, string]>([
  ['a function', { a: [{ b: () => 1 }] }, 'Order.it.a[0].b', 'a function cannot be stored. Leave it out.'],
  ['a symbol', [Symbol('a')], 'Order.it[0]', 'a symbol cannot be stored. Leave it out.'],
  ['NaN', { a: NaN }, 'Order.it.a', 'NaN and Infinity cannot be stored. Use null.'],
  ['Infinity', { a: -Infinity }, 'Order.it.a', 'NaN and Infinity cannot be stored. Use null.'],
  ['an invalid date', { a: new Date(NaN) }, 'Order.it.a', 'the date is invalid. Use null where there is none.'],
  ['an empty set', { a: new Set() }, 'Order.it.a', 'a set cannot be empty. Use null to leave the attribute out.'],
  ['a bigint of too many digits', { a: 10n ** 38n + 1n }, 'Order.it.a', 'a number can have 38 digits at most. Store it as text.'],
  ['a Map with keys that are no texts', { a: new Map([[1, 2]]) }, 'Order.it.a', 'the keys of a Map must be texts. Convert them.'],
  ['what contains itself', circular, 'Order.it.list[0].back', 'the value contains itself. Leave the member out, or give the object a toJSON().'],
  ['33 levels', nested(33, 'deep'), 'Order.it', 'maps and lists can be nested 32 levels deep at most, their values included. Flatten the value, or use a simple-json column.'],
])('refuses %s and says where', (_what, value, subject, rule) => {
  expect(() => encodeJson(value, 'Order.it')).toThrow(new InvalidValueError(subject, rule))
})

test('writes 32 levels, and an object that stands in two places', () => {
  expect(() => encodeJson(nested(32, 'deep'), 'Order.it')).not.toThrow()
  expect(encodeJson([shared, shared], 'Order.it')).toEqual({ L: [{ M: { a: { N: '1' } } }, { M: { a: { N: '1' } } }] })
})

test.each<[AttributeValue, unknown]>([
  [{ N: '9007199254740991' }, 9007199254740991],
  [{ N: '9007199254740993' }, 9007199254740993n],
  [{ N: '-9007199254740993' }, -9007199254740993n],
  [{ N: '1e+21' }, 10n ** 21n],
  [{ N: '0.1' }, 0.1],
  [{ N: '9007199254740993.5' }, 9007199254740994],
  [{ B: new Uint8Array([97]) }, Buffer.from('a')],
  [{ NS: ['1'] }, new Set([1])],
  [{ BS: [new Uint8Array([97])] }, new Set([Buffer.from('a')])],
])('reads %p', (value, expected) => {
  expect(decodeJson(value)).toEqual(expected)
})
