import type { Readable } from 'node:stream'
import { Repository, type DeepPartial, type DeleteResult, type FindOptionsWhere, type InsertResult, type ObjectLiteral, type QueryRunner, type UpdateResult } from 'typeorm'
import type { RemoveOptions } from 'typeorm/repository/RemoveOptions.js'
import type { SaveOptions } from 'typeorm/repository/SaveOptions.js'
import type { UpsertOptions } from 'typeorm/repository/UpsertOptions.js'
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js'
import type { UpdateOptions } from 'typeorm/repository/UpdateOptions.js'
import type { DynamoSelectQueryBuilder } from './builders/DynamoSelectQueryBuilder.js'
import type { Explanation } from '../planner/Explanation.js'
import type { DynamoEntityManager } from './DynamoEntityManager.js'
import type { DynamoFindManyOptions, DynamoFindOneOptions, DynamoScanOptions } from './DynamoFindOptions.js'
import type { ExplainOptions } from './explainQuestion.js'
import type { AddOptions, BatchOptions, BatchReadOptions, BatchWriteItem, ConditionOption, GetOptions, IdempotentOption, KeyOf, ReturnedEntities, Returning, ReturningOption, UpdateExpressionOptions, WriteCondition } from './DynamoOptions.js'
import type { UpdateValues, UpsertValues } from './UpdateValues.js'

type Persist = (...args: any[]) => Promise<any>
type Criteria<Entity extends ObjectLiteral> = Parameters<Repository<Entity>['delete']>[0]

/** TypeORM's repository, with DynamoDB's own operations beside TypeORM's. What TypeORM's own cost stands at {@link DynamoEntityManager}. */
export class DynamoRepository<Entity extends ObjectLiteral> extends Repository<Entity> {
  declare readonly manager: DynamoEntityManager

  override createQueryBuilder(alias?: string, queryRunner?: QueryRunner): DynamoSelectQueryBuilder<Entity> {
    return super.createQueryBuilder(alias, queryRunner) as DynamoSelectQueryBuilder<Entity>
  }

  /**
   * Finds entities by the cheapest request that serves.
   *
   * Costs: one GetItem, BatchGetItem per 100 keys, or Query or Scan per MB; half a read unit per 4 KB looked at, one if consistent.
   */
  override find(options?: DynamoFindManyOptions<Entity>): Promise<Entity[]> {
    return super.find(options)
  }

  /**
   * Finds one entity.
   *
   * Costs: one GetItem by the whole key, else mostly a Query; half a read unit per 4 KB looked at, one if consistent.
   */
  override findOne(options: DynamoFindOneOptions<Entity>): Promise<Entity | null> {
    return super.findOne(options)
  }

  /**
   * Every entity, or what the options select.
   *
   * Costs: one Scan per MB, or as {@link find}; half a read unit per 4 KB looked at, one if consistent.
   */
  findAll(options?: DynamoFindManyOptions<Entity>): Promise<Entity[]> {
    return this.manager.findAll(this.target, options)
  }

  /**
   * Reads one entity by its primary key.
   *
   * Costs: one GetItem; half a read unit per 4 KB, one if consistent.
   *
   * @example `await users.get('user-123')`
   */
  get(key: KeyOf<Entity>, options?: GetOptions): Promise<Entity | null> {
    return this.manager.get(this.target, key, options)
  }

  /**
   * Stores whole entities and reads nothing. A versioned entity replaces only the version that it carries. A condition is for one
   * entity.
   *
   * Costs: one PutItem, or a BatchWriteItem per 25, or a PutItem for each versioned or child entity, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index.
   *
   * @throws OptimisticLockVersionMismatchError when another version is stored.
   * @throws ConditionFailedError when the condition does not hold of what is stored.
   * @example `await users.put(user, { condition: { status: 'draft' } })`
   */
  put<T extends Entity | Entity[]>(entity: T, options?: ConditionOption<Entity>): Promise<T> {
    return this.manager.put<Entity, T>(this.target, entity, options)
  }

  /**
   * Stores one whole entity.
   *
   * Costs: one PutItem, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index.
   */
  putOne(entity: Entity, options?: ConditionOption<Entity>): Promise<Entity> {
    return this.manager.putOne(this.target, entity, options)
  }

  /**
   * Stores many whole entities, and sends again what DynamoDB leaves unprocessed. Of entities that come one by one (an async
   * iterable, such as a generator or a stream) a thousand are held at a time; after a failure no more are taken.
   *
   * Costs: one BatchWriteItem per 25, or a PutItem for each versioned or child entity, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index.
   *
   * @throws BatchIncompleteError with the keys that could not be written, of those that were held.
   */
  putMany(entities: readonly Entity[] | AsyncIterable<Entity>, options?: BatchOptions): Promise<void> {
    return this.manager.putMany(this.target, entities, options)
  }

