import { getItemRequest, getItemResult } from '../operations/getItem.js'
import type { GetPlan } from '../planner/ReadPlan.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import type { Sender } from './Sender.js'

/** Reads one item by its key; undefined where there is none. */
export async function readItem(sender: Sender, plan: GetPlan): Promise<Item | undefined> {
  return getItemResult(await sender.send('GetItem', getItemRequest(plan)))
}
