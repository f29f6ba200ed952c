import type { Readable } from 'node:stream'
import { EntityManager, UpdateResult, type DeleteResult, type DataSource, type DeepPartial, type EntityTarget, type FindOptionsWhere, type ObjectLiteral, type QueryRunner, type Repository } from 'typeorm'
import type { RemoveOptions } from 'typeorm/repository/RemoveOptions.js'
import type { SaveOptions } from 'typeorm/repository/SaveOptions.js'
import type { UpdateOptions } from 'typeorm/repository/UpdateOptions.js'
import { all, compare } from '../expressions/conditions.js'
import { inOrder } from '../client/inOrder.js'
import { listsOf } from '../client/listsOf.js'
import { UnsupportedError } from '../errors/unsupported.js'
import { evaluateCondition } from '../expressions/evaluateCondition.js'
import type { Explanation } from '../planner/Explanation.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { limits } from '../vocabulary/limits.js'
import { Pageable } from '../paging/Pageable.js'
import { heldRunner, joinFlows } from './ambientTransaction.js'
import { announceLoad } from './announceLoad.js'
import { batchWriteEntities, putAsTheyCome, readShown } from './batchEntities.js'
import type { DynamoSelectQueryBuilder } from './builders/DynamoSelectQueryBuilder.js'
import type { DynamoBuilderMembers } from './builders/DynamoBuilder.js'
import { refuseEmpty } from './builders/refuseEmpty.js'
import { queryResult } from './builders/queryResult.js'
import { returnedOf } from './builders/returned.js'
import { updateAll } from './builders/updateAll.js'
import { checkEntity } from './checkEntity.js'
import { deleteEntity } from './deleteEntity.js'
import { deleteFound } from './deleteFound.js'
import type { Collection, CollectionFindOptions, CollectionGroups, CollectionOptions, CollectionPage } from './DynamoCollectionOptions.js'
import type { DynamoDriver } from './DynamoDriver.js'
import type { DynamoFindManyOptions, DynamoFindOneOptions, DynamoScanOptions } from './DynamoFindOptions.js'
import type { AddOptions, BatchOptions, BatchReadOptions, BatchWriteItem, ConditionOption, GetOptions, IdempotentOption, KeyOf, ReturnedEntities, Returning, ReturningOption, UpdateExpressionOptions, WriteCondition } from './DynamoOptions.js'
import type { DynamoQueryRunner } from './DynamoQueryRunner.js'
import { storeOfEntity, type EntityStore } from './EntityStore.js'
import { explainCollection, findCollection, findCollectionPage, type CollectionQuestion } from './findCollection.js'
import type { TransactionLevel } from './isolation.js'
import { PagingAndSortingRepository } from './PagingAndSortingRepository.js'
import { rebuildUnique, type RebuildUniqueOptions, type RebuiltUnique } from './rebuildUnique.js'
import { givenEntities, type PersistMethod } from './persistedEntities.js'
import { persistOn } from './persistOn.js'
import { putEntity } from './putEntity.js'
import { hydrate, readItemsOf } from './readEntities.js'
import { refusalError } from './refusalError.js'
import { iterate, streamOf } from './iterate.js'
import type { ExplainOptions } from './explainQuestion.js'
import { expressionActions } from './expressionActions.js'
import { writeCondition } from './criteria/fromCondition.js'
import { isOfAnother, ofClass, visible } from './criteria/ofEntity.js'
import { whereCondition } from './criteria/fromFindOptions.js'
import { invalidValues } from './typeormLine.js'
import { plainItems, runStatement } from './runStatement.js'
import { inPart } from './transactionParts.js'
import { transactGet, type AskedAtOnce, type AskedItem, type FoundAtOnce } from './transactGet.js'
import type { UpdateValues } from './UpdateValues.js'
import type { WriteContext } from './WriteContext.js'

/**
 * TypeORM's entity manager, with DynamoDB's own operations beside TypeORM's. Inside a transaction the manager of its
 * callback buffers writes.
 */
export class DynamoEntityManager extends EntityManager {
  /** The runner that this manager was made for. */
  ownRunner: DynamoQueryRunner | undefined

  constructor(dataSource: DataSource, queryRunner?: QueryRunner) {
    super(dataSource, queryRunner)
  }

  private get driver(): DynamoDriver {
    return this.connection.driver as unknown as DynamoDriver
  }

  private get context(): WriteContext {
    const runner = this.queryRunner as unknown as DynamoQueryRunner | undefined
    runner?.mustBeOpen()
    return runner ?? this.driver.outside
  }

  private store(target: EntityTarget<any>): EntityStore {
    return this.driver.store(this.connection.getMetadata(target))
  }

  override getRepository<Entity extends ObjectLiteral>(target: EntityTarget<Entity>): PagingAndSortingRepository<Entity> {
    const known = this.repositories.get(target)
    if (known !== undefined) return known as PagingAndSortingRepository<Entity>
    const repository = new PagingAndSortingRepository<Entity>(target, this, this.ownRunner as unknown as QueryRunner | undefined)
    this.repositories.set(target, repository)
    return repository
  }

