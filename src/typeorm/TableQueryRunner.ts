import type { Table, TableIndex } from 'typeorm'
import { inParallel } from '../client/inParallel.js'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import { TableNotFoundError } from '../errors/TableNotFoundError.js'
import { UnsupportedError, type UnsupportedFeature } from '../errors/unsupported.js'
import type { ExistingTable, TableDefinition, TableIndex as WantedIndex } from '../planner/TableDefinition.js'
import type { UndoStep } from '../planner/undoStep.js'
import { describeTable } from '../schema/describeTable.js'
import { dropTables } from '../schema/dropTables.js'
import { listTables } from '../schema/listTables.js'
import { disableStream } from '../schema/disableStream.js'
import { disableTimeToLive } from '../schema/disableTimeToLive.js'
import { synchronizeTables } from '../schema/synchronizeTables.js'
import { synchronizeTable } from '../schema/synchronizeTable.js'
import type { DynamoDriver } from './DynamoDriver.js'
import { clearTable } from './clearTable.js'
import { describedTable } from './tables/describedTable.js'
import { refusedAtOnce, refusedMethods } from './tables/refusedMethods.js'
import { wantedIndexes } from './tables/wantedIndexes.js'
import { wantedTable } from './tables/wantedTable.js'

const nameOf = (named: { readonly name?: string | undefined } | string): string => (typeof named === 'string' ? named : (named.name ?? ''))
const keyOf = ({ name, partitionKey, sortKey }: ExistingTable): Omit<TableDefinition, 'indexes'> => ({ name, partitionKey, sortKey })

/** DynamoDB takes hours to fill the index of a large table: who makes one waits for it. */
const oneDay = 86_400_000
/** Tables that are described at the same time. */
const atOnce = 8

/** The part of a query runner that looks at tables and changes them: what migrations call. */
export abstract class TableQueryRunner {
  abstract readonly driver: DynamoDriver
  /** Filled by TypeORM's SQL drivers; here tables are described when they are asked for. */
  readonly loadedTables: Table[] = []
  readonly loadedViews: never[] = []

  beforeMigration(): Promise<void> {
    return Promise.resolve()
  }

  afterMigration(): Promise<void> {
    return Promise.resolve()
  }

  async hasTable(table: Table | string): Promise<boolean> {
    return (await this.describe(nameOf(table))) !== undefined
  }

  /** A table with its indices. Its columns are those that are keys, of the table or of an index: DynamoDB knows no others. */
  async getTable(table: string): Promise<Table | undefined> {
    const existing = await this.describe(table)
    return existing === undefined ? undefined : describedTable(existing)
  }

  /** The tables of these names that exist; of all names, where none are given: one DescribeTable each. */
  async getTables(tables?: string[]): Promise<Table[]> {
    const names = tables ?? (await listTables(this.driver.sender))
    const found = new Map<string, Table | undefined>()
    await inParallel(names, atOnce, async (name) => void found.set(name, await this.getTable(name)))
    return names.flatMap((name) => found.get(name) ?? [])
  }

  /**
   * Whether a table has a column that is a key, of the table or of an index.
   *
   * @throws UnsupportedError for any other, since DynamoDB does not know which attributes items have.
   */
  async hasColumn(table: Table | string, column: string): Promise<boolean> {
    const described = await this.getTable(nameOf(table))
    if (described === undefined) return false
    if (described.columns.some(({ name }) => name === column)) return true
    throw new UnsupportedError('looking for columns that are not keys', `${nameOf(table)}.${column}`)
  }

  hasDatabase(): Promise<boolean> {
    return Promise.resolve(true)
  }

  hasSchema(): Promise<boolean> {
    return Promise.resolve(true)
  }

  getDatabases(): Promise<string[]> {
    return Promise.resolve([])
  }

  getSchemas(): Promise<string[]> {
    return Promise.resolve([])
  }

