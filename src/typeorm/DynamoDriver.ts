import type { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { type DataSource, type EntityMetadata, type ObjectLiteral, type QueryRunner, type ReplicationMode, type Table } from 'typeorm'
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js'
import type { PatienceOptions } from '../client/backoff.js'
import { cursorSeal, openCursors, type CursorSeal } from '../client/cursorSeal.js'
import { documentClient } from '../client/documentClient.js'
import { makeClient } from '../client/makeClient.js'
import { loadOpenTelemetry } from '../client/openTelemetry.js'
import type { Sender } from '../client/Sender.js'
import { Tracing } from '../client/Tracing.js'
import { compileCodec } from '../codec/compileCodec.js'
import { ModelError } from '../errors/ModelError.js'
import { compileModels } from '../metadata/compileModel.js'
import type { EntityModel } from '../metadata/EntityModel.js'
import type { ModelDefinition } from '../metadata/ModelDefinition.js'
import type { ExistingTable } from '../planner/TableDefinition.js'
import { tableDefinitions } from '../planner/tableDefinitions.js'
import type { DynamoDataSourceOptions } from './DynamoDataSourceOptions.js'
import { dependentsOf, ownerKey, type Dependent } from './dependents.js'
import { announcingSender } from './announcingSender.js'
import { DynamoEntityManager } from './DynamoEntityManager.js'
import { DynamoQueryRunner } from './DynamoQueryRunner.js'
import { DynamoSchemaBuilder } from './DynamoSchemaBuilder.js'
import type { EntityStore } from './EntityStore.js'
import { isolationLevels } from './isolation.js'
import { checkOptions } from './checkOptions.js'
import { makeSender } from './makeSender.js'
import { tableNamePattern } from '../vocabulary/limits.js'
import { comparedAs } from './model/comparedAs.js'
import { columnTypes, declaredTypes } from './model/columnTypes.js'
import { definitionOf } from './model/definitionOf.js'
import { membership, membershipFaults } from './model/membership.js'
import type { NextNumber } from './generateValues.js'
import { nextNumber } from './nextNumber.js'
import { nullSender } from './nullSender.js'
import { DynamoRelationLoader } from './relations/DynamoRelationLoader.js'
import { constraintsOf, uniquesByTable, type TableUniques } from '../transactions/touchedUniques.js'
import type { StreamListener } from './streams/listenToStreams.js'
import { traceOperations } from './traceOperations.js'
import type { WriteContext } from './WriteContext.js'

const names = [...columnTypes.keys()]

/** What TypeORM asks of a driver, answered for DynamoDB. */
export class DynamoDriver {
  readonly options: DynamoDataSourceOptions
  readonly isReplicated = false
  readonly treeSupport = false
  readonly transactionSupport = 'nested'
  /** Faults in column types are reported by `afterConnect()`, all at once; here everything passes. */
  readonly supportedDataTypes = names
  readonly supportedIsolationLevels = isolationLevels
  readonly supportedUpsertTypes = ['on-conflict-do-update']
  readonly supportedOnDeleteTypes = undefined
  readonly dataTypeDefaults = {}
  readonly spatialTypes = []
  readonly withLengthColumnTypes = names
  readonly withPrecisionColumnTypes = names
  readonly withScaleColumnTypes = names
  readonly maxAliasLength = undefined
  readonly cteCapabilities = { enabled: false }
  readonly mappedDataTypes = {
    createDate: 'datetime', createDateDefault: 'CURRENT_TIMESTAMP', updateDate: 'datetime', updateDateDefault: 'CURRENT_TIMESTAMP',
    deleteDate: 'datetime', deleteDateNullable: true, version: 'number', treeLevel: 'number', migrationId: 'number', migrationName: 'string',
    migrationTimestamp: 'bigint', cacheId: 'number', cacheIdentifier: 'string', cacheTime: 'bigint', cacheDuration: 'number',
    cacheQuery: 'string', cacheResult: 'string', metadataType: 'string', metadataDatabase: 'string', metadataSchema: 'string',
    metadataTable: 'string', metadataName: 'string', metadataValue: 'string',
  } as const

  /** The clock of this data source, by which dates are filled in and items expire. */
  now: () => Date = () => new Date()
  /** Sends every request of this data source. */
  sender: Sender = nullSender
  /** What makes the cursors of pages unreadable, where a secret is given. */
  cursors: CursorSeal = openCursors
  /** Makes spans; undefined where OpenTelemetry's API is not installed, or not wanted. */
  tracing: Tracing | undefined
  /** Writes outside of any transaction. */
  readonly outside: WriteContext = { driver: this, isTransactionActive: false }
  /** Tables without entities, as DynamoDB has described them. */
  readonly describedTables = new Map<string, ExistingTable>()
  /** What listens to streams, and ends with the data source. */
  readonly listeners = new Set<StreamListener>()
  private client: DynamoDBClient | undefined
  private documentClient: DynamoDBDocumentClient | undefined
  private dependentsByOwner: ReadonlyMap<string, readonly Dependent[]> = new Map()
  private uniquesByTable: ReadonlyMap<string, TableUniques> = new Map()
  private readonly stores = new Map<EntityMetadata, EntityStore>()

  constructor(readonly dataSource: DataSource) {
    this.options = dataSource.options as unknown as DynamoDataSourceOptions
    checkOptions(this.options)
    // The manager is made after the driver, by this very method.
    dataSource.createEntityManager = (runner) => new DynamoEntityManager(dataSource, runner)
    // TypeORM puts an undone migration into a transaction whatever the option says, and one of DynamoDB holds 100 operations.
    const undo = dataSource.undoLastMigration.bind(dataSource)
    dataSource.undoLastMigration = (options) => undo({ ...options, transaction: options?.transaction ?? this.options.migrationsTransactionMode ?? 'none' })
  }

  async connect(): Promise<void> {
    this.client = this.options.client ?? makeClient(this.clientConfig())
    Object.assign(this.dataSource, { relationLoader: new DynamoRelationLoader(this.dataSource, this) })
    const openTelemetry = this.options.tracing === false ? undefined : loadOpenTelemetry()
    if (openTelemetry !== undefined) traceOperations()
    this.tracing = openTelemetry === undefined ? undefined : new Tracing(openTelemetry)
    this.sender = announcingSender(this.dataSource, await makeSender(this.client, this.dataSource, this.tracing))
  }

  /** Compiles every entity. @throws ModelError with the faults of all of them. */
  afterConnect(): Promise<void> {
    this.stores.clear()
    const metadatas = this.dataSource.entityMetadatas
    const faults: string[] = tableNamePattern.test(this.bookkeepingTable) ? [] : [`The option bookkeepingTable: "${this.bookkeepingTable}" must have 3 to 255 characters of a-z, A-Z, 0-9, _, . and -.`]
    const secrets = [this.options.cursorSecret ?? []].flat()
    if (secrets.some((secret) => secret.length < 32)) faults.push('The option cursorSecret: a secret has 32 characters or more. Draw one with crypto.randomBytes(32).toString(\'hex\').')
    this.cursors = secrets.length === 0 ? openCursors : cursorSeal(secrets)
    const definitions = new Map<EntityMetadata, ModelDefinition>()
    for (const metadata of metadatas) {
      const definition = withoutFaults(faults, () => definitionOf(metadata, (when) => membership(when, () => this.store(metadata))))
      if (definition !== undefined) definitions.set(metadata, definition)
    }
    const models = withoutFaults(faults, () => compileModels([...definitions.values()])) ?? []
    // A shared table says by itself what it is.
    withoutFaults(faults, () => tableDefinitions(models.filter(({ itemType }) => itemType !== undefined)))
    if (faults.length > 0) throw new ModelError(faults)
    const stores = [...definitions.keys()].map((metadata, position): EntityStore & { children: Map<string, EntityStore> } => ({
      metadata,
      model: models[position]!,
      codec: compileCodec(models[position]!),
      children: new Map(),
      readAlone: new WeakMap(),
    }))
    for (const store of stores) {
      for (const child of stores) if (store.metadata.childEntityMetadatas.includes(child.metadata)) store.children.set(child.metadata.discriminatorValue!, child)
      this.stores.set(store.metadata, store)
      for (const column of store.metadata.columns) Object.assign(column, comparedAs(store, column))
    }
    const unfollowed = stores.flatMap(membershipFaults)
    if (unfollowed.length > 0) throw new ModelError(unfollowed)
    const dependents = dependentsOf(stores)
    if (dependents.faults.length > 0) throw new ModelError(dependents.faults)
    this.dependentsByOwner = dependents.byOwner
    this.uniquesByTable = uniquesByTable(models)
    return Promise.resolve()
  }

  async disconnect(): Promise<void> {
    // Whoever waits for one learns what it has failed with.
    await Promise.all([...this.listeners].map((listener) => listener.stop().catch(() => undefined)))
    // A client that was handed in belongs to whoever made it.
    if (this.options.client === undefined) this.client?.destroy()
    this.client = undefined
    this.documentClient = undefined
    this.sender = nullSender
    this.describedTables.clear()
  }

  private clientConfig(): DynamoDBClientConfig {
    const { clientConfig, region, endpoint } = this.options
    return { ...clientConfig, ...(region === undefined ? {} : { region }), ...(endpoint === undefined ? {} : { endpoint }) }
  }

  store(metadata: EntityMetadata): EntityStore {
    const store = this.stores.get(metadata)
    if (store === undefined) throw new ModelError([`${metadata.name}: the entity does not belong to this data source. Add it to \`entities\`.`])
    return store
  }

  /** The foreign keys that refer to the entities of a model and say what becomes of their items. */
  dependents(model: EntityModel): readonly Dependent[] {
    return this.dependentsByOwner.get(ownerKey(model)) ?? []
  }

  /** What is unique in a table beside its primary key, or among the entities of this name in it; undefined where nothing is. */
  uniquesOf(table: string, entity?: string): TableUniques | undefined {
    const uniques = this.uniquesByTable.get(table)
    if (uniques === undefined) return undefined
    const constraints = constraintsOf(uniques, entity)
    return constraints.length === 0 ? undefined : { ...uniques, constraints }
  }

  allStores(): EntityStore[] {
    return [...this.stores.values()]
  }

  storesOf(table: string): EntityStore[] {
    return this.allStores().filter((store) => store.model.table === table)
  }

  tableNames(): string[] {
    return [...new Set(this.allStores().map((store) => store.model.table))]
  }

  /** Draws numbers for an entity's @PrimaryGeneratedColumn(). */
  nextNumber(store: EntityStore): NextNumber {
    return (attribute) => nextNumber(this.sender, this.bookkeepingTable, store.model, attribute)
  }

  /** How transactions are tried again. */
  get retry(): PatienceOptions {
    return this.options.transactionRetry ?? {}
  }

  get bookkeepingTable(): string {
    return this.options.bookkeepingTable ?? 'typeorm_dynamodb'
  }

  /** The AWS SDK's document client over the same client, for what this package does not cover. */
  getDocumentClient(): DynamoDBDocumentClient {
    const client = this.openClient()
    // A client that keeps its chain of middleware cannot serve a document client: a second one over the same sockets does.
    this.documentClient ??= documentClient(this.options.client ?? makeClient({ ...this.clientConfig(), cacheMiddleware: false, requestHandler: client.config.requestHandler }))
    return this.documentClient
  }

  /** The client in use. @throws ModelError while the data source is not open. */
  openClient(): DynamoDBClient {
    if (this.client === undefined) throw new ModelError(['The data source is not open. Call initialize() or datasourceManager.open() first.'])
    return this.client
  }

  createSchemaBuilder(): DynamoSchemaBuilder {
    return new DynamoSchemaBuilder(this)
  }

  createQueryRunner(mode: ReplicationMode): QueryRunner {
    return new DynamoQueryRunner(this, mode) as unknown as QueryRunner
  }

  escapeQueryWithParameters(sql: string, parameters: ObjectLiteral): [string, unknown[]] {
    return [sql, Object.values(parameters)]
  }

  escape(name: string): string {
    return name
  }

  buildTableName(tableName: string): string {
    return tableName
  }

  parseTableName(target: EntityMetadata | Table | string | { readonly name?: string; readonly tablePath?: string }): { tableName: string } {
    if (typeof target === 'string') return { tableName: target }
    return { tableName: ('tablePath' in target ? target.tablePath : undefined) ?? target.name ?? '' }
  }

  /** TypeORM's conversions concern SQL; the codec writes and reads here. Transformers are left to it as well. */
  preparePersistentValue(value: unknown): unknown {
    return value
  }

  prepareHydratedValue(value: unknown): unknown {
    return value
  }

  normalizeType(column: { type?: unknown }): string {
    return typeof column.type === 'string' && columnTypes.has(column.type) ? column.type : (declaredTypes.get(column.type) ?? 'string')
  }

  normalizeDefault(): undefined {
    return undefined
  }

  normalizeIsUnique(): boolean {
    return false
  }

  getColumnLength(): string {
    return ''
  }

  createFullType(column: { type: string }): string {
    return column.type
  }

  obtainMasterConnection(): Promise<undefined> {
    return Promise.resolve(undefined)
  }

  obtainSlaveConnection(): Promise<undefined> {
    return Promise.resolve(undefined)
  }

  /** Values that a write has generated, by attribute name, as a partial entity. */
  createGeneratedMap(metadata: EntityMetadata, generated: Readonly<Record<string, unknown>> | undefined): ObjectLiteral | undefined {
    if (generated === undefined || generated === null) return undefined
    const map: ObjectLiteral = {}
    for (const [name, value] of Object.entries(generated)) metadata.findColumnWithDatabaseName(name)?.setEntityValue(map, value)
    return map
  }

  findChangedColumns(): ColumnMetadata[] {
    return []
  }

  /** Generated values come back with the write, so that nothing is read again. */
  isReturningSqlSupported(): boolean {
    return true
  }

  isUUIDGenerationSupported(): boolean {
    return false
  }

  isFullTextColumnTypeSupported(): boolean {
    return false
  }

  /** PartiQL's, which sql`...` asks for. */
  createParameter(): string {
    return '?'
  }
}

/** What is made, unless it has faults, which join the others. */
function withoutFaults<T>(faults: string[], make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    faults.push(...error.faults)
    return undefined
  }
}
