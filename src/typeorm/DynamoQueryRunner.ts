import type { DataSource, ObjectLiteral, ReplicationMode } from 'typeorm'
import type { Broadcaster } from 'typeorm/subscriber/Broadcaster.js'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import { ValidationError } from '../errors/ValidationError.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import type { Overlay } from '../client/Overlay.js'
import { bufferOverlay } from '../transactions/bufferOverlay.js'
import { WriteBuffer, type BufferedItem } from '../transactions/WriteBuffer.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import type { DynamoDriver } from './DynamoDriver.js'
import type { EntityStore } from './EntityStore.js'
import type { DynamoEntityManager } from './DynamoEntityManager.js'
import { EntityBroadcaster } from './EntityBroadcaster.js'
import { enterTransaction } from './ambientTransaction.js'
import type { Assumption } from './assume.js'
import { checkedOperations } from './checkedOperations.js'
import { checksOf, isolationOf, levelOf, refuseHigher, type Isolation, type TransactionLevel } from './isolation.js'
import { commitInParts } from './commitInParts.js'
import { commitWrites, operationsOf } from './commitWrites.js'
import { nothingKnown } from './uniqueOperations.js'
import { queryResult } from './builders/queryResult.js'
import { plainItems, runStatement } from './runStatement.js'
import { deleteItems, putItems, updateItem, type TableUpdate } from './tableItems.js'
import { schemaStepIn } from './tables/schemaRequest.js'
import type { SaveFaults } from './WriteContext.js'
import { TableQueryRunner } from './TableQueryRunner.js'

/** What a builder hands to `query()` in place of SQL: the work itself. */
export class Work {
  constructor(
    /** A readable line, for logs. */
    readonly text: string,
    readonly run: (runner: DynamoQueryRunner) => Promise<unknown>,
  ) {}
}

const rememberedAs = (store: EntityStore, key: Key): string => keyIdentity(store.model.table, key, store.model.keyNames)

/**
 * One conversation with DynamoDB: its transaction, its buffer of unsent writes, and what was read in it.
 * Writes go at once, or, while a transaction is active, into the buffer, which `commitTransaction()` sends as one
 * TransactWriteItems.
 */
export class DynamoQueryRunner extends TableQueryRunner {
  readonly dataSource: DataSource
  readonly connection: DataSource
  readonly broadcaster: Broadcaster
  readonly manager: DynamoEntityManager
  isReleased = false
  isTransactionActive = false
  data: ObjectLiteral = {}
  private isSending = false
  /** Whether the flow that starts a transaction on this runner joins it: not where TypeORM or a callback has it in hand. */
  joinedByFlow = true
  /** Whether typeorm-transactional has handed its manager out, which may be held beyond the end of its transaction. */
  isOfContext = false

  /** Whether it serves one `remove` of one entity, which has started its transaction by itself: then several may do what one cannot hold. */
  isOfRemove = false
  /** The entity that is being saved without being read, as it is taken to be stored. */
  assumed: Assumption | undefined

  readonly buffer = new WriteBuffer()
  isolation: Isolation | undefined
  faults: SaveFaults | undefined
  private readonly writes = bufferOverlay(this.buffer)
  /** Items that `save` has read, as the base of what it writes: by entity and key. */
  private readonly remembered = new Map<string, Item>()
  /** Versions of entities that are being removed, by table and key. */
  private readonly versions = new Map<string, number>()
  /** The buffer as it was when each nested transaction began. */
  private readonly savepoints: { readonly items: readonly BufferedItem[]; readonly undos: number; readonly remembered: ReadonlyMap<string, Item> }[] = []
  /** What becomes of entities in memory when the transaction ends, one way or the other. */
  private readonly endings: { readonly undo?: (() => void) | undefined; readonly done?: (() => void) | undefined }[] = []
  private queue: Promise<unknown> = Promise.resolve()

