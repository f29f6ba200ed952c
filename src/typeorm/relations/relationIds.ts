import { EntityPropertyNotFoundError, type EntityMetadata, type ObjectLiteral } from 'typeorm'
import type { RelationIdMetadata } from 'typeorm/metadata/RelationIdMetadata.js'
import type { RelationMetadata } from 'typeorm/metadata/RelationMetadata.js'
import type { Item } from '../../vocabulary/AttributeValue.js'
import type { EntityStore } from '../EntityStore.js'
import type { Shown } from '../criteria/ofEntity.js'
import { itemOf } from '../readEntities.js'
import type { Reading } from './readRelated.js'
import { relatedKeys } from './relatedItems.js'
import { relationLink, type RelationLink } from './relationLink.js'
import { setRelation } from './setRelation.js'

export interface IdOptions extends Shown {
  /** Ids as objects of key properties, also where one property is the whole key. */
  readonly asMaps: boolean
}

/** Sets relations to the ids of the related entities: from what is stored with the entity, else by a Query for each. */
export async function setRelationIds(reading: Reading, entities: readonly object[], relations: readonly RelationMetadata[], options: IdOptions): Promise<void> {
  const ids = await Promise.all(relations.map((relation) => idsOf(reading, entities, relation, options)))
  for (const [position, relation] of relations.entries()) for (const [at, entity] of entities.entries()) setRelation(relation, entity, ids[position]![at])
}

/** A property that is filled with ids of related entities. */
export interface MarkedIds extends Pick<RelationIdMetadata, 'relation' | 'propertyName'> {
  readonly asMaps?: boolean | undefined
}

/** Fills the properties that `@RelationId()` or a builder marks. */
export async function setMarkedIds(reading: Reading, entities: readonly object[], marked: readonly MarkedIds[], shown: Shown): Promise<void> {
  const ids = await Promise.all(marked.map((one) => idsOf(reading, entities, one.relation, { ...shown, asMaps: one.asMaps ?? false })))
  for (const [position, { relation, propertyName }] of marked.entries()) {
    for (const [at, entity] of entities.entries()) {
      if (propertyName === relation.propertyPath) setRelation(relation, entity, ids[position]![at])
      else (entity as ObjectLiteral)[propertyName] = ids[position]![at]
    }
  }
}

/** Names of the attributes that ids are taken from. */
export const idsFollow = (driver: Reading['driver'], relations: readonly RelationMetadata[]): string[] => relations.flatMap((relation) => relationLink(driver, relation).from)

async function idsOf(reading: Reading, entities: readonly object[], relation: RelationMetadata, { asMaps, ...shown }: IdOptions): Promise<unknown[]> {
  const link = relationLink(reading.driver, relation)
  const items = entities.map(itemOf)
  if (relation.isManyToOne || relation.isOneToOneOwner) {
    const tuples = items.map((item) => values(item, link))
    return tuples.map((tuple) => (tuple === undefined ? null : idOf(link.store, link.to, tuple, asMaps)))
  }
  const names = link.junction === undefined ? link.store.model.identityNames : link.to
  const related = await relatedKeys(reading, link, items, shown)
  return related.map((some) => (link.many ? some.map((item) => idOf(link.store, names, item, asMaps)) : some[0] === undefined ? null : idOf(link.store, names, some[0], asMaps)))
}

/** A foreign key as it is stored; undefined where a part is missing. */
function values(item: Item | undefined, { from, to }: RelationLink): Item | undefined {
  const tuple: Item = {}
  for (const [position, name] of from.entries()) {
    const value = item?.[name]
    if (value === undefined || value.NULL === true) return undefined
    tuple[to[position]!] = value
  }
  return tuple
}

function idOf({ metadata, model, codec }: EntityStore, names: readonly string[], item: Item, asMap: boolean): unknown {
  const id: ObjectLiteral = {}
  for (const name of names) metadata.findColumnWithDatabaseName(name)!.setEntityValue(id, codec.decodeValue(model.attributeByName.get(name)!, item[name]))
  if (asMap || names.length > 1) return id
  return metadata.findColumnWithDatabaseName(names[0]!)!.getEntityValue(id)
}

/** The relations at some paths, or all of an entity. @throws EntityPropertyNotFoundError for a path that is none. */
export function relationsNamed(metadata: EntityMetadata, paths: readonly string[] | undefined): RelationMetadata[] {
  if (paths === undefined) return metadata.relations
  return paths.map((path) => {
    const relation = metadata.findRelationWithPropertyPath(path)
    if (relation === undefined) throw new EntityPropertyNotFoundError(path, metadata)
    return relation
  })
}
