import { applyUpdate } from '../expressions/applyUpdate.js'
import type { WritePlan } from '../planner/WritePlan.js'
import type { Item } from '../vocabulary/AttributeValue.js'

/**
 * What a write whose condition holds leaves of an item.
 *
 * @throws DynamoOrmError `update.refused` where DynamoDB would refuse the update of this item.
 */
export function itemAfter(plan: WritePlan, item: Item | undefined): Item | undefined {
  switch (plan.kind) {
    case 'put':
      return plan.item
    case 'update':
      return applyUpdate(plan.actions, item ?? plan.key)
    case 'delete':
      return undefined
    case 'check':
      return item
    default:
      return plan satisfies never
  }
}
