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
  for (const name of Object.keys(item)) size += attributeBytes(name, item[name]!)
  return size
}

/** The size of one attribute in bytes, its name included. */
export function attributeBytes(name: string, value: AttributeValue): number {
  return Buffer.byteLength(name) + valueBytes(value)
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

/** A character of UTF-16 has three bytes at most in UTF-8; a number has 38 digits and a sign. */
const bytesPerCharacter = 3
const bytesPerNumber = 21

/** What an item's size cannot exceed, in bytes: found without counting its texts and numbers. */
export function itemSizeBoundBytes(item: Item): number {
  let size = 0
  for (const name in item) size += name.length * bytesPerCharacter + memberBytes + valueBoundBytes(item[name]!)
  return size
}

function valueBoundBytes(value: AttributeValue): number {
  if (value.S !== undefined) return value.S.length * bytesPerCharacter
  if (value.N !== undefined) return bytesPerNumber
  if (value.B !== undefined) return value.B.length
  if (value.M !== undefined) return containerBytes + itemSizeBoundBytes(value.M)
  if (value.L !== undefined) return sum(value.L, memberBoundBytes) + containerBytes
  if (value.SS !== undefined) return sum(value.SS, (member) => member.length * bytesPerCharacter)
  if (value.NS !== undefined) return value.NS.length * bytesPerNumber
  if (value.BS !== undefined) return sum(value.BS, (member) => member.length)
  return 1
}

const memberBoundBytes = (value: AttributeValue): number => valueBoundBytes(value) + memberBytes

function sum<T>(members: readonly T[], bytes: (member: T) => number): number {
  let size = 0
  for (const member of members) size += bytes(member)
  return size
}