  constructor(
    readonly driver: DynamoDriver,
    private readonly mode: ReplicationMode,
  ) {
    super()
    this.dataSource = driver.dataSource
    this.connection = driver.dataSource
    this.broadcaster = new EntityBroadcaster(this)
  }

  /** What the reads of its writes see otherwise than it is stored. */
  get overlay(): Overlay {
    return this.isolation?.own ?? this.writes
  }

  connect(): Promise<void> {
    return Promise.resolve()
  }

  async release(): Promise<void> {
    this.isReleased = true
    this.savepoints.length = 0
    if (this.isTransactionActive) await this.rollbackTransaction()
    this.remembered.clear()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release()
  }

  /**
   * Starts buffering. What the calling flow does from then on joins, until the transaction ends: repositories, managers and
   * builders that have no runner of their own. A transaction within a transaction is a savepoint, sent with the outer one.
   *
   * @param isolationLevel That of the data source where not given, mostly READ COMMITTED; REPEATABLE READ, where an item that is read
   * twice is the same; SERIALIZABLE, where the commit fails if an item that was read by its key has changed.
   * @throws InvalidQueryError for a level that the transaction around does not have.
   */
  async startTransaction(isolationLevel?: TransactionLevel): Promise<void> {
    this.mustBeOpen()
    if (this.isSending) throw new InvalidQueryError('The transaction of this query runner is being sent. Await its commit before another begins, or use another createQueryRunner().', { code: 'transaction.sending' })
    const level = levelOf(isolationLevel)
    if (this.isTransactionActive) {
      refuseHigher(this.isolation, level)
      this.savepoints.push({ items: this.buffer.items, undos: this.endings.length, remembered: new Map(this.remembered) })
      return
    }
    this.isTransactionActive = true
    this.isolation = isolationOf(level ?? this.driver.options.isolationLevel, this.writes)
    // Before the first await, so that it is the caller's flow that joins.
    if (this.joinedByFlow) enterTransaction(this)
    try {
      await this.broadcaster.broadcast('BeforeTransactionStart')
      await this.broadcaster.broadcast('AfterTransactionStart')
    } catch (error) {
      this.end()
      throw error
    }
  }

  /**
   * Sends everything buffered at once, all or nothing. A lone write that may be repeated goes by itself. What only the driver's own
   * conditions hinder, as for index attributes, is planned again. A SERIALIZABLE transaction sends the checks of what it has read along.
   *
   * Costs: one TransactWriteItems, or a lone write as itself: a PutItem, UpdateItem or DeleteItem; twice the write units, once for the lone one.
   *
   * @throws TransactionFailedError when DynamoDB cancels it for several reasons: nothing has been written then. For one reason, the
   * error of that: EntityNotFoundError, EntityAlreadyExistsError, OptimisticLockVersionMismatchError, UniqueConstraintViolationError,
   * ConditionFailedError, TransactionConflictError or ThrottledError, with the TransactionFailedError as its `cause`.
   * @throws OutpacedError when other writers changed an item each time that its writes were planned again.
   * @throws InvalidRequestError before sending, for more than 100 operations or 4 MB.
   * @throws OutcomeUnknownError when no answer came.
   */
  async commitTransaction(): Promise<void> {
    if (!this.isTransactionActive) throw new InvalidQueryError('There is no transaction to commit. Call startTransaction() first.', { code: 'transaction.notStarted' })
    this.mustBeValid()
    if (this.savepoints.pop() !== undefined) return
    await this.broadcaster.broadcast('BeforeTransactionCommit')
    // What is written from now on by work that was not awaited is not among what is sent: it is written by itself.
    this.isTransactionActive = false
    this.isSending = true
    try {
      const checks = checksOf(this.isolation, this.driver)
      const known = { ...nothingKnown(), bases: new Map(this.writes.stored) }
      if (this.isOfRemove && checks.length === 0) await commitInParts(this.driver, this.buffer, () => operationsOf(this.driver, this.buffer), known)
      else await commitWrites(this.driver, () => checkedOperations(operationsOf(this.driver, this.buffer), checks), known)
      this.assumed?.settle((table, key, item) => this.buffer.after(table, key, item))
      for (const { done } of this.endings) done?.()
    } catch (error) {
      this.undoTo(0)
      throw error
    } finally {
      this.end()
    }
    await this.broadcaster.broadcast('AfterTransactionCommit')
  }

