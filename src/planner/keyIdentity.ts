import { bytesOf } from '../vocabulary/bytesOf.js'
import { decimalText, parseDecimal } from '../vocabulary/decimal.js'
import type { AttributeValue, Item } from '../vocabulary/AttributeValue.js'

/** One text for all ways of writing one key of one table, to find it again among others. */
export function keyIdentity(table: string, item: Item, names: readonly string[] = Object.keys(item)): string {
  const ordered = names.length > 2 ? names.toSorted() : names.length === 2 && names[0]! > names[1]! ? [names[1]!, names[0]!] : names
  let text = table
  // Lengths keep the borders; this runs for each item of a batch.
  for (const name of ordered) {
    const value = valueIdentity(item[name])
    text += `|${name.length}:${name}${value.length}:${value}`
  }
  return text
}

/** Whole numbers that fit into JavaScript's are written in one way only. */
const plainInteger = /^(?:0|-?[1-9]\d{0,14})$/

function valueIdentity(value: AttributeValue | undefined): string {
  if (value?.S !== undefined) return `S${value.S}`
  if (value?.N !== undefined) {
    const text = String(value.N)
    if (plainInteger.test(text)) return `N${text}`
    const exact = parseDecimal(text)
    return `N${exact === undefined ? text : decimalText(exact)}`
  }
  return value?.B === undefined ? '' : `B${bytesOf(value.B).toString('base64')}`
}
