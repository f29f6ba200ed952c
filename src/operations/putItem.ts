import type { PutItemCommandInput } from '@aws-sdk/client-dynamodb'
import { Placeholders } from '../expressions/Placeholders.js'
import type { PutPlan } from '../planner/WritePlan.js'
import { bound } from './bound.js'
import { conditional } from './conditional.js'
import { minimal } from './minimal.js'

/**
 * What is sent to write a whole item; also an entry of a transaction.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
 */
export function putItemRequest(plan: PutPlan): PutItemCommandInput {
  const placeholders = new Placeholders()
  const condition = conditional(plan.condition, placeholders)
  return minimal({ TableName: plan.table, Item: plan.item, ...condition, ...bound(placeholders) })
}
