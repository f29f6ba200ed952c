import type { AttributeModel } from '../metadata/EntityModel.js'
import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { attributeCodecs } from './attributeCodecs.js'
import { refuse } from './refuse.js'

/** How the values of one attribute are written and read, transformers included. */
export interface ValueCodec {
  /** Undefined for null and undefined, which are left out. */
  encode(value: unknown): AttributeValue | undefined
  /** An attribute that is absent is null where the column is nullable, else undefined. */
  decode(value: AttributeValue | undefined): unknown
}

export function compileValueCodec(attribute: AttributeModel): ValueCodec {
  return { encode: compileEncode(attribute), decode: compileDecode(attribute) }
}

function compileEncode({ type, subject, transformers, allowedValues }: AttributeModel): ValueCodec['encode'] {
  const { encode } = attributeCodecs[type]
  const plain = (value: unknown): AttributeValue | undefined => (value === undefined || value === null ? undefined : encode(value, subject))
  const checked = allowedValues === undefined ? plain : allowing(allowedValues, subject, plain)
  if (transformers.length === 0) return checked
  // As TypeORM does, transformers see null and undefined as well.
  return (value) => {
    let stored = value
    for (const transformer of transformers) stored = transformer.to(stored)
    return checked(stored)
  }
}

function allowing(values: readonly (string | number)[], subject: string, encode: ValueCodec['encode']): ValueCodec['encode'] {
  const allowed = new Set<unknown>(values)
  const check = (one: unknown): unknown => allowed.has(one) || refuse(subject, `the value must be one of ${values.join(', ')}. Use one of these, or add it to the enum.`)
  return (value) => {
    if (Array.isArray(value) || value instanceof Set) value.forEach(check)
    else if (value !== undefined && value !== null) check(value)
    return encode(value)
  }
}

function compileDecode({ type, container, nullable, transformers }: AttributeModel): ValueCodec['decode'] {
  const read = attributeCodecs[type].decode
  const decode = type === 'set' && container === 'Array' ? arrayOf(read) : read
  if (transformers.length === 0) return (value) => (value === undefined ? (nullable ? null : undefined) : decode(value))
  const backwards = transformers.toReversed()
  return (value) => {
    if (value === undefined && !nullable) return undefined
    let property: unknown = value === undefined ? null : decode(value)
    for (const transformer of backwards) property = transformer.from(property)
    return property
  }
}

const arrayOf = (decode: (value: AttributeValue) => unknown) => (value: AttributeValue): unknown => {
  const members = decode(value)
  return members instanceof Set ? [...members] : members
}
