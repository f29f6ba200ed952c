import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm'
import type { RelationMetadata } from 'typeorm/metadata/RelationMetadata.js'
import type { DynamoDriver } from './DynamoDriver.js'
import type { EntityStore } from './EntityStore.js'

/** TypeORM's writes of entities in memory. */
export type PersistMethod = 'save' | 'remove' | 'softRemove' | 'recover' | 'insert' | 'upsert'

/** Whether a relation takes a write on to the related entities. */
const cascades: Readonly<Record<PersistMethod, (relation: RelationMetadata) => boolean>> = {
  save: (relation) => relation.isCascadeInsert || relation.isCascadeUpdate,
  remove: (relation) => relation.isCascadeRemove,
  softRemove: (relation) => relation.isCascadeSoftRemove,
  recover: (relation) => relation.isCascadeRecover,
  insert: () => false,
  upsert: () => false,
}

/** The entities that a write is given, or reaches through cascades, each with what the driver knows of its class. */
export function persistedEntities(dataSource: DataSource, method: PersistMethod, args: readonly unknown[]): ReadonlyMap<object, EntityStore> {
  const [first, second] = args
  const isTarget = typeof first === 'function' || typeof first === 'string' || (typeof first === 'object' && first !== null && '@instanceof' in first)
  const driver = dataSource.driver as unknown as DynamoDriver
  const found = new Map<object, EntityStore>()
  const follow = (entity: object, metadata: EntityMetadata): void => {
    if (found.has(entity)) return
    found.set(entity, driver.store(metadata))
    const relations = metadata.relations.filter(cascades[method])
    for (const [, value, related] of metadata.extractRelationValuesFromEntity(entity as ObjectLiteral, relations)) if (typeof value === 'object' && value !== null) follow(value as object, related)
  }
  for (const entity of [isTarget ? second : first].flat() as unknown[]) {
    if (typeof entity !== 'object' || entity === null) continue
    const target = (isTarget ? first : entity.constructor) as never
    if (dataSource.hasMetadata(target)) follow(entity, dataSource.getMetadata(target).findInheritanceMetadata(entity))
  }
  return found
}
