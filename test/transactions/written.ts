import { applyUpdate } from '../../src/expressions/applyUpdate.js'
import { equalValues } from '../../src/expressions/equalValues.js'
import { evaluateCondition } from '../../src/expressions/evaluateCondition.js'
import { readRaw } from '../../src/expressions/readRaw.js'
import type { WritePlan } from '../../src/planner/WritePlan.js'
import type { Item } from '../../src/vocabulary/AttributeValue.js'

/** An item, or what has become of it. */
export type State = Item | 'absent' | 'failed'

/** What DynamoDB makes of a stored item. */
export function written(state: State, write: WritePlan): State {
  if (state === 'failed') return state
  const item = state === 'absent' ? {} : state
  if (write.condition !== undefined && !evaluateCondition(readRaw(write.condition), item)) return 'failed'
  switch (write.kind) {
    case 'put':
      return write.item
    case 'update':
      try {
        return applyUpdate(write.actions, { ...write.key, ...item })
      } catch {
        return 'failed'
      }
    case 'delete':
      return 'absent'
    case 'check':
      return state
    default:
      return write satisfies never
  }
}

export const same = (a: State, b: State): boolean => (typeof a === 'string' || typeof b === 'string' ? a === b : equalValues({ M: a }, { M: b }))
