import { composeKey } from '../codec/composedKey.js'
import { InvalidValueError } from '../errors/InvalidValueError.js'
import type { UniqueModel } from '../metadata/EntityModel.js'
import { joined } from '../metadata/joined.js'
import type { AttributeValue, Item } from '../vocabulary/AttributeValue.js'
import { limits } from '../vocabulary/limits.js'

const wireTypes = ['S', 'N', 'BOOL', 'B'] as const

/**
 * The key of the sentinel that stands for the values of a constraint's columns in a table, or among the items of one entity in a table
 * that it shares: no two of them have the same. undefined where a value is missing or NULL, of which there may be many, as in SQL.
 */
export function sentinelKey(table: string, { names, itemType }: UniqueModel, item: Item | undefined): string | undefined {
  if (item === undefined || (itemType !== undefined && item[itemType.attribute]?.S !== itemType.value)) return undefined
  const values = names.map((name) => item[name])
  const wires = values.map((value) => wireTypes.find((wire) => value?.[wire] !== undefined))
  if (wires.includes(undefined)) return undefined
  const columns = composeKey(names.map((name): AttributeValue => ({ S: name })), joined(names.length))!
  const owner = [{ S: 'unique' }, { S: table }, ...(itemType === undefined ? [] : [{ S: itemType.value }]), { S: columns }, { S: wires.join(',') }]
  return composeKey([...owner, ...values], joined(owner.length + values.length))
}

/** @throws InvalidValueError for values whose sentinel would be longer than a key can be. */
export function checkSentinelKey(text: string, { parts: [first] }: UniqueModel): void {
  if (text.length * 3 > limits.partitionKeyBytes && Buffer.byteLength(text) > limits.partitionKeyBytes) throw new InvalidValueError(first!.subject, `what is unique has ${limits.partitionKeyBytes} bytes at most, together with the names of its table and columns. Shorten it, or keep a hash of it unique.`)
}