  /**
   * Finds entities by the cheapest request that serves. What `relations` asks for is read after that, in batches.
   *
   * Costs: one GetItem, BatchGetItem per 100 keys, or Query or Scan per MB; half a read unit per 4 KB looked at, one if consistent.
   */
  override find<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, options?: DynamoFindManyOptions<Entity>): Promise<Entity[]> {
    return super.find(target, options)
  }

  /**
   * Finds one entity.
   *
   * Costs: one GetItem by the whole key, else mostly a Query; half a read unit per 4 KB looked at, one if consistent.
   */
  override findOne<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, options: DynamoFindOneOptions<Entity>): Promise<Entity | null> {
    return super.findOne(target, options)
  }

  /**
   * Every entity, by a Scan of the whole table, or what the options select.
   *
   * Costs: one Scan per MB, or as {@link find}; half a read unit per 4 KB looked at, one if consistent.
   */
  findAll<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, options?: DynamoFindManyOptions<Entity>): Promise<Entity[]> {
    const all = options?.where === undefined && options?.filter === undefined && options?.index === undefined
    return this.find(target, all ? ({ ...options, scan: true } as DynamoFindManyOptions<Entity>) : options)
  }

  /**
   * Reads one entity by its primary key.
   *
   * Costs: one GetItem; half a read unit per 4 KB, one if consistent.
   *
   * @example `await manager.get(User, 'user-123')`
   */
  async get<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, key: KeyOf<Entity>, options: GetOptions = {}): Promise<Entity | null> {
    const store = this.store(target)
    const wanted = store.codec.encodeKey(key)
    const conditions = store.model.keyNames.map((name) => compare('=', name, wanted[name]!))
    const criteria = { where: all([...conditions, visible(store.model, this.driver.now(), options)]), order: [], consistent: options.consistent ?? false, skip: 0 }
    for await (const items of readItemsOf(this.driver, store, criteria, { context: this.context })) {
      const [entity] = await this.loaded<Entity>(store, items)
      if (entity !== undefined) return entity
    }
    return null
  }

  private async loaded<Entity>(store: EntityStore, items: readonly Item[], whole = true): Promise<Entity[]> {
    const entities = hydrate(store, items, undefined, whole)
    await announceLoad(this.connection, this.queryRunner, store.metadata, entities)
    return entities as Entity[]
  }

  /**
   * Stores whole entities, with generated values and index attributes, and reads nothing. A versioned entity replaces only the
   * version that it carries; one without a version must not be stored yet. A condition is for one entity.
   *
   * Costs: one PutItem, or a BatchWriteItem per 25, or a PutItem for each versioned or child entity, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index.
   *
   * @throws ValidationError when a schema of `@Validate()` refuses what it is given.
   * @throws OptimisticLockVersionMismatchError when another version is stored.
   * @throws ConditionFailedError when the condition does not hold of what is stored.
   */
  async put<Entity extends ObjectLiteral, T extends Entity | Entity[]>(target: EntityTarget<Entity>, entity: T, options?: ConditionOption<Entity>): Promise<T> {
    if (Array.isArray(entity)) await this.putMany(target, entity, options as BatchOptions)
    else await this.putOne(target, entity as Entity, options)
    return entity
  }

  /**
   * Stores one whole entity. See {@link put}.
   *
   * Costs: one PutItem, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index.
   */
  async putOne<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, entity: Entity, options: ConditionOption<Entity> = {}): Promise<Entity> {
    const store = storeOfEntity(this.driver, this.store(target), entity)
    await putEntity(this.context, store, entity, writeCondition(store, options.condition, this.driver.options))
    return entity
  }

  /**
   * Stores many whole entities, and sends again what DynamoDB leaves unprocessed. Of entities that come one by one (an async
   * iterable, such as a generator or a stream) a thousand are held at a time; after a failure no more are taken.
   *
   * Costs: one BatchWriteItem per 25, or a PutItem for each versioned or child entity, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index.
   *
   * @throws BatchIncompleteError with the keys that could not be written, of those that were held.
   */
  async putMany<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, entities: readonly Entity[] | AsyncIterable<Entity>, options: BatchOptions = {}): Promise<void> {
    if (Symbol.asyncIterator in entities) return putAsTheyCome(this.context, this.store(target), entities, options)
    await batchWriteEntities(this.context, this.store(target), entities.map((item) => ({ type: 'PutRequest' as const, item })), options)
  }

  /**
   * Puts and deletes. See {@link putMany}.
   *
   * Costs: one BatchWriteItem per 25, or a PutItem or DeleteItem for each versioned or child entity, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index.
   */
  async batchWrite<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, writes: readonly BatchWriteItem<Entity>[], options: BatchOptions = {}): Promise<void> {
    await batchWriteEntities(this.context, this.store(target), writes as readonly BatchWriteItem<object>[], options)
  }

  /**
   * Reads entities by their keys, in the order of the keys; null for what is not there.
   *
   * Costs: one BatchGetItem per 100; half a read unit per 4 KB, one if consistent.
   */
  batchRead<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, keys: readonly KeyOf<Entity>[], options?: GetOptions): Promise<(Entity | null)[]>
  /**
   * The same for keys that come one by one (an async iterable): entities one by one, in the order of the keys, with no more keys
   * taken than `concurrency` requests hold.
   *
   * Costs: one BatchGetItem per 100; half a read unit per 4 KB, one if consistent.
   *
   * @example `for await (const user of manager.batchRead(User, keysOfFile())) console.log(user?.id)`
   */
  batchRead<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, keys: AsyncIterable<KeyOf<Entity>>, options?: BatchReadOptions): AsyncGenerator<Entity | null, void, undefined>
  batchRead<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, keys: readonly KeyOf<Entity>[] | AsyncIterable<KeyOf<Entity>>, options: BatchReadOptions = {}): Promise<(Entity | null)[]> | AsyncGenerator<Entity | null, void, undefined> {
    return Symbol.asyncIterator in keys ? this.readAsTheyCome(target, keys, options) : this.readAll(target, keys, options)
  }

  private async *readAsTheyCome<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, keys: AsyncIterable<KeyOf<Entity>>, { concurrency = 4, ...options }: BatchReadOptions): AsyncGenerator<Entity | null, void, undefined> {
    for await (const some of inOrder(listsOf(keys, limits.batchGetKeys), concurrency, (list) => this.batchRead(target, list, options))) yield* some
  }

  private async readAll<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, keys: readonly KeyOf<Entity>[], options: GetOptions): Promise<(Entity | null)[]> {
    const store = this.store(target)
    const items = await readShown(this.context, store, keys.map((key) => store.codec.encodeKey(key)), options)
    const entities = await this.loaded<Entity>(store, items.filter((item) => item !== undefined))
    let next = 0
    return items.map((item) => (item === undefined ? null : entities[next++]!))
  }

  /**
   * Reads entities of any classes as they are at one moment, 100 at most: no transaction of another writer lies between them. Null
   * for what is not there.
   *
   * Costs: one TransactGetItems, or a GetItem (consistent) for one alone; two read units per 4 KB, one for one alone.
   *
   * @example `const [user, order] = await manager.transactGet([[User, 'user-123'], [Order, { tenantId: 't1', orderId: '7' }]])`
   * @throws TransactionConflictError when other writers keep changing the items.
   */
  async transactGet<Entities extends readonly ObjectLiteral[]>(asked: AskedAtOnce<Entities>, options: Pick<GetOptions, 'withDeleted' | 'withExpired'> = {}): Promise<FoundAtOnce<Entities>> {
    const wanted = (asked as readonly (readonly [EntityTarget<ObjectLiteral>, KeyOf<ObjectLiteral>])[]).map(([target, key]): AskedItem => ({ store: this.store(target), key }))
    const items = await transactGet(this.context, wanted, options)
    const found: (ObjectLiteral | null)[] = []
    for (const [position, { store }] of wanted.entries()) {
      const item = items[position]
      found.push(item === undefined ? null : (await this.loaded<ObjectLiteral>(store, [item]))[0]!)
    }
    return found as unknown as FoundAtOnce<Entities>
  }

  /**
   * Finds entities of several classes that share a partition of their table, or of one of its indexes, by one Query. Relations are not
   * loaded with them.
   *
   * Costs: one Query per MB; half a read unit per 4 KB looked at, one if consistent.
   *
   * @example `const { user, courses } = await manager.collection({ user: User, courses: Course }, { index: 'GSI1', where: { orgId: 'o1' } })`
   * @throws InvalidQueryError where the where names no partition that all of them share.
   */
  async collection<const Groups extends CollectionGroups>(groups: Groups, options: CollectionFindOptions<Groups> = {}): Promise<Collection<Groups>> {
    return findCollection<Groups>(this.collectionQuestion(groups, options))
  }

  /**
   * One page of a {@link collection}: exactly as many entities of all groups together as asked for, unless the end is reached. Go on
   * with `lastEvaluatedKey` as the next `exclusiveStartKey`.
   *
   * Costs: one Query, more where a filter drops much; half a read unit per 4 KB looked at, one item beyond the page included.
   *
   * @throws InvalidQueryError for a cursor of another question, and where they share no partition.
   */
  async collectionPage<const Groups extends CollectionGroups>(groups: Groups, options: CollectionOptions<Groups> = {}, pageable: Pageable = Pageable.getDefault()): Promise<CollectionPage<Groups>> {
    return findCollectionPage<Groups>(this.collectionQuestion(groups, options), pageable)
  }

  /**
   * Tells which Query a {@link collection} is, why, and why no other index; with `analyze` it is asked, too, and what that cost is told.
   *
   * @example `console.log(String(await manager.explainCollection({ user: User, courses: Course }, { where: { orgId: 'o1' } })))`
   * @throws InvalidQueryError where the where names no partition that all of them share.
   */
  async explainCollection<const Groups extends CollectionGroups>(groups: Groups, options: CollectionFindOptions<Groups> = {}, how?: Omit<ExplainOptions, 'page'>): Promise<Explanation> {
    return explainCollection(this.collectionQuestion(groups, options), how)
  }

  private collectionQuestion(groups: CollectionGroups, options: CollectionFindOptions<any>): CollectionQuestion {
    const { driver, context } = this
    return { driver, context, groups: Object.entries(groups).map(([name, target]) => ({ name, store: this.store(target) })), options, load: (store, items) => this.loaded(store, items) }
  }

  /**
   * Deletes one entity by its key. What is not there is no error, unless a condition demands it. What `onDelete` of foreign keys
   * reaches is found by a Query each, one for all in the entity's own partition, and goes along in one TransactWriteItems; outside of a
   * transaction in several, the entity last, where it is more than one holds.
   *
   * Costs: one DeleteItem, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index.
   *
   * @throws ConditionFailedError when the condition does not hold of what is stored.
   */
  async deleteOne<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, key: KeyOf<Entity>, options: ConditionOption<Entity> = {}): Promise<void> {
    const store = this.store(target)
    const demanded = writeCondition(store, options.condition, this.driver.options)
    const outcome = await deleteEntity(this.context, store, { kind: 'delete', key: store.codec.encodeKey(key), condition: ofClass(store.model), demanded })
    // What another class of the table has under the key is none of this one.
    if (demanded !== undefined && outcome.status === 'refused' && (outcome.reason === 'demanded' || !evaluateCondition(demanded, {}))) throw refusalError(store, outcome)
  }

  /**
   * Makes a transaction depend on an item that it need not write: that its condition holds, or, without one, that it is there. A
   * check of what the transaction writes as well becomes one with the write.
   *
   * Costs: one operation more in the TransactWriteItems of the commit; twice a write unit per KB.
   *
   * @throws InvalidQueryError outside of a transaction.
   * @throws ConditionFailedError at the commit, or at once when the transaction itself has decided otherwise.
   * @example `await manager.check(Account, 'a1', { state: 'open' })`
   */
  async check<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, key: KeyOf<Entity>, condition?: WriteCondition<Entity>): Promise<void> {
    await checkEntity(this.context, this.store(target), key, condition)
  }

  /**
   * TypeORM's delete, which gives back what was there, in `entities`.
   *
   * Costs: one DeleteItem by key, else one each of what a Query or Scan finds, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, and the units of the read.
   *
   * @throws OutcomeUnknownError when the answer is lost.
   */
  override delete<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, criteria: any, options: ConditionOption<Entity> & { readonly returning: 'all_old' }): Promise<DeleteResult & ReturnedEntities<Entity>>
  /**
   * TypeORM's delete.
   *
   * Costs: one DeleteItem by key, else one each of what a Query or Scan finds, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, and the units of the read.
   *
   * @throws ConditionFailedError when the condition does not hold of one of them.
   */
  override delete<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, criteria: any, options?: ConditionOption<Entity> & ReturningOption<'none'>): Promise<DeleteResult>
  override delete(target: EntityTarget<any>, criteria: any, options: ConditionOption<any> & ReturningOption = {}): Promise<any> {
    return super.delete.call(this.under(options), target, criteria)
  }

  /**
   * TypeORM's softDelete.
   *
   * Costs: one UpdateItem by key, else one each of what a Query or Scan finds, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, and the units of the read.
   *
   * @throws ConditionFailedError when the condition does not hold of one of them.
   */
  override softDelete<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, criteria: any, options: ConditionOption<Entity> = {}): Promise<UpdateResult> {
    return super.softDelete.call(this.under(options), target, criteria)
  }

  /**
   * TypeORM's restore.
   *
   * Costs: one UpdateItem by key, else one each of what a Query or Scan finds, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, and the units of the read.
   *
   * @throws ConditionFailedError when the condition does not hold of one of them.
   */
  override restore<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, criteria: any, options: ConditionOption<Entity> = {}): Promise<UpdateResult> {
    return super.restore.call(this.under(options), target, criteria)
  }

  /** This manager, but its builders write under options that TypeORM's do not know. */
  private under({ condition, idempotent, returning }: ConditionOption<any> & IdempotentOption & ReturningOption): this {
    if (condition === undefined && idempotent === undefined && returning === undefined) return this
    const createQueryBuilder = (...args: any[]): unknown => {
      const builder = (this.createQueryBuilder as (...args: any[]) => { readonly expressionMap: { returning: unknown } })(...args)
      if (returning !== undefined) builder.expressionMap.returning = returning
      return Object.assign(builder, { given: { condition, idempotent } } satisfies Partial<DynamoBuilderMembers>)
    }
    return Object.assign(Object.create(this) as this, { createQueryBuilder })
  }

  /**
   * Deletes entities by their keys.
   *
   * Costs: one BatchWriteItem per 25, or a DeleteItem for each versioned or child entity, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index.
   */
  async deleteMany<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, keys: readonly KeyOf<Entity>[], options: BatchOptions = {}): Promise<void> {
    await this.batchWrite(target, keys.map((item) => ({ type: 'DeleteRequest' as const, item })), options)
  }

  /**
   * Deletes every entity.
   *
   * Costs: one Scan per MB and BatchWriteItem per 25 (see {@link deleteMany}), with unique columns TransactWriteItems after a GetItem (consistent); half a read unit per 4 KB, and a write unit per KB in the table and in each index.
   */
  override async deleteAll<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, options: BatchOptions = {}): Promise<DeleteResult> {
    return this.deleteFound(target, { scan: true, withDeleted: true, withExpired: true } as DynamoFindManyOptions<Entity>, options)
  }

  /**
   * Deletes what the options find.
   *
   * Costs: a read as {@link find}, mostly a Query, and one BatchWriteItem per 25 (see {@link deleteMany}), with unique columns TransactWriteItems after a GetItem (consistent); half a read unit per 4 KB looked at, and a write unit per KB in the table and in each index.
   */
  async deleteAllBy<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, find: DynamoFindManyOptions<Entity>, options: BatchOptions = {}): Promise<DeleteResult> {
    return this.deleteFound(target, find, options)
  }

  /**
   * Deletes every entity of a class: all items of its table or, where others share it, its own.
   *
   * Costs: one Scan per MB and BatchWriteItem per 25; a read unit per 4 KB, and a write unit per KB in the table and in each index.
   */
  override async clear<Entity>(target: EntityTarget<Entity>, options?: { cascade?: boolean }): Promise<void> {
    if (this.store(target as EntityTarget<ObjectLiteral>).model.itemType === undefined) return (super.clear as (target: unknown, options?: unknown) => Promise<void>).call(this, target, options)
    if (options?.cascade === true) throw new UnsupportedError('constraints', `${this.store(target as EntityTarget<ObjectLiteral>).metadata.name}, cascade`)
    await this.deleteFound(target as EntityTarget<ObjectLiteral>, { scan: true, withDeleted: true, withExpired: true } as DynamoFindManyOptions<ObjectLiteral>, {})
  }

  private deleteFound<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, find: DynamoFindManyOptions<Entity>, options: BatchOptions): Promise<DeleteResult> {
    const store = this.store(target)
    return deleteFound(this.context, store, this.createQueryBuilder(target, store.metadata.name) as DynamoSelectQueryBuilder<Entity>, find, options)
  }

  /**
   * Fills in what keeps columns unique for entities that were stored before the columns were, or around this driver, and tells which
   * have the same values. Others may write meanwhile.
   *
   * Costs: one Scan (consistent) per MB, one BatchGetItem (consistent) per 100 values, and a TransactWriteItems for each entity that lacks something; a read unit per 4 KB, one per value, and two write units per value that was missing and two per entity that is checked.
   *
   * @example `const { written, conflicts } = await manager.rebuildUnique(User)`
   */
  rebuildUnique<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, options: RebuildUniqueOptions = {}): Promise<RebuiltUnique<Entity>> {
    return rebuildUnique(this.driver, this.store(target), options)
  }

  /**
   * Entities one by one, as they are wanted: one page is asked for ahead of the reader, and none after the reader has stopped.
   *
   * Costs: what `find` would send, a GetItem, BatchGetItem, Query or Scan per MB that is taken; half a read unit per 4 KB looked at, one if consistent.
   *
   * @example `for await (const user of manager.iterate(User, { where: { age: '42' } })) console.log(user.id)`
   */
  iterate<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, options: DynamoScanOptions<Entity> = {}): AsyncGenerator<Entity, void, undefined> {
    return iterate(this, target, options)
  }

  /**
   * The same as {@link iterate}, as a stream of objects, which reads no further while nobody takes them.
   *
   * Costs: what `find` would send, a GetItem, BatchGetItem, Query or Scan per MB that is taken; half a read unit per 4 KB looked at, one if consistent.
   */
  stream<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, options: DynamoScanOptions<Entity> = {}): Readable {
    return streamOf(this, target, options)
  }

  /**
   * Reads the whole table, or an index, page by page, as the options say: `segments` at the same time, no faster than
   * `readCapacityPerSecond`, telling `onProgress`.
   *
   * Costs: one Scan per MB; half a read unit per 4 KB looked at, one if consistent.
   */
  scan<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, options: DynamoScanOptions<Entity> = {}): Promise<Entity[]> {
    return this.find(target, { ...options, scan: true })
  }

  /**
   * A stream of every entity, by a Scan of the table or of an index, in segments if so told. See {@link stream}.
   *
   * Costs: one Scan per MB that is taken; half a read unit per 4 KB looked at, one if consistent.
   */
  streamAll<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, options: DynamoScanOptions<Entity> = {}): Readable {
    return streamOf(this, target, { ...options, scan: true })
  }

  /**
   * Changes entities by criteria, in one argument. See {@link updateExpression}.
   *
   * Costs: one UpdateItem by key, after a GetItem where an index attribute needs other properties, else one each of what a Query or Scan finds, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, and the units of the read.
   *
   * @example `await manager.update(User, { where: { id }, setValues: { status: 'active' }, addValues: { logins: 1 } })`
   */
  override update<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, options: UpdateExpressionOptions<Entity>): Promise<UpdateResult>
  /**
   * TypeORM's update. Each item that the criteria name or find must satisfy the condition. What `returning` asks for is in `entities`.
   *
   * Costs: one UpdateItem by key, or TransactWriteItems with `idempotent`, after a GetItem where an index attribute needs other properties, else one each of what a Query or Scan finds, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, twice with `idempotent`, and the units of the read.
   *
   * @throws OutcomeUnknownError when the answer is lost to what must not be done twice, such as `Add(1)`, and `idempotent` is not set.
   * @example `const { entities: [user] } = await manager.update(User, 'user-123', { visits: Add(1) }, { returning: 'all_new' })`
   */
  override update<Entity extends ObjectLiteral, R extends Returning>(target: EntityTarget<Entity>, criteria: any, values: UpdateValues<Entity>, options: ConditionOption<Entity> & { readonly returning: R }): Promise<UpdateResult & ReturnedEntities<Entity, R>>
  /**
   * TypeORM's update, of which nothing, or columns, are given back.
   *
   * Costs: one UpdateItem by key, or TransactWriteItems with `idempotent`, after a GetItem where an index attribute needs other properties, else one each of what a Query or Scan finds, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, twice with `idempotent`, and the units of the read.
   */
  override update<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, criteria: any, values: UpdateValues<Entity>, options?: UpdateOptions & ConditionOption<Entity> & IdempotentOption): Promise<UpdateResult>
  override update(target: EntityTarget<any>, criteria: any, values?: any, options: UpdateOptions & ConditionOption<any> & IdempotentOption = {}): Promise<any> {
    if (values === undefined && typeof criteria === 'object' && criteria !== null && 'where' in criteria) return this.updateExpression(target, criteria as UpdateExpressionOptions<any>)
    return super.update.call(this.under({ condition: options.condition, idempotent: options.idempotent }), target, criteria, values as never, options)
  }

  /**
   * TypeORM's increment. See {@link update}.
   *
   * Costs: one UpdateItem by key, or TransactWriteItems with `idempotent`, after a GetItem where an index attribute needs other properties, else one each of what a Query or Scan finds, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, twice with `idempotent`, and the units of the read.
   */
  override increment<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, criteria: any, propertyPath: string, value: number | string, options: ConditionOption<Entity> & IdempotentOption = {}): Promise<UpdateResult> {
    return super.increment.call(this.under(options), target, criteria, propertyPath, value)
  }

  /**
   * TypeORM's decrement. See {@link update}.
   *
   * Costs: one UpdateItem by key, or TransactWriteItems with `idempotent`, after a GetItem where an index attribute needs other properties, else one each of what a Query or Scan finds, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, twice with `idempotent`, and the units of the read.
   */
  override decrement<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, criteria: any, propertyPath: string, value: number | string, options: ConditionOption<Entity> & IdempotentOption = {}): Promise<UpdateResult> {
    return super.decrement.call(this.under(options), target, criteria, propertyPath, value)
  }

  /**
   * Sets and adds values of entities that exist, and keeps their indexes right.
   *
   * Costs: one UpdateItem by key, after a GetItem where an index attribute needs other properties, else one each of what a Query or Scan finds, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, twice with `idempotent`, and the units of the read.
   *
   * @throws OutcomeUnknownError when the answer to an addition is lost and `idempotent` is not set.
   * @throws ConditionFailedError when the condition does not hold of one of them.
   */
  async updateExpression<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, options: UpdateExpressionOptions<Entity>): Promise<UpdateResult & Partial<ReturnedEntities<Entity>>> {
    const store = this.store(target)
    const where = whereCondition(store, options.where as FindOptionsWhere<Entity>, invalidValues(this.driver.options))
    refuseEmpty(where, store)
    const done = await updateAll(this.context, store, { where, actions: expressionActions(store, options), options: { idempotent: options.idempotent ?? false }, returned: returnedOf(store, options.returning), demanded: writeCondition(store, options.condition, this.driver.options) })
    const result = UpdateResult.from(queryResult(done))
    if (done.entities !== undefined) await announceLoad(this.connection, this.queryRunner, store.metadata, done.entities)
    return Object.assign(result, done.entities && { entities: done.entities as Entity[] })
  }

  /**
   * Adds to numbers and sets of entities that exist. See {@link updateExpression}.
   *
   * Costs: one UpdateItem by key, or TransactWriteItems with `idempotent`, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, twice with `idempotent`.
   */
  add<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, { values, ...options }: AddOptions<Entity>): Promise<UpdateResult> {
    return this.updateExpression(target, { ...options, addValues: values })
  }

  /**
   * Runs a PartiQL statement and reads all its pages, as plain objects. In tables of entities it may not write what the driver keeps right.
   *
   * Costs: one ExecuteStatement per MB; the units of the read or write that it stands for.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html
   */
  async executeStatement(statement: string, parameters: readonly unknown[] = [], options: Pick<GetOptions, 'consistent'> = {}): Promise<ObjectLiteral[]> {
    return plainItems(await runStatement(this.context, statement, parameters, options.consistent))
  }

  /**
   * Runs a PartiQL statement whose items are entities. Those that have the type of another entity of the table are left out.
   *
   * Costs: one ExecuteStatement per MB; the units of the read or write that it stands for.
   */
  async executeStatementOf<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, statement: string, parameters: readonly unknown[] = [], options: Pick<GetOptions, 'consistent'> = {}): Promise<Entity[]> {
    const store = this.store(target)
    const items = await runStatement(this.context, statement, parameters, options.consistent)
    return this.loaded<Entity>(store, items.filter((item) => !isOfAnother(store.model, item)), false)
  }

  /**
   * TypeORM's save: reads what is stored, and writes what has changed. Several entities are all written, or none. An entity that was
   * read alone, by its key or as the only one found, is saved without being read again: the write depends on its item being as it was.
   *
   * Costs: a GetItem or BatchGetItem (consistent) unless the key is generated or the entity was read alone, and a PutItem or UpdateItem if something changed, TransactWriteItems for several or with unique columns; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   *
   * @throws ValidationError when a schema of `@Validate()` refuses what it is given.
   * @throws OptimisticLockVersionMismatchError when somebody else has changed it meanwhile.
   * @throws UniqueConstraintViolationError when another item has its values of unique columns.
   * @throws ConditionFailedError when the condition does not hold of what is stored.
   */
  override save<Entity extends ObjectLiteral>(entities: Entity[], options?: SaveOptions & ConditionOption<Entity>): Promise<Entity[]>
  /**
   * Of one entity.
   *
   * Costs: a GetItem or BatchGetItem (consistent) unless the key is generated or the entity was read alone, and a PutItem or UpdateItem if something changed, TransactWriteItems for several or with unique columns; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override save<Entity extends ObjectLiteral>(entity: Entity, options?: SaveOptions & ConditionOption<Entity>): Promise<Entity>
  /**
   * Of many of a class, which gives them back as they were given.
   *
   * Costs: a GetItem or BatchGetItem (consistent) unless the key is generated or the entity was read alone, and a PutItem or UpdateItem if something changed, TransactWriteItems for several or with unique columns; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override save<Entity extends ObjectLiteral, T extends DeepPartial<Entity>>(target: EntityTarget<Entity>, entities: T[], options: SaveOptions & ConditionOption<Entity> & { reload: false }): Promise<T[]>
  /**
   * Of many of a class.
   *
   * Costs: a GetItem or BatchGetItem (consistent) unless the key is generated or the entity was read alone, and a PutItem or UpdateItem if something changed, TransactWriteItems for several or with unique columns; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override save<Entity extends ObjectLiteral, T extends DeepPartial<Entity>>(target: EntityTarget<Entity>, entities: T[], options?: SaveOptions & ConditionOption<Entity>): Promise<(T & Entity)[]>
  /**
   * Of one of a class, which gives it back as it was given.
   *
   * Costs: a GetItem or BatchGetItem (consistent) unless the key is generated or the entity was read alone, and a PutItem or UpdateItem if something changed, TransactWriteItems for several or with unique columns; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override save<Entity extends ObjectLiteral, T extends DeepPartial<Entity>>(target: EntityTarget<Entity>, entity: T, options: SaveOptions & ConditionOption<Entity> & { reload: false }): Promise<T>
  /**
   * Of one of a class.
   *
   * Costs: a GetItem or BatchGetItem (consistent) unless the key is generated or the entity was read alone, and a PutItem or UpdateItem if something changed, TransactWriteItems for several or with unique columns; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override save<Entity extends ObjectLiteral, T extends DeepPartial<Entity>>(target: EntityTarget<Entity>, entity: T, options?: SaveOptions & ConditionOption<Entity>): Promise<T & Entity>
  override save(...args: any[]): Promise<any> {
    return this.persist('save', args)
  }

  /**
   * TypeORM's remove, whose subscribers see what is stored.
   *
   * Costs: a GetItem or BatchGetItem (consistent) and a DeleteItem, TransactWriteItems for several or with unique columns; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   *
   * @throws OptimisticLockVersionMismatchError when somebody else has changed it meanwhile.
   * @throws ConditionFailedError when the condition does not hold of what is stored.
   */
  override remove<Entity extends ObjectLiteral>(entities: Entity[], options?: RemoveOptions & ConditionOption<Entity>): Promise<Entity[]>
  /**
   * Of one entity.
   *
   * Costs: a GetItem or BatchGetItem (consistent) and a DeleteItem, TransactWriteItems for several or with unique columns; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override remove<Entity extends ObjectLiteral>(entity: Entity, options?: RemoveOptions & ConditionOption<Entity>): Promise<Entity>
  /**
   * Of many of a class.
   *
   * Costs: a GetItem or BatchGetItem (consistent) and a DeleteItem, TransactWriteItems for several or with unique columns; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override remove<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, entities: Entity[], options?: RemoveOptions & ConditionOption<Entity>): Promise<Entity[]>
  /**
   * Of one of a class.
   *
   * Costs: a GetItem or BatchGetItem (consistent) and a DeleteItem, TransactWriteItems for several or with unique columns; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override remove<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, entity: Entity, options?: RemoveOptions & ConditionOption<Entity>): Promise<Entity>
  override remove(...args: any[]): Promise<any> {
    return this.persist('remove', args)
  }

  /**
   * TypeORM's softRemove: a save that sets the date of deletion.
   *
   * Costs: a GetItem or BatchGetItem (consistent) and an UpdateItem, TransactWriteItems for several; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override softRemove<Entity extends ObjectLiteral>(entities: Entity[], options?: SaveOptions & ConditionOption<Entity>): Promise<Entity[]>
  /**
   * Of one entity.
   *
   * Costs: a GetItem or BatchGetItem (consistent) and an UpdateItem, TransactWriteItems for several; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override softRemove<Entity extends ObjectLiteral>(entity: Entity, options?: SaveOptions & ConditionOption<Entity>): Promise<Entity>
  /**
   * Of many of a class.
   *
   * Costs: a GetItem or BatchGetItem (consistent) and an UpdateItem, TransactWriteItems for several; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override softRemove<Entity extends ObjectLiteral, T extends DeepPartial<Entity>>(target: EntityTarget<Entity>, entities: T[], options?: SaveOptions & ConditionOption<Entity>): Promise<T[]>
  /**
   * Of one of a class.
   *
   * Costs: a GetItem or BatchGetItem (consistent) and an UpdateItem, TransactWriteItems for several; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override softRemove<Entity extends ObjectLiteral, T extends DeepPartial<Entity>>(target: EntityTarget<Entity>, entity: T, options?: SaveOptions & ConditionOption<Entity>): Promise<T>
  override softRemove(...args: any[]): Promise<any> {
    return this.persist('softRemove', args)
  }

  /**
   * TypeORM's recover: a save that takes the date of deletion away.
   *
   * Costs: a GetItem or BatchGetItem (consistent) and an UpdateItem, TransactWriteItems for several; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override recover<Entity extends ObjectLiteral>(entities: Entity[], options?: SaveOptions & ConditionOption<Entity>): Promise<Entity[]>
  /**
   * Of one entity.
   *
   * Costs: a GetItem or BatchGetItem (consistent) and an UpdateItem, TransactWriteItems for several; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override recover<Entity extends ObjectLiteral>(entity: Entity, options?: SaveOptions & ConditionOption<Entity>): Promise<Entity>
  /**
   * Of many of a class.
   *
   * Costs: a GetItem or BatchGetItem (consistent) and an UpdateItem, TransactWriteItems for several; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override recover<Entity extends ObjectLiteral, T extends DeepPartial<Entity>>(target: EntityTarget<Entity>, entities: T[], options?: SaveOptions & ConditionOption<Entity>): Promise<T[]>
  /**
   * Of one of a class.
   *
   * Costs: a GetItem or BatchGetItem (consistent) and an UpdateItem, TransactWriteItems for several; a read unit per 4 KB, and a write unit per KB in the table and in each index, twice for several.
   */
  override recover<Entity extends ObjectLiteral, T extends DeepPartial<Entity>>(target: EntityTarget<Entity>, entity: T, options?: SaveOptions & ConditionOption<Entity>): Promise<T>
  override recover(...args: any[]): Promise<any> {
    return this.persist('recover', args)
  }

  /**
   * TypeORM's insert: fails for what is there. Several entities are all written, or none.
   *
   * Costs: one PutItem, TransactWriteItems for several, with unique columns TransactWriteItems; a write unit per KB in the table and in each index, twice for several.
   *
   * @throws ValidationError when a schema of `@Validate()` refuses what it is given.
   * @throws EntityAlreadyExistsError when the key is taken.
   * @throws UniqueConstraintViolationError when another item has its values of unique columns.
   */
  override insert(...args: any[]): Promise<any> {
    return this.persist('insert', args)
  }

  /**
   * TypeORM's upsert by the primary key.
   *
   * Costs: for each one UpdateItem, or a PutItem where nothing is given but the key, and a GetItem (consistent) before where an index key is given in part, with unique columns TransactWriteItems after a GetItem (consistent); a write unit per KB in the table and in each index, and a read unit per 4 KB read.
   *
   * @throws OutcomeUnknownError when the answer is lost and a @VersionColumn() was counted, or something was added.
   */
  override upsert(...args: any[]): Promise<any> {
    return this.persist('upsert', args)
  }

  /** TypeORM's own writes, on the transaction at hand, or on a runner of their own that no flow joins. */
  private async persist(method: PersistMethod, args: any[], isAlone = false): Promise<unknown> {
    const joined = this.queryRunner as unknown as DynamoQueryRunner | undefined
    if (joined !== undefined) return persistOn(joined, this, method, args, isAlone)
    const runner = this.newRunner()
    runner.isOfRemove = method === 'remove' && givenEntities(this.connection, args).entities.length === 1
    try {
      return await runner.manager.persist(method, args, true)
    } finally {
      await runner.release()
    }
  }

  /**
   * Runs work in a transaction of its own, which is joined through the manager that the work is given; of a manager inside a
   * transaction, in a part of it that can fail by itself.
   *
   * Costs: one TransactWriteItems, or a lone write as itself: a PutItem, UpdateItem or DeleteItem; twice the write units, once for the lone one.
   */
  override transaction<T>(run: (manager: DynamoEntityManager) => Promise<T>): Promise<T>
  /**
   * The same with a level of isolation: READ COMMITTED; REPEATABLE READ, where an item that is read twice is the same; SERIALIZABLE,
   * where the commit fails with a TransactionConflictError if an item that was read by its key has changed.
   *
   * Costs: one TransactWriteItems, or a lone write as itself: a PutItem, UpdateItem or DeleteItem; twice the write units, once for the lone one.
   */
  override transaction<T>(isolation: TransactionLevel, run: (manager: DynamoEntityManager) => Promise<T>): Promise<T>
  override async transaction<T>(isolation: TransactionLevel | ((manager: DynamoEntityManager) => Promise<T>), maybeRun?: (manager: DynamoEntityManager) => Promise<T>): Promise<T> {
    const run = (typeof isolation === 'function' ? isolation : maybeRun) as (manager: DynamoEntityManager) => Promise<T>
    const level = typeof isolation === 'string' ? isolation : undefined
    const held = heldRunner(this.ownRunner)
    if (held !== undefined) return held.isTransactionActive ? inPart(held, () => this.transactionOn(held, level, run)) : this.transactionOn(held, level, run)
    const runner = this.newRunner()
    try {
      return await this.transactionOn(runner, level, run)
    } finally {
      await runner.release()
    }
  }

  private async transactionOn<T>(runner: DynamoQueryRunner, level: TransactionLevel | undefined, run: (manager: DynamoEntityManager) => Promise<T>): Promise<T> {
    await runner.startTransaction(level)
    try {
      const done = run(runner.manager)
      runner.isOfContext ||= this.connection.manager === runner.manager
      const result = await done
      await runner.commitTransaction()
      return result
    } catch (error) {
      await runner.rollbackTransaction()
      throw error
    }
  }

  private newRunner(): DynamoQueryRunner {
    const runner = this.connection.createQueryRunner() as unknown as DynamoQueryRunner
    runner.joinedByFlow = false
    return runner
  }

  override withRepository<Entity extends ObjectLiteral, R extends Repository<any>>(repository: R & Repository<Entity>): R {
    const made = repository.constructor as new (target: unknown, manager: EntityManager, queryRunner: unknown) => R
    return new made(repository.target, this, this.ownRunner)
  }
}


joinFlows(DynamoEntityManager.prototype)
