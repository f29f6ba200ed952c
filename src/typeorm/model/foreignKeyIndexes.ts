import type { EntityMetadata } from 'typeorm'
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js'
import type { RelationMetadata } from 'typeorm/metadata/RelationMetadata.js'
import type { IndexDefinition } from '../../metadata/ModelDefinition.js'

/**
 * The indexes by which the other side of relations finds its entities: one over each foreign key that another entity follows
 * back, where neither the primary key nor a declared index serves, and one over the inverse side of a junction table. Each
 * costs a write unit more for every write of an entity that is in it.
 */
export function foreignKeyIndexes(metadata: EntityMetadata, primaryKey: readonly string[], declared: readonly IndexDefinition[]): IndexDefinition[] {
  const indexes: IndexDefinition[] = []
  const taken = new Set(declared.map((index) => index.name))
  const add = (subject: string, columns: readonly ColumnMetadata[], sortKey: readonly ColumnMetadata[] = []): void => {
    const paths = [...columns, ...sortKey].map((column) => column.propertyPath)
    if ([...declared, ...indexes].some((index) => serves(metadata, index, columns))) return
    const name = freeName(subject.replaceAll('.', '_'), taken)
    taken.add(name)
    indexes.push({ name, scope: 'global', partitionKey: paths.slice(0, 1), sortKey: paths.slice(1), projection: 'ALL', keys: 'native', composition: 'ordered' })
  }
  if (metadata.tableType === 'junction') {
    add(metadata.inverseColumns.map((column) => column.propertyPath).join('_'), metadata.inverseColumns, metadata.ownerColumns)
    return indexes
  }
  for (const relation of metadata.relations) {
    if (!relation.isManyToOne && !relation.isOneToOneOwner) continue
    if (!isFollowedBack(metadata, relation) || leads(primaryKey, relation.joinColumns.map((column) => column.propertyPath))) continue
    add(relation.propertyPath, relation.joinColumns)
  }
  return indexes
}

/** Whether the other entity has a property for the way back. */
const isFollowedBack = (metadata: EntityMetadata, relation: RelationMetadata): boolean =>
  relation.inverseEntityMetadata.relations.some(({ inverseRelation }) =>
    inverseRelation !== undefined && inverseRelation.propertyPath === relation.propertyPath && metadata.inheritanceTree.includes(inverseRelation.entityMetadata.target as Function))

/** Whether an index holds every entity that has the foreign key, and finds it by a key condition alone. */
function serves(metadata: EntityMetadata, index: IndexDefinition, columns: readonly ColumnMetadata[]): boolean {
  const foreign = columns.map((column) => column.propertyPath)
  const others = [...index.partitionKey, ...index.sortKey].filter((path) => !foreign.includes(path))
  const required = others.every((path) => metadata.columns.some((column) => column.propertyPath === path && !column.isNullable))
  const ordered = index.sortKey.length < 2 || index.keys === 'native' || index.composition === 'ordered'
  return index.scope === 'global' && index.partial !== true && required && ordered && index.partitionKey.every((path) => foreign.includes(path)) && leads(index.sortKey, foreign.filter((path) => !index.partitionKey.includes(path)))
}

/** Whether these, in any order, are the first parts of a key. */
const leads = (key: readonly string[], paths: readonly string[]): boolean => key.length >= paths.length && key.slice(0, paths.length).every((path) => paths.includes(path))

function freeName(subject: string, taken: ReadonlySet<string>): string {
  const name = `${subject}Index`
  return taken.has(name) ? freeName(`${subject}Relation`, taken) : name
}
