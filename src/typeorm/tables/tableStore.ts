import type { EntityMetadata } from 'typeorm'
import { compileCodec } from '../../codec/compileCodec.js'
import { TableNotFoundError } from '../../errors/TableNotFoundError.js'
import { compileModel } from '../../metadata/compileModel.js'
import type { AttributeModel } from '../../metadata/EntityModel.js'
import type { ColumnDefinition, ModelDefinition } from '../../metadata/ModelDefinition.js'
import { keyAttributes, primaryKey } from '../../planner/keyAttributes.js'
import type { ExistingTable } from '../../planner/TableDefinition.js'
import { describeTable } from '../../schema/describeTable.js'
import type { AttributeTypeName } from '../../vocabulary/attributeTypes.js'
import type { DynamoDriver } from '../DynamoDriver.js'
import type { EntityStore } from '../EntityStore.js'

const typeOf = { S: 'string', N: 'number', B: 'binary' } as const

/** A table as DynamoDB describes it, which is asked once. @throws TableNotFoundError where there is none. */
export async function describedOnce(driver: DynamoDriver, table: string): Promise<ExistingTable> {
  const known = driver.describedTables.get(table)
  if (known !== undefined) return known
  const existing = await describeTable(driver.sender, table, { timeToLive: false })
  if (existing === undefined) throw new TableNotFoundError(table)
  driver.describedTables.set(table, existing)
  return existing
}

/**
 * Stands in for an entity where a builder names a table that none has, as TypeORM's migrations do: keys have the types that
 * DynamoDB knows, every other name is an attribute of any type. A number that is the whole key is drawn where none is given.
 *
 * @param named what is written, by name
 */
export async function tableStore(driver: DynamoDriver, table: string, named: readonly string[]): Promise<EntityStore> {
  const existing = await describedOnce(driver, table)
  const model = compileModel(definitionOf(existing, named))
  const attributes = new AnyAttributes(table, model.attributeByName)
  const metadata = { name: table, tableName: table, tablePath: table, relations: [], eagerRelations: [], findRelationWithPropertyPath: () => undefined, findEmbeddedWithPropertyPath: () => undefined }
  return {
    metadata: metadata as unknown as EntityMetadata,
    model: { ...model, attributeByName: attributes, attributeByProperty: attributes },
    codec: compileCodec(model),
    children: new Map(),
    readAlone: new WeakMap(),
    ofMigrations: table === (driver.options.migrationsTableName ?? 'migrations'),
  }
}

function definitionOf(existing: ExistingTable, named: readonly string[]): ModelDefinition {
  const indexes = existing.indexes.filter((index) => index.status === 'ACTIVE')
  const types = new Map<string, AttributeTypeName>()
  for (const name of [...named, ...indexes.flatMap(({ projection }) => (typeof projection === 'string' ? [] : projection))]) types.set(name, 'json')
  for (const { name, wire } of keyAttributes(existing, indexes)) types.set(name, typeOf[wire])
  const primary = primaryKey(existing).map(({ name }) => name)
  const isCounted = existing.sortKey === undefined && existing.partitionKey.wire === 'N'
  return {
    entity: `Table ${existing.name}`,
    table: existing.name,
    columns: [...types].map(([name, type]): ColumnDefinition => ({ ...columnOf(name, type), nullable: !primary.includes(name), generated: isCounted && primary.includes(name) ? 'increment' : undefined })),
    primaryColumns: primary,
    indexes: indexes.map(({ name, scope, partitionKey, sortKey, projection }) => ({
      name, scope, projection, partitionKey: partitionKey.map((key) => key.name), sortKey: sortKey.map((key) => key.name), keys: 'native', composition: 'ordered',
    })),
    create: () => ({}),
    keepUnknownAttributes: true,
  }
}

function columnOf(name: string, type: AttributeTypeName): ColumnDefinition {
  return { path: [name], attribute: name, type, nullable: true, selected: true, insertable: true, updatable: true, transformers: [] }
}

/** The attributes of a table: what is not a key may have any name but a path. */
class AnyAttributes extends Map<string, AttributeModel> {
  constructor(private readonly table: string, known: ReadonlyMap<string, AttributeModel>) {
    super()
    for (const [name, attribute] of known) this.set(name, attribute)
  }

  override get(name: string): AttributeModel | undefined {
    const known = super.get(name)
    if (known !== undefined || !/^[\w#$-]+$/.test(name)) return known
    return { ...columnOf(name, 'json'), name, property: name, subject: `${this.table}.${name}`, keyOf: [], requiredBy: [] }
  }
}
