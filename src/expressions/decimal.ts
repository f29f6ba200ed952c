/** A number as digits and a power of ten: exact, and without trailing zeros, so that equal numbers are equal texts. */
export interface Decimal {
  readonly negative: boolean
  /** No leading and no trailing zeros; empty for zero. */
  readonly digits: string
  /** Power of ten of the first digit, as in scientific notation. */
  readonly exponent: number
}

const form = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/

/** Reads the text of a number; undefined for what is none. */
export function parseDecimal(text: string): Decimal | undefined {
  const [matched, sign, whole = '', fraction = '', power = '0'] = form.exec(text) ?? []
  if (matched === undefined || whole.length + fraction.length === 0) return undefined
  const all = whole + fraction
  const leading = /^0*/.exec(all)![0].length
  const digits = all.slice(leading).replace(/0+$/, '')
  if (digits === '') return { negative: false, digits: '', exponent: 0 }
  return { negative: sign === '-', digits, exponent: Number(power) + whole.length - leading - 1 }
}

export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.digits === '' || b.digits === '') return signOf(a) - signOf(b)
  if (a.negative !== b.negative) return a.negative ? -1 : 1
  const magnitude = a.exponent - b.exponent || (a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0)
  return a.negative ? -magnitude : magnitude
}

const signOf = (value: Decimal): number => (value.digits === '' ? 0 : value.negative ? -1 : 1)

/** The exact sum, as text. */
export function addDecimals(a: Decimal, b: Decimal): string {
  const scale = Math.max(scaleOf(a), scaleOf(b), 0)
  const sum = scaled(a, scale) + scaled(b, scale)
  const text = (sum < 0n ? -sum : sum).toString().padStart(scale + 1, '0')
  const whole = text.slice(0, text.length - scale)
  const fraction = scale === 0 ? '' : text.slice(-scale).replace(/0+$/, '')
  return `${sum < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

/** Digits behind the point. */
const scaleOf = (value: Decimal): number => value.digits.length - 1 - value.exponent

function scaled(value: Decimal, scale: number): bigint {
  const integer = BigInt(value.digits === '' ? '0' : value.digits) * 10n ** BigInt(scale - scaleOf(value))
  return value.negative ? -integer : integer
}
