import type { UpdateAction } from '../expressions/Update.js'
import { isOfMoment } from './notExpired.js'
import type { SingleWritePlan } from './WritePlan.js'

/**
 * What a second sending of a write does.
 *
 * - `safe`: it leaves the item as the first did.
 * - `comparable`: its condition refuses it, and the item that is there then shows whether the first was done.
 * - `unsafe`: it changes the item again, and nothing shows it; or its answer would tell of another item.
 */
export type Repeatability = 'safe' | 'comparable' | 'unsafe'

/** Whether a write may be sent again after an answer that never came. */
export function repeatability(plan: SingleWritePlan): Repeatability {
  // What was there before is not there for a second sending.
  if (plan.kind !== 'put' && (plan.returns === 'old' || plan.returns === 'updated-old')) return 'unsafe'
  // What the first sending has written has not expired, or is written again.
  const conditional = plan.condition !== undefined && !(plan.kind === 'update' && isOfMoment(plan.condition))
  if (plan.kind === 'update' && !plan.actions.every((action) => isRepeatable(action, conditional))) return 'unsafe'
  return conditional ? 'comparable' : 'safe'
}

function isRepeatable(action: UpdateAction, conditional: boolean): boolean {
  switch (action.kind) {
    case 'set':
      // At a position behind the end of a list, SET appends.
      if (typeof action.path.at(-1) === 'number') return false
      if (action.value.kind === 'literal') return true
      // It keeps what the first sending has set; but the stored item does not show who has set it.
      return !conditional && action.value.kind === 'if-not-exists' && action.value.value.kind === 'literal' && samePath(action.path, action.value.path)
    case 'remove':
      // Removing a position of a list moves the next one there.
      return typeof action.path.at(-1) !== 'number'
    case 'add':
      return action.value.N === undefined
    case 'delete':
      return true
    default:
      return action satisfies never
  }
}

function samePath(a: UpdateAction['path'], b: UpdateAction['path']): boolean {
  return a.length === b.length && a.every((step, position) => step === b[position])
}
