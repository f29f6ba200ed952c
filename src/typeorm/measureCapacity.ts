import type { DataSource } from 'typeorm'
import { CapacityMeter } from '../client/CapacityMeter.js'
import { underMeter } from '../client/measuring.js'
import { DynamoOrmError } from '../errors/DynamoOrmError.js'
import type { CapacityReport } from '../vocabulary/CapacityReport.js'

/** What work has given, and what it has cost. */
export interface Measured<T> {
  readonly result: T
  readonly capacity: CapacityReport
}

/**
 * Runs work and tells the capacity units that its requests to this data source have consumed, by operation, table and index.
 * Only what the work waits for is counted: what it leaves running is not, once it has ended. Measures may stand in one another
 * and run side by side. What is asked through `getDocumentClient()` is not counted.
 *
 * If the work throws, so does this.
 *
 * @throws DynamoOrmError when the data source is not one of DynamoDB.
 * @example
 * ```ts
 * const { result, capacity } = await measureCapacity(dataSource, () => users.find({ where: { age: '42' } }))
 * console.log(capacity.readUnits, capacity.tables.user.indexes.ageIndex)
 * ```
 */
export async function measureCapacity<T>(dataSource: DataSource, work: () => Promise<T> | T): Promise<Measured<T>> {
  if ((dataSource.options.type as string) !== 'dynamodb') throw new DynamoOrmError(`measureCapacity: a data source of type "${dataSource.options.type}" consumes no capacity units. Give one of type dynamodb.`, { code: 'capacity.dataSource' })
  const meter = new CapacityMeter()
  try {
    const result = await underMeter(meter, dataSource, work)
    return { result, capacity: meter.report() }
  } finally {
    meter.close()
  }
}
