import { ConditionFailedError } from '../errors/ConditionFailedError.js'
import type { DynamoOrmError } from '../errors/DynamoOrmError.js'
import type { Condition } from '../expressions/Condition.js'
import { all, conditionNames, conjuncts } from '../expressions/conditions.js'
import { evaluateCondition } from '../expressions/evaluateCondition.js'
import { hasRawText, readRaw } from '../expressions/readRaw.js'
import type { UpdatePlan, WritePlan } from '../planner/WritePlan.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { cannotMerge } from './cannotMerge.js'
import { both } from './under.js'
import { updateKnowledge } from './updateKnowledge.js'

/**
 * What the stored item must satisfy so that both of two writes of it would be done. The first condition is about the stored
 * item; of the second, what the first write decides is checked here, and the rest is about the stored item too.
 *
 * @throws ConditionFailedError when the second condition cannot hold after the first write.
 */
export function jointCondition(first: WritePlan, second: WritePlan): Condition | undefined {
  const later = second.condition === undefined ? [] : conjuncts(second.condition)
  const open = later.filter((conjunct) => !isSettled(conjunct, first, second))
  return first.condition === undefined && open.length === 0 ? undefined : both(first.condition, all(open))
}

function isSettled(conjunct: Condition, first: WritePlan, second: WritePlan): boolean {
  switch (first.kind) {
    case 'check':
      return demandsAbsence(first) ? mustHold(conjunct, {}, second) : false
    case 'put':
      return mustHold(conjunct, first.item, second)
    case 'delete':
      return mustHold(conjunct, {}, second)
    case 'update':
      return isSettledByUpdate(conjunct, first, second)
    default:
      return first satisfies never
  }
}

function isSettledByUpdate(conjunct: Condition, first: UpdatePlan, second: WritePlan): boolean {
  const { item, certain, changed } = updateKnowledge(first)
  const read = readRaw(conjunct)
  if (hasRawText(read)) throw unreadText(second, conjunct)
  const names = [...conditionNames(read)]
  if (names.every((name) => certain.has(name))) return mustHold(read, item, second)
  // The key of an item that the first update creates is not there before.
  const unclear = names.find((name) => changed.has(name) || (Object.hasOwn(first.key, name) && !demandsItem(first)))
  if (unclear !== undefined) throw cannotMerge(second, [unclear], 'a condition on it cannot be checked after an earlier update of the item in one transaction')
  return false
}

/**
 * Checks a condition of a write on an item.
 *
 * @throws ConditionFailedError when it does not hold.
 * @throws DynamoOrmError `transaction.cannotMerge` for text that the driver cannot read.
 */
export function mustHold(condition: Condition, item: Item, plan: WritePlan, stored?: Item): true {
  const read = readRaw(condition)
  if (hasRawText(read)) throw unreadText(plan, condition)
  if (evaluateCondition(read, item)) return true
  throw new ConditionFailedError({ entity: plan.entity ?? plan.table, keyNames: Object.keys(plan.key), operation: operationOf[plan.kind], stored })
}

/** Its text may name attributes that nobody has listed. */
const unreadText = (plan: WritePlan, condition: Condition): DynamoOrmError =>
  cannotMerge(plan, [[...conditionNames(condition)][0] ?? Object.keys(plan.key)[0]!], 'a condition in text of your own, which the driver cannot read, cannot follow an earlier write of the item in one transaction')

const operationOf = { put: 'PutItem', update: 'UpdateItem', delete: 'DeleteItem', check: 'ConditionCheck' } as const satisfies Record<WritePlan['kind'], string>

/** Whether a write is done only where no item with its key is stored. */
export const demandsAbsence = (plan: WritePlan): boolean => demands('attribute_not_exists', plan)

/** Whether a write is done only where an item with its key is stored. */
export const demandsItem = (plan: WritePlan): boolean => demands('attribute_exists', plan)

const demands = (operator: 'attribute_exists' | 'attribute_not_exists', { condition, key }: WritePlan): boolean =>
  condition !== undefined && conjuncts(condition).some((conjunct) => conjunct.kind === 'comparison' && conjunct.operator === operator && conjunct.operand.kind === 'path' && conjunct.operand.path.length === 1 && Object.hasOwn(key, conjunct.operand.path[0]))
