import type { EntityMetadata } from 'typeorm'
import type { DynamoDriver } from './DynamoDriver.js'
import type { EntityCodec } from '../codec/compileCodec.js'
import type { EntityModel } from '../metadata/EntityModel.js'
import type { Item } from '../vocabulary/AttributeValue.js'

/** Everything that the driver knows of one entity. */
export interface EntityStore {
  readonly metadata: EntityMetadata
  readonly model: EntityModel
  readonly codec: EntityCodec
  /** Entities that are stored in the same table as children of this one, by discriminator value. */
  readonly children: ReadonlyMap<string, EntityStore>
  /** The whole items of entities in memory that were read alone. */
  readonly readAlone: WeakMap<object, Item>
  /** Whether it is the table of TypeORM's migrations: a small one, which is read whole, and consistently. */
  readonly ofMigrations?: boolean | undefined
}

/** The store of the class of an entity, which may be a child of the one that was asked for. */
export function storeOfEntity(driver: DynamoDriver, store: EntityStore, entity: object): EntityStore {
  return store.children.size === 0 ? store : driver.store(store.metadata.findInheritanceMetadata(entity))
}

/** The store of the class that an item is an instance of. */
export function storeOf(store: EntityStore, item: Item): EntityStore {
  if (store.children.size === 0 || store.model.discriminator === undefined) return store
  return store.children.get(item[store.model.discriminator.name]?.S ?? '') ?? store
}
