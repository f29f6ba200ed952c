import type { Table, TableColumn } from 'typeorm'
import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import type { TableDefinition } from '../../planner/TableDefinition.js'
import { tableNamePattern } from '../../vocabulary/limits.js'
import type { DynamoDriver } from '../DynamoDriver.js'
import { keyAttributeOf } from './keyAttributeOf.js'
import { wantedIndexes } from './wantedIndexes.js'

export interface WantedParts {
  readonly createForeignKeys: boolean
  readonly createIndices: boolean
}

/**
 * The table that TypeORM's description of one asks for: the primary columns are the partition key and the sort key, in that
 * order, and the indices are global secondary indexes. Other columns need no declaration.
 *
 * @throws InvalidQueryError for keys that DynamoDB cannot have.
 * @throws UnsupportedError for constraints and defaults, which nobody would keep.
 */
export function wantedTable(driver: DynamoDriver, table: Table, { createForeignKeys, createIndices }: WantedParts): TableDefinition {
  const { name } = table
  if (!tableNamePattern.test(name)) throw new InvalidQueryError(`Table ${name}: a table name has 3 to 255 characters of a-z, A-Z, 0-9, _, . and -. Choose another.`, { path: name })
  refuseWhatNobodyKeeps(table, createForeignKeys)
  const [partitionKey, sortKey, ...more] = table.primaryColumns.map((column) => keyAttributeOf(name, column))
  if (partitionKey === undefined) throw new InvalidQueryError(`Table ${name}: it has no primary column. Mark the partition key, and then the sort key, with isPrimary.`, { path: name })
  if (more.length > 0) throw new InvalidQueryError(`Table ${name}: it has ${more.length + 2} primary columns, and a table has two key attributes at most. Keep the partition key and the sort key.`, { path: name })
  return { name, partitionKey, sortKey, indexes: createIndices ? wantedIndexes(driver, { table, indices: table.indices }) : [] }
}

function refuseWhatNobodyKeeps(table: Table, createForeignKeys: boolean): void {
  const { name, columns } = table
  const column = (holds: (one: TableColumn) => unknown): string | undefined => columns.find(holds)?.name
  const unique = column((one) => one.isUnique)
  if (unique !== undefined) throw new UnsupportedError('constraints', `${name}.${unique}`)
  if (table.uniques.length > 0 || table.checks.length > 0 || table.exclusions.length > 0 || (createForeignKeys && table.foreignKeys.length > 0)) throw new UnsupportedError('constraints', `Table ${name}`)
  const computed = column((one) => one.default !== undefined && one.default !== null) ?? column((one) => one.asExpression !== undefined) ?? column((one) => one.onUpdate !== undefined)
  if (computed !== undefined) throw new UnsupportedError('values that a table fills in', `${name}.${computed}`)
  if (table.comment !== undefined) throw new UnsupportedError('comments on tables and columns', `Table ${name}`)
}
