import { equalValues, membersOf } from '../expressions/equalValues.js'
import { valueAtPath } from '../expressions/evaluateCondition.js'
import type { UpdateAction } from '../expressions/Update.js'
import type { AttributeValue, Item } from '../vocabulary/AttributeValue.js'
import type { SingleWritePlan } from './WritePlan.js'

/** Whether a stored item is what a `comparable` write leaves behind: then its first sending has been done. */
export function wroteAlready(plan: SingleWritePlan, stored: Item | undefined): boolean {
  switch (plan.kind) {
    case 'put':
      return stored !== undefined && equalValues({ M: plan.item }, { M: stored })
    case 'update':
      return stored !== undefined && plan.actions.every((action) => isDone(action, stored))
    case 'delete':
      return stored === undefined
    default:
      return plan satisfies never
  }
}

function isDone(action: UpdateAction, stored: Item): boolean {
  const value = valueAtPath(action.path, stored)
  switch (action.kind) {
    case 'set':
      return action.value.kind === 'literal' && value !== undefined && equalValues(action.value.value, value)
    case 'remove':
      return value === undefined
    case 'add':
      return value !== undefined && membersOf(action.value)?.every((member) => has(value, member)) === true
    case 'delete':
      return value === undefined || !membersOf(action.value)?.some((member) => has(value, member))
    default:
      return action satisfies never
  }
}

function has(set: AttributeValue, member: AttributeValue): boolean {
  return membersOf(set)?.some((one) => equalValues(one, member)) ?? false
}
