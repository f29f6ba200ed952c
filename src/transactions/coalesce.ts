import type { Condition } from '../expressions/Condition.js'
import { all } from '../expressions/conditions.js'
import { applyUpdate } from '../expressions/applyUpdate.js'
import type { CheckPlan, DeletePlan, PutPlan, UpdatePlan, WritePlan } from '../planner/WritePlan.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { cannotMerge } from './cannotMerge.js'
import { demandsAbsence, jointCondition } from './jointCondition.js'
import { isDispensable, mergeActions } from './mergeActions.js'

interface PlanOf {
  put: PutPlan
  update: UpdatePlan
  delete: DeletePlan
  check: CheckPlan
}

type Kind = keyof PlanOf
type Coalesce<F extends WritePlan, S extends WritePlan> = (first: F, second: S, condition: Condition | undefined) => WritePlan

/**
 * Makes one plan of two for the same item, since DynamoDB takes one operation per item in a transaction. What it does to any
 * stored item is what the two do in turn.
 *
 * @throws ConditionFailedError when the second plan's condition cannot hold after the first.
 * @throws DynamoOrmError `transaction.cannotMerge` when no one plan does the same.
 */
export function coalesce(first: WritePlan, second: WritePlan): WritePlan {
  const condition = jointCondition(first, second)
  const row = coalesceTable[first.kind][second.kind] as Coalesce<WritePlan, WritePlan>
  return row(first, second, condition)
}

const none = {} as const
const onlyIf = (condition: Condition | undefined): { readonly condition?: Condition } => (condition === undefined ? none : { condition })

// Nothing is returned of what a transaction writes, so that `returns` is left out of what two plans become.
const put = (plan: WritePlan, item: Item, condition: Condition | undefined): PutPlan => ({ kind: 'put', ...target(plan), item, ...onlyIf(condition) })
const update = (plan: UpdatePlan, actions: UpdatePlan['actions'], condition: Condition | undefined): UpdatePlan => ({ kind: 'update', ...target(plan), actions, ...onlyIf(condition) })
const remove = (plan: WritePlan, condition: Condition | undefined): DeletePlan => ({ kind: 'delete', ...target(plan), ...onlyIf(condition) })
const check = (plan: WritePlan, condition: Condition | undefined): CheckPlan => ({ kind: 'check', ...target(plan), condition: condition ?? all([]) })

const target = ({ table, entity, key }: WritePlan): Pick<WritePlan, 'table' | 'entity' | 'key'> => ({ table, ...(entity === undefined ? none : { entity }), key })

/** What two plans for one item become, by the kind of the first and of the second. */
export const coalesceTable: { readonly [F in Kind]: { readonly [S in Kind]: Coalesce<PlanOf[F], PlanOf[S]> } } = {
  put: {
    put: (_first, second, condition) => put(second, second.item, condition),
    update: (first, second, condition) => put(first, applyUpdate(second.actions, first.item), condition),
    // Where nothing was stored, nothing is left to delete.
    delete: (first, second, condition) => (demandsAbsence(first) ? check(second, condition) : remove(second, condition)),
    check: (first, _second, condition) => put(first, first.item, condition),
  },
  update: {
    put: (first, second, condition) => put(second, second.item, onceReplaced(first, second, condition)),
    update: (first, second, condition) => update(first, mergeActions(first, second), condition),
    delete: (first, second, condition) => remove(second, onceReplaced(first, second, condition)),
    check: (first, _second, condition) => update(first, first.actions, condition),
  },
  delete: {
    put: (_first, second, condition) => put(second, second.item, condition),
    update: (_first, second, condition) => put(second, applyUpdate(second.actions, second.key), condition),
    delete: (first, _second, condition) => remove(first, condition),
    check: (first, _second, condition) => remove(first, condition),
  },
  check: {
    put: (_first, second, condition) => put(second, second.item, condition),
    update: (first, second, condition) => (demandsAbsence(first) ? put(second, applyUpdate(second.actions, second.key), condition) : update(second, second.actions, condition)),
    delete: (first, second, condition) => (demandsAbsence(first) ? check(second, condition) : remove(second, condition)),
    check: (_first, second, condition) => check(second, condition),
  },
}

/** The condition, unless an action that is no longer sent could have refused the item by itself. */
function onceReplaced(first: UpdatePlan, second: WritePlan, condition: Condition | undefined): Condition | undefined {
  const needed = first.actions.find((action) => !isDispensable(action))
  if (needed !== undefined) throw cannotMerge(second, needed.path, 'an earlier update of the transaction needs a stored value for it')
  return condition
}
