import type { AttributeTypeName } from '../vocabulary/attributeTypes.js'
import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { bytesOf } from '../vocabulary/bytesOf.js'
import { dateCodec, datetimeCodec, epochMillisecondsCodec, epochSecondsCodec, timeCodec } from './dateCodecs.js'
import { decodeJson } from './decodeJson.js'
import { encodeJson } from './encodeJson.js'
import { encodeSet } from './encodeSet.js'
import { bigintCodec, decimalCodec, numberCodec } from './numberCodecs.js'
import { refuse } from './refuse.js'

/** How values of one type are written and read. null and undefined are no values of any type but `json`. */
export interface AttributeCodec {
  /**
   * @param subject `User.age`, for messages.
   * @throws InvalidValueError for what the type cannot hold.
   */
  encode(value: unknown, subject: string): AttributeValue
  /** A value that is stored in another type than its column's is read as what it is. */
  decode(value: AttributeValue): unknown
}

/** How each type of attribute is written and read, a row each. */
export const attributeCodecs: { readonly [Name in AttributeTypeName]: AttributeCodec } = {
  string: {
    encode: (value, subject) => (typeof value === 'string' ? { S: value } : refuse(subject, 'the value must be a string. Convert it, or add a transformer to the column.')),
    decode: (value) => value.S ?? decodeJson(value),
  },
  number: numberCodec,
  bigint: bigintCodec,
  decimal: decimalCodec,
  boolean: {
    encode: (value, subject) => (typeof value === 'boolean' ? { BOOL: value } : refuse(subject, 'the value must be true or false. Convert it, or add a transformer to the column.')),
    decode: (value) => value.BOOL ?? decodeJson(value),
  },
  datetime: datetimeCodec,
  'epoch-seconds': epochSecondsCodec,
  'epoch-milliseconds': epochMillisecondsCodec,
  date: dateCodec,
  time: timeCodec,
  binary: {
    encode: (value, subject) => (value instanceof Uint8Array ? { B: value } : refuse(subject, 'the value must be a Buffer or Uint8Array. Convert it, or add a transformer to the column.')),
    decode: (value) => (value.B === undefined ? decodeJson(value) : bytesOf(value.B)),
  },
  'simple-array': {
    // Text is what a pattern in a where compares with.
    encode: (value, subject) => (Array.isArray(value) ? { S: value.map(String).join(',') } : typeof value === 'string' ? { S: value } : refuse(subject, 'the value must be an array. Convert it, or use a json column.')),
    decode: (value) => (value.S === undefined ? decodeJson(value) : value.S === '' ? [] : value.S.split(',')),
  },
  'simple-json': { encode: encodeJsonText, decode: decodeJsonText },
  json: { encode: encodeJson, decode: decodeJson },
  set: {
    encode: (value, subject) => (value instanceof Set || Array.isArray(value) ? encodeSet(value, subject) : refuse(subject, 'the value must be a Set or an array. Convert it.')),
    decode: decodeJson,
  },
}

function encodeJsonText(value: unknown, subject: string): AttributeValue {
  let text: string | undefined
  try {
    text = JSON.stringify(value)
  } catch (error) {
    // What a toJSON() of the caller's throws is the caller's to see.
    if (!(error instanceof TypeError)) throw error
  }
  return text === undefined ? refuse(subject, 'the value must be one that JSON can hold. Leave out functions, bigints and what contains itself.') : { S: text }
}

function decodeJsonText(value: AttributeValue): unknown {
  if (value.S === undefined) return decodeJson(value)
  try {
    return JSON.parse(value.S) as unknown
  } catch {
    return value.S
  }
}