  /**
   * Deletes one entity by its key. What is not there is no error, unless a condition demands it. What `onDelete` of foreign keys
   * reaches is found by a Query each, one for all in the entity's own partition, and goes along in one TransactWriteItems; outside of a
   * transaction in several, the entity last, where it is more than one holds.
   *
   * Costs: one DeleteItem, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index.
   */
  deleteOne(key: KeyOf<Entity>, options?: ConditionOption<Entity>): Promise<void> {
    return this.manager.deleteOne(this.target, key, options)
  }

  /**
   * Makes a transaction depend on an item that it need not write: that its condition holds, or, without one, that it is there.
   *
   * Costs: one operation more in the TransactWriteItems of the commit; twice a write unit per KB.
   *
   * @throws InvalidQueryError outside of a transaction.
   * @throws ConditionFailedError at the commit, or at once when the transaction itself has decided otherwise.
   */
  check(key: KeyOf<Entity>, condition?: WriteCondition<Entity>): Promise<void> {
    return this.manager.check(this.target, key, condition)
  }

  /**
   * TypeORM's delete, which gives back what was there, in `entities`.
   *
   * Costs: one DeleteItem by key, else one each of what a Query or Scan finds, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, and the units of the read.
   */
  override delete(criteria: Criteria<Entity>, options: ConditionOption<Entity> & { readonly returning: 'all_old' }): Promise<DeleteResult & ReturnedEntities<Entity>>
  /**
   * TypeORM's delete. Each item that the criteria name or find must satisfy the condition.
   *
   * Costs: one DeleteItem by key, else one each of what a Query or Scan finds, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, and the units of the read.
   */
  override delete(criteria: Criteria<Entity>, options?: ConditionOption<Entity> & ReturningOption<'none'>): Promise<DeleteResult>
  override delete(criteria: Criteria<Entity>, options?: ConditionOption<Entity> & ReturningOption): Promise<any> {
    return this.manager.delete(this.target, criteria, options as ConditionOption<Entity> & ReturningOption<'none'>)
  }

  /**
   * TypeORM's softDelete. Each item that the criteria name or find must satisfy the condition.
   *
   * Costs: one UpdateItem by key, else one each of what a Query or Scan finds, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, and the units of the read.
   */
  override softDelete(criteria: Criteria<Entity>, options?: ConditionOption<Entity>): Promise<UpdateResult> {
    return this.manager.softDelete(this.target, criteria, options)
  }

  /**
   * TypeORM's restore. Each item that the criteria name or find must satisfy the condition.
   *
   * Costs: one UpdateItem by key, else one each of what a Query or Scan finds, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, and the units of the read.
   */
  override restore(criteria: Criteria<Entity>, options?: ConditionOption<Entity>): Promise<UpdateResult> {
    return this.manager.restore(this.target, criteria, options)
  }

  /**
   * TypeORM's update. Each item that the criteria name or find must satisfy the condition. What `returning` asks for is in `entities`.
   *
   * Costs: one UpdateItem by key, or TransactWriteItems with `idempotent`, after a GetItem where an index attribute needs other properties, else one each of what a Query or Scan finds, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, twice with `idempotent`, and the units of the read.
   *
   * @example `const { entities: [user] } = await users.update('user-123', { visits: Add(1) }, { returning: 'all_new' })`
   */
  override update<R extends Returning>(criteria: Criteria<Entity>, values: UpdateValues<Entity>, options: ConditionOption<Entity> & { readonly returning: R }): Promise<UpdateResult & ReturnedEntities<Entity, R>>
  /**
   * TypeORM's update, of which nothing, or columns, are given back.
   *
   * Costs: one UpdateItem by key, or TransactWriteItems with `idempotent`, after a GetItem where an index attribute needs other properties, else one each of what a Query or Scan finds, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, twice with `idempotent`, and the units of the read.
   */
  override update(criteria: Criteria<Entity>, values: UpdateValues<Entity>, options?: UpdateOptions & ConditionOption<Entity> & IdempotentOption): Promise<UpdateResult>
  override update(criteria: Criteria<Entity>, values: UpdateValues<Entity>, options?: UpdateOptions & ConditionOption<Entity> & IdempotentOption): Promise<any> {
    return this.manager.update(this.target, criteria, values, options)
  }

