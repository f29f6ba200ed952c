import { Table } from 'typeorm'
import { UnsupportedError } from '../errors/unsupported.js'
import { describeTable } from '../schema/describeTable.js'
import { dropTables } from '../schema/dropTables.js'
import type { DynamoDriver } from './DynamoDriver.js'
import { clearTable } from './clearTable.js'

/** What TypeORM's query runners can do to a schema and DynamoDB cannot. */
const refused = [
  'stream', 'createDatabase', 'dropDatabase', 'createSchema', 'dropSchema', 'createTable', 'createView', 'dropView', 'renameTable',
  'changeTableComment', 'addColumn', 'addColumns', 'renameColumn', 'changeColumn', 'changeColumns', 'dropColumn', 'dropColumns',
  'createPrimaryKey', 'updatePrimaryKeys', 'dropPrimaryKey', 'createUniqueConstraint', 'createUniqueConstraints', 'dropUniqueConstraint',
  'dropUniqueConstraints', 'createCheckConstraint', 'createCheckConstraints', 'dropCheckConstraint', 'dropCheckConstraints',
  'createExclusionConstraint', 'createExclusionConstraints', 'dropExclusionConstraint', 'dropExclusionConstraints', 'createForeignKey',
  'createForeignKeys', 'dropForeignKey', 'dropForeignKeys', 'createIndex', 'createIndices', 'dropIndex', 'dropIndices', 'getView', 'getViews',
  'enableSqlMemory', 'disableSqlMemory', 'clearSqlMemory', 'getMemorySql', 'executeMemoryUpSql', 'executeMemoryDownSql',
] as const

const nameOf = (table: Table | string): string => (typeof table === 'string' ? table : table.name)

/** The part of a query runner that looks at tables and deletes them. */
export abstract class TableQueryRunner {
  abstract readonly driver: DynamoDriver

  beforeMigration(): Promise<void> {
    return Promise.resolve()
  }

  afterMigration(): Promise<void> {
    return Promise.resolve()
  }

  async hasTable(table: Table | string): Promise<boolean> {
    return (await describeTable(this.driver.sender, nameOf(table), { timeToLive: false })) !== undefined
  }

  async getTable(table: string): Promise<Table | undefined> {
    return (await this.hasTable(table)) ? new Table({ name: table }) : undefined
  }

  async getTables(tables: string[] = []): Promise<Table[]> {
    const found = await Promise.all(tables.map((table) => this.getTable(table)))
    return found.filter((table) => table !== undefined)
  }

  /** @throws UnsupportedError unless the column is a key: tables know no others. */
  hasColumn(): Promise<boolean> {
    return Promise.reject(new UnsupportedError('this schema change', 'hasColumn'))
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

  async dropTable(table: Table | string): Promise<void> {
    await dropTables(this.driver.sender, [nameOf(table)])
  }

  /**
   * Deletes every item of a table.
   *
   * Costs: one Scan (consistent) per MB and BatchWriteItem per 25; a read unit per 4 KB, and a write unit per KB in the table and in each index.
   */
  async clearTable(table: string): Promise<void> {
    await clearTable(this.driver, table)
  }

  /** Deletes the tables of this data source's entities, and no others. */
  async clearDatabase(): Promise<void> {
    await dropTables(this.driver.sender, this.driver.tableNames())
  }
}

for (const name of refused) {
  Object.defineProperty(TableQueryRunner.prototype, name, {
    value: () => Promise.reject(new UnsupportedError('this schema change', name)),
    configurable: true,
    writable: true,
  })
}
