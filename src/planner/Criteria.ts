import type { AttributeOrder } from '../expressions/compareItems.js'
import type { Condition } from '../expressions/Condition.js'

/** A question in plain terms: which items of one entity, in which order, how much of each. */
export interface Criteria {
  /** Holds for the items wanted; an empty AND for all of them. */
  readonly where: Condition
  readonly order: readonly AttributeOrder[]
  /** Names of the attributes to return; all where undefined. */
  readonly projection?: readonly string[] | undefined
  /** The index that the caller insists on. */
  readonly index?: string | undefined
  readonly consistent: boolean
  /** Read everything, of the table or of `index`, whatever else could answer. */
  readonly scan?: boolean | undefined
  /** Parts in which a Scan is done at the same time. */
  readonly segments?: number | undefined
  /** The answer is read page by page, each from a cursor: an index that serves the order comes first, and every item must show its place. */
  readonly paged?: boolean | undefined
  /** Items to leave out at the start, and to return at most. */
  readonly skip: number
  readonly take?: number | undefined
}
