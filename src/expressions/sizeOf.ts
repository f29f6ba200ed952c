import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { bytesOf } from '../vocabulary/bytesOf.js'

/** DynamoDB's `size()`: characters of text (UTF-16 units, as in JavaScript), bytes of binary, members of collections; nothing else has one. */
export function sizeOf(value: AttributeValue | undefined): AttributeValue | undefined {
  const count = value === undefined ? undefined : countOf(value)
  return count === undefined ? undefined : { N: String(count) }
}

function countOf(value: AttributeValue): number | undefined {
  if (value.S !== undefined) return value.S.length
  if (value.B !== undefined) return bytesOf(value.B).length
  if (value.M !== undefined) return Object.keys(value.M).length
  return (value.L ?? value.SS ?? value.NS ?? value.BS)?.length
}
