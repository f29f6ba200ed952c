import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { decodeJson } from './decodeJson.js'
import { decimalText, parseDecimal, storageFault } from '../vocabulary/decimal.js'
import { fromWireNumber } from './fromWireNumber.js'
import { refuse } from './refuse.js'

const smallest = 1e-130
const tooLarge = 1e126

/** The text of a finite number that DynamoDB can hold. */
export function numberText(value: number, subject: string): string {
  const size = Math.abs(value)
  if (size < tooLarge && (size >= smallest || size === 0)) return String(value)
  return refuse(subject, Number.isFinite(value) ? 'a number must be between 1e-130 and 1e126 in size. Store it as text.' : 'NaN and Infinity cannot be stored. Use null.')
}

/** The text of a whole number that DynamoDB can hold. */
export function bigintText(value: bigint, subject: string): string {
  const text = value.toString()
  // Up to 38 digits always fit; beyond, zeros at the end do not count.
  return text.length <= 38 || storageFault(parseDecimal(text)!) === undefined ? text : refuse(subject, 'a number can have 38 digits at most. Store it as text.')
}

export const numberCodec = {
  encode(value: unknown, subject: string): AttributeValue {
    if (typeof value === 'number') return { N: numberText(value, subject) }
    if (typeof value === 'bigint') return { N: bigintText(value, subject) }
    return refuse(subject, 'the value must be a number. Convert it, or add a transformer to the column.')
  },
  decode: (value: AttributeValue): unknown => (value.N === undefined ? decodeJson(value) : Number(value.N)),
}

const wholeNumber = /^[+-]?\d+$/

export const bigintCodec = {
  encode(value: unknown, subject: string): AttributeValue {
    if (typeof value === 'bigint') return { N: bigintText(value, subject) }
    if (typeof value === 'number') return Number.isSafeInteger(value) ? { N: String(value) } : refuse(subject, 'a number in a bigint column must be a safe integer. Use a bigint.')
    if (typeof value === 'string' && wholeNumber.test(value)) return { N: bigintText(BigInt(value.replace('+', '')), subject) }
    return refuse(subject, 'the value must be a bigint, a whole number, or the text of one. Convert it.')
  },
  decode(value: AttributeValue): unknown {
    if (value.N === undefined) return decodeJson(value)
    const number = fromWireNumber(value.N)
    return typeof number === 'number' && Number.isInteger(number) ? BigInt(number) : number
  },
}

export const decimalCodec = {
  encode(value: unknown, subject: string): AttributeValue {
    const text = typeof value === 'number' ? numberText(value, subject) : typeof value === 'bigint' ? bigintText(value, subject) : value
    const exact = typeof text === 'string' ? parseDecimal(text) : undefined
    if (exact === undefined) return refuse(subject, 'the value must be the text of a number, a number or a bigint. Convert it.')
    return storageFault(exact) === undefined ? { N: decimalText(exact) } : refuse(subject, 'a decimal can have 38 digits at most, between 1e-130 and 1e126 in size. Round it, or store it as text.')
  },
  decode(value: AttributeValue): unknown {
    if (value.N === undefined) return decodeJson(value)
    const text = String(value.N)
    const exact = parseDecimal(text)
    return exact === undefined || storageFault(exact) !== undefined ? text : decimalText(exact)
  },
}
