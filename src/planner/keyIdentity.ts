import { decimalText, parseDecimal } from '../vocabulary/decimal.js'
import { bytesOf } from '../vocabulary/bytesOf.js'
import type { AttributeValue, Item } from '../vocabulary/AttributeValue.js'

/** One text for all ways of writing one key of one table, to find it again among others. */
export function keyIdentity(table: string, item: Item, names: readonly string[] = Object.keys(item)): string {
  return JSON.stringify([table, ...[...names].sort().flatMap((name) => [name, ...identityOf(item[name])])])
}

function identityOf(value: AttributeValue | undefined): readonly string[] {
  if (value?.N !== undefined) {
    const exact = parseDecimal(String(value.N))
    return ['N', exact === undefined ? String(value.N) : decimalText(exact)]
  }
  if (value?.B !== undefined) return ['B', Buffer.from(bytesOf(value.B)).toString('base64')]
  return ['S', value?.S ?? '']
}
