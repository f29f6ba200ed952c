import type { SharedIndex, SharedTable, UnknownItems } from '../metadata/SharedTable.js'

export interface TableOptions<Indexes extends Readonly<Record<string, SharedIndex>>> {
  /** 3 to 255 characters of `a-z`, `A-Z`, `0-9`, `_`, `.` and `-`; a data source's `entityPrefix` comes before it. */
  readonly name: string
  /** Names of the key attributes, which hold text. */
  readonly partitionKey: string
  readonly sortKey?: string | undefined
  /** The attribute that says of which entity an item is: `_type` by default. */
  readonly typeAttribute?: string | undefined
  /** The attribute after whose time DynamoDB deletes an item; `@TimeToLive()` columns of the entities have its name. */
  readonly timeToLive?: string | undefined
  /**
   * What becomes of items without a type, or with one that no entity has: reads `skip` them (default), end in an `error`, or
   * `adopt` those without a type whose keys begin as the entity's do.
   */
  readonly unknownItems?: UnknownItems | undefined
  /**
   * `ordered` (default): no value can forge another key, and numbers and dates keep their order. `plain`: values as they are, for
   * tables that other libraries fill; a value that could be mistaken for the text around it is refused.
   */
  readonly composition?: 'ordered' | 'plain' | undefined
  /** For `plain` keys of tables whose keys are written in one case, as ElectroDB's are. */
  readonly casing?: 'lower' | 'upper' | undefined
  readonly indexes?: Indexes | undefined
}

/**
 * Defines a table that entities of several classes share. Each of them says with {@link SingleTable} how its keys are made.
 *
 * @example
 * ```ts
 * export const AppTable = defineTable({
 *   name: 'AppData', partitionKey: 'pk', sortKey: 'sk', timeToLive: 'ttl',
 *   indexes: { GSI1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' } },
 * })
 * ```
 */
export function defineTable<const Indexes extends Readonly<Record<string, SharedIndex>> = Readonly<Record<never, never>>>(options: TableOptions<Indexes>): SharedTable<Indexes> {
  return Object.freeze({
    typeAttribute: '_type',
    unknownItems: 'skip' as const,
    composition: 'ordered' as const,
    ...options,
    indexes: options.indexes ?? ({} as Indexes),
  }) as SharedTable<Indexes>
}