  getCurrentDatabase(): Promise<undefined> {
    return Promise.resolve(undefined)
  }

  getCurrentSchema(): Promise<undefined> {
    return Promise.resolve(undefined)
  }

  /**
   * Creates a table, paid for by request, and waits until it can be used. The primary columns are its partition key and its
   * sort key, in that order; its indices are global secondary indexes; other columns need no declaration.
   *
   * @throws InvalidQueryError where the table exists, unless `ifNotExists`.
   * @example
   * ```ts
   * await queryRunner.createTable(new Table({ name: 'users', columns: [{ name: 'id', type: 'string', isPrimary: true }] }))
   * ```
   */
  async createTable(table: Table, ifNotExists = false, createForeignKeys = true, createIndices = true): Promise<void> {
    await this.makeTable(wantedTable(this.driver, table, { createForeignKeys, createIndices }), ifNotExists)
  }

  private async makeTable(definition: TableDefinition, ifNotExists: boolean): Promise<void> {
    const existing = await this.describe(definition.name)
    if (existing !== undefined && existing.status !== 'DELETING') {
      if (!ifNotExists) throw new InvalidQueryError(`Table ${definition.name}: it exists already. Pass ifNotExists, or choose another name.`, { code: 'schema.tableExists', path: definition.name })
      if (existing.status === 'CREATING') await synchronizeTable(this.driver.sender, { definition: { ...keyOf(existing), indexes: [] }, existing })
      return
    }
    await synchronizeTable(this.driver.sender, { definition, existing })
    this.driver.describedTables.delete(definition.name)
  }

  /**
   * Deletes a table with all its items and indexes, and waits until it is gone.
   *
   * @throws TableNotFoundError where there is none, unless `ifExists`.
   */
  async dropTable(table: Table | string, ifExists = false): Promise<void> {
    const name = nameOf(table)
    const dropped = await dropTables(this.driver.sender, [name])
    this.driver.describedTables.delete(name)
    if (dropped.length === 0 && !ifExists) throw new TableNotFoundError(name)
  }

  /**
   * Adds a global secondary index to a table, and waits until it holds every item. The first column is its partition key, the
   * others its sort key. An index of this name that is still being made, by a run that has ended before its time, is waited for.
   *
   * @throws InvalidQueryError where the table has an index of this name, or nobody knows the type of a column.
   */
  createIndex(table: Table | string, index: TableIndex): Promise<void> {
    return this.createIndices(table, [index])
  }

  /** Adds global secondary indexes to a table, one after the other, as DynamoDB wants it, and waits until each holds every item. */
  async createIndices(table: Table | string, indices: TableIndex[]): Promise<void> {
    const existing = await this.mustHave(nameOf(table))
    await this.addIndexes(existing, wantedIndexes(this.driver, { table, indices, existing }))
  }

  private async addIndexes(existing: ExistingTable, wanted: readonly WantedIndex[]): Promise<void> {
    for (const { name } of wanted) if (existing.indexes.some((one) => one.name === name && one.status === 'ACTIVE')) throw new InvalidQueryError(`Table ${existing.name}, index ${name}: it exists already. Drop it first, or choose another name.`, { code: 'schema.indexExists', path: existing.name })
    await synchronizeTable(this.driver.sender, { definition: { ...keyOf(existing), indexes: wanted }, existing }, { timeoutMilliseconds: oneDay })
    this.driver.describedTables.delete(existing.name)
  }

  /**
   * Deletes a global secondary index of a table, and waits until it is gone.
   *
   * @throws InvalidQueryError where there is none, unless `ifExists`, and for a local one, which lives as long as its table.
   */
  dropIndex(table: Table | string, index: TableIndex | string, ifExists = false): Promise<void> {
    return this.dropIndices(table, [index], ifExists)
  }

