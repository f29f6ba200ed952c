import type { AttributeValue, Item } from '../vocabulary/AttributeValue.js'
import { compareKeyValues } from './compareKeyValues.js'

export interface AttributeOrder {
  readonly attribute: string
  readonly direction: 'ASC' | 'DESC'
}

/** The order of items by attributes, as DynamoDB orders keys. Items without the attribute come first, as in SQLite and MySQL. */
export function compareItems(orders: readonly AttributeOrder[]): (a: Item, b: Item) => number {
  return (a, b) => {
    for (const { attribute, direction } of orders) {
      const compared = compareValues(a[attribute], b[attribute])
      if (compared !== 0) return direction === 'ASC' ? compared : -compared
    }
    return 0
  }
}

const rank = (value: AttributeValue | undefined): number => (value === undefined || value.NULL === true ? 0 : value.N !== undefined ? 1 : value.S !== undefined ? 2 : value.B !== undefined ? 3 : 4)

function compareValues(left: AttributeValue | undefined, right: AttributeValue | undefined): number {
  const ranks = rank(left) - rank(right)
  if (ranks !== 0 || left === undefined || right === undefined || rank(left) === 0) return ranks
  if (left.BOOL !== undefined && right.BOOL !== undefined) return Number(left.BOOL) - Number(right.BOOL)
  return rank(left) === 4 ? 0 : compareKeyValues(left, right)
}
