import type { Condition } from '../expressions/Condition.js'
import type { Key } from '../vocabulary/AttributeValue.js'

interface ReadsTable {
  readonly table: string
  /** For messages and logs. */
  readonly entity?: string | undefined
  readonly consistent: boolean
  /** Names of the attributes to read; all where undefined. */
  readonly projection?: readonly string[] | undefined
}

interface ReadsPages extends ReadsTable {
  readonly index?: string | undefined
  /** Evaluated by DynamoDB after reading, before returning. */
  readonly filter?: Condition | undefined
  /** Items to evaluate on one page at most. */
  readonly pageLimit?: number | undefined
  readonly startKey?: Key | undefined
  /** Only count, return no items. */
  readonly count?: boolean | undefined
}

export interface GetPlan extends ReadsTable {
  readonly kind: 'get'
  readonly key: Key
}

export interface BatchGetPlan extends ReadsTable {
  readonly kind: 'batch-get'
  readonly keys: readonly Key[]
}

export interface QueryPlan extends ReadsPages {
  readonly kind: 'query'
  readonly keyCondition: Condition
  readonly forward: boolean
}

export interface ScanPlan extends ReadsPages {
  readonly kind: 'scan'
  readonly segment?: { readonly number: number; readonly total: number } | undefined
}

export type PagedPlan = QueryPlan | ScanPlan
export type ReadPlan = GetPlan | BatchGetPlan | PagedPlan
