import type { Condition } from '../expressions/Condition.js'
import type { UpdateAction } from '../expressions/Update.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'

/** What the answer to an update holds of the item: all of it, or what the update changes, as it is after it or was before. */
export type Returns = 'new' | 'old' | 'updated-new' | 'updated-old'

interface WritesTable {
  readonly table: string
  /** For messages and logs. */
  readonly entity?: string | undefined
  readonly key: Key
}

export interface PutPlan extends WritesTable {
  readonly kind: 'put'
  readonly item: Item
  readonly condition?: Condition | undefined
}

export interface UpdatePlan extends WritesTable {
  readonly kind: 'update'
  readonly actions: readonly UpdateAction[]
  readonly condition?: Condition | undefined
  /** What the answer holds of the item; nothing where undefined. */
  readonly returns?: Returns | undefined
}

export interface DeletePlan extends WritesTable {
  readonly kind: 'delete'
  readonly condition?: Condition | undefined
  readonly returns?: 'old' | undefined
}

/** Writes nothing; a transaction that holds it fails unless the condition holds. */
export interface CheckPlan extends WritesTable {
  readonly kind: 'check'
  readonly condition: Condition
}

export type SingleWritePlan = PutPlan | UpdatePlan | DeletePlan
export type WritePlan = SingleWritePlan | CheckPlan
