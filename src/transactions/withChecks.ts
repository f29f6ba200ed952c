import { keyIdentity } from '../planner/keyIdentity.js'
import type { CheckPlan, WritePlan } from '../planner/WritePlan.js'
import { under } from './under.js'

/**
 * The plans of a transaction with the checks of what it has read: of an item that is also written the check goes into the
 * condition of that write, since both are about the stored item, and the others stand for themselves. A transaction that has
 * read one item and written none has nothing to check: the read itself was of one moment.
 */
export function withChecks(plans: readonly WritePlan[], checks: readonly CheckPlan[]): readonly WritePlan[] {
  if (plans.length === 0 && checks.length <= 1) return []
  const left = new Map(checks.map((check) => [keyIdentity(check.table, check.key), check]))
  const written = plans.map((plan) => {
    const identity = keyIdentity(plan.table, plan.key)
    const check = left.get(identity)
    left.delete(identity)
    return under(plan, check?.condition)
  })
  return [...written, ...left.values()]
}
