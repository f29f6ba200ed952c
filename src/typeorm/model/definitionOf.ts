import type { EntityMetadata } from 'typeorm'
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js'
import type { EmbeddedMetadata } from 'typeorm/metadata/EmbeddedMetadata.js'
import { ModelError } from '../../errors/ModelError.js'
import { decoratorRecords, recordsOf, type Constructor, type IndexRecord, type PropertyRecord } from '../../metadata/decoratorRecords.js'
import type { ColumnDefinition, GeneratedValue, ModelDefinition, Transformer, WholeSchema } from '../../metadata/ModelDefinition.js'
import { attributeTypeOf, declaredAs, isRecorded, writtenAs } from './attributeTypeOf.js'
import { foreignKeyIndexes } from './foreignKeyIndexes.js'
import { junctionKeys } from './junctionKeys.js'
import { sharedDefinition, type MembershipOf } from './sharedDefinition.js'
import { refusedDecorators } from './refusedDecorators.js'
import { uniquesOf } from './uniquesOf.js'

/**
 * Turns what TypeORM and this package's decorators know of an entity into a plain definition.
 *
 * @throws ModelError with every fault in the types of its columns.
 */
export function definitionOf(metadata: EntityMetadata, membershipOf: MembershipOf): ModelDefinition {
  const faults: string[] = refusedDecorators(metadata)
  for (const id of metadata.relationIds) if (id.queryBuilderFactory !== undefined) faults.push(`${metadata.name}.${id.propertyName}: @RelationId() takes no query builder here. Load the relation with a find of its own.`)
  // One of TypeORM's lines has the decorator.
  for (const count of (metadata as { relationCounts?: readonly { readonly propertyName: string }[] }).relationCounts ?? []) faults.push(`${metadata.name}.${count.propertyName}: DynamoDB counts no relations (@RelationCount). Count with countBy().`)
  const own = metadata.columns.flatMap((column) => {
    if (column.isVirtualProperty) {
      faults.push(`${metadata.name}.${column.propertyPath}: DynamoDB computes no columns (@VirtualColumn). Store it with @Computed(), or compute it in an @AfterLoad() method.`)
      return []
    }
    const type = attributeTypeOf(column)
    if (typeof column.default === 'function' && !isNow(column.default)) faults.push(`${metadata.name}.${column.propertyPath}: DynamoDB evaluates no SQL in defaults. Give a constant, or \`() => 'CURRENT_TIMESTAMP'\` for a Date.`)
    if (typeof type === 'object') faults.push(`${metadata.name}.${column.propertyPath}: ${type.fault}`)
    return [columnDefinition(column, metadata, typeof type === 'object' ? 'string' : type)]
  })
  const junction = metadata.tableType === 'junction' ? junctionKeys(metadata) : undefined
  const shared = sharedDefinition(metadata, membershipOf, faults)
  const columns = [...own, ...(junction?.columns ?? shared?.columns ?? [])]
  const target = typeof metadata.target === 'function' ? (metadata.target as unknown as Constructor) : undefined
  const marked = (records: readonly PropertyRecord[]): string | undefined => metadata.columns.find((column) => isRecorded(records, column))?.propertyPath
  for (const [records, decorator] of [[decoratorRecords.partitionKeys, 'PartitionKey'], [decoratorRecords.sortKeys, 'SortKey'], [decoratorRecords.timesToLive, 'TimeToLive'], [decoratorRecords.epochs, 'Epoch'], [decoratorRecords.computed, 'Computed'], [decoratorRecords.validations, 'Validate']] as const) {
    for (const record of target === undefined ? [] : recordsOf<{ readonly target: Constructor; readonly property: string | undefined }>(records, target)) {
      if (record.property !== undefined && !metadata.columns.some((column) => column.propertyName === record.property && column.target === record.target)) faults.push(`${metadata.name}.${record.property}: @${decorator}() stands on a property without a column. Add @Column() or @PrimaryColumn().`)
    }
  }
  if (shared !== undefined && target !== undefined && recordsOf(decoratorRecords.indexes, target).length > 0) faults.push(`${metadata.name}: the indexes of a shared table are named in defineTable(), and filled by the templates of @SingleTable. Take the index decorators away.`)
  if (shared !== undefined && marked(decoratorRecords.partitionKeys) !== undefined) faults.push(`${metadata.name}: its key is made by the templates of @SingleTable. Take @PartitionKey() away.`)
  const settings = target === undefined ? undefined : recordsOf(decoratorRecords.tables, target).at(-1)
  if (shared !== undefined && settings !== undefined) faults.push(`${metadata.name}: the table that it shares is set up by defineTable(). Take @Table() away.`)
  if (faults.length > 0) throw new ModelError(faults)
  const recorded = target === undefined ? [] : recordsOf(decoratorRecords.indexes, target)
  const key = junction?.primaryColumns ?? keyPaths(metadata, marked(decoratorRecords.partitionKeys), marked(decoratorRecords.sortKeys))
  const declared = shared?.indexes ?? recorded.map(indexDefinition)
  const generated = shared === undefined ? foreignKeyIndexes(metadata, key, declared) : []
  // A write through a base class must keep the indexes of its children right.
  const ofChildren = [...new Set(metadata.childEntityMetadatas.flatMap((child) => (typeof child.target === 'function' ? recordsOf(decoratorRecords.indexes, child.target as unknown as Constructor) : [])))].filter((record) => !recorded.includes(record))
  const known = new Set([...declared, ...generated].map((index) => index.name))
  const paths = new Set(columns.map((column) => column.path.join('.')))
  const generatedOfChildren = (shared === undefined ? metadata.childEntityMetadatas : []).flatMap((child) => foreignKeyIndexes(child, key, declared)).filter((index) => !known.has(index.name) && [...index.partitionKey, ...index.sortKey].every((path) => paths.has(path)) && known.add(index.name))
  const discriminates = metadata.discriminatorColumn !== undefined && metadata.parentEntityMetadata !== undefined
  return {
    entity: metadata.name,
    table: shared?.table ?? metadata.tablePath,
    columns,
    primaryColumns: junction?.primaryColumns ?? shared?.primaryColumns ?? metadata.primaryColumns.map((column) => column.propertyPath),
    partitionKey: shared?.partitionKey ?? marked(decoratorRecords.partitionKeys),
    sortKey: shared?.sortKey ?? marked(decoratorRecords.sortKeys),
    indexes: [...declared, ...generated, ...[...ofChildren.map(indexDefinition), ...generatedOfChildren].map((index) => ({ ...index, partial: true }))],
    uniques: uniquesOf(metadata),
    timeToLive: marked(decoratorRecords.timesToLive),
    expiry: target === undefined ? undefined : recordsOf(decoratorRecords.timesToLive, target).at(-1)?.expiry,
    discriminatorValue: metadata.discriminatorValue,
    discriminatorValues: discriminates ? [metadata.discriminatorValue!, ...metadata.childEntityMetadatas.map((child) => child.discriminatorValue!)] : undefined,
    shared: shared?.shared,
    stream: shared?.shared?.table.stream ?? settings?.stream,
    tableTimeToLive: settings?.timeToLive,
    create: creatorOf(metadata),
    schemas: [...wholeSchemas(metadata.target, []), ...metadata.allEmbeddeds.flatMap((embedded) => wholeSchemas(embedded.type, embedded.propertyPath.split('.')))],
    keepUnknownAttributes: target !== undefined && recordsOf(decoratorRecords.keepUnknownAttributes, target).length > 0,
  }
}

