import type { Item } from '../vocabulary/AttributeValue.js'
import type { AttributeSize } from '../errors/ItemTooLargeError.js'
import { attributeBytes } from './itemSizeBytes.js'

/** The attributes that take most of an item, the largest first. */
export function largestAttributes(item: Item, count: number): AttributeSize[] {
  return Object.entries(item)
    .map(([name, value]) => ({ name, sizeBytes: attributeBytes(name, value) }))
    .sort((a, b) => b.sizeBytes - a.sizeBytes)
    .slice(0, count)
}
