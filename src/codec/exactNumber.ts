import { limits } from '../vocabulary/limits.js'

/** A decimal number without loss: d.ddd times ten to the power of `exponent`. */
export interface ExactNumber {
  readonly negative: boolean
  /** Significant digits, without zeros at either end; empty for zero. */
  readonly digits: string
  readonly exponent: number
}

const form = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/
const zero: ExactNumber = { negative: false, digits: '', exponent: 0 }

/** Reads the text of a decimal number; undefined for any other text. */
export function parseExact(text: string): ExactNumber | undefined {
  const [, sign, whole = '', fraction = '', power = '0'] = form.exec(text) ?? []
  const all = whole + fraction
  if (all === '') return undefined
  let first = 0
  while (all[first] === '0') first++
  if (first === all.length) return zero
  let end = all.length
  while (all[end - 1] === '0') end--
  return { negative: sign === '-', digits: all.slice(first, end), exponent: whole.length - 1 - first + Number(power) }
}

/** Whether DynamoDB stores the number as it is: at most 38 digits, from 1e-130 to below 1e126. */
export const fitsWire = ({ digits, exponent }: ExactNumber): boolean =>
  digits === '' || (digits.length <= limits.numberDigits && exponent >= limits.numberExponent.min && exponent <= limits.numberExponent.max)

/** The number in its one plain form: no exponent, no plus sign, no zeros that say nothing. */
export function plainText({ negative, digits, exponent }: ExactNumber): string {
  if (digits === '') return '0'
  const sign = negative ? '-' : ''
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  if (digits.length <= exponent + 1) return sign + digits.padEnd(exponent + 1, '0')
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`
}

/** A stored number in JavaScript: whole numbers beyond the safe range as bigint, so that they stay exact. */
export function fromWireNumber(wire: string | number): number | bigint {
  const value = Number(wire)
  if (Number.isSafeInteger(value) || !Number.isInteger(value)) return value
  const exact = parseExact(String(wire))
  return exact !== undefined && exact.digits.length <= exact.exponent + 1 ? BigInt(plainText(exact)) : value
}
