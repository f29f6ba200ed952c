import type { BatchGetItemCommandInput, BatchGetItemCommandOutput } from '@aws-sdk/client-dynamodb'
import { Placeholders } from '../expressions/Placeholders.js'
import type { BatchGetPlan } from '../planner/ReadPlan.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import { bound } from './bound.js'
import { minimal } from './minimal.js'
import { projected } from './projected.js'

/**
 * What is sent to read up to 100 items of one table by their keys, which must be different.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export function batchGetItemRequest(plan: BatchGetPlan): BatchGetItemCommandInput {
  const placeholders = new Placeholders()
  const ProjectionExpression = projected(plan.projection, placeholders)
  return {
    RequestItems: {
      [plan.table]: minimal({
        Keys: [...plan.keys],
        ConsistentRead: plan.consistent || undefined,
        ProjectionExpression,
        ExpressionAttributeNames: bound(placeholders).ExpressionAttributeNames,
      }),
    },
  }
}

/** The items found, in no order, and the keys that DynamoDB has not looked at. */
export function batchGetItemResult(table: string, output: BatchGetItemCommandOutput): { readonly items: Item[]; readonly unprocessed: Key[] } {
  return { items: output.Responses?.[table] ?? [], unprocessed: output.UnprocessedKeys?.[table]?.Keys ?? [] }
}