  /** Deletes global secondary indexes of a table, one after the other, and waits until they are gone. */
  async dropIndices(table: Table | string, indices: readonly (TableIndex | string)[], ifExists = false): Promise<void> {
    const existing = await this.mustHave(nameOf(table))
    const names = indices.map(nameOf)
    for (const name of names) {
      const found = existing.indexes.find((index) => index.name === name)
      if (found === undefined && !ifExists) throw new InvalidQueryError(`Table ${existing.name}, index ${name}: there is no such index. Pass ifExists, or another name.`, { code: 'schema.indexNotFound', path: existing.name })
      if (found?.scope === 'local') throw new InvalidQueryError(`Table ${existing.name}, index ${name}: a local index lives as long as its table. Create a table under another name and copy.`, { code: 'schema.localIndex', path: existing.name })
    }
    await synchronizeTable(this.driver.sender, { definition: { ...keyOf(existing), indexes: [] }, existing }, { dropExtraIndexes: names, timeoutMilliseconds: oneDay })
    this.driver.describedTables.delete(existing.name)
  }

  /**
   * Deletes every item of a table.
   *
   * Costs: one Scan (consistent) per MB and BatchWriteItem per 25; a read unit per 4 KB, and a write unit per KB in the table and in each index.
   *
   * @throws UnsupportedError for `cascade`: no table refers to another.
   */
  async clearTable(table: string, options?: { readonly cascade?: boolean }): Promise<void> {
    if (options?.cascade === true) throw new UnsupportedError('constraints', `Table ${table}, cascade`)
    await clearTable(this.driver, table)
  }

  /** Deletes the tables of this data source's entities, and no others. */
  async clearDatabase(): Promise<void> {
    await dropTables(this.driver.sender, this.driver.tableNames())
  }

  /** Runs a step of which `schema:log` has printed the request, and waits until it is done. */
  protected async runStep(step: UndoStep): Promise<void> {
    const { sender } = this.driver
    switch (step.kind) {
      case 'create-table':
        return this.makeTable(step.definition, false)
      case 'delete-table':
        return this.dropTable(step.table)
      case 'create-index':
        return this.addIndexes(await this.mustHave(step.table), [step.index])
      case 'delete-index':
        return this.dropIndices(step.table, [step.index])
      case 'enable-time-to-live': {
        const existing = await this.mustHave(step.table)
        return synchronizeTables(sender, [{ ...keyOf(existing), indexes: [], timeToLive: step.attribute }], { onSkipped: (message) => this.driver.dataSource.logger.log('warn', message) })
      }
      case 'enable-stream': {
        const existing = await this.mustHave(step.table)
        return synchronizeTables(sender, [{ ...keyOf(existing), indexes: [], stream: step.view }])
      }
      case 'disable-stream':
        return disableStream(sender, step.table)
      case 'disable-time-to-live':
        return disableTimeToLive(sender, step.table, step.attribute)
      default:
        return step satisfies never
    }
  }

  private async describe(table: string): Promise<ExistingTable | undefined> {
    const { describedTables, sender } = this.driver
    const existing = await describeTable(sender, table, { timeToLive: false })
    if (existing?.status === 'ACTIVE') describedTables.set(table, existing)
    else describedTables.delete(table)
    return existing
  }

  private async mustHave(table: string): Promise<ExistingTable> {
    const existing = await this.describe(table)
    if (existing === undefined) throw new TableNotFoundError(table)
    return existing
  }
}

/** Each method of a list of refusals, on every query runner. */
function refuse(list: Partial<Record<UnsupportedFeature, readonly string[]>>, answer: (error: UnsupportedError) => unknown): void {
  for (const [feature, names] of Object.entries(list) as [UnsupportedFeature, readonly string[]][]) {
    for (const name of names) Object.defineProperty(TableQueryRunner.prototype, name, { value: () => answer(new UnsupportedError(feature, name)), configurable: true, writable: true })
  }
}

refuse(refusedMethods, (error) => Promise.reject(error))
refuse(refusedAtOnce, (error) => {
  throw error
})
