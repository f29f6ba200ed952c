import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm'
import { streamConditions } from '../criteria/fromStreamFilter.js'
import { getConnection } from '../datasourceManager.js'
import type { DynamoDriver } from '../DynamoDriver.js'
import { existingStream, type ExistingStream } from './existingStream.js'
import { filterCriteria, type DescribedFilter } from './filterCriteria.js'
import type { StreamFilter } from './StreamHandlers.js'

/** What a deployment must know to call a handler with the stream of an entity's table. */
export interface DescribedStream extends DescribedFilter, ExistingStream {
  /** What the handler's role must be allowed to do, on the stream. */
  readonly actions: readonly string[]
  /** For the event source mapping, so that records fail one by one. */
  readonly functionResponseTypes: readonly ['ReportBatchItemFailures']
}

export interface DescribeStreamOptions<Entity> {
  /** The handler's filter, to be printed for the event source mapping. */
  readonly filter?: StreamFilter<Entity> | readonly StreamFilter<Entity>[] | undefined
  /** By default the data source named `default`. */
  readonly dataSource?: DataSource | undefined
}

/**
 * The stream of an entity's table, as a deployment needs it: for an event source mapping, and for the policy of its role.
 *
 * Costs: one DescribeTable; nothing.
 *
 * @throws TableNotFoundError where there is no such table, and DynamoOrmError where it has no stream.
 * @example `const { streamArn, filterCriteria } = await describeStream(Order, { filter: { eventName: 'INSERT' } })`
 */
export async function describeStream<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, { filter, dataSource = getConnection() }: DescribeStreamOptions<Entity> = {}): Promise<DescribedStream> {
  const driver = dataSource.driver as unknown as DynamoDriver
  const store = driver.store(dataSource.getMetadata(target))
  const stream = await existingStream(driver, store)
  return {
    ...stream,
    actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
    functionResponseTypes: ['ReportBatchItemFailures'],
    ...filterCriteria(store.model, streamConditions(store, filter, driver.options), stream.viewType),
  }
}
