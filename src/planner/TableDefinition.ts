import type { KeyAttribute } from '../metadata/EntityModel.js'
import type { StreamViewType } from '../vocabulary/StreamViewType.js'
import type { IndexProjection } from '../metadata/ModelDefinition.js'

/** An index as a table has it, with stored attributes. */
export interface TableIndex {
  readonly name: string
  readonly scope: 'global' | 'local'
  /** One attribute, or up to four for a native key. */
  readonly partitionKey: readonly KeyAttribute[]
  /** None where the index has no sort key. */
  readonly sortKey: readonly KeyAttribute[]
  readonly projection: IndexProjection
}

/** A table that entities ask for. Its names, and those of its indexes, obey DynamoDB's rule where they come from a compiled model. */
export interface TableDefinition {
  readonly name: string
  readonly partitionKey: KeyAttribute
  readonly sortKey?: KeyAttribute | undefined
  readonly indexes: readonly TableIndex[]
  /** Name of the attribute whose epoch seconds end an item. */
  readonly timeToLive?: string | undefined
  /** What its stream tells of each change; undefined for a table without one. */
  readonly stream?: StreamViewType | undefined
}

/** Capacity that is paid for by the hour: a table that has it asks it of its indexes too. */
export interface ProvisionedUnits {
  readonly readUnits: number
  readonly writeUnits: number
}

export interface ExistingIndex extends TableIndex {
  /** `ACTIVE`, `CREATING`, `UPDATING` or `DELETING`. */
  readonly status: string
}

/** A table as DynamoDB describes it. */
export interface ExistingTable extends TableDefinition {
  readonly indexes: readonly ExistingIndex[]
  /** `ACTIVE`, `CREATING`, `UPDATING`, `DELETING` or one of the rarer ones. */
  readonly status: string
  /** Tells a table from a later one of the same name. */
  readonly id?: string | undefined
  /** None for a table that is paid for by request. */
  readonly provisioned?: ProvisionedUnits | undefined
  /** Of the stream that it has, or had last. */
  readonly streamArn?: string | undefined
}
