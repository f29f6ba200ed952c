import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { bytesOf } from './bytes.js'
import { membersOf } from './equalValues.js'

/** DynamoDB's `size()`: bytes of text and binary, members of collections; nothing else has one. */
export function sizeOf(value: AttributeValue | undefined): AttributeValue | undefined {
  const count = value?.S !== undefined ? Buffer.byteLength(value.S) : value?.B !== undefined ? bytesOf(value.B).length : value?.L?.length ?? (value?.M === undefined ? undefined : Object.keys(value.M).length) ?? (value === undefined ? undefined : membersOf(value)?.length)
  return count === undefined ? undefined : { N: String(count) }
}
