import { isDeepStrictEqual } from 'node:util'
import { ConditionFailedError } from '../errors/ConditionFailedError.js'
import { applyUpdate } from '../expressions/applyUpdate.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import type { PlannedWrite, Refusal } from '../planner/planWrite.js'
import type { WritePlan } from '../planner/WritePlan.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import { coalesce } from './coalesce.js'
import { combine } from './combine.js'
import { demandsAbsence, demandsItem } from './jointCondition.js'
import { replay } from './replay.js'

/** What unsent writes make of an item: all of it, its absence, or a change of what is stored. */
export type BufferedImage = { readonly known: 'image'; readonly item: Item } | { readonly known: 'absent' } | { readonly known: 'changed' }

/** What a transaction does to one item. */
export interface BufferedItem {
  /** All of it, as it is sent. */
  readonly plan: WritePlan
  /** The writes that it was made of. */
  readonly changes: readonly PlannedWrite<WritePlan>[]
}

/** The writes of a transaction that are not sent yet: one plan for each item, however often the item was written. */
export class WriteBuffer {
  private readonly byItem = new Map<string, BufferedItem>()

  /** In order of first appearance. */
  get items(): readonly BufferedItem[] {
    return [...this.byItem.values()]
  }

  get plans(): readonly WritePlan[] {
    return this.items.map(({ plan }) => plan)
  }

  get size(): number {
    return this.byItem.size
  }

  /**
   * Takes a write in, or leaves everything as it was.
   *
   * @param change The write as it was planned, so that it can be planned again; where not given it stays as it is.
   * @throws ConditionFailedError when its condition cannot hold after the writes before it.
   * @throws DynamoOrmError `transaction.cannotMerge` when it can be made one with those only for an item that is known.
   */
  add(plan: WritePlan, change: PlannedWrite<WritePlan> = asGiven(plan)): void {
    const identity = keyIdentity(plan.table, plan.key)
    const earlier = this.byItem.get(identity)
    this.byItem.set(identity, earlier === undefined ? { plan, changes: [change] } : { plan: coalesce(earlier.plan, plan), changes: [...earlier.changes, change] })
  }

  /**
   * The same, worked out on the item that is stored, which must still be so at the commit.
   *
   * @throws ConditionFailedError when the condition of one of the writes does not hold for it.
   * @throws DynamoOrmError `transaction.cannotMerge` for a condition in text of the caller's own, which only DynamoDB understands.
   */
  addTo(stored: Item | undefined, plan: WritePlan, change: PlannedWrite<WritePlan> = asGiven(plan)): void {
    const identity = keyIdentity(plan.table, plan.key)
    const earlier = this.byItem.get(identity)
    const changes = [...(earlier?.changes ?? []), change]
    this.byItem.set(identity, { plan: earlier === undefined ? plan : combineOn(stored, earlier.plan, plan, changes), changes })
  }

  /** Plans the writes of an item again, since another than they were planned for is stored. Gives why they cannot be done, where that is so. */
  planAgain({ plan, changes }: BufferedItem, stored: Item | undefined): Refusal | undefined {
    const again = replay(changes, stored)
    if (typeof again === 'string') return again
    // What DynamoDB refuses for an item that it should have been done to is not to be sent for ever.
    if (isDeepStrictEqual(again, plan)) return 'condition'
    this.byItem.set(keyIdentity(plan.table, plan.key), { plan: again, changes })
    return undefined
  }

  /** What is written of one item; undefined for nothing. */
  planOf(table: string, key: Key): WritePlan | undefined {
    return this.byItem.get(keyIdentity(table, key))?.plan
  }

  /** An item as the transaction will leave it, from what is stored; undefined where it will not exist. */
  after(table: string, key: Key, stored: Item | undefined): Item | undefined {
    const plan = this.byItem.get(keyIdentity(table, key))?.plan
    switch (plan?.kind) {
      case undefined:
        return stored
      case 'put':
        return plan.item
      case 'delete':
        return undefined
      case 'update':
        return stored === undefined && demandsItem(plan) ? undefined : applyUpdate(plan.actions, stored ?? plan.key)
      case 'check':
        return demandsAbsence(plan) ? undefined : stored
      default:
        return plan satisfies never
    }
  }

  clear(): void {
    this.byItem.clear()
  }

  /** Goes back to what its `items` were. */
  restore(items: readonly BufferedItem[]): void {
    this.clear()
    for (const item of items) this.byItem.set(keyIdentity(item.plan.table, item.plan.key), item)
  }

  /**
   * What the buffer knows of an item; undefined where it writes nothing to it.
   *
   * @param key The key, or an item that holds it.
   */
  imageOf(table: string, key: Key, keyNames: readonly string[]): BufferedImage | undefined {
    const plan = this.byItem.get(keyIdentity(table, key, keyNames))?.plan
    if (plan === undefined) return undefined
    switch (plan.kind) {
      case 'put':
        return { known: 'image', item: plan.item }
      case 'delete':
        return { known: 'absent' }
      case 'update':
        return { known: 'changed' }
      case 'check':
        // What is left of an insert and a delete.
        return demandsAbsence(plan) ? { known: 'absent' } : undefined
      default:
        return plan satisfies never
    }
  }
}

/** One plan of two; where the item is another than the first was planned for, all that it was made of is planned again. */
function combineOn(stored: Item | undefined, first: WritePlan, second: WritePlan, changes: readonly PlannedWrite<WritePlan>[]): WritePlan {
  try {
    return combine(first, second, stored)
  } catch (error) {
    const again = error instanceof ConditionFailedError && error.stored !== undefined ? replay(changes, stored) : 'condition'
    if (typeof again === 'string') throw error
    return again
  }
}

/** A write that cannot be planned in another way. */
const asGiven = (plan: WritePlan): PlannedWrite<WritePlan> => ({ kind: 'ready', plan, refused: () => 'condition' })