  /**
   * TypeORM's increment. Each item that the criteria name or find must satisfy the condition.
   *
   * Costs: one UpdateItem by key, or TransactWriteItems with `idempotent`, after a GetItem where an index attribute needs other properties, else one each of what a Query or Scan finds, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, twice with `idempotent`, and the units of the read.
   */
  override increment(criteria: FindOptionsWhere<Entity>, propertyPath: string, value: number | string, options?: ConditionOption<Entity> & IdempotentOption): Promise<UpdateResult> {
    return this.manager.increment(this.target, criteria, propertyPath, value, options)
  }

  /**
   * TypeORM's decrement. Each item that the criteria name or find must satisfy the condition.
   *
   * Costs: one UpdateItem by key, or TransactWriteItems with `idempotent`, after a GetItem where an index attribute needs other properties, else one each of what a Query or Scan finds, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, twice with `idempotent`, and the units of the read.
   */
  override decrement(criteria: FindOptionsWhere<Entity>, propertyPath: string, value: number | string, options?: ConditionOption<Entity> & IdempotentOption): Promise<UpdateResult> {
    return this.manager.decrement(this.target, criteria, propertyPath, value, options)
  }

  /**
   * TypeORM's upsert by the primary key. Operators do to what is stored what they do in `update()`; of what is not, what they make
   * of nothing is stored.
   *
   * Costs: for each one UpdateItem, or a PutItem where nothing is given but the key, and a GetItem (consistent) before where an index key is given in part, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, and a read unit per 4 KB read.
   *
   * @throws OutcomeUnknownError when the answer is lost and a @VersionColumn() was counted, or something was added.
   * @example `await counters.upsert({ id: 'visits', count: Add(1) }, ['id'])`
   */
  override upsert(values: UpsertValues<Entity> | UpsertValues<Entity>[], conflictPathsOrOptions: string[] | UpsertOptions<Entity>): Promise<InsertResult> {
    return super.upsert(values as QueryDeepPartialEntity<Entity>, conflictPathsOrOptions)
  }

  /**
   * Deletes entities by their keys.
   *
   * Costs: one BatchWriteItem per 25, or a DeleteItem for each versioned or child entity, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index.
   */
  deleteMany(keys: readonly KeyOf<Entity>[], options?: BatchOptions): Promise<void> {
    return this.manager.deleteMany(this.target, keys, options)
  }

