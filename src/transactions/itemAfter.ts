import { applyUpdate } from '../expressions/applyUpdate.js'
import type { WritePlan } from '../planner/WritePlan.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { demandsAbsence, demandsItem } from './jointCondition.js'

/**
 * An item as a write leaves it, from what is stored; undefined where it will not exist.
 *
 * @throws DynamoOrmError `update.refused` where DynamoDB would refuse the update of this item.
 */
export function itemAfter(plan: WritePlan, stored: Item | undefined): Item | undefined {
  switch (plan.kind) {
    case 'put':
      return plan.item
    case 'delete':
      return undefined
    case 'update':
      return stored === undefined && demandsItem(plan) ? undefined : applyUpdate(plan.actions, stored ?? plan.key)
    case 'check':
      return demandsAbsence(plan) ? undefined : stored
    default:
      return plan satisfies never
  }
}
