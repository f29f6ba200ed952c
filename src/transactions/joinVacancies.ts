import { keyIdentity } from '../planner/keyIdentity.js'
import type { WritePlan } from '../planner/WritePlan.js'
import type { SentinelWrite } from './planSentinels.js'
import { under } from './under.js'

/** Makes writes of one item one: the checks of a sentinel's last owner join each other, and the write of that item, if there is one. */
export function joinVacancies(writes: readonly WritePlan[], sentinels: readonly SentinelWrite[]): { readonly plans: WritePlan[]; readonly sentinels: SentinelWrite[] } {
  const plans = [...writes]
  const own: SentinelWrite[] = []
  for (const sentinel of sentinels) {
    const { plan } = sentinel
    const isSame = (other: WritePlan): boolean => keyIdentity(other.table, other.key) === keyIdentity(plan.table, plan.key)
    const written = sentinel.kind === 'vacancy' ? plans.findIndex(isSame) : -1
    const checked = sentinel.kind === 'vacancy' ? own.findIndex((other) => isSame(other.plan)) : -1
    if (written >= 0) plans[written] = under(plans[written]!, plan.condition)
    else if (checked >= 0) own[checked] = { ...own[checked]!, plan: under(own[checked]!.plan, plan.condition) }
    else own.push(sentinel)
  }
  return { plans, sentinels: own }
}
