import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import * as fc from 'fast-check'
import { attributeCodecs } from '../../src/codec/attributeCodecs.js'
import type { AttributeTypeName } from '../../src/vocabulary/attributeTypes.js'

const number = fc.oneof(fc.maxSafeInteger(), fc.double({ min: -1e15, max: 1e15, noNaN: true })).filter((value) => value === 0 || Math.abs(value) > 1e-130)
const bytes = fc.uint8Array({ maxLength: 6 }).map((value) => Buffer.from(value))
/** The SDK takes an object with a member named constructor for an instance of a class, and loses one named __proto__. */
const name = fc.oneof(fc.string({ unit: 'binary', maxLength: 5 }), fc.constantFrom('toString', 'length', 'S')).filter((value) => value !== 'constructor' && value !== '__proto__')
const setOf = <T>(member: fc.Arbitrary<T>): fc.Arbitrary<Set<T>> => fc.uniqueArray(member, { minLength: 1, maxLength: 4, selector: String }).map((members) => new Set(members))
const set = fc.oneof(setOf(fc.string()), setOf(number), setOf(bytes))

const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }), number, fc.boolean(), fc.constant(null), bytes, set, fc.bigInt({ min: 2n ** 53n, max: 10n ** 38n - 1n }),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(name, tie('json'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))

/** Sets keep their order in both, and -0 is 0 once it is stored. */
const same = (a: unknown, b: unknown): void => expect(normal(a)).toEqual(normal(b))
const normal = (value: unknown): unknown => {
  if (Object.is(value, -0)) return 0
  if (value instanceof Uint8Array) return Buffer.from(value)
  if (value instanceof Set) return new Set([...value].map(normal))
  if (Array.isArray(value)) return value.map(normal)
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, normal(member)]))
  return value
}

test.each<[AttributeTypeName, fc.Arbitrary<unknown>]>([
  ['string', fc.string({ unit: 'binary' })],
  ['number', number],
  ['boolean', fc.boolean()],
  ['binary', bytes],
  ['set', set],
  ['json', json],
])('%s writes what the SDK writes, and both read it back', (type, values) => {
  fc.assert(fc.property(values, (value) => {
    const written = attributeCodecs[type].encode(value, 'Order.it')
    expect({ it: written }).toEqual(marshall({ it: value }))
    same(unmarshall({ it: written })['it'], value)
    same(attributeCodecs[type].decode(written), value)
  }))
})
