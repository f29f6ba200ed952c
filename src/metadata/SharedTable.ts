import type { Composition, IndexProjection } from './ModelDefinition.js'

/** An index of a table that entities share: names of attributes, which may be those of other keys. */
export interface SharedIndex {
  /** `global` by default; a `local` one has the table's partition key. */
  readonly scope?: 'global' | 'local' | undefined
  readonly partitionKey?: string | undefined
  readonly sortKey?: string | undefined
  /** What the index holds besides keys: everything (default), nothing, or the attributes named. */
  readonly projection?: IndexProjection | undefined
}

/** What an item is that has no type, or one that no entity of the data source has. */
export type UnknownItems = 'skip' | 'error' | 'adopt'

/** A table that entities share. Keys are texts, composed by each entity's templates. */
export interface SharedTable<Indexes extends Readonly<Record<string, SharedIndex>> = Readonly<Record<string, SharedIndex>>> {
  readonly name: string
  readonly partitionKey: string
  readonly sortKey?: string | undefined
  /** The attribute that says of which entity an item is. */
  readonly typeAttribute: string
  /** The attribute after whose time DynamoDB deletes an item. */
  readonly timeToLive?: string | undefined
  readonly unknownItems: UnknownItems
  readonly composition: Composition
  readonly casing?: 'lower' | 'upper' | undefined
  readonly indexes: Indexes
}

/** The templates of a key, as they are written. */
export interface KeyTemplates {
  readonly partitionKey?: string | undefined
  readonly sortKey?: string | undefined
}

/** The templates of an index, and which entities are in it. */
export interface IndexTemplates extends KeyTemplates {
  /** A where, or a function: only entities that satisfy it are in the index. */
  readonly when?: unknown
}

/** How an entity is stored in a shared table. */
export interface SharedEntity {
  readonly table: SharedTable
  /** The value of the type attribute. */
  readonly type: string
  readonly key: KeyTemplates
  readonly indexes: Readonly<Record<string, IndexTemplates | undefined>>
}
