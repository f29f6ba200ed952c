import { limits } from '../vocabulary/limits.js'
import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { bytesIn } from '../vocabulary/bytesOf.js'
import { defineMember } from './defineMember.js'
import { encodeSet } from './encodeSet.js'
import { bigintText, numberText } from './numberCodecs.js'
import { refuse } from './refuse.js'

/** A map or list whose members are being written: where an error is, and what would be circular, is read off the chain. */
interface Frame {
  readonly subject: string
  readonly parent: Frame | undefined
  readonly container: object
  readonly depth: number
  member: string | number
}

/**
 * Writes a JavaScript value in DynamoDB's own types. Members that are undefined are left out, in arrays they are NULL.
 *
 * @throws InvalidValueError with the path to the member that cannot be stored.
 */
export const encodeJson = (value: unknown, subject: string): AttributeValue => encode(value, subject, undefined)

function encode(value: unknown, subject: string, frame: Frame | undefined): AttributeValue {
  switch (typeof value) {
    case 'string':
      return { S: value }
    case 'number':
      // Most numbers are small and need no path for an error.
      return { N: Number.isSafeInteger(value) ? String(value) : numberText(value, pathOf(subject, frame)) }
    case 'boolean':
      return { BOOL: value }
    case 'bigint':
      return { N: bigintText(value, pathOf(subject, frame)) }
    case 'undefined':
      return { NULL: true }
    case 'object':
      return value === null ? { NULL: true } : encodeObject(value, subject, frame, true)
    default:
      return refuse(pathOf(subject, frame), `a ${typeof value} cannot be stored. Leave it out.`)
  }
}

function encodeObject(value: object, subject: string, frame: Frame | undefined, callToJson: boolean): AttributeValue {
  if (Array.isArray(value)) return encodeList(value, enter(value, subject, frame))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) {
    const special = encodeSpecial(value, subject, frame)
    if (special !== undefined) return special
  }
  const { toJSON } = value as { toJSON?: unknown }
  if (callToJson && typeof toJSON === 'function') {
    const json: unknown = toJSON.call(value, frame === undefined ? '' : String(frame.member))
    return typeof json === 'object' && json !== null ? encodeObject(json, subject, frame, false) : encode(json, subject, frame)
  }
  return encodeMembers(value as Record<string, unknown>, enter(value, subject, frame))
}

/** Objects that are more than their members. */
function encodeSpecial(value: object, subject: string, frame: Frame | undefined): AttributeValue | undefined {
  const bytes = bytesIn(value)
  if (bytes !== undefined) return { B: bytes }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? refuse(pathOf(subject, frame), 'the date is invalid. Use null where there is none.') : { S: value.toISOString() }
  if (value instanceof Set) return encodeSet(value, pathOf(subject, frame))
  if (value instanceof Map) return encodeEntries(value, enter(value, subject, frame))
  if (value instanceof String || value instanceof Number || value instanceof Boolean) return encode(value.valueOf(), subject, frame)
  return undefined
}

function encodeList(list: readonly unknown[], frame: Frame): AttributeValue {
  const result = new Array<AttributeValue>(list.length)
  for (let position = 0; position < list.length; position++) {
    frame.member = position
    result[position] = encode(list[position], frame.subject, frame)
  }
  return { L: result }
}

function encodeMembers(value: Record<string, unknown>, frame: Frame): AttributeValue {
  const result: Record<string, AttributeValue> = {}
  for (const name of Object.keys(value)) {
    const member = value[name]
    if (member === undefined) continue
    frame.member = name
    defineMember(result, name, encode(member, frame.subject, frame))
  }
  return { M: result }
}

function encodeEntries(map: ReadonlyMap<unknown, unknown>, frame: Frame): AttributeValue {
  const result: Record<string, AttributeValue> = {}
  for (const [name, member] of map) {
    if (typeof name !== 'string') return refuse(pathOf(frame.subject, frame.parent), 'the keys of a Map must be texts. Convert them.')
    if (member === undefined) continue
    frame.member = name
    defineMember(result, name, encode(member, frame.subject, frame))
  }
  return { M: result }
}

function enter(container: object, subject: string, parent: Frame | undefined): Frame {
  const depth = parent === undefined ? 1 : parent.depth + 1
  if (depth >= limits.nestingLevels && !isEmpty(container)) return refuseDepth(container, subject, parent)
  return { subject, parent, container, depth, member: '' }
}

/** What contains itself ends here too, and no sooner: looking for it at each step would cost more. */
function refuseDepth(container: object, subject: string, parent: Frame | undefined): never {
  const chain: Frame[] = []
  for (let frame = parent; frame !== undefined; frame = frame.parent) chain.unshift(frame)
  const containers = [...chain.map((frame) => frame.container), container]
  const again = containers.findIndex((one, position) => containers.indexOf(one) < position)
  if (again >= 0) return refuse(pathOf(subject, chain[again - 1]), 'the value contains itself. Leave the member out, or give the object a toJSON().')
  return refuse(subject, `maps and lists can be nested ${limits.nestingLevels} levels deep at most, their values included. Flatten the value, or use a simple-json column.`)
}

const isEmpty = (container: object): boolean => Object.keys(container).length === 0 && !(container instanceof Map && container.size > 0)

function pathOf(subject: string, frame: Frame | undefined): string {
  if (frame === undefined) return subject
  return pathOf(subject, frame.parent) + (typeof frame.member === 'number' ? `[${frame.member}]` : `.${frame.member}`)
}
