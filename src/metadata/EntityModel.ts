import type { AttributeTypeName, KeyWireType } from '../vocabulary/attributeTypes.js'
import type { ColumnDefinition, Expiry, IndexKeyForm, IndexProjection, KeyTemplate, Membership, WholeSchema } from './ModelDefinition.js'
import type { StreamViewType } from '../vocabulary/StreamViewType.js'
import type { SharedTable } from './SharedTable.js'

/** A column together with what the keys and indexes make of it. */
export interface AttributeModel extends ColumnDefinition {
  /** What the value is stored as: ColumnDefinition's `attribute`. */
  readonly name: string
  /** The path as text: `address.street`. */
  readonly property: string
  /** `User.address.street`, for messages. */
  readonly subject: string
  /** The keys that this attribute is by itself, not as a part of a composed one: `table` or an index's name. Here null leaves the attribute out, and an empty string is refused. */
  readonly keyOf: readonly string[]
  /** Indexes, or `table`, for whose sake null or absence is refused: they are relied on to hold each item that has their nullable parts. */
  readonly requiredBy: readonly string[]
}

/** One key attribute as it is stored. */
export interface KeyAttribute {
  readonly name: string
  readonly wire: KeyWireType
}

/** The partition key or the sort key of the table or of an index. */
export interface KeyModel {
  /** What is stored: one attribute, or up to four for a native key. */
  readonly attributes: readonly KeyAttribute[]
  /** The attributes that make it, in order. The same names as `attributes` unless the key is composed. */
  readonly parts: readonly AttributeModel[]
  /** How the parts make the one stored attribute; undefined where they are what is stored. */
  readonly template?: KeyTemplate | undefined
}

export interface IndexModel {
  readonly name: string
  readonly scope: 'global' | 'local'
  readonly keys: IndexKeyForm
  readonly partitionKey: KeyModel
  readonly sortKey?: KeyModel | undefined
  readonly projection: IndexProjection
  /** Whether every item of the entity is in the index: each of its parts is required. */
  readonly complete: boolean
  /** Whether it holds only items of some child classes: then it answers only where it is named. */
  readonly partial: boolean
  /** Which entities are in it; undefined for all that have its parts. */
  readonly when?: Membership | undefined
  /** The relation for whose other side it was made; undefined for an index that was declared. */
  readonly follows?: string | undefined
}

/** A stored attribute that the driver composes of others. */
export interface ComposedAttribute {
  readonly name: string
  readonly parts: readonly AttributeModel[]
  readonly template: KeyTemplate
  /** The index, for messages; the first if several share the attribute. undefined for the primary key. */
  readonly index?: string | undefined
  readonly limitBytes: number
  readonly when?: Membership | undefined
}

/** What tells the items of an entity from others in a table that they share. */
export interface ItemType {
  readonly attribute: string
  readonly value: string
  readonly table: SharedTable
  /** The values that entities of the data source have. */
  readonly known: readonly string[]
}

/** A column whose value follows others. */
export interface ComputedModel {
  readonly attribute: AttributeModel
  readonly sources: readonly AttributeModel[]
  /** Gives the value, or nothing, of an object that has the sources. */
  readonly compute: (source: object) => unknown
}

/** Columns of which no two items of a table have the same values. */
export interface UniqueModel {
  /** The constraint, for messages. */
  readonly name: string
  readonly entity: string
  readonly parts: readonly AttributeModel[]
  /** Names of the parts' attributes, sorted: what tells one constraint of a table from another. */
  readonly names: readonly string[]
  /** The entity's items, where others share the table. */
  readonly itemType?: ItemType | undefined
}

/** Everything about an entity that needs no server: compiled once, frozen, shared by every room. */
export interface EntityModel {
  readonly entity: string
  readonly table: string
  readonly attributes: readonly AttributeModel[]
  /** Those that the driver fills where an entity that is stored as a whole lacks them: generated ones, and those with a default. */
  readonly filled: readonly AttributeModel[]
  /** Those that it fills with numbers, each of which is a request. */
  readonly counted: readonly AttributeModel[]
  readonly attributeByProperty: ReadonlyMap<string, AttributeModel>
  readonly attributeByName: ReadonlyMap<string, AttributeModel>
  readonly partitionKey: AttributeModel
  readonly sortKey?: AttributeModel | undefined
  /** Names of the key attributes, partition key first. */
  readonly keyNames: readonly string[]
  /** The same as keys, with the columns that make them. */
  readonly primaryKey: readonly KeyModel[]
  /** The primary columns: what the primary key is made of, which never changes. */
  readonly identity: readonly AttributeModel[]
  /** Names of their attributes. */
  readonly identityNames: readonly string[]
  readonly indexes: readonly IndexModel[]
  readonly indexByName: ReadonlyMap<string, IndexModel>
  /** Attributes that no column has and the driver fills. */
  readonly composed: readonly ComposedAttribute[]
  /** What is unique beside the primary key. */
  readonly uniques: readonly UniqueModel[]
  /** Columns that follow others, each behind those that it is computed from. */
  readonly computed: readonly ComputedModel[]
  readonly itemType?: ItemType | undefined
  readonly timeToLive?: AttributeModel | undefined
  readonly expiry?: Expiry | undefined
  /** What is asked before anything is stored; undefined for nothing. */
  readonly validation?: { readonly whole: readonly WholeSchema[]; readonly columns: readonly AttributeModel[] } | undefined
  readonly version?: AttributeModel | undefined
  readonly createDate?: AttributeModel | undefined
  readonly updateDate?: AttributeModel | undefined
  readonly deleteDate?: AttributeModel | undefined
  readonly discriminator?: AttributeModel | undefined
  readonly discriminatorValue?: string | undefined
  readonly discriminatorValues?: readonly string[] | undefined
  /** The attribute of the table's time to live, where no column says so. */
  readonly tableTimeToLive?: string | undefined
  /** What the table's stream tells of each change; undefined where the entity does not say. */
  readonly stream?: StreamViewType | undefined
  readonly create: () => object
  readonly keepUnknownAttributes: boolean
}

export type { AttributeTypeName }
