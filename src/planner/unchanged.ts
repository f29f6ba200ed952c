import type { Condition } from '../expressions/Condition.js'
import { all, compare, exists, notExists } from '../expressions/conditions.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'

/** Holds while an attribute is as it was read: its value, or its absence. */
export const unchangedAttribute = (name: string, stored: Item | undefined): Condition => (stored?.[name] === undefined ? notExists(name) : compare('=', name, stored[name]))

/** Holds while an item is as it was read, as far as attributes of these names go: their values, their absence, or its own. */
export function unchanged(key: Key, stored: Item | undefined, names: Iterable<string>): Condition {
  const [partitionKey] = Object.keys(key)
  if (stored === undefined) return notExists(partitionKey!)
  const others = [...new Set(names)].filter((name) => !Object.hasOwn(key, name))
  return all([exists(partitionKey!), ...others.map((name) => unchangedAttribute(name, stored))])
}