function indexDefinition(record: IndexRecord): ModelDefinition['indexes'][number] {
  return { name: record.name, scope: record.scope, partitionKey: record.partitionKey, sortKey: record.sortKey, projection: record.projection, keys: record.keys, composition: record.composition }
}

function columnDefinition(column: ColumnMetadata, metadata: EntityMetadata, type: ColumnDefinition['type']): ColumnDefinition {
  return {
    path: column.propertyPath.split('.'),
    attribute: column.databaseName,
    type,
    container: type === 'set' && declaredAs(column) === Array ? 'Array' : undefined,
    nullable: column.isNullable || column.isDeleteDate,
    selected: column.isSelect,
    insertable: column.isInsert,
    updatable: column.isUpdate,
    transformers: [writtenAs(column).transformer ?? []].flat() as Transformer[],
    allowedValues: column.enum,
    generated: generatedOf(column),
    defaultValue: typeof column.default === 'function' ? undefined : column.default,
    computed: computedBy(column),
    schemas: schemasOf(column),
    propertyless: column.isVirtual && metadata.tableType !== 'junction',
    ofChild: metadata.childEntityMetadatas.some((child) => child.target === column.target),
    read: readerOf(column, metadata),
  }
}

/** What `@Validate()` says of a class: the entity's, or one that is embedded at a path. */
const wholeSchemas = (target: unknown, path: readonly string[]): WholeSchema[] =>
  (typeof target === 'function' ? recordsOf(decoratorRecords.validations, target as unknown as Constructor) : []).flatMap(({ property, schema, part }) => (property === undefined ? [{ path, schema, part }] : []))

