import { randomUUID } from 'node:crypto'
import { ConditionFailedError } from '../errors/ConditionFailedError.js'
import { TransactionConflictError } from '../errors/TransactionConflictError.js'
import { TransactionFailedError } from '../errors/TransactionFailedError.js'
import { deleteItemRequest, deleteItemResult } from '../operations/deleteItem.js'
import { putItemRequest } from '../operations/putItem.js'
import { updateItemRequest, updateItemResult } from '../operations/updateItem.js'
import { repeatability } from '../planner/repeatability.js'
import type { SingleWritePlan } from '../planner/WritePlan.js'
import { wroteAlready } from '../planner/wroteAlready.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { patience, type PatienceOptions } from './backoff.js'
import { executeTransaction } from './executeTransaction.js'
import { putSizeBytes } from './putSizeBytes.js'
import type { Sender, SendOptions } from './Sender.js'

/** `refused`: the plan's condition did not hold, and `stored` is what is there. */
export type WriteOutcome =
  | { readonly status: 'written'; readonly attributes?: Item | undefined }
  | { readonly status: 'refused'; readonly stored?: Item | undefined }

export interface ExecuteWriteOptions extends PatienceOptions {
  /** Sends what must not be done twice as a transaction of one, which may be repeated: twice the units, and no attributes come back. */
  readonly idempotent?: boolean | undefined
}

/**
 * Sends one write so that a lost answer neither does it twice nor reports as failed what has been done. It is sent again while
 * a transaction is changing the item.
 *
 * @throws TransactionConflictError when that does not end: nothing has been written then.
 * @throws OutcomeUnknownError when the answer is lost and the write cannot be repeated.
 * @throws ItemTooLargeError before sending, for a whole item of more than 400 KB.
 */
export async function executeWrite(sender: Sender, plan: SingleWritePlan, options: ExecuteWriteOptions = {}): Promise<WriteOutcome> {
  const kind = repeatability(plan)
  if (kind === 'unsafe' && options.idempotent === true) return writeOnceByToken(sender, plan, options)
  try {
    return { status: 'written', attributes: await whenFree(() => sendWrite(sender, plan, kind === 'unsafe' ? { once: true } : {}), options) }
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error
    const { resent, stored } = error
    if (kind !== 'comparable' || !resent || !wroteAlready(plan, stored)) return { status: 'refused', stored }
    return { status: 'written', attributes: plan.kind === 'update' && plan.returns !== undefined ? stored : undefined }
  }
}

/** Nothing is done of a write whose item a transaction is changing, so that also an addition may be sent again. */
async function whenFree<T>(send: () => Promise<T>, options: PatienceOptions): Promise<T> {
  const another = patience(options)
  for (let attempt = 1; ; attempt++) {
    try {
      return await send()
    } catch (error) {
      if (!(error instanceof TransactionConflictError) || !(await another(attempt))) throw error
    }
  }
}

async function sendWrite(sender: Sender, plan: SingleWritePlan, options: SendOptions): Promise<Item | undefined> {
  switch (plan.kind) {
    case 'put':
      putSizeBytes(sender, plan)
      await sender.send('PutItem', putItemRequest(plan), options)
      return undefined
    case 'update':
      return updateItemResult(await sender.send('UpdateItem', updateItemRequest(plan), options))
    case 'delete':
      return deleteItemResult(await sender.send('DeleteItem', deleteItemRequest(plan), options))
    default:
      return plan satisfies never
  }
}

async function writeOnceByToken(sender: Sender, plan: SingleWritePlan, options: PatienceOptions): Promise<WriteOutcome> {
  try {
    await executeTransaction(sender, [plan], { ...options, token: randomUUID() })
    return { status: 'written' }
  } catch (error) {
    const reason = error instanceof TransactionFailedError ? error.reasons[0] : undefined
    if (reason?.code !== 'ConditionalCheckFailed') throw error
    return { status: 'refused', stored: reason.stored }
  }
}
