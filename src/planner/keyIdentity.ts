import { bytesOf } from '../vocabulary/bytesOf.js'
import { decimalText, parseDecimal } from '../vocabulary/decimal.js'
import type { AttributeValue, Item } from '../vocabulary/AttributeValue.js'

/** One text for all ways of writing one key of one table, to find it again among others. */
export const keyIdentity = (table: string, item: Item, names: readonly string[] = Object.keys(item)): string => keyIdentities(table, names)(item)

/** The same for many keys of the same attributes, at half the time. */
export function keyIdentities(table: string, names: readonly string[]): (item: Item) => string {
  const [first = '', second, ...others] = names.length > 1 ? names.toSorted() : names
  // Lengths keep the borders.
  const before = (name: string): string => `|${name.length}:${name}`
  const start = table + before(first)
  if (second === undefined) return (item) => start + measured(item[first])
  const between = before(second)
  return (item) => {
    let text = start + measured(item[first]) + between + measured(item[second])
    for (const name of others) text += before(name) + measured(item[name])
    return text
  }
}

function measured(value: AttributeValue | undefined): string {
  const text = valueIdentity(value)
  return `${text.length}:${text}`
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
