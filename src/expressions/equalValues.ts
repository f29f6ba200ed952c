import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { bytesOf } from '../vocabulary/bytesOf.js'
import { compareKeyValues } from './compareKeyValues.js'
import { decimalText, parseDecimal } from '../vocabulary/decimal.js'

/** Whether two values are the same to DynamoDB: numbers by their value, sets in any order, maps and lists deeply. */
export function equalValues(a: AttributeValue, b: AttributeValue): boolean {
  if (a.S !== undefined) return a.S === b.S
  if (a.N !== undefined) return b.N !== undefined && compareKeyValues(a, b) === 0
  if (a.BOOL !== undefined) return a.BOOL === b.BOOL
  if (a.NULL !== undefined) return b.NULL !== undefined
  if (a.B !== undefined) return b.B !== undefined && compareKeyValues(a, b) === 0
  if (a.M !== undefined) return b.M !== undefined && equalMaps(a.M, b.M)
  if (a.L !== undefined) return b.L !== undefined && a.L.length === b.L.length && a.L.every((one, at) => equalValues(one, b.L![at]!))
  return equalSets(membersOf(a), membersOf(b))
}

function equalMaps(a: Record<string, AttributeValue>, b: Record<string, AttributeValue>): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && equalValues(a[name]!, b[name]!))
}

/** The members of a set, as values of their own; undefined for what is no set. */
export function membersOf(value: AttributeValue): AttributeValue[] | undefined {
  return value.SS?.map((S): AttributeValue => ({ S })) ?? value.NS?.map((N): AttributeValue => ({ N })) ?? value.BS?.map((B): AttributeValue => ({ B: bytesOf(B) }))
}

/** A text that two members of sets share if, and only if, they are the same to DynamoDB. */
export function memberIdentity(member: AttributeValue): string {
  if (member.S !== undefined) return `S${member.S}`
  if (member.B !== undefined) return `B${Buffer.from(bytesOf(member.B)).toString('latin1')}`
  const number = parseDecimal(String(member.N))
  return `N${number === undefined ? member.N : decimalText(number)}`
}

function equalSets(a: AttributeValue[] | undefined, b: AttributeValue[] | undefined): boolean {
  if (a === undefined || b === undefined || a.length !== b.length) return false
  const known = new Set(b.map(memberIdentity))
  return a.every((one) => known.has(memberIdentity(one)))
}
