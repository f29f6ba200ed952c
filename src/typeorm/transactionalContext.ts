import type { AsyncLocalStorage } from 'node:async_hooks'

/** What typeorm-transactional keeps of a flow: which transaction each data source has in it. */
export interface TransactionalContext {
  /** Runs a method that is marked @Transactional(). */
  run<T>(work: () => T): T
  /** Where it is kept. typeorm-transactional's older storage has other methods. */
  readonly context?: Partial<Pick<AsyncLocalStorage<unknown>, 'getStore' | 'run'>>
}

let isMissing = false

/** That of the application; undefined where typeorm-transactional is not installed, or not set up yet. */
export function transactionalContext(): TransactionalContext | undefined {
  if (isMissing) return undefined
  try {
    return (require('typeorm-transactional/dist/common') as { getTransactionalContext(): TransactionalContext }).getTransactionalContext()
  } catch (error) {
    isMissing = (error as { code?: string }).code === 'MODULE_NOT_FOUND'
    return undefined
  }
}
