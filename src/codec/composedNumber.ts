import { limits } from '../vocabulary/limits.js'
import { type Decimal, decimalText, parseDecimal } from '../vocabulary/decimal.js'

const bias = -limits.numberExponent.min
const form = /^([-1])(\d{3})(\d+)(~?)$/

const complement = (digits: string): string => digits.replace(/\d/g, (digit) => String(9 - Number(digit)))

/**
 * A number as text that sorts as the number does: `-`, `0` or `1` for its sign, three digits for its power of ten, then its
 * own digits. Those of a negative number are complemented and closed by `~`, since the longer one is the smaller.
 */
export function composedNumber(wire: string): string | undefined {
  const exact = parseDecimal(wire)
  if (exact === undefined) return undefined
  const { negative, digits, exponent } = exact
  if (digits === '') return '0'
  const text = String(exponent + bias).padStart(3, '0') + digits
  return negative ? `-${complement(text)}~` : `1${text}`
}

/** The number that {@link composedNumber} wrote, in plain form. */
export function splitComposedNumber(text: string): string | undefined {
  if (text === '0') return '0'
  const [, sign, power = '', digits = '', end] = form.exec(text) ?? []
  const negative = sign === '-'
  if (sign === undefined || negative !== (end === '~')) return undefined
  const exact: Decimal = negative
    ? { negative, digits: complement(digits), exponent: Number(complement(power)) - bias }
    : { negative, digits, exponent: Number(power) - bias }
  return decimalText(exact)
}
