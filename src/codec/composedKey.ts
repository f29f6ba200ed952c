import type { Composition } from '../metadata/ModelDefinition.js'
import type { KeyWireType } from '../vocabulary/attributeTypes.js'
import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { bytesOf } from '../vocabulary/bytesOf.js'
import { compareDecimals, decimalText, parseDecimal } from '../vocabulary/decimal.js'
import { composedNumber, splitComposedNumber } from './composedNumber.js'
import { refuse } from './refuse.js'

const separator = '#'
/** U+0000 to U+0024: what sorts before a text that goes on, or is the separator or the escape itself. */
const escapable = /[^%-\uffff]/g
const escaped = /\$([0-T])/g
const shift = 0x30

/** One part of a composed key as text that sorts as the value does, unless the composition is plain. */
export function composePart(value: AttributeValue, composition: Composition, isLast: boolean): string {
  if (value.S !== undefined) return composition === 'plain' || isLast ? value.S : escapeText(value.S)
  if (value.N !== undefined) {
    const text = String(value.N)
    return composition === 'plain' ? plainNumber(text) : composedNumber(text) ?? refuse('composed key', 'a part is not a number that can be read. Repair the item.')
  }
  if (value.BOOL !== undefined) return String(value.BOOL)
  if (value.B !== undefined) return bytesOf(value.B).toString(composition === 'plain' ? 'utf8' : 'hex')
  return refuse('composed key', 'a part must be a string, a number, binary or a boolean. Compose other properties.')
}

/** As JavaScript writes the number, where it can hold it: DynamoDB gives back another spelling than was stored. */
function plainNumber(text: string): string {
  const exact = parseDecimal(text)
  if (exact === undefined) return text
  const number = String(Number(text))
  const held = parseDecimal(number)
  return held !== undefined && compareDecimals(held, exact) === 0 ? number : decimalText(exact)
}

/** A composed key of all its parts; undefined where one of them is missing or NULL, as the item is then not in the index. */
export function composeKey(values: readonly (AttributeValue | undefined)[], composition: Composition): string | undefined {
  let text = ''
  const last = values.length - 1
  for (let position = 0; position <= last; position++) {
    const value = values[position]
    if (value === undefined || value.NULL !== undefined) return undefined
    text += composePart(value, composition, position === last)
    if (position < last) text += separator
  }
  return text
}

/** What every composed key with these leading parts begins with. */
export function composedPrefix(values: readonly AttributeValue[], composition: Composition): string {
  let text = ''
  for (const value of values) text += composePart(value, composition, false) + separator
  return text
}

/**
 * The values that a composed key was made of; undefined for text that was not made of such parts. A plain join does not
 * show its borders: there the first separators are taken for them.
 */
export function splitComposedKey(text: string, wires: readonly (KeyWireType | 'BOOL')[], composition: Composition): AttributeValue[] | undefined {
  const values: AttributeValue[] = []
  let rest = text
  for (const [position, wire] of wires.entries()) {
    const isLast = position === wires.length - 1
    const border = isLast ? rest.length : rest.indexOf(separator)
    if (border < 0) return undefined
    const part = rest.slice(0, border)
    const value = splitPart(part, wire, composition, isLast)
    if (value === undefined || composePart(value, composition, isLast) !== part) return undefined
    values.push(value)
    rest = rest.slice(border + 1)
  }
  return values
}

function splitPart(part: string, wire: KeyWireType | 'BOOL', composition: Composition, isLast: boolean): AttributeValue | undefined {
  const plain = composition === 'plain'
  switch (wire) {
    case 'S':
      return { S: plain || isLast ? part : unescapeText(part) }
    case 'N': {
      const text = plain ? part : splitComposedNumber(part)
      return text === undefined ? undefined : { N: text }
    }
    case 'BOOL':
      return part === 'true' || part === 'false' ? { BOOL: part === 'true' } : undefined
    case 'B':
      return { B: Buffer.from(part, plain ? 'utf8' : 'hex') }
    default:
      return wire satisfies never
  }
}

/** Most texts hold nothing to escape, which is seen in a third of the time that a replacement takes. */
const escapeText = (text: string): string => (text.search(escapable) < 0 ? text : text.replace(escapable, (character) => `$${String.fromCharCode(character.charCodeAt(0) + shift)}`))
const unescapeText = (text: string): string => text.replace(escaped, (_pair, character: string) => String.fromCharCode(character.charCodeAt(0) - shift))
