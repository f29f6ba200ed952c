import type { PlannedWrite, Refusal } from '../planner/planWrite.js'
import type { SingleWritePlan } from '../planner/WritePlan.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { OutpacedError } from '../errors/OutpacedError.js'
import { executeWrite, type ExecuteWriteOptions } from './executeWrite.js'
import { readItem } from './readItem.js'
import type { Sender } from './Sender.js'

export type PerformedWrite =
  | {
      readonly status: 'written'
      readonly attributes?: Item | undefined
      /** What has been done. */
      readonly plan: SingleWritePlan
    }
  | { readonly status: 'refused'; readonly reason: Refusal; readonly stored?: Item | undefined }

/** How often a write is planned again because the item has changed under it. */
const attempts = 20

/**
 * Sends a write. Where it depends on the stored item, that is read first, and the write is planned again on the item that
 * DynamoDB gives back when another writer was faster.
 *
 * @throws OutpacedError when other writers keep being faster.
 */
export async function performWrite(sender: Sender, planned: PlannedWrite, options: ExecuteWriteOptions = {}): Promise<PerformedWrite> {
  let next: PlannedWrite | Refusal = planned
  let stored: Item | undefined
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (typeof next === 'string') return { status: 'refused', reason: next, stored }
    if (next.kind === 'read') {
      stored = await readItem(sender, next.plan)
      next = next.then(stored)
      continue
    }
    const outcome = await executeWrite(sender, next.plan, options)
    if (outcome.status === 'written') return { ...outcome, plan: next.plan }
    stored = outcome.stored
    next = next.refused(stored)
  }
  const { plan } = planned
  throw new OutpacedError(plan.entity ?? plan.table, attempts)
}
