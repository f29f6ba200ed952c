import { evaluateCondition } from '../../expressions/evaluateCondition.js'
import type { Condition } from '../../expressions/Condition.js'
import { keyIdentity } from '../../planner/keyIdentity.js'
import type { WritePlan } from '../../planner/WritePlan.js'
import type { Item } from '../../vocabulary/AttributeValue.js'
import type { EntityStore } from '../EntityStore.js'
import type { WriteContext } from '../WriteContext.js'
import { storedIn } from '../writeEntity.js'

/**
 * Items that were found by some of their attributes, as the unsent writes of a transaction leave them: relations within it are
 * those that it has written, so that a second save compares with the first.
 */
export async function withUnsent(context: WriteContext | undefined, { model }: EntityStore, found: readonly Item[], by: { readonly names: readonly string[]; readonly where: Condition }): Promise<readonly Item[]> {
  const buffer = context?.isTransactionActive === true ? context.buffer : undefined
  const plans = buffer?.plans.filter((plan) => plan.table === model.table) ?? []
  if (context === undefined || buffer === undefined || plans.length === 0) return found
  const items = new Map(found.map((item) => [keyIdentity(model.table, item, model.keyNames), item]))
  for (const plan of plans) {
    const identity = keyIdentity(model.table, plan.key, model.keyNames)
    const stored = items.get(identity)
    if (stored === undefined && !moves(plan, by.names)) continue
    const item = stored === undefined ? await storedIn(context, { kind: 'get', table: model.table, entity: model.entity, key: plan.key, consistent: false }) : buffer.after(model.table, plan.key, stored)
    items.delete(identity)
    if (item !== undefined && evaluateCondition(by.where, item)) items.set(identity, item)
  }
  return [...items.values()]
}

/** Whether a write can bring an item to where it is looked for. */
function moves(plan: WritePlan, names: readonly string[]): boolean {
  return plan.kind === 'put' || (plan.kind === 'update' && plan.actions.some(({ path }) => names.includes(path[0])))
}
