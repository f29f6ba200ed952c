import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm'
import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import { memoryLedger } from '../../streams/memoryLedger.js'
import { sdkStreamReader } from '../../streams/sdkStreamReader.js'
import { startWorker } from '../../streams/startWorker.js'
import { tableLedger } from '../../streams/tableLedger.js'
import { systemClock, type WorkerClock } from '../../streams/WorkerClock.js'
import type { StreamViewType } from '../../vocabulary/StreamViewType.js'
import type { DynamoDriver } from '../DynamoDriver.js'
import { makeBookkeepingTable } from '../makeBookkeepingTable.js'
import { existingStream } from './existingStream.js'
import { handleRecords, type Handling, type StreamRoute } from './handleRecords.js'
import { entriesOf, type StreamsGiven } from './entriesOf.js'
import { routesOf, type StreamEntry } from './routesOf.js'
import type { StreamSubscriberSource, SubscriberSettings } from './subscriberEntries.js'
import type { StreamHandlers } from './StreamHandlers.js'

/** A record that a listener has given up. */
export interface StreamLoss {
  /** As the stream has it. */
  readonly record: unknown
  /** What its handler has thrown the last time; undefined where `onBatch` has named it. */
  readonly error: unknown
  readonly table: string
}

export interface ListenOptions {
  /** Where a consumer begins that has no checkpoints yet: with what comes from now on, or with the oldest change that the stream has, of a day at most. */
  readonly from: 'latest' | 'trim_horizon'
  /** Whether checkpoints and leases are kept in the bookkeeping table: true where not given. Without them each listener sees everything, and each start is the first. */
  readonly checkpoints?: boolean | undefined
  /** Tells those apart who each want all changes: the names of the entities, or their `consumer`, where not given. Listeners of one name share the work. */
  readonly consumer?: string | undefined
  /** How often one record is tried before it is given up: 10 times where not given. */
  readonly attempts?: number | undefined
  /** Takes what is given up. Without it the listener ends there, with the error. */
  readonly onFailure?: ((loss: StreamLoss) => Promise<void> | void) | undefined
  /** Told when changes have been deleted from the stream, after their day, before they were read: the log is, where not given. */
  readonly onTrimmed?: ((given: { readonly table: string; readonly shard: string }) => void) | undefined
  /** Told what has ended the listener. Without it `finished` must be waited for. */
  readonly onError?: ((error: unknown) => void) | undefined
  /** What is done with a record that is of none of the entities, or that cannot be read. Without it the former are passed over, and the latter fail. */
  readonly onUnknown?: Handling['onUnknown']
  /** Records of a request at most: 100 where not given, 1000 at most. */
  readonly batchSize?: number | undefined
  /** Milliseconds between two looks at a shard where nothing new has come: 1000 where not given. */
  readonly pollMilliseconds?: number | undefined
  /** Milliseconds after which the shards of a listener that has died are taken over: 30,000 where not given. */
  readonly leaseMilliseconds?: number | undefined
  /** The clock, for tests. */
  readonly clock?: WorkerClock | undefined
}

export interface StreamListener {
  /** Ends when the listener has stopped; fails with what has ended it. */
  readonly finished: Promise<void>
  /** Finishes the records in hand, writes down how far it came, and gives its shards back. Fails as `finished` does. */
  stop(): Promise<void>
}

/** A data source's streams. */
export interface DataSourceStreams {
  /**
   * Hands each change of an entity's table to handlers, as `streamHandler` does, in a process of your own. Ready when it ends: what is
   * written from then on is handed out. It needs the package `@aws-sdk/client-dynamodb-streams`.
   *
   * Costs: one DescribeTable, then a DescribeStream and a BatchGetItem each third of `leaseMilliseconds`, a GetRecords for each look at a shard, and an UpdateItem for each that has records and each third of `leaseMilliseconds`; one read unit per shard for a BatchGetItem, one write unit for an UpdateItem, no units without `checkpoints`.
   *
   * @throws DynamoOrmError where the table has no stream, or the package is not installed.
   * @example
   * ```ts
   * const listener = await dataSource.streams.listen(Order, { onRecord: ({ record }) => notify(record.new) }, { from: 'latest' })
   * process.once('SIGTERM', () => listener.stop())
   * await listener.finished
   * ```
   */
  listen<Entity extends ObjectLiteral, const View extends StreamViewType = 'NEW_AND_OLD_IMAGES', Result = unknown>(target: EntityTarget<Entity>, handlers: StreamHandlers<Entity, View, Result>, options: ListenOptions): Promise<StreamListener>
  /** The same for several entities, by names of your own. */
  listen<Entities extends Readonly<Record<string, ObjectLiteral>>>(entries: { readonly [Name in keyof Entities]: StreamEntry<Entities[Name]> }, options: ListenOptions): Promise<StreamListener>
  /** The same for subscribers: classes with `@StreamSubscriber()`, and entities with `@OnExpire()`. */
  listen(subscribers: readonly StreamSubscriberSource[], options: ListenOptions & SubscriberSettings): Promise<StreamListener>
}

