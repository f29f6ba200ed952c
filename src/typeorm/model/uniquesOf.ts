import type { EntityMetadata } from 'typeorm'
import type { UniqueMetadata } from 'typeorm/metadata/UniqueMetadata.js'
import type { UniqueDefinition } from '../../metadata/ModelDefinition.js'

/** What `@Unique()`, `@Index({ unique: true })` and `@Column({ unique: true })` ask of an entity. */
export function uniquesOf(metadata: EntityMetadata): UniqueDefinition[] {
  const sets = [...metadata.uniques.filter((unique) => !isOfOneToOne(metadata, unique)), ...metadata.indices.filter((index) => index.isUnique)]
  return sets.map(({ name, columns }) => ({ name, properties: columns.map((column) => column.propertyPath) }))
}

/** TypeORM gives each foreign key of a one-to-one relation a constraint, by this name. Both sides of such a relation are the caller's to keep. */
const isOfOneToOne = (metadata: EntityMetadata, unique: UniqueMetadata): boolean =>
  unique.name === metadata.connection.namingStrategy.relationConstraintName(metadata.tableName, unique.columns.map((column) => column.databaseName))