  /**
   * TypeORM's save of many, which gives them back as they were given.
   *
   * Costs: a GetItem or BatchGetItem (consistent) unless the key is generated or the entity was read alone, and a PutItem or UpdateItem if something changed, TransactWriteItems for several or with unique columns; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override save<T extends DeepPartial<Entity>>(entities: T[], options: SaveOptions & ConditionOption<Entity> & { reload: false }): Promise<T[]>
  /**
   * TypeORM's save of many.
   *
   * Costs: a GetItem or BatchGetItem (consistent) unless the key is generated or the entity was read alone, and a PutItem or UpdateItem if something changed, TransactWriteItems for several or with unique columns; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override save<T extends DeepPartial<Entity>>(entities: T[], options?: SaveOptions & ConditionOption<Entity>): Promise<(T & Entity)[]>
  /**
   * TypeORM's save, which gives it back as it was given.
   *
   * Costs: a GetItem or BatchGetItem (consistent) unless the key is generated or the entity was read alone, and a PutItem or UpdateItem if something changed, TransactWriteItems for several or with unique columns; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override save<T extends DeepPartial<Entity>>(entity: T, options: SaveOptions & ConditionOption<Entity> & { reload: false }): Promise<T>
  /**
   * TypeORM's save of one entity.
   *
   * Costs: a GetItem or BatchGetItem (consistent) unless the key is generated or the entity was read alone, and a PutItem or UpdateItem if something changed, TransactWriteItems for several or with unique columns; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override save<T extends DeepPartial<Entity>>(entity: T, options?: SaveOptions & ConditionOption<Entity>): Promise<T & Entity>
  override save(...args: any[]): Promise<any> {
    return (super.save as Persist).apply(this, args)
  }

  /**
   * TypeORM's remove of many.
   *
   * Costs: a GetItem or BatchGetItem (consistent) and a DeleteItem, TransactWriteItems for several or with unique columns; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override remove(entities: Entity[], options?: RemoveOptions & ConditionOption<Entity>): Promise<Entity[]>
  /**
   * TypeORM's remove.
   *
   * Costs: a GetItem or BatchGetItem (consistent) and a DeleteItem, TransactWriteItems for several or with unique columns; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override remove(entity: Entity, options?: RemoveOptions & ConditionOption<Entity>): Promise<Entity>
  override remove(...args: any[]): Promise<any> {
    return (super.remove as Persist).apply(this, args)
  }

  /**
   * TypeORM's softRemove of many, which gives them back as they were given.
   *
   * Costs: a GetItem or BatchGetItem (consistent) and an UpdateItem, TransactWriteItems for several; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override softRemove<T extends DeepPartial<Entity>>(entities: T[], options: SaveOptions & ConditionOption<Entity> & { reload: false }): Promise<T[]>
  /**
   * TypeORM's softRemove of many.
   *
   * Costs: a GetItem or BatchGetItem (consistent) and an UpdateItem, TransactWriteItems for several; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override softRemove<T extends DeepPartial<Entity>>(entities: T[], options?: SaveOptions & ConditionOption<Entity>): Promise<(T & Entity)[]>
  /**
   * TypeORM's softRemove, which gives it back as it was given.
   *
   * Costs: a GetItem or BatchGetItem (consistent) and an UpdateItem, TransactWriteItems for several; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override softRemove<T extends DeepPartial<Entity>>(entity: T, options: SaveOptions & ConditionOption<Entity> & { reload: false }): Promise<T>
  /**
   * TypeORM's softRemove of one entity.
   *
   * Costs: a GetItem or BatchGetItem (consistent) and an UpdateItem, TransactWriteItems for several; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override softRemove<T extends DeepPartial<Entity>>(entity: T, options?: SaveOptions & ConditionOption<Entity>): Promise<T & Entity>
  override softRemove(...args: any[]): Promise<any> {
    return (super.softRemove as Persist).apply(this, args)
  }

  /**
   * TypeORM's recover of many, which gives them back as they were given.
   *
   * Costs: a GetItem or BatchGetItem (consistent) and an UpdateItem, TransactWriteItems for several; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override recover<T extends DeepPartial<Entity>>(entities: T[], options: SaveOptions & ConditionOption<Entity> & { reload: false }): Promise<T[]>
  /**
   * TypeORM's recover of many.
   *
   * Costs: a GetItem or BatchGetItem (consistent) and an UpdateItem, TransactWriteItems for several; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override recover<T extends DeepPartial<Entity>>(entities: T[], options?: SaveOptions & ConditionOption<Entity>): Promise<(T & Entity)[]>
  /**
   * TypeORM's recover, which gives it back as it was given.
   *
   * Costs: a GetItem or BatchGetItem (consistent) and an UpdateItem, TransactWriteItems for several; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override recover<T extends DeepPartial<Entity>>(entity: T, options: SaveOptions & ConditionOption<Entity> & { reload: false }): Promise<T>
  /**
   * TypeORM's recover of one entity.
   *
   * Costs: a GetItem or BatchGetItem (consistent) and an UpdateItem, TransactWriteItems for several; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override recover<T extends DeepPartial<Entity>>(entity: T, options?: SaveOptions & ConditionOption<Entity>): Promise<T & Entity>
  override recover(...args: any[]): Promise<any> {
    return (super.recover as Persist).apply(this, args)
  }

  /**
   * Deletes every entity.
   *
   * Costs: one Scan per MB and BatchWriteItem per 25 (see {@link deleteMany}), with unique columns TransactWriteItems after a GetItem (consistent); half a read unit per 4 KB, and a write unit per KB in the table and in each index.
   */
  override deleteAll(options?: BatchOptions): Promise<DeleteResult> {
    return this.manager.deleteAll(this.target, options)
  }

  /**
   * Deletes what the options find.
   *
   * Costs: a read as {@link find}, mostly a Query, and one BatchWriteItem per 25 (see {@link deleteMany}), with unique columns TransactWriteItems after a GetItem (consistent); half a read unit per 4 KB looked at, and a write unit per KB in the table and in each index.
   */
  deleteAllBy(find: DynamoFindManyOptions<Entity>, options?: BatchOptions): Promise<DeleteResult> {
    return this.manager.deleteAllBy(this.target, find, options)
  }

  /**
   * Entities one by one, as they are wanted: one page is asked for ahead of the reader, and none after the reader has stopped.
   *
   * Costs: what `find` would send, a GetItem, BatchGetItem, Query or Scan per MB that is taken; half a read unit per 4 KB looked at, one if consistent.
   *
   * @example `for await (const user of users.iterate({ where: { age: '42' } })) console.log(user.id)`
   */
  iterate(options: DynamoScanOptions<Entity> = {}): AsyncGenerator<Entity, void, undefined> {
    return this.manager.iterate(this.target, options)
  }

