import type { TransactWriteItem, TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb'
import type { WritePlan } from '../planner/WritePlan.js'
import { deleteEntry } from './deleteItem.js'
import { putItemRequest } from './putItem.js'
import { updateEntry } from './updateItem.js'

/**
 * What is sent to do up to 100 writes and checks together or not at all. A request with the same token is done once
 * within ten minutes, however often it is sent.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export function transactWriteItemsRequest(plans: readonly WritePlan[], token: string): TransactWriteItemsCommandInput {
  return { TransactItems: plans.map(transactionEntry), ClientRequestToken: token }
}

function transactionEntry(plan: WritePlan): TransactWriteItem {
  switch (plan.kind) {
    case 'put':
      return { Put: putItemRequest(plan) as NonNullable<TransactWriteItem['Put']> }
    case 'update':
      return { Update: updateEntry(plan) as NonNullable<TransactWriteItem['Update']> }
    case 'delete':
      return { Delete: deleteEntry(plan) }
    case 'check':
      return { ConditionCheck: deleteEntry(plan) as NonNullable<TransactWriteItem['ConditionCheck']> }
    default:
      return plan satisfies never
  }
}
