import type { Criteria } from './Criteria.js'

/** The attributes to return, and those that the driver orders by unless the items come in order; undefined for all of them. */
export function askedNames({ projection, order }: Criteria, ordered: boolean): readonly string[] | undefined {
  return projection === undefined || ordered ? projection : [...new Set([...projection, ...order.map(({ attribute }) => attribute)])]
}
