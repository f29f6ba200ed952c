import type { WriteChange } from '../planner/WriteChange.js'
import { WriteBuffer } from '../transactions/WriteBuffer.js'
import { commitError } from './commitError.js'
import { commitInParts } from './commitInParts.js'
import { commitWrites, operationsOf } from './commitWrites.js'
import type { EntityStore } from './EntityStore.js'
import type { WriteContext } from './WriteContext.js'
import { performChange, type PerformedChange } from './writeEntity.js'

export interface StoreChange {
  readonly store: EntityStore
  readonly change: WriteChange
}

export interface TogetherOptions {
  /** The write whose outcome is told: the first where not given. */
  readonly told?: number
  /** Where one transaction cannot hold them, several do, one after the other. Not within the transaction at hand. */
  readonly inParts?: boolean
}

/** What became of one of several writes, or of the one that kept all of them from being done: the one at `refusedAt`. */
export type TogetherOutcome = PerformedChange & {
  readonly refusedAt?: number
  /** What DynamoDB's refusal is told by. */
  readonly error?: Error
}

/** Writes of different items that are all done, or none: in the transaction at hand, or in one of their own. */
export async function performTogether(context: WriteContext, changes: readonly StoreChange[], { told = 0, inParts = false }: TogetherOptions = {}): Promise<TogetherOutcome> {
  const { driver } = context
  const buffer = context.isTransactionActive ? context.buffer! : new WriteBuffer()
  const inside: WriteContext = context.isTransactionActive ? context : { driver, isTransactionActive: true, buffer }
  let own: PerformedChange | undefined
  for (const [position, { store, change }] of changes.entries()) {
    const outcome = await performChange(inside, store, change)
    if (outcome.status === 'refused') return { ...outcome, refusedAt: position }
    if (position === told) own = outcome
  }
  if (context.isTransactionActive) return own!
  const outcomes = new Map<unknown, TogetherOutcome>()
  const operations = () => operationsOf(driver, buffer, (item, reason, stored) => {
    const error = commitError(driver, item.plan, reason, stored)
    outcomes.set(error, { status: 'refused', reason, stored, error, refusedAt: buffer.items.indexOf(item) })
    return error
  })
  try {
    await (inParts ? commitInParts(driver, buffer, operations) : commitWrites(driver, operations))
    return { ...own!, known: true }
  } catch (error) {
    const outcome = outcomes.get(error)
    if (outcome === undefined) throw error
    return outcome
  }
}
