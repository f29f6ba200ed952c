import { decimalText, parseDecimal } from '../vocabulary/decimal.js'

/** A stored number in JavaScript: whole numbers beyond the safe range as bigint, so that they stay exact. */
export function fromWireNumber(wire: string | number): number | bigint {
  const value = Number(wire)
  if (Number.isSafeInteger(value) || !Number.isInteger(value)) return value
  const exact = parseDecimal(String(wire))
  return exact !== undefined && exact.digits.length <= exact.exponent + 1 ? BigInt(decimalText(exact)) : value
}
