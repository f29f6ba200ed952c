import { getMetadataArgsStorage, type EntityMetadata } from 'typeorm'
import type { IndexMetadata } from 'typeorm/metadata/IndexMetadata.js'

/** What decorators ask of a whole table that DynamoDB cannot do: a fault for each, with what to do instead. */
export function refusedDecorators(metadata: EntityMetadata): string[] {
  const { name } = metadata
  return [
    ...(metadata.tableType === 'view' ? [`${name}: DynamoDB has no views. Use an index, or write a table of your own.`] : []),
    ...metadata.indices.filter((index) => isDeclared(metadata, index)).map((index) => `${name}: @Index() on ${pathsOf(index)} makes no index, since each costs a write unit per KB of every write. Use @GlobalSecondaryIndex({ name, partitionKey, sortKey }), or leave it out.`),
    ...metadata.checks.map(() => `${name}: DynamoDB checks no constraints (@Check). Have @Validate() check the value, or a @BeforeInsert() and @BeforeUpdate() method.`),
    // Only for PostgreSQL does TypeORM take them into the metadata.
    ...getMetadataArgsStorage().exclusions.filter(({ target }) => metadata.inheritanceTree.includes(target as Function)).map(() => `${name}: DynamoDB has no exclusion constraints (@Exclusion). Look for what excludes before you write.`),
    ...(metadata.treeType === undefined ? [] : [`${name}: trees (@Tree) are not supported. Store the parent's key in a column and index it.`]),
  ]
}

const pathsOf = ({ columns }: { readonly columns: readonly { readonly propertyPath: string }[] }): string => columns.map((column) => column.propertyPath).join(', ')

/** TypeORM itself declares indices of junction tables and of discriminators. */
const isDeclared = (metadata: EntityMetadata, { isUnique, columns }: IndexMetadata): boolean =>
  !isUnique && metadata.tableType !== 'junction' && !(columns.length === 1 && columns[0]!.isDiscriminator)
