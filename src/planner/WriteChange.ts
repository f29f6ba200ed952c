import type { Condition } from '../expressions/Condition.js'
import type { UpdateAction } from '../expressions/Update.js'
import type { AttributeValue, Item, Key } from '../vocabulary/AttributeValue.js'

/** A whole entity, with all generated values already in it. */
export interface PutChange {
  readonly kind: 'put'
  readonly entity: object
  /** `insert` demands that the item does not exist. `replace` overwrites it; a versioned one only under the version that it carries. */
  readonly mode: 'insert' | 'replace'
  /** The stored version that a versioned entity replaces; undefined where it must not exist. */
  readonly expectedVersion?: AttributeValue | undefined
  readonly condition?: Condition | undefined
}

/** Some attributes of an item that exists. Never creates one. */
export interface UpdateChange {
  readonly kind: 'update'
  readonly key: Key
  readonly actions: readonly UpdateAction[]
  /** The stored item from which the change was worked out, where it is known. */
  readonly base?: Item | undefined
  readonly expectedVersion?: AttributeValue | undefined
  readonly condition?: Condition | undefined
  readonly returns?: 'new' | 'old' | undefined
}

export interface DeleteChange {
  readonly kind: 'delete'
  readonly key: Key
  readonly expectedVersion?: AttributeValue | undefined
  readonly condition?: Condition | undefined
  readonly returns?: 'old' | undefined
}

export type WriteChange = PutChange | UpdateChange | DeleteChange
