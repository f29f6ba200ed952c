import type { AttributeValue, Item } from '../vocabulary/AttributeValue.js'
import { bytesOf } from '../vocabulary/bytesOf.js'
import { parseDecimal } from '../vocabulary/decimal.js'

const containerBytes = 3
const memberBytes = 1

/**
 * The size of an item as DynamoDB counts it, in bytes: names and texts in UTF-8, about a byte for two digits of a number.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemSizeBytes(item: Item): number {
  let size = 0
  for (const name of Object.keys(item)) size += Buffer.byteLength(name) + valueBytes(item[name]!)
  return size
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S)
  if (value.N !== undefined) return numberBytes(value.N)
  if (value.B !== undefined) return bytesOf(value.B).length
  if (value.M !== undefined) return containerBytes + itemSizeBytes(value.M) + memberBytes * Object.keys(value.M).length
  if (value.L !== undefined) return sum(value.L, (member) => valueBytes(member) + memberBytes) + containerBytes
  if (value.SS !== undefined) return sum(value.SS, (member) => Buffer.byteLength(member))
  if (value.NS !== undefined) return sum(value.NS, numberBytes)
  if (value.BS !== undefined) return sum(value.BS, (member) => bytesOf(member).length)
  // NULL and BOOL.
  return 1
}

function numberBytes(wire: string | number): number {
  const exact = parseDecimal(String(wire))
  if (exact === undefined || exact.digits === '') return 1
  return Math.ceil(exact.digits.length / 2) + 1 + (exact.negative ? 1 : 0)
}

function sum<T>(members: readonly T[], bytes: (member: T) => number): number {
  let size = 0
  for (const member of members) size += bytes(member)
  return size
}