  async rollbackTransaction(): Promise<void> {
    if (!this.isTransactionActive) return
    const savepoint = this.savepoints.pop()
    if (savepoint !== undefined) {
      this.buffer.restore(savepoint.items)
      this.undoTo(savepoint.undos)
      this.remembered.clear()
      for (const [identity, item] of savepoint.remembered) this.remembered.set(identity, item)
      return
    }
    await this.broadcaster.broadcast('BeforeTransactionRollback')
    this.undoTo(0)
    this.end()
    await this.broadcaster.broadcast('AfterTransactionRollback')
  }

  /** Runs when the transaction fails or is rolled back: entities in memory get their old values back. */
  onUndo(undo: () => void): void {
    this.endings.push({ undo })
  }

  /** Runs when the transaction has been committed, unless the part of it that says so is taken back. */
  onDone(done: () => void): void {
    this.endings.push({ done })
  }

  /**
   * Runs a PartiQL statement with a value for each `?` and gives its items as plain objects, the work of a builder, `SELECT 1` as a
   * ping, or a change of a table as `schema:log` prints it and `migration:generate` writes it down. Work on one runner is done
   * in turn.
   *
   * Costs: one ExecuteStatement per MB, or what the work sends, or one ListTables as a ping; the units of the read or write that the statement stands for, no units as a ping.
   *
   * @example `await queryRunner.query('SELECT * FROM "user" WHERE id = ?', ['user-123'])`
   * @throws UnsupportedError for SQL, and for writes of what the driver keeps right.
   */
  query(query: string, parameters?: unknown, useStructuredResult?: boolean): Promise<any> {
    this.mustBeOpen()
    const given = Array.isArray(parameters) && parameters[0] instanceof Work ? parameters[0] : undefined
    const structured = useStructuredResult === true
    const done = this.queue.then(() => (given === undefined ? this.statement(query, parameters, structured) : given.run(this)))
    this.queue = done.catch(() => undefined)
    return done
  }

  /**
   * A PartiQL statement as a tagged template, with a `?` for each expression.
   *
   * Costs: one ExecuteStatement per MB; the units of the read or write that it stands for.
   */
  sql(strings: TemplateStringsArray, ...values: unknown[]): Promise<any> {
    return this.manager.sql(strings, ...values)
  }

  private async statement(query: string, parameters: unknown, structured: boolean): Promise<unknown> {
    const step = schemaStepIn(query)
    if (step !== undefined) return this.runStep(step)
    const isPing = /^\s*SELECT\s+1\s*;?\s*$/i.test(query)
    if (isPing) await this.driver.sender.send('ListTables', { Limit: 1 })
    const rows = isPing ? [{ '1': 1 }] : plainItems(await runStatement(this, query, parameters ?? []))
    return structured ? queryResult({ raw: rows, records: rows, affected: undefined }) : rows
  }

  remember(store: EntityStore, key: Key, item: Item, whole: boolean): void {
    this.remembered.set(rememberedAs(store, key), item)
    // Queries that come after a save need not read again what it has changed.
    if (whole && this.writes.sightOf(store.model.table, key) === undefined) this.overlay.keep(store.model.table, key, item)
  }

  recall(store: EntityStore, key: Key): Item | undefined {
    return this.remembered.size === 0 ? undefined : this.remembered.get(rememberedAs(store, key))
  }

  /** Keeps versions that entities in memory carry, until the function given back is called. */
  carry(versions: ReadonlyMap<string, number>): () => void {
    for (const [identity, version] of versions) this.versions.set(identity, version)
    return () => {
      for (const identity of versions.keys()) this.versions.delete(identity)
    }
  }

