import type { ConsumedCapacity as Reported } from '@aws-sdk/client-dynamodb'
import { noCapacity, sumCapacity, type ConsumedCapacity } from '../vocabulary/ConsumedCapacity.js'

const reads: ReadonlySet<string> = new Set(['BatchGetItem', 'GetItem', 'Query', 'Scan'])

/** The units that one answer reports, over all of its tables; none where it reports none. */
export function consumedCapacity(action: string, output: object | undefined): ConsumedCapacity {
  const reported = (output as { readonly ConsumedCapacity?: Reported | readonly Reported[] } | undefined)?.ConsumedCapacity
  if (reported === undefined) return noCapacity
  return [reported].flat().map((one) => unitsOf(action, one as Reported)).reduce(sumCapacity, noCapacity)
}

function unitsOf(action: string, { CapacityUnits = 0, ReadCapacityUnits, WriteCapacityUnits }: Reported): ConsumedCapacity {
  if (ReadCapacityUnits !== undefined || WriteCapacityUnits !== undefined) return { readUnits: ReadCapacityUnits ?? 0, writeUnits: WriteCapacityUnits ?? 0 }
  return reads.has(action) ? { readUnits: CapacityUnits, writeUnits: 0 } : { readUnits: 0, writeUnits: CapacityUnits }
}
