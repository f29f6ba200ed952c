import type { Item } from '../vocabulary/AttributeValue.js'
import type { Path } from './Condition.js'
import { valueAtPath } from './evaluateCondition.js'
import { pathText } from './pathText.js'

/** Why an update cannot change a path of an item; undefined where it can. */
export function pathFault(path: Path, item: Item, others: readonly { readonly path: Path }[]): string | undefined {
  const rival = others.find((other) => overlap(path, other.path))
  if (rival !== undefined) return `another action of the update changes ${pathText(rival.path)}. Change each value once.`
  if (path.length === 1) return undefined
  const holder = valueAtPath(path.slice(0, -1) as unknown as Path, item)
  const fits = typeof path.at(-1) === 'number' ? holder?.L !== undefined : holder?.M !== undefined
  return fits ? undefined : 'the path leads to nothing that is stored. Set the map or list that holds it first.'
}

/** Whether one path holds the other, or they differ in whether they lead through a map or a list. */
export function overlap(a: Path, b: Path): boolean {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) if (a[at] !== b[at]) return typeof a[at] !== typeof b[at]
  return true
}
