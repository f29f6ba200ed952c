import type { Condition } from '../expressions/Condition.js'
import { all, conditionNames, conjuncts } from '../expressions/conditions.js'
import { equalValues } from '../expressions/equalValues.js'
import { fitsExpression } from '../expressions/expressionWeight.js'
import { namesRead } from '../expressions/namesRead.js'
import { hasRawText, readRaw } from '../expressions/readRaw.js'
import type { UpdateAction } from '../expressions/Update.js'
import { unchanged } from '../planner/unchanged.js'
import type { WritePlan } from '../planner/WritePlan.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { cannotMerge } from './cannotMerge.js'
import { itemAfter } from './itemAfter.js'
import { mustHold } from './jointCondition.js'

/**
 * One plan of two for the same item where `coalesce` has none, worked out on the item that is stored. It does what the two
 * do in turn while the item is as it was read, as far as they read or change it, and fails otherwise.
 *
 * @throws ConditionFailedError when the condition of one of them does not hold.
 * @throws DynamoOrmError `update.refused` where DynamoDB would refuse an update of the item.
 * @throws DynamoOrmError `transaction.cannotMerge` for a later condition in text that the driver cannot read, and for more attributes than one condition can name.
 */
export function fold(first: WritePlan, second: WritePlan, stored: Item | undefined): WritePlan {
  const untold = conditionsOf(first).filter((condition) => hasRawText(readRaw(condition)))
  for (const condition of conditionsOf(first)) if (!untold.includes(condition)) mustHold(condition, stored ?? {}, first, stored)
  const between = itemAfter(first, stored)
  for (const condition of conditionsOf(second)) mustHold(condition, between ?? {}, second)
  const left = itemAfter(second, between)

  const replaces = first.kind === 'put' || first.kind === 'delete'
  const names = new Set(replaces ? namesOf(first) : [...namesOf(first), ...namesOf(second)])
  // What the driver cannot read of the first condition is about the stored item, and DynamoDB can.
  const condition = all([unchanged(second.key, stored, names), ...untold])
  if (!fitsExpression(conjuncts(condition))) throw cannotMerge(second, [[...names][0]!], `it and an earlier write of the transaction depend on ${names.size} attributes together, more than one condition can name`)

  const { table, entity, key } = second
  const target = { table, ...(entity === undefined ? {} : { entity }), key, condition }
  if (left === undefined) return { kind: stored === undefined ? 'check' : 'delete', ...target }
  if (stored === undefined || replaces || second.kind === 'put') return { kind: 'put', ...target, item: left }
  const actions = differences(stored, left)
  return actions.length === 0 ? { kind: 'check', ...target } : { kind: 'update', ...target, actions }
}

const conditionsOf = ({ condition }: WritePlan): readonly Condition[] => (condition === undefined ? [] : conjuncts(condition))

/** Names of the attributes that a write reads or changes; of one that replaces the item, those that its condition looks at. */
function namesOf(plan: WritePlan): string[] {
  const looked = conditionsOf(plan).flatMap((condition) => [...conditionNames(readRaw(condition))])
  return plan.kind === 'update' ? [...looked, ...plan.actions.flatMap((action) => [action.path[0], ...namesRead(action)])] : looked
}

/** The change of whole attributes that makes one item the other. */
function differences(from: Item, to: Item): UpdateAction[] {
  const set = Object.entries(to).filter(([name, value]) => !Object.hasOwn(from, name) || !equalValues(from[name]!, value))
  const gone = Object.keys(from).filter((name) => !Object.hasOwn(to, name))
  return [...set.map(([name, value]): UpdateAction => ({ kind: 'set', path: [name], value: { kind: 'literal', value } })), ...gone.map((name): UpdateAction => ({ kind: 'remove', path: [name] }))]
}
