import fc from 'fast-check'
import { compileCodec } from '../../src/codec/compileCodec.js'
import { InvalidValueError } from '../../src/errors/InvalidValueError.js'
import type { EntityModel } from '../../src/metadata/EntityModel.js'
import type { IndexDefinition } from '../../src/metadata/ModelDefinition.js'
import { keyIdentity } from '../../src/planner/keyIdentity.js'
import type { AttributeTypeName } from '../../src/vocabulary/attributeTypes.js'
import type { AttributeValue, Item } from '../../src/vocabulary/AttributeValue.js'
import { modelOf } from './defineModel.js'

/** The attributes of every random table: any of them may be its key, or part of a key of an index. */
export const attributes = { a: 'string', b: 'string', c: 'string', n: 'decimal', m: 'decimal', x: 'binary', f: 'boolean' } as const satisfies Record<string, AttributeTypeName>
export type AnyAttribute = keyof typeof attributes

const texts: readonly AttributeValue[] = ['', 'a', 'a', 'b', 'a#b', 'b#a', 'a$', 'a b', 'é', '😀', '\uFFFD', '#'].map((S) => ({ S }))
const bytes = (...numbers: number[]): AttributeValue => ({ B: Uint8Array.from(numbers) })

/** Few values, most of them awkward, so that many are equal. */
export const attributePools: Readonly<Record<AnyAttribute, readonly AttributeValue[]>> = {
  a: texts,
  b: texts,
  c: [{ S: 'a' }, { S: 'aa' }, { S: 'B' }],
  n: ['-1.5', '0', '1', '1', '10', '9', '-10', '12345678901234567890123456789012345678', '1e-130'].map((N) => ({ N })),
  m: ['0', '10', '2'].map((N) => ({ N })),
  x: [bytes(), bytes(0), bytes(97), bytes(97, 98), bytes(255)],
  f: [{ BOOL: true }, { BOOL: false }],
}

/** A table, its indexes, and what an application has stored in it. */
export interface AnyTable {
  readonly model: EntityModel
  readonly items: readonly Item[]
}

const name: fc.Arbitrary<AnyAttribute> = fc.constantFrom('a', 'a', 'b', 'b', 'c', 'n', 'n', 'm', 'x', 'f')
const parts = fc.uniqueArray(name, { minLength: 1, maxLength: 4 })
const keys = (count: number): fc.Arbitrary<AnyAttribute[]> => fc.uniqueArray(fc.constantFrom<AnyAttribute>('a', 'a', 'b', 'c', 'n', 'n', 'x'), { minLength: count, maxLength: count })
const projection: fc.Arbitrary<IndexDefinition['projection']> = fc.oneof(fc.constant('ALL' as const), fc.constant('ALL' as const), fc.constant('KEYS_ONLY' as const), fc.uniqueArray(name, { minLength: 1, maxLength: 2 }))

interface AnyIndex {
  readonly parts: readonly AnyAttribute[]
  /** How many of the parts make the partition key. */
  readonly border: number
  readonly local: boolean
  readonly native: boolean
  readonly projection: IndexDefinition['projection']
}

const index: fc.Arbitrary<AnyIndex> = fc.record({ parts, border: fc.integer({ min: 1, max: 3 }), local: fc.nat(4).map((number) => number === 0), native: fc.boolean(), projection })

const entity = fc.record(Object.fromEntries(Object.entries(attributePools).map(([attribute, pool]) => [attribute, fc.constantFrom(...pool)])), { requiredKeys: ['a', 'b', 'n'] })

/** What an application stores: some of it lacks a value. */
export const anyEntities: fc.Arbitrary<Partial<Item>[]> = fc.array(fc.tuple(entity, fc.subarray<AnyAttribute>(['a', 'b', 'n'], { maxLength: 1 })), { minLength: 20, maxLength: 40 })
  .map((some) => some.map(([whole, lacking]) => Object.fromEntries(Object.entries(whole).filter(([attribute]) => !lacking.includes(attribute as AnyAttribute)))))

export const anyTable = (table: string): fc.Arbitrary<AnyTable> =>
  fc.record({
    keys: fc.oneof(keys(1), keys(2), keys(2)),
    nullable: fc.subarray<AnyAttribute>(['a', 'b', 'c', 'n', 'm', 'x', 'f']),
    indexes: fc.array(index, { maxLength: 4 }),
    plain: fc.nat(3).map((number) => number === 3),
    entities: anyEntities,
  }).map(({ keys, nullable, indexes, plain, entities }) => {
    const columns = Object.fromEntries(Object.entries(attributes).map(([attribute, type]) => [attribute, { type, nullable: nullable.includes(attribute as AnyAttribute) && !keys.includes(attribute as AnyAttribute) }]))
    const sketches = Object.fromEntries(indexes.map((one, at) => [`index${at}`, indexSketch(one, keys, plain)]))
    const model = modelOf('Random', keys, columns, sketches, { table })
    return { model, items: itemsOf(model, entities) }
  })

function indexSketch({ parts: all, border, local, native, projection: held }: AnyIndex, keys: readonly string[], plain: boolean): Partial<IndexDefinition> & Pick<IndexDefinition, 'partitionKey'> {
  const composition = plain ? 'plain' : 'ordered'
  // A boolean is no key by itself.
  const keyable = (some: readonly AnyAttribute[], joined: boolean): AnyAttribute[] => (joined && some.length > 1 ? [...some] : some.filter((one) => one !== 'f'))
  if (local && keys.length === 2) {
    const sortKey = keyable(all.filter((one) => one !== keys[0]), true)
    if (sortKey.length > 0) return { scope: 'local', partitionKey: [keys[0]!], sortKey, projection: held, composition }
  }
  const partitionKey = keyable(all.slice(0, border), !native)
  const sortKey = keyable(all.slice(border), !native)
  return { partitionKey: partitionKey.length === 0 ? ['c'] : partitionKey, sortKey: partitionKey.length === 0 ? sortKey.filter((one) => one !== 'c') : sortKey, projection: held, keys: native ? 'native' : 'composed', composition }
}

/** What the driver writes of entities: one that it refuses is not there. */
export function itemsOf(model: EntityModel, entities: readonly Partial<Item>[]): Item[] {
  const codec = compileCodec(model)
  const found = new Map<string, Item>()
  for (const values of entities) {
    try {
      const item = codec.encode(Object.fromEntries(Object.entries(values).map(([attribute, value]) => [attribute, value!.S ?? value!.N ?? value!.BOOL ?? Buffer.from(value!.B as Uint8Array)])))
      found.set(keyIdentity('', item, model.keyNames), item)
    } catch (error) {
      if (!(error instanceof InvalidValueError)) throw error
    }
  }
  return [...found.values()]
}
