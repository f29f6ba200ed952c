import type { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import type { EntitySchema, Logger, LoggerOptions, MixedList, NamingStrategyInterface } from 'typeorm'
import type { TransactionLevel } from './isolation.js'

/**
 * What a data source is told. Every option has a default: with none at all it reads DYNAMO_ENDPOINT, DYNAMO_REGION,
 * AWS_REGION and DEFAULT_AWS_REGION and leaves credentials to the AWS SDK.
 */
export interface DynamoDataSourceOptions {
  readonly type?: 'dynamodb'
  /** Name of the data source: `default` where not given. */
  readonly name?: string
  /** Classes, schemas, or globs of files that export them. */
  readonly entities?: MixedList<Function | string | EntitySchema>
  readonly subscribers?: MixedList<Function | string>
  readonly migrations?: MixedList<Function | string>
  readonly migrationsTableName?: string
  readonly migrationsTransactionMode?: 'all' | 'none' | 'each'
  readonly migrationsRun?: boolean
  /** Makes missing tables and indexes when the data source opens. Deletes nothing. */
  readonly synchronize?: boolean
  /** Deletes the tables of the entities when the data source opens. */
  readonly dropSchema?: boolean
  /** With `synchronize`: deletes indexes that no entity has. False where not given. */
  readonly dropExtraIndexes?: boolean
  /** Put in front of every table name. */
  readonly entityPrefix?: string
  readonly entitySkipConstructor?: boolean
  readonly namingStrategy?: NamingStrategyInterface
  readonly logging?: LoggerOptions
  readonly logger?: 'advanced-console' | 'simple-console' | 'formatted-console' | 'file' | 'debug' | Logger
  /** Milliseconds beyond which a request is logged as slow, whatever `logging` says. */
  readonly maxQueryExecutionTime?: number
  /** Capacity units beyond which a request is logged as a warning, index units included. */
  readonly maxRequestUnits?: number
  /** What undefined and null in a where mean: as in the TypeORM line that is installed. */
  readonly invalidWhereValuesBehavior?: { readonly null?: 'ignore' | 'sql-null' | 'throw'; readonly undefined?: 'ignore' | 'throw' }
  /** For a client of the data source's own, which is closed with it. */
  readonly clientConfig?: DynamoDBClientConfig
  /** A client of yours: used as it is, and left open. */
  readonly client?: DynamoDBClient
  readonly region?: string
  readonly endpoint?: string
  /** Whether spans are made where `@opentelemetry/api` is installed: true where not given. */
  readonly tracing?: boolean
  /** What happens to a find that reads a whole table: `warn` where not given. */
  readonly scans?: 'allow' | 'warn' | 'refuse'
  /** `join` (where not given): relations in the partition of what is found are read with it, by one Query. `query`: each by requests of its own. */
  readonly relationLoadStrategy?: 'join' | 'query'
  /**
   * Seals the cursors of pages (AES-256-GCM), so that key values don't show in URLs: 32 characters or more. Of several, the
   * first seals, and all open.
   */
  readonly cursorSecret?: string | readonly string[]
  /** Name of the driver's own table, for counters and for what keeps columns unique: `typeorm_dynamodb` where not given. */
  readonly bookkeepingTable?: string
  /**
   * How often, and for how long, a transaction is sent while conflicts, throttling, and changes of what only the driver relies on are
   * all that hinders it, and a single write while a transaction is changing its item: 8 times, and
   * planned again 20 times, without end of time, where not given.
   */
  readonly transactionRetry?: { readonly attempts?: number; readonly totalMilliseconds?: number }
  /** The level of transactions that are started without one: `READ COMMITTED` where not given. */
  readonly isolationLevel?: TransactionLevel
  /** Leaves typeorm-transactional alone. */
  readonly disableTransactions?: boolean
  /** Name under which typeorm-transactional knows the data source: its `name` where not given. */
  readonly transactionManagerName?: string
}
