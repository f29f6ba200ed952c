import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { bytesOf } from '../vocabulary/bytesOf.js'
import { compareDecimals, parseDecimal } from '../vocabulary/decimal.js'

/**
 * The order of DynamoDB's keys: numbers exactly, text by its UTF-8 bytes, binary by its bytes. Values of different types
 * have none; they come in the order N, S, B.
 */
export function compareKeyValues(a: AttributeValue, b: AttributeValue): number {
  if (a.S !== undefined && b.S !== undefined) return compareText(a.S, b.S)
  if (a.N !== undefined && b.N !== undefined) return compareDecimals(parseDecimal(String(a.N))!, parseDecimal(String(b.N))!)
  if (a.B !== undefined && b.B !== undefined) return Buffer.compare(bytesOf(a.B), bytesOf(b.B))
  return rank(a) - rank(b)
}

const rank = (value: AttributeValue): number => (value.N !== undefined ? 0 : value.S !== undefined ? 1 : 2)

/** UTF-16 orders surrogates below U+E000 to U+FFFF; UTF-8 orders by code point. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at)
    const right = b.charCodeAt(at)
    if (left === right) continue
    const leftHigh = left >= 0xd800 && left <= 0xdfff
    const rightHigh = right >= 0xd800 && right <= 0xdfff
    if (leftHigh !== rightHigh) return leftHigh ? 1 : -1
    return left - right
  }
  return a.length - b.length
}
