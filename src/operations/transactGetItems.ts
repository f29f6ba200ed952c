import type { TransactGetItem, TransactGetItemsCommandInput, TransactGetItemsCommandOutput } from '@aws-sdk/client-dynamodb'
import type { GetPlan } from '../planner/ReadPlan.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { getItemRequest } from './getItem.js'

/**
 * What is sent to read up to 100 items of any tables at one moment. Their keys must be different.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html
 */
export function transactGetItemsRequest(plans: readonly GetPlan[]): TransactGetItemsCommandInput {
  // Always consistent, so that the option has no place here.
  return { TransactItems: plans.map((plan): TransactGetItem => ({ Get: getItemRequest({ ...plan, consistent: false }) as NonNullable<TransactGetItem['Get']> })) }
}

/** The items in the order of what was asked for; undefined where there is none. */
export function transactGetItemsResult({ Responses = [] }: TransactGetItemsCommandOutput): (Item | undefined)[] {
  return Responses.map(({ Item: item }) => item)
}
