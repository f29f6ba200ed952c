import { limits } from './limits.js'

/** A number as digits and a power of ten: exact, and without trailing zeros, so that equal numbers are equal texts. */
export interface Decimal {
  readonly negative: boolean
  /** No leading and no trailing zeros; empty for zero. */
  readonly digits: string
  /** Power of ten of the first digit, as in scientific notation. */
  readonly exponent: number
}

const form = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/
const zero: Decimal = { negative: false, digits: '', exponent: 0 }

/** Reads the text of a number; undefined for what is none. */
export function parseDecimal(text: string): Decimal | undefined {
  const [matched, sign, whole = '', fraction = '', power = '0'] = form.exec(text) ?? []
  if (matched === undefined || whole.length + fraction.length === 0) return undefined
  return decimal(sign === '-', whole + fraction, Number(power) + whole.length - 1)
}

/** @param exponent Power of ten of the first digit given, be it a zero. */
function decimal(negative: boolean, all: string, exponent: number): Decimal {
  const leading = /^0*/.exec(all)![0].length
  const digits = all.slice(leading).replace(/0+$/, '')
  return digits === '' ? zero : { negative, digits, exponent: exponent - leading }
}

/** Why DynamoDB would not store a number; undefined where it would. */
export function storageFault({ digits, exponent }: Decimal): string | undefined {
  if (digits.length > limits.numberDigits) return `a number has ${limits.numberDigits} digits at most`
  return digits !== '' && (exponent < limits.numberExponent.min || exponent > limits.numberExponent.max) ? 'a number lies between 1E-130 and 9.9E+125, or is zero' : undefined
}

export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.digits === '' || b.digits === '') return signOf(a) - signOf(b)
  if (a.negative !== b.negative) return a.negative ? -1 : 1
  const magnitude = a.exponent - b.exponent || (a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0)
  return a.negative ? 0 - magnitude : magnitude
}

const signOf = (value: Decimal): number => (value.digits === '' ? 0 : value.negative ? -1 : 1)

/** The exact sum of two numbers that DynamoDB could store. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(scaleOf(a), scaleOf(b))
  const sum = scaled(a, scale) + scaled(b, scale)
  const text = (sum < 0n ? -sum : sum).toString()
  return decimal(sum < 0n, text, text.length - 1 - scale)
}

export const negateDecimal = (value: Decimal): Decimal => (value.digits === '' ? value : { ...value, negative: !value.negative })

/** The number written out, without a power of ten. */
export function decimalText({ negative, digits, exponent }: Decimal): string {
  if (digits === '') return '0'
  const point = exponent + 1
  const text = point <= 0 ? `0.${'0'.repeat(-point)}${digits}` : point >= digits.length ? digits + '0'.repeat(point - digits.length) : `${digits.slice(0, point)}.${digits.slice(point)}`
  return negative ? `-${text}` : text
}

/** Digits behind the point; below zero where zeros stand before it. */
const scaleOf = (value: Decimal): number => value.digits.length - 1 - value.exponent

function scaled(value: Decimal, scale: number): bigint {
  if (value.digits === '') return 0n
  const integer = BigInt(value.digits) * 10n ** BigInt(scale - scaleOf(value))
  return value.negative ? -integer : integer
}
