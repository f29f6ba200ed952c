import { bytesOf } from '../expressions/bytes.js'
import { parseDecimal } from '../expressions/decimal.js'
import type { AttributeValue, Key } from '../vocabulary/AttributeValue.js'

/** A text that two keys share exactly if they are of one item of a table: numbers by their value, names in any order. */
export function itemIdentity(table: string, key: Key): string {
  return JSON.stringify([table, ...Object.keys(key).sort().map((name) => [name, ...valueIdentity(key[name]!)])])
}

function valueIdentity(value: AttributeValue): readonly unknown[] {
  if (value.N !== undefined) {
    const number = parseDecimal(String(value.N))
    return ['N', ...(number === undefined ? [value.N] : [number.negative, number.digits, number.exponent])]
  }
  return value.B === undefined ? ['S', value.S] : ['B', Buffer.from(bytesOf(value.B)).toString('base64')]
}
