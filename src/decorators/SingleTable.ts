import type { FindOptionsWhere, ObjectLiteral } from 'typeorm'
import { decoratorRecords, type Constructor } from '../metadata/decoratorRecords.js'
import type { SharedIndex, SharedTable } from '../metadata/SharedTable.js'

export interface SingleTableOptions<Entity, Indexes extends Readonly<Record<string, SharedIndex>>> {
  /** What the type attribute of the entity's items holds. */
  readonly type: string
  /** Templates of the primary key, which name all primary columns: `'USER#{userId}'`. */
  readonly key: { readonly partitionKey: string; readonly sortKey?: string | undefined }
  /** Templates of the indexes that the entity is in. */
  readonly indexes?: { readonly [Name in keyof Indexes]?: IndexOptions<Entity> } | undefined
}

export interface IndexOptions<Entity> {
  readonly partitionKey?: string | undefined
  readonly sortKey?: string | undefined
  /**
   * Which entities are in the index (a sparse index): all whose keys have values, unless this says otherwise. A function is told the
   * whole entity, so that every change of one reads it first, and the index answers only where a find names it; a where needs neither.
   */
  readonly when?: FindOptionsWhere<Entity> | ((entity: Entity) => boolean) | undefined
}

/**
 * Stores an entity in a table that it shares with others. Key attributes are made of its properties by templates: a property's
 * name in braces stands for its value. They are never set, and never seen, in entities; every write keeps them right.
 *
 * @throws ModelError when the data source opens, with all faults of all templates.
 * @example
 * ```ts
 * @Entity()
 * @SingleTable(AppTable, {
 *   type: 'USER',
 *   key: { partitionKey: 'USER#{userId}', sortKey: '#METADATA' },
 *   indexes: { GSI1: { partitionKey: 'EMAIL#{email}', sortKey: '{createdAt}' } },
 * })
 * export class User { … }
 * ```
 */
export function SingleTable<const Indexes extends Readonly<Record<string, SharedIndex>>, Entity extends object = ObjectLiteral>(table: SharedTable<Indexes>, options: SingleTableOptions<Entity, Indexes>) {
  return (target: Constructor<Entity>): void => {
    decoratorRecords.singleTables.push({ target: target as Constructor, table, type: options.type, key: options.key, indexes: options.indexes ?? {} })
  }
}

/** Properties of an entity, and of the classes that it embeds: `address.city`. */
type Parts<Entity> = { [K in keyof Entity & string]: K | (NonNullable<Entity[K]> extends infer Held ? (Held extends Whole ? never : `${K}.${keyof Held & string}`) : never) }[keyof Entity & string]
type Whole = string | number | bigint | boolean | Date | Uint8Array | readonly unknown[] | ReadonlySet<unknown> | ((...args: never[]) => unknown)

/**
 * A template whose names the compiler checks.
 *
 * @example `` key: { partitionKey: key<User>`USER#${'userId'}`, sortKey: '#METADATA' } ``
 */
export const key = <Entity>(texts: TemplateStringsArray, ...properties: readonly Parts<Entity>[]): string =>
  texts.map((text, position) => (position === 0 ? text : `{${properties[position - 1]!}}${text}`)).join('')
