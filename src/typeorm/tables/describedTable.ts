import { Table } from 'typeorm'
import { indexKey, keyAttributes, primaryKey } from '../../planner/keyAttributes.js'
import type { ExistingTable } from '../../planner/TableDefinition.js'
import type { KeyWireType } from '../../vocabulary/attributeTypes.js'

/** The column type that stands for what a key is stored as. */
const typeOf: Readonly<Record<KeyWireType, string>> = { S: 'string', N: 'number', B: 'binary' }

/** What DynamoDB says of a table in TypeORM's form. The columns are those that are keys, of the table or of an index: it knows no others. */
export function describedTable(existing: ExistingTable): Table {
  const indexes = existing.indexes.filter((index) => index.status !== 'DELETING')
  const keys = new Map(keyAttributes(existing, indexes).map((key) => [key.name, key]))
  const primary = new Set(primaryKey(existing).map(({ name }) => name))
  return new Table({
    name: existing.name,
    columns: [...keys.values()].map(({ name, wire }) => ({ name, type: typeOf[wire], isPrimary: primary.has(name), isNullable: !primary.has(name) })),
    indices: indexes.map((index) => ({ name: index.name, columnNames: indexKey(index).map(({ name }) => name) })),
  })
}
