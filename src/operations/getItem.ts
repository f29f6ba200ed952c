import type { GetItemCommandInput, GetItemCommandOutput } from '@aws-sdk/client-dynamodb'
import { Placeholders } from '../expressions/Placeholders.js'
import type { GetPlan } from '../planner/ReadPlan.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { bound } from './bound.js'
import { minimal } from './minimal.js'
import { projected } from './projected.js'

/**
 * What is sent to read one item by its key.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
 */
export function getItemRequest(plan: GetPlan): GetItemCommandInput {
  const placeholders = new Placeholders()
  const ProjectionExpression = projected(plan.projection, placeholders)
  return minimal({
    TableName: plan.table,
    Key: plan.key,
    ConsistentRead: plan.consistent || undefined,
    ProjectionExpression,
    ExpressionAttributeNames: bound(placeholders).ExpressionAttributeNames,
  })
}

/** The item; undefined where there is none. */
export function getItemResult(output: GetItemCommandOutput): Item | undefined {
  return output.Item
}
