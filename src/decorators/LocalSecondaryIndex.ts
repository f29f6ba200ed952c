import { decoratorRecords, type Constructor } from '../metadata/decoratorRecords.js'
import type { Composition } from '../metadata/ModelDefinition.js'
import { asList, type Knows } from './GlobalSecondaryIndex.js'

export interface LocalSecondaryIndexOptions<P extends string, J extends string = string> {
  readonly name: string
  /** One property, or several joined into one stored attribute. */
  readonly sortKey: P | readonly P[]
  /** What the index holds besides keys: everything (default), nothing, or the properties named. */
  readonly projection?: 'ALL' | 'KEYS_ONLY' | readonly J[] | undefined
  readonly composition?: Composition | undefined
}

/**
 * Gives the entity's table a second order within each partition. It can be read consistently, must exist when the table is
 * made, and limits an item collection to 10 GB.
 *
 * @throws ModelError when the data source opens, if a property does not exist or the table has no sort key.
 * @example
 * ```ts
 * @Entity()
 * @LocalSecondaryIndex({ name: 'byDate', sortKey: 'placedAt' })
 * export class Order { … }
 * ```
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html
 */
export function LocalSecondaryIndex<const P extends string, const J extends string = never>(options: LocalSecondaryIndexOptions<P, J>) {
  return <T extends object>(target: Constructor<T> & Knows<T, P | J>): void => {
    decoratorRecords.indexes.push({
      target: target as Constructor,
      scope: 'local',
      name: options.name,
      partitionKey: [],
      sortKey: asList(options.sortKey),
      projection: options.projection ?? 'ALL',
      keys: 'composed',
      composition: options.composition ?? 'ordered',
    })
  }
}
