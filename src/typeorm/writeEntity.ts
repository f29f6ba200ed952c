import { performWrite, type PerformedWrite } from '../client/performWrite.js'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import { readItem } from '../client/readItem.js'
import { evaluateCondition } from '../expressions/evaluateCondition.js'
import { planWrite, type PlannedWrite, type Refusal } from '../planner/planWrite.js'
import type { GetPlan } from '../planner/ReadPlan.js'
import type { WriteChange } from '../planner/WriteChange.js'
import type { WritePlan } from '../planner/WritePlan.js'
import { isUnmergeable } from '../transactions/combine.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import type { EntityStore } from './EntityStore.js'
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
  const planned = planWrite(store.model, store.codec, change)
  if (context.isTransactionActive) return bufferWrite(context, planned)
  return concernsUnique(context.driver.uniquesOf(store.model.table), change) ? performUnique(context.driver, planned) : performWrite(context.driver.sender, planned, options)
}

/** An item as it is stored, or as the writes of the transaction will leave it. */
export async function storedIn(context: WriteContext, plan: GetPlan): Promise<Item | undefined> {
  const buffer = context.isTransactionActive ? context.buffer : undefined
  const known = buffer?.imageOf(plan.table, plan.key, Object.keys(plan.key))
  if (known?.known === 'image') return known.item
  if (known?.known === 'absent') return undefined
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
    await addWrite(context, plan, planned as PlannedWrite<WritePlan>)
    return { status: 'written', known: decided || stored !== undefined, attributes: plan.kind === 'delete' ? item : decided || stored !== undefined ? buffer.after(plan.table, plan.key, stored) : undefined }
  }
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
