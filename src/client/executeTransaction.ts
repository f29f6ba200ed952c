import { InvalidRequestError } from '../errors/InvalidRequestError.js'
import { TransactionFailedError } from '../errors/TransactionFailedError.js'
import { transactWriteItemsRequest } from '../operations/transactWriteItems.js'
import { itemSizeBoundBytes, itemSizeBytes } from '../codec/itemSizeBytes.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import type { WritePlan } from '../planner/WritePlan.js'
import { limits } from '../vocabulary/limits.js'
import { backoff, type BackoffOptions } from './backoff.js'
import { putSizeBytes } from './putSizeBytes.js'
import type { Sender } from './Sender.js'

export interface TransactionOptions extends BackoffOptions {
  /** Different for each transaction: DynamoDB does what has the same token only once within ten minutes. */
  readonly token: string
}

/**
 * Does all of the writes and checks, or none. It is sent again while conflicts and throttling are all that hinders it.
 *
 * @throws InvalidRequestError before sending, for more operations, bytes or operations on one item than DynamoDB takes.
 * @throws ItemTooLargeError before sending, for a whole item of more than 400 KB.
 * @throws TransactionFailedError when DynamoDB cancels it: nothing has been written then.
 */
export async function executeTransaction(sender: Sender, plans: readonly WritePlan[], options: TransactionOptions): Promise<void> {
  if (plans.length === 0) return
  checkLimits(sender, plans)
  const { attempts = 8, token } = options
  const request = transactWriteItemsRequest(plans, token)
  for (let attempt = 1; ; attempt++) {
    try {
      await sender.send('TransactWriteItems', request)
      return
    } catch (error) {
      if (!(error instanceof TransactionFailedError)) throw error
      if (!error.isContention || attempt >= attempts) throw named(error, plans)
    }
    await backoff(attempt, options)
  }
}

function checkLimits(sender: Sender, plans: readonly WritePlan[]): void {
  if (plans.length > limits.transactionOperations) {
    throw refusal(`it has ${plans.length} operations, maximum 100 operations. Divide it, or write in batches where all or nothing is not needed`)
  }
  const seen = new Set<string>()
  for (const { table, entity, key } of plans) {
    const identity = keyIdentity(table, key)
    if (seen.has(identity)) throw refusal(`it has two operations on one item of ${entity ?? table}. Make them one operation`)
    seen.add(identity)
  }
  const most = plans.reduce((sum, plan) => sum + (plan.kind === 'put' ? putSizeBytes(sender, plan) : itemSizeBoundBytes(plan.key)), 0)
  if (most > limits.transactionBytes && plans.reduce((sum, plan) => sum + sizeOf(plan), 0) > limits.transactionBytes) throw refusal('its items are larger than 4 MB together. Divide it')
}

function refusal(reason: string): InvalidRequestError {
  return new InvalidRequestError('Transaction', reason, { operation: 'TransactWriteItems' })
}

/** At least what DynamoDB counts for a put; for others, which it measures by the stored item, what is known here. */
function sizeOf(plan: WritePlan): number {
  return itemSizeBytes(plan.kind === 'put' ? plan.item : plan.key)
}

/** The same failure in the words of the plans, which know the entities and all keys. */
function named(error: TransactionFailedError, plans: readonly WritePlan[]): TransactionFailedError {
  const reasons = error.reasons.map((reason, position) => {
    const plan = plans[position]
    return plan === undefined ? reason : { ...reason, stored: reason.stored, subject: plan.entity ?? plan.table, keyNames: Object.keys(plan.key) }
  })
  return new TransactionFailedError(reasons, { cause: error.cause })
}