  /**
   * The same as {@link iterate}, as a stream of objects, which reads no further while nobody takes them.
   *
   * Costs: what `find` would send, a GetItem, BatchGetItem, Query or Scan per MB that is taken; half a read unit per 4 KB looked at, one if consistent.
   */
  stream(options: DynamoScanOptions<Entity> = {}): Readable {
    return this.manager.stream(this.target, options)
  }

  /**
   * Reads the whole table, or an index, as the options say.
   *
   * Costs: one Scan per MB; half a read unit per 4 KB looked at, one if consistent.
   */
  scan(options?: DynamoScanOptions<Entity>): Promise<Entity[]> {
    return this.manager.scan(this.target, options)
  }

  /**
   * A stream of entities: the next page is read when the reader wants it.
   *
   * Costs: one Scan per MB that is taken; half a read unit per 4 KB looked at, one if consistent.
   */
  streamAll(options?: DynamoScanOptions<Entity>): Readable {
    return this.manager.streamAll(this.target, options)
  }

  /**
   * Reads entities by their keys, in the order of the keys; null for what is not there.
   *
   * Costs: one BatchGetItem per 100; half a read unit per 4 KB, one if consistent.
   */
  batchRead(keys: readonly KeyOf<Entity>[], options?: GetOptions): Promise<(Entity | null)[]>
  /**
   * The same for keys that come one by one (an async iterable): entities one by one, in the order of the keys, with no more keys
   * taken than `concurrency` requests hold.
   *
   * Costs: one BatchGetItem per 100; half a read unit per 4 KB, one if consistent.
   */
  batchRead(keys: AsyncIterable<KeyOf<Entity>>, options?: BatchReadOptions): AsyncGenerator<Entity | null, void, undefined>
  batchRead(keys: readonly KeyOf<Entity>[] | AsyncIterable<KeyOf<Entity>>, options?: BatchReadOptions): Promise<(Entity | null)[]> | AsyncGenerator<Entity | null, void, undefined> {
    return Symbol.asyncIterator in keys ? this.manager.batchRead(this.target, keys, options) : this.manager.batchRead(this.target, keys, options)
  }

  /**
   * Puts and deletes.
   *
   * Costs: one BatchWriteItem per 25, or a PutItem or DeleteItem for each versioned or child entity, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index.
   */
  batchWrite(writes: readonly BatchWriteItem<Entity>[], options?: BatchOptions): Promise<void> {
    return this.manager.batchWrite(this.target, writes, options)
  }

  /**
   * Adds to numbers and sets of entities that exist.
   *
   * Costs: one UpdateItem by key, or TransactWriteItems with `idempotent`, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, twice with `idempotent`.
   */
  add(options: AddOptions<Entity>): Promise<UpdateResult> {
    return this.manager.add(this.target, options)
  }

  /**
   * Sets and adds values of entities that exist, and keeps their indexes right.
   *
   * Costs: one UpdateItem by key, after a GetItem where an index attribute needs other properties, else one each of what a Query or Scan finds, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, twice with `idempotent`, and the units of the read.
   */
  updateExpression(options: UpdateExpressionOptions<Entity>): Promise<UpdateResult & Partial<ReturnedEntities<Entity>>> {
    return this.manager.updateExpression(this.target, options)
  }

  /**
   * Runs a PartiQL statement and reads all its pages, as entities.
   *
   * Costs: one ExecuteStatement per MB; the units of the read or write that it stands for.
   */
  executeStatement(statement: string, parameters?: readonly unknown[], options?: Pick<GetOptions, 'consistent'>): Promise<Entity[]> {
    return this.manager.executeStatementOf(this.target, statement, parameters, options)
  }

  /**
   * How the options are answered and why, without sending anything: operation, index, conditions, what the driver does, and
   * why not by another index; as text for people by `String()`. With `analyze` the question is asked as well, and what it has
   * cost is added; with `page` it is that of a page, whose order an index must serve.
   *
   * @example `console.log(String(await users.explain({ where: { age: '42' } }, { analyze: true })))`
   */
  async explain(options: DynamoFindManyOptions<Entity> = {}, how?: ExplainOptions): Promise<Explanation> {
    return this.createQueryBuilder(this.metadata.name).setFindOptions(options).explain(how)
  }

  /**
   * Finds one entity by its properties.
   *
   * Costs: one GetItem by the whole key, else mostly a Query; half a read unit per 4 KB looked at, one if consistent.
   */
  override findOneBy(where: FindOptionsWhere<Entity> | FindOptionsWhere<Entity>[]): Promise<Entity | null> {
    return super.findOneBy(where)
  }
}