/** What `dataSource.streams` is. */
export const streamsOf = (dataSource: DataSource): DataSourceStreams => ({
  // An entity has its handlers in between.
  listen: (given: StreamsGiven, second: object, options?: ListenOptions) => listenToStreams(dataSource, entriesOf(given, second), options ?? (second as ListenOptions)),
})

/** Listens to the streams of the tables of some entities: a worker for each table. */
async function listenToStreams(dataSource: DataSource, entries: readonly StreamEntry[], options: ListenOptions): Promise<StreamListener> {
  checkOptions(options)
  const driver = dataSource.driver as unknown as DynamoDriver
  const byTable = new Map<string, StreamRoute[]>()
  for (const route of routesOf(driver, entries)) {
    const { table } = route.store.model
    byTable.set(table, [...(byTable.get(table) ?? []), route])
  }
  const started = await Promise.allSettled([...byTable.values()].map((routes) => listenToTable(driver, routes, options)))
  const workers = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const stop = (): void => workers.forEach((one) => void one.stop().catch(() => undefined))
  const failed = started.find((one) => one.status === 'rejected')
  if (failed !== undefined) {
    stop()
    throw failed.reason
  }
  // One that fails ends the others.
  workers.forEach((one) => void one.finished.catch(stop))
  const finished = Promise.allSettled(workers.map((one) => one.finished)).then((ends) => {
    driver.listeners.delete(listener)
    const end = ends.find((one) => one.status === 'rejected')
    if (end !== undefined) throw end.reason
  })
  const { onError } = options
  if (onError !== undefined) finished.catch(onError)
  const listener: StreamListener = {
    finished,
    stop: () => {
      stop()
      return finished
    },
  }
  driver.listeners.add(listener)
  return listener
}

async function listenToTable(driver: DynamoDriver, routes: readonly StreamRoute[], options: ListenOptions): Promise<StreamListener> {
  const { from, checkpoints = true, attempts = 10, onFailure, onUnknown, batchSize = 100, pollMilliseconds = 1000, leaseMilliseconds = 30_000, clock = systemClock } = options
  const { table, streamArn } = await existingStream(driver, routes[0]!.store)
  const handling: Handling = { driver, routes, table, consumer: options.consumer, onUnknown }
  const consumer = options.consumer ?? routes.map(({ store, handlers }) => handlers.consumer ?? store.metadata.name).toSorted().join(' ')
  const makeTable = (): Promise<void> => makeBookkeepingTable(driver.sender, driver.bookkeepingTable)
  const warn = (message: string): void => driver.dataSource.logger.log('warn', message)
  const worker = await startWorker({
    table, clock, from, attempts, pollMilliseconds, leaseMilliseconds, warn,
    reader: await sdkStreamReader(driver.openClient(), { streamArn, batchSize }),
    ledger: checkpoints ? tableLedger({ sender: driver.sender, table: driver.bookkeepingTable, makeTable, consumer, of: table, now: clock.now }) : memoryLedger(),
    deliver: (records) => handleRecords(handling, records),
    onLoss: onFailure === undefined ? undefined : async (loss) => onFailure({ ...loss, table }),
    onTrimmed: (shard) => (options.onTrimmed === undefined ? warn(`The stream of the table ${table}: changes of the shard ${shard} were deleted before they were read. Reading goes on with the oldest that is there.`) : options.onTrimmed({ table, shard })),
  })
  // It may fail while others are still being started; what ends all of them tells it.
  worker.finished.catch(() => undefined)
  return worker
}

/** The numbers that have a least value, and those that have a most. */
const bounds = { attempts: [1, Infinity], batchSize: [1, 1000], pollMilliseconds: [0, Infinity], leaseMilliseconds: [1, Infinity] } as const

function checkOptions(options: ListenOptions): void {
  if (!['latest', 'trim_horizon'].includes(options.from)) throw new InvalidQueryError('streams.listen(): from says where a new consumer begins. Use latest or trim_horizon.', { code: 'stream.options' })
  for (const [name, [least, most]] of Object.entries(bounds)) {
    const given = options[name as keyof typeof bounds]
    if (given !== undefined && !(given >= least && given <= most)) throw new InvalidQueryError(`streams.listen(): ${name} is out of range. Give a number from ${least}${most === Infinity ? '' : ` to ${most}`}.`, { code: 'stream.options', path: name })
  }
}
