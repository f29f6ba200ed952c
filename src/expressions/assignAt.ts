import type { AttributeValue, Item } from '../vocabulary/AttributeValue.js'
import type { Path } from './Condition.js'

/** Puts a value at a path, and copies what leads to it. A position beyond the end of a list is its end. */
export function assignAt(item: Item, path: Path, value: AttributeValue): void {
  changeAt(item, path, (holder, segment) => {
    if (typeof segment === 'number') holder.L![Math.min(segment, holder.L!.length)] = value
    else holder.M![segment] = value
  })
}

/** Takes the value at a path away, and copies what leads to it. */
export function removeAt(item: Item, path: Path): void {
  changeAt(item, path, (holder, segment) => {
    if (typeof segment === 'number') holder.L!.splice(segment, 1)
    else delete holder.M![segment]
  })
}

function changeAt(item: Item, path: Path, change: (holder: AttributeValue, segment: string | number) => void): void {
  let holder: AttributeValue = { M: item }
  for (const segment of path.slice(0, -1)) {
    const copy = copyOf(typeof segment === 'number' ? holder.L![segment]! : holder.M![segment]!)
    if (typeof segment === 'number') holder.L![segment] = copy
    else holder.M![segment] = copy
    holder = copy
  }
  change(holder, path.at(-1)!)
}

const copyOf = (value: AttributeValue): AttributeValue => (value.L !== undefined ? { L: [...value.L] } : { M: { ...value.M } })
