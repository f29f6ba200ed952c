import type { Capacity, ConsumedCapacity as Reported } from '@aws-sdk/client-dynamodb'
import { noCapacity, sumCapacity, type ConsumedCapacity } from '../vocabulary/ConsumedCapacity.js'
import { isReadStatement } from './executeStatement.js'

const reads: ReadonlySet<string> = new Set(['BatchGetItem', 'GetItem', 'Query', 'Scan', 'TransactGetItems'])

/** The units of one table in one answer: its own, and those of its indexes by name. */
export interface ConsumedByTable {
  readonly table: string
  readonly own: ConsumedCapacity
  readonly indexes: ReadonlyMap<string, ConsumedCapacity>
}

/** The units that one answer reports, over all of its tables; none where it reports none. */
export function consumedCapacity(action: string, input: object, output: object | undefined): ConsumedCapacity {
  const read = isRead(action, input)
  return reported(output).map((one) => unitsOf(read, one)).reduce(sumCapacity, noCapacity)
}

/** The units that one answer reports, by table and index; all as the table's own where the answer does not tell indexes apart. */
export function consumedByTable(action: string, input: object, output: object | undefined): ConsumedByTable[] {
  const read = isRead(action, input)
  return reported(output).map((one) => ({
    table: one.TableName ?? '',
    own: unitsOf(read, one.Table ?? one),
    indexes: new Map([...Object.entries(one.LocalSecondaryIndexes ?? {}), ...Object.entries(one.GlobalSecondaryIndexes ?? {})].map(([index, units]) => [index, unitsOf(read, units)])),
  }))
}

function reported(output: object | undefined): Reported[] {
  const given = (output as { readonly ConsumedCapacity?: Reported | readonly Reported[] } | undefined)?.ConsumedCapacity
  return given === undefined ? [] : ([given].flat() as Reported[])
}

function isRead(action: string, input: object): boolean {
  return reads.has(action) || (action === 'ExecuteStatement' && isReadStatement((input as { readonly Statement?: string }).Statement ?? ''))
}

function unitsOf(read: boolean, { CapacityUnits = 0, ReadCapacityUnits, WriteCapacityUnits }: Capacity): ConsumedCapacity {
  if (ReadCapacityUnits !== undefined || WriteCapacityUnits !== undefined) return { readUnits: ReadCapacityUnits ?? 0, writeUnits: WriteCapacityUnits ?? 0 }
  return read ? { readUnits: CapacityUnits, writeUnits: 0 } : { readUnits: 0, writeUnits: CapacityUnits }
}
