import { applyUpdate } from '../expressions/applyUpdate.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import type { WritePlan } from '../planner/WritePlan.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import { coalesce } from './coalesce.js'
import { demandsAbsence, demandsItem } from './jointCondition.js'

/** What unsent writes make of an item: all of it, its absence, or a change of what is stored. */
export type BufferedImage = { readonly known: 'image'; readonly item: Item } | { readonly known: 'absent' } | { readonly known: 'changed' }

/** The writes of a transaction that are not sent yet: one plan for each item, however often the item was written. */
export class WriteBuffer {
  private readonly byItem = new Map<string, WritePlan>()

  /** In order of first appearance. Added to another buffer, they make the same buffer. */
  get plans(): readonly WritePlan[] {
    return [...this.byItem.values()]
  }

  get size(): number {
    return this.byItem.size
  }

  /**
   * Takes a write in, or leaves everything as it was.
   *
   * @throws ConditionFailedError when its condition cannot hold after the writes before it.
   * @throws DynamoOrmError `transaction.cannotMerge` when it cannot be made one with the writes of the same item before it.
   */
  add(plan: WritePlan): void {
    const identity = keyIdentity(plan.table, plan.key)
    const earlier = this.byItem.get(identity)
    this.byItem.set(identity, earlier === undefined ? plan : coalesce(earlier, plan))
  }

  /** What is written of one item; undefined for nothing. */
  planOf(table: string, key: Key): WritePlan | undefined {
    return this.byItem.get(keyIdentity(table, key))
  }

  /** An item as the transaction will leave it, from what is stored; undefined where it will not exist. */
  after(table: string, key: Key, stored: Item | undefined): Item | undefined {
    const plan = this.byItem.get(keyIdentity(table, key))
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

  /**
   * What the buffer knows of an item; undefined where it writes nothing to it.
   *
   * @param key The key, or an item that holds it.
   */
  imageOf(table: string, key: Key, keyNames: readonly string[]): BufferedImage | undefined {
    const plan = this.byItem.get(keyIdentity(table, key, keyNames))
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
