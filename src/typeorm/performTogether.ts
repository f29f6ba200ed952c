import type { WriteChange } from '../planner/WriteChange.js'
import { WriteBuffer } from '../transactions/WriteBuffer.js'
import { commitError } from './commitError.js'
import { commitWrites, operationsOf } from './commitWrites.js'
import type { EntityStore } from './EntityStore.js'
import type { WriteContext } from './WriteContext.js'
import { performChange, type PerformedChange } from './writeEntity.js'

export interface StoreChange {
  readonly store: EntityStore
  readonly change: WriteChange
}

/** What became of the first of several writes, or of the one that kept all of them from being done: the one at `refusedAt`. */
export type TogetherOutcome = PerformedChange & {
  readonly refusedAt?: number
  /** What DynamoDB's refusal is told by. */
  readonly error?: Error
}

/** Writes of different items that are all done, or none: in the transaction at hand, or in one of their own. */
export async function performTogether(context: WriteContext, changes: readonly StoreChange[]): Promise<TogetherOutcome> {
  const { driver } = context
  const buffer = context.isTransactionActive ? context.buffer! : new WriteBuffer()
  const inside: WriteContext = context.isTransactionActive ? context : { driver, isTransactionActive: true, buffer }
  let first: PerformedChange | undefined
  for (const [position, { store, change }] of changes.entries()) {
    const outcome = await performChange(inside, store, change)
    if (outcome.status === 'refused') return { ...outcome, refusedAt: position }
    first ??= outcome
  }
  if (context.isTransactionActive) return first!
  const outcomes = new Map<unknown, TogetherOutcome>()
  const operations = () => operationsOf(driver, buffer, (item, reason, stored) => {
    const error = commitError(driver, item.plan, reason, stored)
    outcomes.set(error, { status: 'refused', reason, stored, error, refusedAt: buffer.items.indexOf(item) })
    return error
  })
  try {
    await commitWrites(driver, operations)
    return { ...first!, known: true }
  } catch (error) {
    const outcome = outcomes.get(error)
    if (outcome === undefined) throw error
    return outcome
  }
}
