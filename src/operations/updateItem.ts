import type { UpdateItemCommandInput, UpdateItemCommandOutput } from '@aws-sdk/client-dynamodb'
import { Placeholders } from '../expressions/Placeholders.js'
import { renderUpdate } from '../expressions/renderUpdate.js'
import type { UpdatePlan } from '../planner/WritePlan.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { bound } from './bound.js'
import { conditional } from './conditional.js'
import { minimal } from './minimal.js'

/**
 * What is sent to change some attributes of an item.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
 */
export function updateItemRequest(plan: UpdatePlan): UpdateItemCommandInput {
  return minimal({ ...updateEntry(plan), ReturnValues: plan.returns === undefined ? undefined : returnValues[plan.returns] })
}

const returnValues = { new: 'ALL_NEW', old: 'ALL_OLD', 'updated-new': 'UPDATED_NEW', 'updated-old': 'UPDATED_OLD' } as const

/** The change without what it returns: an entry of a transaction. */
export function updateEntry(plan: UpdatePlan) {
  const placeholders = new Placeholders()
  const UpdateExpression = renderUpdate(plan.actions, placeholders) || undefined
  const condition = conditional(plan.condition, placeholders)
  return minimal({ TableName: plan.table, Key: plan.key, UpdateExpression, ...condition, ...bound(placeholders) })
}

/** The item as the plan asks for it. */
export function updateItemResult(output: UpdateItemCommandOutput): Item | undefined {
  return output.Attributes
}
