import type { Condition } from '../expressions/Condition.js'
import type { UpdateAction } from '../expressions/Update.js'
import type { AttributeModel } from '../metadata/EntityModel.js'
import type { AttributeValue, Item, Key } from '../vocabulary/AttributeValue.js'
import type { Returns } from './WritePlan.js'

interface Timely {
  /** When it is done: what has expired by then counts as not being there. */
  readonly nowEpochSeconds?: number | undefined
}

/** A whole entity, with all generated values already in it. */
export interface PutChange extends Timely {
  readonly kind: 'put'
  readonly entity: object
  /** `insert` demands that the item does not exist. `replace` overwrites it; a versioned one only under the version that it carries. */
  readonly mode: 'insert' | 'replace'
  /** The stored version that a versioned entity replaces; undefined where it must not exist. */
  readonly expectedVersion?: AttributeValue | undefined
  readonly condition?: Condition | undefined
}

/** Some attributes of an item that exists. Never creates one. */
export interface UpdateChange extends Timely {
  readonly kind: 'update'
  readonly key: Key
  readonly actions: readonly UpdateAction[]
  /** The stored item from which the change was worked out, where it is known. */
  readonly base?: Item | undefined
  readonly expectedVersion?: AttributeValue | undefined
  /** Whether the item is meant at all. */
  readonly condition?: Condition | undefined
  /** What the caller demands of the item, or of its absence. */
  readonly demanded?: Condition | undefined
  readonly returns?: Returns | undefined
}

export interface DeleteChange extends Timely {
  readonly kind: 'delete'
  readonly key: Key
  readonly expectedVersion?: AttributeValue | undefined
  /** Whether the item is meant at all. */
  readonly condition?: Condition | undefined
  /** What the caller demands of the item, or of its absence. */
  readonly demanded?: Condition | undefined
  readonly returns?: 'old' | undefined
}

/** A whole entity where none is stored, and a change of the item where one is. */
export interface UpsertChange extends Timely {
  readonly kind: 'upsert'
  readonly key: Key
  /** What is stored where nothing is, with all generated values already in it. */
  readonly entity: object
  /** What is done where it cannot be told beforehand whether an item is stored: values that are set in either case. */
  readonly actions: readonly UpdateAction[]
  /** Values that only an item has that is made by this write. */
  readonly inserted: readonly (readonly [AttributeModel, AttributeValue])[]
  /** What is done to an item that has been read. */
  readonly onStored: (stored: Item) => Pick<UpdateChange, 'actions' | 'expectedVersion'>
  /** What must hold of an item that is stored. */
  readonly condition?: Condition | undefined
  /** The caller must know what the item becomes before it is sent: it is read in any case. */
  readonly readsFirst?: boolean | undefined
  readonly returns?: 'new' | undefined
}

export type WriteChange = PutChange | UpdateChange | DeleteChange | UpsertChange
