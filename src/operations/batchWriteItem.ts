import type { BatchWriteItemCommandInput, BatchWriteItemCommandOutput, WriteRequest } from '@aws-sdk/client-dynamodb'
import { keyIdentity } from '../planner/keyIdentity.js'
import type { DeletePlan, PutPlan } from '../planner/WritePlan.js'

/**
 * What is sent to put and delete up to 25 different items, without conditions.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
export function batchWriteItemRequest(plans: readonly (PutPlan | DeletePlan)[]): BatchWriteItemCommandInput {
  const RequestItems: Record<string, WriteRequest[]> = {}
  for (const plan of plans) {
    const requests = (RequestItems[plan.table] ??= [])
    requests.push(plan.kind === 'put' ? { PutRequest: { Item: plan.item } } : { DeleteRequest: { Key: plan.key } })
  }
  return { RequestItems }
}

/** The plans that DynamoDB has not carried out. */
export function batchWriteItemResult<P extends PutPlan | DeletePlan>(plans: readonly P[], { UnprocessedItems = {} }: BatchWriteItemCommandOutput): P[] {
  const tables = Object.entries(UnprocessedItems)
  if (tables.length === 0) return []
  const unprocessed = new Set<string>()
  for (const [table, requests] of tables) {
    const names = Object.keys(plans.find((plan) => plan.table === table)?.key ?? {})
    for (const { PutRequest, DeleteRequest } of requests) unprocessed.add(keyIdentity(table, PutRequest?.Item ?? DeleteRequest?.Key ?? {}, names))
  }
  return plans.filter((plan) => unprocessed.has(keyIdentity(plan.table, plan.key)))
}
