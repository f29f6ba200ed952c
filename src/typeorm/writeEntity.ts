import { performWrite, type PerformedWrite } from '../client/performWrite.js'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import { readItem } from '../client/readItem.js'
import { ConditionFailedError } from '../errors/ConditionFailedError.js'
import { evaluateCondition } from '../expressions/evaluateCondition.js'
import { epochSeconds } from '../planner/notExpired.js'
import type { PlannedWrite, Refusal } from '../planner/planWrite.js'
import type { GetPlan } from '../planner/ReadPlan.js'
import type { WriteChange } from '../planner/WriteChange.js'
import type { WritePlan } from '../planner/WritePlan.js'
import { isUnmergeable } from '../transactions/combine.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import type { EntityStore } from './EntityStore.js'
import { planChange } from './planChange.js'
import { concernsUnique, performUnique } from './performUnique.js'
import type { WriteContext } from './WriteContext.js'

export interface WriteOptions {
  /** Sends what must not happen twice, such as an addition, so that it can be repeated after a lost answer: twice the write units. */
  readonly idempotent?: boolean
}

/** What became of a write. */
export type PerformedChange = PerformedWrite & {
  /** Of a buffered write: whether the item is known, so that it is certain whether it will be written. */
  readonly known?: boolean
}

/** Sends a change, or buffers it while a transaction is active. */
export async function performChange(context: WriteContext, store: EntityStore, change: WriteChange, options: WriteOptions = {}): Promise<PerformedChange> {
  context.mustBeOpen?.()
  const planned = planChange(store, store.model.timeToLive === undefined ? change : { ...change, nowEpochSeconds: epochSeconds(context.driver.now()) })
  if (context.isTransactionActive) return bufferWrite(context, planned)
  return concernsUnique(context.driver.uniquesOf(store.model.table, store.model.entity), store.model, change) ? performUnique(context.driver, planned) : performWrite(context.driver.sender, planned, { ...context.driver.retry, ...options })
}

export interface StoredInOptions {
  /** Whether the application is told what depends on it: a SERIALIZABLE transaction then checks it. */
  readonly told?: boolean
}

/** An item as it is stored, or as the transaction has read it or will leave it. */
export async function storedIn(context: WriteContext, plan: GetPlan, { told = false }: StoredInOptions = {}): Promise<Item | undefined> {
  const buffer = context.isTransactionActive ? context.buffer : undefined
  const isolation = context.isTransactionActive ? context.isolation : undefined
  const overlay = told ? isolation?.reads : isolation?.own
  const known = overlay === undefined ? buffer?.imageOf(plan.table, plan.key, Object.keys(plan.key)) : overlay.sightOf(plan.table, plan.key)
  if (known?.known === 'image') return known.item
  if (known?.known === 'absent') return undefined
  if (overlay !== undefined) return overlay.after(plan.table, plan.key, await readItem(context.driver.sender, { ...plan, projection: undefined }))
  const stored = await readItem(context.driver.sender, plan)
  if (buffer !== undefined && plan.consistent && context.isTransactionActive) context.overlay?.keep(plan.table, plan.key, stored)
  return buffer === undefined ? stored : buffer.after(plan.table, plan.key, stored)
}

/**
 * In a transaction, only what a write depends on is read now; its conditions are checked at commit, unless the transaction has
 * decided by itself what the item is.
 */
async function bufferWrite(context: WriteContext, planned: PlannedWrite): Promise<PerformedChange> {
  const buffer = context.buffer!
  let next: PlannedWrite | Refusal = planned
  let stored: Item | undefined
  let isAsked = false
  while (typeof next !== 'string') {
    if (next.kind === 'read') {
      stored = await storedIn(context, next.plan)
      next = next.then(stored)
      continue
    }
    const { plan } = next
    const before = buffer.imageOf(plan.table, plan.key, Object.keys(plan.key))
    const decided = before?.known === 'image' || before?.known === 'absent'
    const item = before?.known === 'image' ? before.item : undefined
    if (decided && plan.condition !== undefined && !evaluateCondition(plan.condition, item ?? {})) {
      stored = item
      next = next.refused(item)
      continue
    }
    try {
      await addWrite(context, plan, planned as PlannedWrite<WritePlan>)
    } catch (error) {
      // Its own condition does not hold on what the transaction has made of the item, which tells why. That of an earlier write is for the commit.
      if (isAsked || !(error instanceof ConditionFailedError) || error.stored !== undefined) throw error
      isAsked = true
      stored = await storedIn(context, { kind: 'get', table: plan.table, entity: plan.entity, key: plan.key, consistent: true })
      next = next.refused(stored)
      continue
    }
    return { status: 'written', plan, known: decided || stored !== undefined, attributes: plan.kind === 'delete' ? item : decided || stored !== undefined ? buffer.after(plan.table, plan.key, stored) : undefined }
  }
  // That nothing is written is what the application is told of the item.
  context.isolation?.view.relyOn(planned.plan.table, planned.plan.key)
  return { status: 'refused', reason: next, stored }
}

/** Takes a write into the transaction. What one operation can say only for an item that is known has it read, once. */
export async function addWrite(context: WriteContext, plan: WritePlan, change?: PlannedWrite<WritePlan>): Promise<void> {
  const buffer = context.buffer!
  mustBeActive(context, plan)
  try {
    buffer.add(plan, change)
    return
  } catch (error) {
    if (!isUnmergeable(error)) throw error
  }
  const { table, entity, key } = plan
  const stored = await readItem(context.driver.sender, { kind: 'get', table, entity, key, consistent: true })
  mustBeActive(context, plan)
  context.overlay?.keep(table, key, stored)
  buffer.addTo(stored, plan, change)
}

/** A write that nobody waits for must not get lost in the buffer of a transaction that has ended meanwhile. */
function mustBeActive({ isTransactionActive }: WriteContext, { table, entity = table }: WritePlan): void {
  if (!isTransactionActive) throw new InvalidQueryError(`${entity}: the transaction has ended before this write was worked out. Await it before the end.`, { entity, code: 'transaction.ended' })
}
