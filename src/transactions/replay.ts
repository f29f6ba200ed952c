import { evaluateCondition } from '../expressions/evaluateCondition.js'
import type { PlannedWrite, Refusal } from '../planner/planWrite.js'
import type { WritePlan } from '../planner/WritePlan.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { combine } from './combine.js'
import { itemAfter } from './itemAfter.js'

/** How often one write is planned again on one item: each plan is made for what is there, so that a second hardly occurs. */
const attempts = 20

/** Plans writes of one item again, done in turn on what is stored now: the one plan that does the same, or why one of them is not done. */
export function replay(changes: readonly PlannedWrite<WritePlan>[], stored: Item | undefined): WritePlan | Refusal {
  let whole: WritePlan | undefined
  let image = stored
  for (const change of changes) {
    const plan = plannedOn(change, image)
    if (typeof plan === 'string') return plan
    whole = whole === undefined ? plan : combine(whole, plan, stored)
    image = itemAfter(plan, image)
  }
  return whole!
}

function plannedOn(change: PlannedWrite<WritePlan>, image: Item | undefined): WritePlan | Refusal {
  let next: PlannedWrite<WritePlan> | Refusal = change
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (typeof next === 'string') return next
    if (next.kind === 'read') next = next.then(image)
    else if (next.plan.condition !== undefined && !evaluateCondition(next.plan.condition, image ?? {})) next = next.refused(image)
    else return next.plan
  }
  return 'condition'
}
