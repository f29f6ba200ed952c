import { isDeepStrictEqual } from 'node:util'
import type { Condition } from '../expressions/Condition.js'
import { all, conjuncts } from '../expressions/conditions.js'
import type { WritePlan } from '../planner/WritePlan.js'

/** The same write, under another condition as well. What both demand is said once. */
export function under<Plan extends WritePlan>(plan: Plan, condition: Condition | undefined): Plan {
  return condition === undefined ? plan : { ...plan, condition: both(plan.condition, condition) }
}

/** A condition that demands what two of them do, each part once. */
export function both(first: Condition | undefined, second: Condition): Condition {
  const together = [...(first === undefined ? [] : conjuncts(first)), ...conjuncts(second)]
  return all(together.filter((one, at) => together.findIndex((other) => isDeepStrictEqual(one, other)) === at))
}
