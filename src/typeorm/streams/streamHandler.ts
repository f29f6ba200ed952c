import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm'
import type { StreamViewType } from '../../vocabulary/StreamViewType.js'
import { getConnection } from '../datasourceManager.js'
import type { DynamoDriver } from '../DynamoDriver.js'
import { handleRecords, type Handling } from './handleRecords.js'
import { entriesOf, type StreamsGiven } from './entriesOf.js'
import { routesOf, type StreamEntry } from './routesOf.js'
import type { StreamSubscriberSource, SubscriberSettings } from './subscriberEntries.js'
import type { StreamHandlers } from './StreamHandlers.js'

export interface StreamHandlerOptions {
  /** Where the entities are read from: what is given, or what opens it; by default the data source named `default`. */
  readonly dataSource?: DataSource | (() => Promise<DataSource> | DataSource) | undefined
  /** What is done with a record that is of none of the entities, or that cannot be read. Without it the former are passed over, and the latter fail. */
  readonly onUnknown?: Handling['onUnknown']
}

/** What Lambda is told: from the first of these on, it hands the records out again. */
export interface StreamBatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[]
}

export type LambdaStreamHandler = (event: { readonly Records: readonly unknown[] }) => Promise<StreamBatchResponse>

/**
 * A Lambda handler for the stream of a table: each change as a typed record, with entities as the application knows them. A record
 * whose handler throws is reported alone (`ReportBatchItemFailures`), with the later ones of the same entity.
 *
 * @throws InvalidQueryError for handlers that do nothing, or for both `onRecord` and `onBatch`.
 * @example
 * ```ts
 * export const handler = streamHandler(Order, {
 *   onRecord: async ({ record }) => { if (record.eventName === 'INSERT') await confirm(record.new!) },
 * })
 * ```
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export function streamHandler<Entity extends ObjectLiteral, const View extends StreamViewType = 'NEW_AND_OLD_IMAGES', Result = unknown>(target: EntityTarget<Entity>, handlers: StreamHandlers<Entity, View, Result> & StreamHandlerOptions): LambdaStreamHandler
/** The same for several entities, by names of your own. */
export function streamHandler<Entities extends Readonly<Record<string, ObjectLiteral>>>(entries: { readonly [Name in keyof Entities]: StreamEntry<Entities[Name]> }, options?: StreamHandlerOptions): LambdaStreamHandler
/** The same for subscribers: classes with `@StreamSubscriber()`, and entities with `@OnExpire()`. */
export function streamHandler(subscribers: readonly StreamSubscriberSource[], options?: StreamHandlerOptions & SubscriberSettings): LambdaStreamHandler
export function streamHandler(given: StreamsGiven, options: object = {}): LambdaStreamHandler {
  const entries = entriesOf(given, options)
  const { dataSource, onUnknown } = options as StreamHandlerOptions
  let handling: Promise<Handling> | undefined
  return async ({ Records: records }) => {
    handling ??= prepare(entries, { dataSource, onUnknown })
    const current = handling
    // What could not be opened is opened by the next call.
    current.catch(() => (handling = undefined))
    const failed = await handleRecords(await current, records)
    return { batchItemFailures: [...failed.keys()].map((itemIdentifier) => ({ itemIdentifier })) }
  }
}

async function prepare(entries: readonly StreamEntry[], { dataSource, onUnknown }: StreamHandlerOptions): Promise<Handling> {
  const source = dataSource === undefined ? getConnection() : typeof dataSource === 'function' ? await dataSource() : dataSource
  const driver = source.driver as unknown as DynamoDriver
  return { driver, onUnknown, routes: routesOf(driver, entries) }
}
