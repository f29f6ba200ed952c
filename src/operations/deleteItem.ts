import type { DeleteItemCommandInput, DeleteItemCommandOutput } from '@aws-sdk/client-dynamodb'
import { Placeholders } from '../expressions/Placeholders.js'
import type { CheckPlan, DeletePlan } from '../planner/WritePlan.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { bound } from './bound.js'
import { conditional } from './conditional.js'
import { minimal } from './minimal.js'

/**
 * What is sent to delete one item.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html
 */
export function deleteItemRequest(plan: DeletePlan): DeleteItemCommandInput {
  return minimal({ ...deleteEntry(plan), ReturnValues: plan.returns === undefined ? undefined : ('ALL_OLD' as const) })
}

/** A key and a condition: an entry of a transaction, to delete or only to check. */
export function deleteEntry(plan: DeletePlan | CheckPlan) {
  const placeholders = new Placeholders()
  const condition = conditional(plan.condition, placeholders)
  return minimal({ TableName: plan.table, Key: plan.key, ...condition, ...bound(placeholders) })
}

/** The item that was deleted, where the plan asks for it. */
export function deleteItemResult(output: DeleteItemCommandOutput): Item | undefined {
  return output.Attributes
}
