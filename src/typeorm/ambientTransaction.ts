import { AsyncLocalStorage } from 'node:async_hooks'
import type { DataSource } from 'typeorm'
import type { DynamoQueryRunner } from './DynamoQueryRunner.js'

/** The transactions that a flow of work has started, the latest first. */
interface Ambient {
  readonly runner: DynamoQueryRunner
  readonly outer: Ambient | undefined
}

const key = Symbol.for('typeorm-dynamodb.transaction')
const holder = globalThis as { [key]?: AsyncLocalStorage<Ambient | undefined> }
/** On the global object, so that two copies of this package still see one another's transactions. */
const storage = (holder[key] ??= new AsyncLocalStorage<Ambient | undefined>())

/** What the flow that calls this does from now on joins the transaction, for as long as it is active. */
export function enterTransaction(runner: DynamoQueryRunner): void {
  storage.enterWith({ runner, outer: storage.getStore() })
}

/** The active transaction of a data source that the flow has started. */
export function ambientRunner(dataSource: DataSource): DynamoQueryRunner | undefined {
  for (let ambient = storage.getStore(); ambient !== undefined; ambient = ambient.outer) {
    if (ambient.runner.dataSource === dataSource && ambient.runner.isTransactionActive) return ambient.runner
  }
  return undefined
}

/** Runs work in which no transaction has been started yet, such as a request of its own. */
export function outsideTransactions<T>(work: () => T): T {
  return storage.run(undefined, work)
}
