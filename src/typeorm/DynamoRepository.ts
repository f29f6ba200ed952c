import type { Readable } from 'node:stream'
import { Repository, type DeleteResult, type FindOptionsWhere, type ObjectLiteral, type QueryRunner, type UpdateResult } from 'typeorm'
import type { DynamoSelectQueryBuilder } from './builders/DynamoSelectQueryBuilder.js'
import type { DynamoEntityManager } from './DynamoEntityManager.js'
import type { DynamoFindManyOptions, DynamoFindOneOptions } from './DynamoFindOptions.js'
import type { AddOptions, BatchOptions, BatchWriteItem, GetOptions, KeyOf, UpdateExpressionOptions } from './DynamoOptions.js'

/** TypeORM's repository, with DynamoDB's own operations beside TypeORM's. What each costs stands at {@link DynamoEntityManager}. */
export class DynamoRepository<Entity extends ObjectLiteral> extends Repository<Entity> {
  declare readonly manager: DynamoEntityManager

  override createQueryBuilder(alias?: string, queryRunner?: QueryRunner): DynamoSelectQueryBuilder<Entity> {
    return super.createQueryBuilder(alias, queryRunner) as DynamoSelectQueryBuilder<Entity>
  }

  override find(options?: DynamoFindManyOptions<Entity>): Promise<Entity[]> {
    return super.find(options)
  }

  override findOne(options: DynamoFindOneOptions<Entity>): Promise<Entity | null> {
    return super.findOne(options)
  }

  /** Every entity, or what the options select. */
  findAll(options?: DynamoFindManyOptions<Entity>): Promise<Entity[]> {
    return this.manager.findAll(this.target, options)
  }

  /**
   * Reads one entity by its primary key: one GetItem.
   *
   * @example `await users.get('user-123')`
   */
  get(key: KeyOf<Entity>, options?: GetOptions): Promise<Entity | null> {
    return this.manager.get(this.target, key, options)
  }

  /**
   * Stores whole entities and reads nothing: one PutItem, or 25 to a request.
   *
   * @throws OptimisticLockVersionMismatchError when another version is stored.
   */
  put<T extends Entity | Entity[]>(entity: T): Promise<T> {
    return this.manager.put<Entity, T>(this.target, entity)
  }

  /** Stores one whole entity. */
  putOne(entity: Entity): Promise<Entity> {
    return this.manager.putOne(this.target, entity)
  }

  /**
   * Stores many whole entities, 25 to a request.
   *
   * @throws BatchIncompleteError with the keys that could not be written.
   */
  putMany(entities: readonly Entity[], options?: BatchOptions): Promise<void> {
    return this.manager.putMany(this.target, entities, options)
  }

  /** Deletes one entity by its key. What is not there is no error. */
  deleteOne(key: KeyOf<Entity>): Promise<void> {
    return this.manager.deleteOne(this.target, key)
  }

  /** Deletes entities by their keys, 25 to a request. */
  deleteMany(keys: readonly KeyOf<Entity>[], options?: BatchOptions): Promise<void> {
    return this.manager.deleteMany(this.target, keys, options)
  }

  /** Deletes every entity: a Scan of the keys, and a write unit per KB of what is deleted. */
  override deleteAll(options?: BatchOptions): Promise<DeleteResult> {
    return this.manager.deleteAll(this.target, options)
  }

  /** Deletes what the options find, 25 to a request. */
  deleteAllBy(find: DynamoFindManyOptions<Entity>, options?: BatchOptions): Promise<DeleteResult> {
    return this.manager.deleteAllBy(this.target, find, options)
  }

  /** Reads the whole table, or an index, as the options say. */
  scan(options?: DynamoFindManyOptions<Entity>): Promise<Entity[]> {
    return this.manager.scan(this.target, options)
  }

  /** A stream of entities: the next page is read when the reader wants it. */
  streamAll(options?: DynamoFindManyOptions<Entity>): Readable {
    return this.manager.streamAll(this.target, options)
  }

  /** Reads entities by their keys, 100 to a request, in the order of the keys; null for what is not there. */
  batchRead(keys: readonly KeyOf<Entity>[], options?: GetOptions): Promise<(Entity | null)[]> {
    return this.manager.batchRead(this.target, keys, options)
  }

  /** Puts and deletes, 25 to a request. */
  batchWrite(writes: readonly BatchWriteItem<Entity>[], options?: BatchOptions): Promise<void> {
    return this.manager.batchWrite(this.target, writes, options)
  }

  /** Adds to numbers and sets of entities that exist. */
  add(options: AddOptions<Entity>): Promise<UpdateResult> {
    return this.manager.add(this.target, options)
  }

  /** Sets and adds values of entities that exist, and keeps their indexes right. */
  updateExpression(options: UpdateExpressionOptions<Entity>): Promise<UpdateResult> {
    return this.manager.updateExpression(this.target, options)
  }

  /** Runs a PartiQL statement and reads all its pages, as entities. */
  executeStatement(statement: string, parameters?: readonly unknown[], options?: Pick<GetOptions, 'consistent'>): Promise<Entity[]> {
    return this.manager.executeStatementOf(this.target, statement, parameters, options)
  }

  /** @see Repository.findOneBy */
  override findOneBy(where: FindOptionsWhere<Entity> | FindOptionsWhere<Entity>[]): Promise<Entity | null> {
    return super.findOneBy(where)
  }
}
