import type { AttributeValue, Item } from '../vocabulary/AttributeValue.js'
import type { StandardSchema } from '../vocabulary/StandardSchema.js'
import type { AttributeTypeName } from '../vocabulary/attributeTypes.js'
import type { StreamViewType } from '../vocabulary/StreamViewType.js'
import type { SharedEntity } from './SharedTable.js'

/** TypeORM's value transformer, by shape. */
export interface Transformer {
  to(value: unknown): unknown
  from(value: unknown): unknown
}

/** Where the value of a column comes from when the caller gives none. */
export type GeneratedValue = 'uuid' | 'increment' | 'create-date' | 'update-date' | 'delete-date' | 'version' | 'discriminator' | 'now'

/** A column as its decorators describe it. */
export interface ColumnDefinition {
  /** Names of the properties that lead to the value: `['address', 'street']`. */
  readonly path: readonly string[]
  /** What the value is stored as. */
  readonly attribute: string
  readonly type: AttributeTypeName
  /** What JavaScript declares a set as; an array by default a `Set`. */
  readonly container?: 'Set' | 'Array' | undefined
  readonly nullable: boolean
  /** `select: false`: left out of reads unless asked for. */
  readonly selected: boolean
  readonly insertable: boolean
  readonly updatable: boolean
  readonly transformers: readonly Transformer[]
  readonly allowedValues?: readonly (string | number)[] | undefined
  readonly generated?: GeneratedValue | undefined
  /** A constant; undefined where there is none. */
  readonly defaultValue?: unknown
  /** Computed from other columns, which are named by their paths, by a function of them. */
  readonly computed?: { readonly from: readonly string[]; readonly compute: (source: object) => unknown } | undefined
  /** What judges its values before they are stored. */
  readonly schemas?: readonly StandardSchema[] | undefined
  /** Composed of other columns, which are named by their paths: a key that no property holds. */
  readonly composedOf?: { readonly properties: readonly string[]; readonly template: KeyTemplate } | undefined
  /** Whether no property of the entity holds the value, as of most foreign keys: it is not hydrated. */
  readonly propertyless?: boolean | undefined
  /** A key or type attribute that the driver makes: nobody asks for it by a property. */
  readonly hidden?: boolean | undefined
  /** Belongs to child classes alone, which share the table: an instance of the entity itself has no such property. */
  readonly ofChild?: boolean | undefined
  /** Reads the value where a walk along `path` does not: the foreign key of a relation. */
  readonly read?: ((entity: object) => unknown) | undefined
}

/** What judges whole objects, of the entity or, by a path, of a class that is embedded in it. */
export interface WholeSchema {
  readonly path: readonly string[]
  readonly schema: StandardSchema
  /** What judges the properties that an update gives. */
  readonly part: StandardSchema | undefined
}

/** When items end that are given no time. */
export interface Expiry {
  readonly at: (now: Date) => Date | number | null
  /** `create`: of the first write; `write`: of each. */
  readonly on: 'create' | 'write'
}

/** `composed`: several properties joined into one stored attribute; `native`: DynamoDB's own keys of several attributes. */
export type IndexKeyForm = 'composed' | 'native'

/** `ordered` keeps the order and the borders of the parts; `plain` joins with `#` as the older package did. */
export type Composition = 'ordered' | 'plain'

/** How several values become one text. */
export interface KeyTemplate {
  /** The texts before, between and behind the parts: one more than these. */
  readonly literals: readonly string[]
  readonly composition: Composition
  /** What becomes of the letters of the parts, in a plain composition. */
  readonly casing?: 'lower' | 'upper' | undefined
  /** Whether a plain composition refuses values that could not be read back. */
  readonly exact?: boolean | undefined
}

/** Which entities are in an index. */
export interface Membership {
  /** For people: `published: true`. */
  readonly text: string
  /** Whether an item is in it; `reads` is told each attribute that this depends on, where `names` does not say so. */
  holds(item: Item, reads?: (name: string) => void): boolean
  /** The attributes on which it depends; undefined where only asking an item tells. */
  readonly names: readonly string[] | undefined
  /** Whether everything in it satisfies a condition. */
  implies(condition: object): boolean
  /** Whether every item is in it whose attributes have these values, and that satisfies these conditions. */
  impliedBy(valueOf: (name: string) => AttributeValue | undefined, conjuncts: readonly object[]): boolean
}

export type IndexProjection = 'ALL' | 'KEYS_ONLY' | readonly string[]

/** A stored attribute, and how it is composed. */
export interface AttributeTemplate {
  readonly attribute: string
  readonly template: KeyTemplate
}

/** An index as its decorator describes it; keys are property paths. */
export interface IndexDefinition {
  readonly name: string
  readonly scope: 'global' | 'local'
  /** Property paths; one for a local index: the table's partition key. */
  readonly partitionKey: readonly string[]
  readonly sortKey: readonly string[]
  readonly projection: IndexProjection
  readonly keys: IndexKeyForm
  readonly composition: Composition
  /** Holds only items of some child classes of the entity. */
  readonly partial?: boolean | undefined
  /** The stored attributes that templates make of the properties. */
  readonly templates?: { readonly partitionKey?: AttributeTemplate | undefined; readonly sortKey?: AttributeTemplate | undefined } | undefined
  readonly when?: Membership | undefined
  /** The relation for whose other side it was made, for messages; undefined for an index that was declared. */
  readonly follows?: string | undefined
}

/** Columns that shall be unique together; property paths. */
export interface UniqueDefinition {
  readonly name: string
  readonly properties: readonly string[]
}

/** An entity as its decorators describe it, before any rule has been applied. */
export interface ModelDefinition {
  readonly entity: string
  readonly table: string
  readonly columns: readonly ColumnDefinition[]
  /** Property paths of the primary columns, in the order in which they are declared. */
  readonly primaryColumns: readonly string[]
  /** Property paths that `@PartitionKey()` and `@SortKey()` name. */
  readonly partitionKey?: string | undefined
  readonly sortKey?: string | undefined
  readonly indexes: readonly IndexDefinition[]
  readonly uniques?: readonly UniqueDefinition[] | undefined
  /** Property path of the `@TimeToLive()` column. */
  readonly timeToLive?: string | undefined
  readonly expiry?: Expiry | undefined
  readonly schemas?: readonly WholeSchema[] | undefined
  /** The values of the discriminator column that belong to this entity; none where it is not part of an inheritance. */
  readonly discriminatorValues?: readonly string[] | undefined
  readonly discriminatorValue?: string | undefined
  /** Makes an instance without running initialisers that the caller does not want. */
  readonly create: () => object
  readonly keepUnknownAttributes: boolean
  /** The attribute of the table's time to live, where no column says so. */
  readonly tableTimeToLive?: string | undefined
  /** What the table's stream tells of each change; undefined where the entity does not say. */
  readonly stream?: StreamViewType | undefined
  /** How it is stored in a table that it shares; the same for the classes of one hierarchy. */
  readonly shared?: SharedEntity | undefined
}
