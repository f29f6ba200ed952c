import type { AttributeValue, Item } from '../vocabulary/AttributeValue.js'
import { streamViewTypes, type StreamViewType } from '../vocabulary/StreamViewType.js'
import type { StreamEventName, StreamImage } from './StreamImage.js'

type Loose = Readonly<Record<string, unknown>>

/** DynamoDB nests so deep, and no deeper. */
const mostLevels = 32
const base64 = /^[A-Za-z0-9+/]*={0,2}$/
const number = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/

/**
 * Reads a record of a stream, as Lambda hands it out or as GetRecords does; undefined for what is none. Nothing in it is believed
 * before it has been looked at.
 *
 * @param table the table whose stream it is, where the record does not say so
 */
export function readImage(record: unknown, table?: string): StreamImage | undefined {
  if (!isObject(record) || !isObject(record.dynamodb)) return undefined
  const { Keys, NewImage, OldImage, ApproximateCreationDateTime, StreamViewType } = record.dynamodb
  const eventName = eventNames.find((name) => name === record.eventName)
  const named = table ?? tableOf(record.eventSourceARN)
  const sequenceNumber = sequenceNumberOf(record)
  const viewType = streamViewTypes.find((type) => type === StreamViewType) ?? viewTypeOf(NewImage, OldImage)
  if (eventName === undefined || named === undefined || sequenceNumber === undefined || !isItem(Keys) || Object.keys(Keys).length === 0) return undefined
  if ((NewImage !== undefined && !isItem(NewImage)) || (OldImage !== undefined && !isItem(OldImage))) return undefined
  return {
    table: named, eventName, keys: Keys, newImage: NewImage, oldImage: OldImage, sequenceNumber, viewType,
    approximateCreationDateTime: timeOf(ApproximateCreationDateTime),
    expired: eventName === 'REMOVE' && isTimeToLive(record.userIdentity),
  }
}

/** What a failed record is called by; undefined for what has no such number. */
export function sequenceNumberOf(record: unknown): string | undefined {
  const given = isObject(record) && isObject(record.dynamodb) ? record.dynamodb.SequenceNumber : undefined
  return typeof given === 'string' && /^\d{1,64}$/.test(given) ? given : undefined
}

/** When a record's change was made, to the second. */
export const createdAtOf = (record: unknown): Date | undefined => (isObject(record) && isObject(record.dynamodb) ? timeOf(record.dynamodb.ApproximateCreationDateTime) : undefined)

const eventNames: readonly StreamEventName[] = ['INSERT', 'MODIFY', 'REMOVE']

const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null && !Array.isArray(value)

const viewTypeOf = (newImage: unknown, oldImage: unknown): StreamViewType =>
  newImage === undefined ? (oldImage === undefined ? 'KEYS_ONLY' : 'OLD_IMAGE') : oldImage === undefined ? 'NEW_IMAGE' : 'NEW_AND_OLD_IMAGES'

/** `arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2024-01-01T00:00:00.000` */
const tableOf = (arn: unknown): string | undefined => (typeof arn === 'string' ? /^arn:[^:]*:dynamodb:[^:]*:[^:]*:table\/([^/]+)\/stream\//.exec(arn)?.[1] : undefined)

/** Lambda spells it in small letters, GetRecords in capitals. */
function isTimeToLive(identity: unknown): boolean {
  if (!isObject(identity)) return false
  return (identity.type ?? identity.Type) === 'Service' && (identity.principalId ?? identity.PrincipalId) === 'dynamodb.amazonaws.com'
}

function timeOf(given: unknown): Date | undefined {
  const time = given instanceof Date ? given : typeof given === 'number' ? new Date(given * 1000) : undefined
  return time === undefined || Number.isNaN(time.getTime()) ? undefined : time
}

function isItem(value: unknown, level = 0): value is Item {
  return isObject(value) && Object.values(value).every((one) => isValue(one, level))
}

/** What each type of value holds, in both spellings of numbers and binary. */
const holds: Readonly<Record<string, (value: unknown, level: number) => boolean>> = {
  S: (value) => typeof value === 'string',
  N: (value) => typeof value === 'string' && number.test(value),
  B: isBinary,
  BOOL: (value) => typeof value === 'boolean',
  NULL: (value) => value === true,
  SS: (value) => isListOf(value, (one) => typeof one === 'string'),
  NS: (value) => isListOf(value, (one) => typeof one === 'string' && number.test(one)),
  BS: (value) => isListOf(value, isBinary),
  L: (value, level) => isListOf(value, (one) => isValue(one, level + 1)),
  M: (value, level) => isItem(value, level + 1),
}

function isValue(value: unknown, level: number): value is AttributeValue {
  if (level > mostLevels || !isObject(value)) return false
  const [type, ...others] = Object.keys(value).filter((name) => value[name] !== undefined)
  return type !== undefined && others.length === 0 && Object.hasOwn(holds, type) && holds[type]!(value[type], level)
}

const isListOf = (value: unknown, isOne: (one: unknown) => boolean): boolean => Array.isArray(value) && value.every(isOne)

function isBinary(value: unknown): boolean {
  return value instanceof Uint8Array || (typeof value === 'string' && base64.test(value))
}
