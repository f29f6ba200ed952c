import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { decodeJson } from './decodeJson.js'
import { refuse } from './refuse.js'

const isoText = /^(\d{4})-(\d\d)-(\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/
const dayText = /^(\d{4})-(\d\d)-(\d\d)$/
const timeText = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(\.\d+)?)?(Z|[+-]\d\d(?::?\d\d)?)?$/
const lengthOfIso = 24

const two = (value: number | string): string => String(value).padStart(2, '0')

/** Whether the calendar has the day; JavaScript would go on into the next month. */
function isDay(match: RegExpExecArray | null): match is RegExpExecArray {
  if (match === null) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const lastDay = month === 2 ? (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
  return month >= 1 && month <= 12 && day >= 1 && day <= lastDay
}

const valid = (date: Date, subject: string): Date => (Number.isNaN(date.getTime()) ? refuse(subject, 'the date is invalid. Use null where there is none.') : date)

export const datetimeCodec = {
  encode(value: unknown, subject: string): AttributeValue {
    const date = value instanceof Date ? value : typeof value === 'number' || (typeof value === 'string' && isDay(isoText.exec(value))) ? new Date(value) : refuse(subject, 'the value must be a Date, ISO 8601 text or milliseconds since 1970. Convert it.')
    const text = valid(date, subject).toISOString()
    return text.length === lengthOfIso ? { S: text } : refuse(subject, 'a date must be in the years 0000 to 9999. Store others as numbers.')
  },
  decode(value: AttributeValue): unknown {
    if (value.S === undefined) return decodeJson(value)
    const date = new Date(value.S)
    // What is no date is read as it is stored, rather than as an invalid date.
    return Number.isNaN(date.getTime()) ? value.S : date
  },
}

const epochCodec = (unit: string, milliseconds: number) => ({
  encode(value: unknown, subject: string): AttributeValue {
    if (value instanceof Date) return { N: String(Math.floor(valid(value, subject).getTime() / milliseconds)) }
    return Number.isSafeInteger(value) ? { N: String(value) } : refuse(subject, `the value must be a Date or a whole number of ${unit} since 1970. Convert it.`)
  },
  decode(value: AttributeValue): unknown {
    if (value.N === undefined) return decodeJson(value)
    const date = new Date(Number(value.N) * milliseconds)
    return Number.isNaN(date.getTime()) ? Number(value.N) : date
  },
})

export const epochSecondsCodec = epochCodec('seconds', 1000)
export const epochMillisecondsCodec = epochCodec('milliseconds', 1)

const decodeText = (value: AttributeValue): unknown => value.S ?? decodeJson(value)

export const dateCodec = {
  encode(value: unknown, subject: string): AttributeValue {
    if (typeof value === 'string' && isDay(dayText.exec(value))) return { S: value }
    if (!(value instanceof Date)) return refuse(subject, 'the value must be a Date or text of the form YYYY-MM-DD. Convert it.')
    const year = valid(value, subject).getFullYear()
    if (year < 0 || year > 9999) return refuse(subject, 'a date must be in the years 0000 to 9999. Store others as numbers.')
    return { S: `${String(year).padStart(4, '0')}-${two(value.getMonth() + 1)}-${two(value.getDate())}` }
  },
  decode: decodeText,
}

export const timeCodec = {
  encode(value: unknown, subject: string): AttributeValue {
    if (value instanceof Date) {
      valid(value, subject)
      return { S: `${two(value.getHours())}:${two(value.getMinutes())}:${two(value.getSeconds())}` }
    }
    const [whole, hours = '', minutes = '', seconds = '0', fraction = '', zone = ''] = (typeof value === 'string' && timeText.exec(value)) || []
    if (whole === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return refuse(subject, 'the value must be a Date or text of the form HH:MM:SS. Convert it.')
    return { S: `${two(hours)}:${two(minutes)}:${two(seconds)}${fraction}${zone}` }
  },
  decode: decodeText,
}
