import type { KeyAttribute } from '../metadata/EntityModel.js'
import type { TableDefinition, TableIndex } from './TableDefinition.js'

type Keyed = Pick<TableDefinition, 'partitionKey' | 'sortKey'>

/** The attributes of the keys of a table and of its indexes, as often as they are mentioned. */
export function keyAttributes(table: Keyed, indexes: readonly TableIndex[]): KeyAttribute[] {
  return [...primaryKey(table), ...indexes.flatMap(indexKey)]
}

/** Partition key first. */
export function primaryKey(table: Keyed): KeyAttribute[] {
  return table.sortKey === undefined ? [table.partitionKey] : [table.partitionKey, table.sortKey]
}

/** Partition key first. */
export function indexKey(index: TableIndex): KeyAttribute[] {
  return [...index.partitionKey, ...index.sortKey]
}

/** A key in a message: `` `lastName` (S) and `age` (N) ``, in order. */
export function keyText(key: readonly KeyAttribute[]): string {
  return key.map(({ name, wire }) => `\`${name}\` (${wire})`).join(' and ')
}

/** Whether two keys, or the lack of them, are the same attributes of the same types in the same order. */
export function sameKey(a: readonly KeyAttribute[], b: readonly KeyAttribute[]): boolean {
  return keyText(a) === keyText(b)
}