  /** The version that the entity with a key carries; undefined where it is of no account. */
  carried(store: EntityStore, key: Key): number | undefined {
    return this.versions.size === 0 ? undefined : this.versions.get(rememberedAs(store, key))
  }

  /**
   * Puts a plain object into a table: at once, or with the transaction. Where entities live there, index attributes are filled.
   *
   * Costs: one PutItem; a write unit per KB in the table and in each index.
   *
   * @example `await queryRunner.putOne('users', { id: 'user-123', name: 'Alice' })`
   */
  async putOne<T extends Readonly<Record<string, unknown>>>(table: string, item: T): Promise<T> {
    await putItems(this, table, [item])
    return item
  }

  /**
   * Puts plain objects into a table: at once, or with the transaction.
   *
   * Costs: one BatchWriteItem per 25; a write unit per KB in the table and in each index.
   */
  putMany(table: string, items: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    return putItems(this, table, items)
  }

  /**
   * Deletes an item of a table by its key.
   *
   * Costs: one DeleteItem; a write unit per KB in the table and in each index.
   */
  deleteOne(table: string, key: Readonly<Record<string, unknown>>): Promise<void> {
    return deleteItems(this, table, [key])
  }

  /**
   * Deletes items of a table by their keys: at once, or with the transaction.
   *
   * Costs: one BatchWriteItem per 25; a write unit per KB in the table and in each index.
   */
  deleteMany(table: string, keys: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    return deleteItems(this, table, keys)
  }

  /**
   * Updates an item by an UpdateExpression, in one argument.
   *
   * Costs: one UpdateItem, and a GetItem (consistent) before where an index attribute of an entity needs it; a write unit per KB in the table and in each index.
   */
  updateOne(update: TableUpdate): Promise<void>
  /**
   * Updates an item by an UpdateExpression.
   *
   * Costs: one UpdateItem, and a GetItem (consistent) before where an index attribute of an entity needs it; a write unit per KB in the table and in each index.
   *
   * @example `await queryRunner.updateOne('users', { id: '1' }, 'SET #status = :s', { ':s': 'active' }, { '#status': 'status' })`
   */
  updateOne(table: string, key: Readonly<Record<string, unknown>>, updateExpression: string, values?: Readonly<Record<string, unknown>>, names?: Readonly<Record<string, string>>): Promise<void>
  updateOne(table: string | TableUpdate, key: Readonly<Record<string, unknown>> = {}, updateExpression = '', values?: Readonly<Record<string, unknown>>, names?: Readonly<Record<string, string>>): Promise<void> {
    return updateItem(this, typeof table === 'string' ? { table, key, updateExpression, values, names } : table)
  }

  private undoTo(count: number): void {
    for (const { undo } of this.endings.splice(count).reverse()) undo?.()
  }

  private end(): void {
    this.isTransactionActive = false
    this.isSending = false
    this.savepoints.length = 0
    this.buffer.clear()
    this.writes.clear()
    this.isolation = undefined
    this.endings.length = 0
    this.remembered.clear()
  }

  /** @throws ValidationError for all that schemas have found at fault in the save under way. */
  mustBeValid(): void {
    if (this.faults !== undefined && this.faults.issues.length > 0) throw new ValidationError(this.faults.issues)
  }

  /** @throws InvalidQueryError once it is released, as at the end of `transaction(callback)`. */
  mustBeOpen(): void {
    if (this.isReleased) throw new InvalidQueryError('This query runner, or the manager of its transaction, has been released, and the transaction has ended. Await all work before the end, or use getManager() or another createQueryRunner().', { code: 'runner.released' })
  }

  getReplicationMode(): ReplicationMode {
    return this.mode
  }
}

/** Writes of plain objects by table. */
export type ItemWrites = Pick<DynamoQueryRunner, 'putOne' | 'putMany' | 'deleteOne' | 'deleteMany' | 'updateOne'>