function schemasOf(column: ColumnMetadata): ColumnDefinition['schemas'] {
  const schemas = (typeof column.target === 'function' ? recordsOf(decoratorRecords.validations, column.target as unknown as Constructor) : []).flatMap(({ property, schema }) => (property === column.propertyName ? [schema] : []))
  return schemas.length === 0 ? undefined : schemas
}

/** What `@Computed()` says of a column; in an embedded class its sources are those of the same object. */
function computedBy(column: ColumnMetadata): ColumnDefinition['computed'] {
  const record = typeof column.target === 'function' ? recordsOf(decoratorRecords.computed, column.target as unknown as Constructor).findLast((one) => one.property === column.propertyName) : undefined
  const prefix = column.propertyPath.slice(0, -column.propertyName.length)
  return record && { from: record.from.map((property) => `${prefix}${property}`), compute: record.compute }
}

function generatedOf(column: ColumnMetadata): GeneratedValue | undefined {
  if (column.isDiscriminator) return 'discriminator'
  if (column.isVersion) return 'version'
  if (column.isCreateDate) return 'create-date'
  if (column.isUpdateDate) return 'update-date'
  if (column.isDeleteDate) return 'delete-date'
  if (isNow(column.default)) return 'now'
  if (!column.isGenerated) return undefined
  return column.generationStrategy === 'increment' ? 'increment' : 'uuid'
}

/** The one SQL expression that means something here. */
const isNow = (value: unknown): boolean => typeof value === 'function' && /^(current_timestamp(\(\d*\))?|now\(\))$/i.test(String((value as () => unknown)()))

/** Foreign keys live in the related entity, also where they have a property, and a discriminator that no property has in the class. */
function readerOf(column: ColumnMetadata, metadata: EntityMetadata): ((entity: object) => unknown) | undefined {
  if (column.isDiscriminator && column.isVirtual) return () => metadata.discriminatorValue
  if (column.relationMetadata === undefined || metadata.tableType === 'junction') return undefined
  return (entity) => column.getEntityValue(entity as never) as unknown
}

function keyPaths(metadata: EntityMetadata, partitionKey: string | undefined, sortKey: string | undefined): string[] {
  const primary = metadata.primaryColumns.map((column) => column.propertyPath)
  const first = partitionKey ?? primary.find((path) => path !== sortKey)
  return [...primary.filter((path) => path === first), ...primary.filter((path) => path !== first)]
}

/** Instances of the entity, and of the classes embedded in it. */
function creatorOf(metadata: EntityMetadata): () => object {
  if (metadata.embeddeds.length === 0) return () => metadata.create() as object
  const embed = (holder: Record<string, unknown>, embeddeds: readonly EmbeddedMetadata[]): object => {
    for (const embedded of embeddeds) holder[embedded.propertyName] = embed(embedded.create() as Record<string, unknown>, embedded.embeddeds)
    return holder
  }
  return () => embed(metadata.create() as Record<string, unknown>, metadata.embeddeds)
}
