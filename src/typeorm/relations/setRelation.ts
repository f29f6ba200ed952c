import type { ObjectLiteral } from 'typeorm'
import type { RelationMetadata } from 'typeorm/metadata/RelationMetadata.js'

/** Gives an entity what its relation leads to. TypeORM would merge into what the class has put there. */
export function setRelation(relation: RelationMetadata, entity: object, value: unknown): void {
  if (relation.embeddedMetadata !== undefined) relation.setEntityValue(entity, value)
  else (entity as ObjectLiteral)[relation.isLazy ? `__${relation.propertyName}__` : relation.propertyName] = value
}
