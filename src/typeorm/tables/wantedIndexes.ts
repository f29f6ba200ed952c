import type { Table, TableIndex } from 'typeorm'
import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import type { KeyAttribute } from '../../metadata/EntityModel.js'
import { keyAttributes } from '../../planner/keyAttributes.js'
import type { ExistingTable, TableIndex as WantedIndex } from '../../planner/TableDefinition.js'
import { attributeTypes } from '../../vocabulary/attributeTypes.js'
import { limits, tableNamePattern } from '../../vocabulary/limits.js'
import type { DynamoDriver } from '../DynamoDriver.js'
import { keyAttributeOf } from './keyAttributeOf.js'

export interface AskedIndexes {
  readonly table: Table | string
  readonly indices: readonly TableIndex[]
  /** The table as it is, where it is there. */
  readonly existing?: ExistingTable | undefined
}

/**
 * The global secondary indexes that TypeORM's descriptions ask for: the first column is the partition key, the others are the
 * sort key. An index without a name gets TypeORM's.
 *
 * @throws InvalidQueryError for a column of which nobody knows the type.
 * @throws UnsupportedError for indices that are unique, partial or of another kind.
 */
export function wantedIndexes(driver: DynamoDriver, { table, indices, existing }: AskedIndexes): WantedIndex[] {
  const tableName = typeof table === 'string' ? table : table.name
  return indices.map((index) => {
    index.name ??= driver.dataSource.namingStrategy.indexName(table, index.columnNames, index.where)
    const subject = `Table ${tableName}, index ${index.name}`
    if (index.isUnique) throw new UnsupportedError('constraints', subject)
    if (index.isSpatial || index.isFulltext || (index.where ?? '') !== '' || (index as { readonly type?: unknown }).type !== undefined) throw new UnsupportedError('indices of another kind', subject)
    if (!tableNamePattern.test(index.name)) throw new InvalidQueryError(`${subject}: an index name has 3 to 255 characters of a-z, A-Z, 0-9, _, . and -. Choose another.`, { path: tableName })
    const [partitionKey, ...sortKey] = index.columnNames.map((name) => keyAttribute(driver, { table, existing, subject }, name))
    if (partitionKey === undefined) throw new InvalidQueryError(`${subject}: it has no columns. Name the partition key, and then the sort key.`, { path: tableName })
    if (sortKey.length > limits.nativeKeyAttributes) throw new InvalidQueryError(`${subject}: it has ${index.columnNames.length} columns, and an index has a partition key and ${limits.nativeKeyAttributes} sort key attributes at most. Leave some out.`, { path: tableName })
    return { name: index.name, scope: 'global', partitionKey: [partitionKey], sortKey, projection: 'ALL' }
  })
}

/** DynamoDB wants the types of keys: of the given table's columns, of keys that the table has, or of entities that live there. */
function keyAttribute(driver: DynamoDriver, { table, existing, subject }: Pick<AskedIndexes, 'table' | 'existing'> & { readonly subject: string }, name: string): KeyAttribute {
  const tableName = typeof table === 'string' ? table : table.name
  const column = typeof table === 'string' ? undefined : table.columns.find((one) => one.name === name)
  if (column !== undefined) return keyAttributeOf(tableName, column)
  const known = existing === undefined ? undefined : keyAttributes(existing, existing.indexes).find((one) => one.name === name)
  if (known !== undefined) return known
  for (const { model } of driver.storesOf(tableName)) {
    const type = model.attributeByName.get(name)?.type
    if (type !== undefined && attributeTypes[type].key) return { name, wire: attributeTypes[type].wire as KeyAttribute['wire'] }
    if (model.composed.some((composed) => composed.name === name)) return { name, wire: 'S' }
  }
  throw new InvalidQueryError(`${subject}: nobody knows the type of the column ${name}. Pass a Table whose columns name it in place of the table's name.`, { path: `${tableName}.${name}` })
}
