import type { AttributeOrder } from '../expressions/compareItems.js'
import type { Condition } from '../expressions/Condition.js'
import type { ReadPlan } from './ReadPlan.js'
import type { KnownTypes } from './refuseUnknownItems.js'

/** One reading that an answer is made of. */
export interface ReadStep {
  readonly plan: ReadPlan
  /** What the driver evaluates of the items that the plan reads. */
  readonly residual?: Condition | undefined
  /** What it leaves out is few: items of other entities with such keys, what an index leaves out already, and what has just expired. */
  readonly mostPass?: boolean | undefined
  /** Every item that the step gives must be of one of these. */
  readonly known?: KnownTypes | undefined
  /** The index lacks attributes that are asked for: the items are fetched from the table by their keys. */
  readonly fetch?: FetchStep | undefined
  /** What the items are to the reader, where they are of several kinds. */
  readonly collects?: readonly string[] | undefined
  /** Whether the items come in the order asked for. */
  readonly ordered: boolean
  /** Why this plan, for logs and messages. */
  readonly reason: string
}

export interface FetchStep {
  readonly keyNames: readonly string[]
  readonly projection?: readonly string[] | undefined
  /** All conditions of the step: an item may have changed since the index was written. */
  readonly residual?: Condition | undefined
}

/** How a question is answered. */
export interface ReadChoice {
  /**
   * What is read: nothing where no item can match; one after the other where no order is asked for, else merged; segments of
   * a Scan at the same time. No item is in the answers of two.
   */
  readonly steps: readonly ReadStep[]
  readonly order: readonly AttributeOrder[]
  /** Whether every step gives the order asked for; else the driver reads everything and sorts. */
  readonly ordered: boolean
  /** For a scan that was not asked for: the index that would answer the question. */
  readonly suggestion?: string | undefined
}
