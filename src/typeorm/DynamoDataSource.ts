import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { DataSource, type EntityTarget, type ObjectLiteral, type QueryRunner, type ReplicationMode } from 'typeorm'
import type { DynamoDataSourceOptions } from './DynamoDataSourceOptions.js'
import type { DynamoDriver } from './DynamoDriver.js'
import type { ItemWrites } from './DynamoQueryRunner.js'
import type { DynamoEntityManager } from './DynamoEntityManager.js'
import { dynamodb } from './dynamodb.js'
import { measureCapacity, type Measured } from './measureCapacity.js'
import type { TransactionLevel } from './isolation.js'
import { streamsOf, type DataSourceStreams } from './streams/listenToStreams.js'
import type { PagingAndSortingRepository } from './PagingAndSortingRepository.js'

/**
 * A TypeORM data source on DynamoDB.
 *
 * @example
 * ```ts
 * const dataSource = new DynamoDataSource({ entities: [User], synchronize: true })
 * await dataSource.initialize()
 * const users = dataSource.getRepository(User)
 * ```
 */
export class DynamoDataSource extends DataSource {
  declare readonly manager: DynamoEntityManager
  /** What work costs. See {@link measureCapacity}. */
  readonly capacity = {
    /**
     * Runs work and tells the capacity units that it consumes, by operation, table and index.
     *
     * @example `const { result, capacity } = await dataSource.capacity.measure(() => users.get('1'))`
     */
    measure: <T>(work: () => Promise<T> | T): Promise<Measured<T>> => measureCapacity(this, work),
  }

  /** Changes of tables, handled in this process. */
  readonly streams: DataSourceStreams = streamsOf(this)

  constructor(options: DynamoDataSourceOptions = {}) {
    super(dynamodb(options))
  }

  override getRepository<Entity extends ObjectLiteral>(target: EntityTarget<Entity>): PagingAndSortingRepository<Entity> {
    return super.getRepository(target) as PagingAndSortingRepository<Entity>
  }

  /**
   * A conversation of its own: a transaction, and writes of plain objects by table.
   */
  override createQueryRunner(mode: ReplicationMode = 'master'): QueryRunner & ItemWrites & { readonly manager: DynamoEntityManager } {
    return super.createQueryRunner(mode) as QueryRunner & ItemWrites & { readonly manager: DynamoEntityManager }
  }

  /** See {@link DynamoEntityManager.transaction}. */
  override transaction<T>(run: (manager: DynamoEntityManager) => Promise<T>): Promise<T>
  /** The same with a level of isolation. */
  override transaction<T>(isolation: TransactionLevel, run: (manager: DynamoEntityManager) => Promise<T>): Promise<T>
  override transaction(...args: any[]): Promise<any> {
    return (super.transaction as (...args: any[]) => Promise<any>)(...args)
  }

  /** The AWS SDK's document client over the client in use. */
  getDocumentClient(): DynamoDBDocumentClient {
    return (this.driver as unknown as DynamoDriver).getDocumentClient()
  }
}

