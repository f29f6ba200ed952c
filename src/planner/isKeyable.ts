import { bytesOf } from '../vocabulary/bytesOf.js'
import type { AttributeValue } from '../vocabulary/AttributeValue.js'

const halfOfPair = /\p{Surrogate}/u

/**
 * Whether values can be asked for in a key: DynamoDB refuses other types than text, numbers and binary there, empty ones,
 * and what is longer in all than a key can be; of half of a surrogate pair it makes another character. No stored key has such a value.
 */
export function isKeyable(values: readonly AttributeValue[], limitBytes: number): boolean {
  let size = 0
  for (const value of values) {
    const bytes = value.S !== undefined ? Buffer.byteLength(value.S) : value.B !== undefined ? bytesOf(value.B).length : value.N !== undefined ? 1 : 0
    if (bytes === 0 || (value.S !== undefined && halfOfPair.test(value.S))) return false
    size += bytes
  }
  return size <= limitBytes
}
