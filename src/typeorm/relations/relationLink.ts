import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js'
import type { RelationMetadata } from 'typeorm/metadata/RelationMetadata.js'
import type { DynamoDriver } from '../DynamoDriver.js'
import type { EntityStore } from '../EntityStore.js'

/** Where the items of pairs lie, and their attributes on the side of the entity and of the related one. */
export interface JunctionLink {
  readonly store: EntityStore
  readonly near: readonly string[]
  readonly far: readonly string[]
}

/** By which attributes the items of both sides of a relation belong together, in pairs. */
export interface RelationLink {
  readonly store: EntityStore
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly junction?: JunctionLink | undefined
  readonly many: boolean
}

const names = (columns: readonly ColumnMetadata[]): string[] => columns.map((column) => column.databaseName)
const referenced = (columns: readonly ColumnMetadata[]): string[] => columns.map((column) => column.referencedColumn!.databaseName)

export function relationLink(driver: DynamoDriver, relation: RelationMetadata): RelationLink {
  const store = driver.store(relation.inverseEntityMetadata)
  const many = relation.isOneToMany || relation.isManyToMany
  const junction = relation.junctionEntityMetadata
  if (relation.isManyToMany && junction !== undefined) {
    const [near, far] = relation.isManyToManyOwner ? [junction.ownerColumns, junction.inverseColumns] : [junction.inverseColumns, junction.ownerColumns]
    return { store, many, from: referenced(near), to: referenced(far), junction: { store: driver.store(junction), near: names(near), far: names(far) } }
  }
  if (relation.isManyToOne || relation.isOneToOneOwner) return { store, many, from: names(relation.joinColumns), to: referenced(relation.joinColumns) }
  const { joinColumns } = relation.inverseRelation!
  return { store, many, from: referenced(joinColumns), to: names(joinColumns) }
}
