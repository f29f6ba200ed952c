import type { OverlaidItem, Overlay, Sight } from '../client/Overlay.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import type { WritePlan } from '../planner/WritePlan.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { demandsAbsence } from './jointCondition.js'
import { updateKnowledge } from './updateKnowledge.js'
import type { WriteBuffer } from './WriteBuffer.js'

export interface BufferOverlay extends Overlay {
  /** Items as they are stored, as far as they have been read, by `keyIdentity`. */
  readonly stored: ReadonlyMap<string, Item | undefined>
  /** Forgets what was kept of the items that are stored. */
  clear(): void
}

/** The unsent writes of a transaction as its own reads see them. Of what an update changes, what is stored is kept once it has been read. */
export function bufferOverlay(buffer: WriteBuffer): BufferOverlay {
  const kept = new Map<string, Item | undefined>()
  const sight = (plan: WritePlan): Sight | undefined => {
    switch (plan.kind) {
      case 'put':
        return { known: 'image', item: plan.item }
      case 'delete':
        return { known: 'absent' }
      case 'check':
        // What is left of an insert and a delete.
        return demandsAbsence(plan) ? { known: 'absent' } : undefined
      case 'update': {
        const identity = keyIdentity(plan.table, plan.key)
        if (!kept.has(identity)) return { known: 'changed', ...updateKnowledge(plan) }
        const item = buffer.after(plan.table, plan.key, kept.get(identity))
        return item === undefined ? { known: 'absent' } : { known: 'image', item }
      }
      default:
        return plan satisfies never
    }
  }
  return {
    stored: kept,
    after: (table, key, stored) => buffer.after(table, key, stored),
    sightOf: (table, key) => {
      const plan = buffer.planOf(table, key)
      return plan === undefined ? undefined : sight(plan)
    },
    itemsOf: (table) => {
      const items: OverlaidItem[] = []
      if (buffer.size === 0) return items
      for (const plan of buffer.plans) {
        const seen = plan.table === table ? sight(plan) : undefined
        if (seen !== undefined) items.push({ key: plan.key, sight: seen })
      }
      return items
    },
    keep: (table, key, stored) => void kept.set(keyIdentity(table, key), stored),
    clear: () => kept.clear(),
  }
}
