import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm'
import type { RelationMetadata } from 'typeorm/metadata/RelationMetadata.js'
import type { DynamoDriver } from './DynamoDriver.js'
import type { EntityStore } from './EntityStore.js'
import { valueAt } from './generateValues.js'
import type { Key } from '../vocabulary/AttributeValue.js'

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

/** The entities that a write is given, each with the metadata of its class, and the write's options. */
export function givenEntities(dataSource: DataSource, args: readonly unknown[]): { readonly entities: readonly (readonly [object, EntityMetadata])[]; readonly options: unknown } {
  const [first, second] = args
  const isTarget = typeof first === 'function' || typeof first === 'string' || (typeof first === 'object' && first !== null && '@instanceof' in first)
  const entities = ([isTarget ? second : first].flat() as unknown[]).flatMap((entity): (readonly [object, EntityMetadata])[] => {
    if (typeof entity !== 'object' || entity === null) return []
    const target = (isTarget ? first : entity.constructor) as never
    return dataSource.hasMetadata(target) ? [[entity, dataSource.getMetadata(target).findInheritanceMetadata(entity)]] : []
  })
  return { entities, options: isTarget ? args[2] : second }
}

/** The key of an entity in memory; undefined where it lacks a part of it. */
export function keyInMemory(entity: object, { model, codec }: EntityStore): Key | undefined {
  const isWhole = model.identity.every((attribute) => ![undefined, null].includes(valueAt(entity, attribute) as never))
  return isWhole ? codec.encodeKey(entity) : undefined
}

/** The entities that a write is given, or reaches through cascades, each with what the driver knows of its class. */
export function persistedEntities(dataSource: DataSource, method: PersistMethod, args: readonly unknown[]): ReadonlyMap<object, EntityStore> {
  const driver = dataSource.driver as unknown as DynamoDriver
  const found = new Map<object, EntityStore>()
  const follow = (entity: object, metadata: EntityMetadata): void => {
    if (found.has(entity)) return
    found.set(entity, driver.store(metadata))
    const relations = metadata.relations.filter(cascades[method])
    for (const [, value, related] of metadata.extractRelationValuesFromEntity(entity as ObjectLiteral, relations)) if (typeof value === 'object' && value !== null) follow(value as object, related)
  }
  for (const [entity, metadata] of givenEntities(dataSource, args).entities) follow(entity, metadata)
  return found
}
