import { AsyncLocalStorage } from 'node:async_hooks'
import type { DataSource } from 'typeorm'
import type { DynamoQueryRunner } from './DynamoQueryRunner.js'
import { transactionalContext } from './transactionalContext.js'

/** The transactions that a flow of work has started, the latest first. */
interface Ambient {
  readonly runner: DynamoQueryRunner
  readonly outer: Ambient | undefined
}

const key = Symbol.for('typeorm-dynamodb.transaction')
const parted = Symbol.for('typeorm-dynamodb.parted')
const holder = globalThis as { [key]?: AsyncLocalStorage<Ambient | undefined> }
/** On the global object, so that two copies of this package still see one another's transactions. */
const storage = (holder[key] ??= new AsyncLocalStorage<Ambient | undefined>())

/** What the flow that calls this does from now on joins the transaction, for as long as it is active. */
export function enterTransaction(runner: DynamoQueryRunner): void {
  partTransactional()
  storage.enterWith({ runner, outer: storage.getStore() })
}

/** The active transaction of a data source that the flow has started. */
export function ambientRunner(dataSource: DataSource): DynamoQueryRunner | undefined {
  for (let ambient = storage.getStore(); ambient !== undefined; ambient = ambient.outer) {
    if (ambient.runner.dataSource === dataSource && ambient.runner.isTransactionActive && !ambient.runner.isReleased) return ambient.runner
  }
  return undefined
}

/** The runner that a manager or repository holds. One that is held beyond the end of its @Transactional() method is none any more. */
export const heldRunner = (held: DynamoQueryRunner | undefined): DynamoQueryRunner | undefined => (held?.isReleased === true && held.isOfContext ? undefined : held)

/** The runner to work on: the one that is held, or that of the transaction that the flow has started. */
export const currentRunner = (held: DynamoQueryRunner | undefined, dataSource: DataSource): DynamoQueryRunner | undefined => heldRunner(held) ?? ambientRunner(dataSource)

interface HoldsRunner {
  ownRunner: DynamoQueryRunner | undefined
  readonly connection: DataSource
}

/** A manager without a runner of its own, or whose transaction typeorm-transactional has ended, works on the transaction that the calling flow has started, while it is active. */
export function joinFlows(prototype: HoldsRunner): void {
  Object.defineProperty(prototype, 'queryRunner', {
    configurable: true,
    get(this: HoldsRunner) {
      return currentRunner(this.ownRunner, this.connection)
    },
    set(this: HoldsRunner, runner: DynamoQueryRunner | undefined) {
      this.ownRunner = runner
    },
  })
}

/**
 * Runs work outside of every transaction that the flow has started or is in, whether by `startTransaction()` or by
 * `@Transactional()`: what it writes is written at once, and stays whatever becomes of them.
 *
 * @example `await withoutTransaction(() => attempts.put({ id, at: new Date() }))`
 */
export function withoutTransaction<T>(work: () => T): T {
  const { context } = transactionalContext() ?? {}
  const alone = (): T => storage.run(undefined, work)
  return context?.getStore === undefined || context.run === undefined ? alone() : context.run(undefined, alone)
}

/** A method that is marked @Transactional() asks typeorm-transactional alone, not what was started around it. */
function partTransactional(): void {
  const context = transactionalContext() as { run<T>(work: () => T): T; [parted]?: true } | undefined
  if (context === undefined || context[parted] === true) return
  const { run } = context
  context[parted] = true
  context.run = function runApart<T>(this: unknown, work: () => T): T {
    return run.call(this, () => storage.run(undefined, work)) as T
  }
}
