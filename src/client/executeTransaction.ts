import { InvalidRequestError } from '../errors/InvalidRequestError.js'
import { ItemTooLargeError } from '../errors/ItemTooLargeError.js'
import { OutcomeUnknownError } from '../errors/OutcomeUnknownError.js'
import { TransactionFailedError } from '../errors/TransactionFailedError.js'
import { transactWriteItemsRequest } from '../operations/transactWriteItems.js'
import { itemSizeBoundBytes, itemSizeBytes } from '../codec/itemSizeBytes.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import type { WritePlan } from '../planner/WritePlan.js'
import { limits } from '../vocabulary/limits.js'
import { patience, type PatienceOptions } from './backoff.js'
import { hindrance, namedFailure } from './hindrance.js'
import { putSizeBytes } from './putSizeBytes.js'
import type { Sender } from './Sender.js'

export interface TransactionOptions extends PatienceOptions {
  /** Different for each transaction: DynamoDB does what has the same token only once within ten minutes. */
  readonly token: string
}

/**
 * Does all of the writes and checks, or none. It is sent again, under the same token, while conflicts and throttling are all that
 * hinders it, or an earlier sending is still at work.
 *
 * @throws InvalidRequestError before sending, for more operations, bytes or operations on one item than DynamoDB takes.
 * @throws ItemTooLargeError before sending, for a whole item of more than 400 KB.
 * @throws TransactionConflictError or ThrottledError when that is so after all attempts: nothing has been written then.
 * @throws TransactionFailedError when DynamoDB cancels it for other reasons: nothing has been written then.
 * @throws OutcomeUnknownError when no answer came, or one was lost and none that followed was a verdict.
 */
export async function executeTransaction(sender: Sender, plans: readonly WritePlan[], options: TransactionOptions): Promise<void> {
  if (plans.length === 0) return
  checkLimits(sender, plans)
  const request = transactWriteItemsRequest(plans, options.token)
  const another = patience(options)
  let isOpen = false
  for (let attempt = 1; ; attempt++) {
    try {
      await sender.send('TransactWriteItems', request)
      return
    } catch (error) {
      const cancelled = error instanceof TransactionFailedError ? namedFailure(error, plans) : undefined
      isOpen ||= cancelled?.resent === true || isUnderWay(error)
      const again = cancelled?.isContention === true || isUnderWay(error)
      if (again && (await another(attempt))) continue
      // Being in the way, throttled or locked out says nothing of an earlier sending, whose answer was lost.
      if (isOpen && (again || !isVerdict(error))) throw error instanceof OutcomeUnknownError ? error : new OutcomeUnknownError('Transaction', { operation: 'TransactWriteItems', cause: error })
      throw again && cancelled !== undefined ? hindrance(cancelled) : (cancelled ?? error)
    }
  }
}

/** Whether DynamoDB has looked at the writes, and has done none of them. */
const isVerdict = (error: unknown): boolean => error instanceof TransactionFailedError || error instanceof InvalidRequestError || error instanceof ItemTooLargeError

/** Whether DynamoDB still does what was sent before under the same token. */
const isUnderWay = (error: unknown): boolean => error instanceof OutcomeUnknownError && error.cause instanceof Error && error.cause.name === 'TransactionInProgressException'

function checkLimits(sender: Sender, plans: readonly WritePlan[]): void {
  if (plans.length > limits.transactionOperations) {
    throw refusal(`it has ${plans.length} operations, maximum ${limits.transactionOperations} operations`, 'Divide it, or write in batches where all or nothing is not needed.')
  }
  const seen = new Set<string>()
  for (const { table, entity, key } of plans) {
    const identity = keyIdentity(table, key)
    if (seen.has(identity)) throw refusal(`it has two operations on one item of ${entity ?? table}`, 'Make them one operation.')
    seen.add(identity)
  }
  const most = plans.reduce((sum, plan) => sum + (plan.kind === 'put' ? putSizeBytes(sender, plan) : itemSizeBoundBytes(plan.key)), 0)
  if (most > limits.transactionBytes && plans.reduce((sum, plan) => sum + sizeOf(plan), 0) > limits.transactionBytes) throw refusal('its items are larger than 4 MB together', 'Divide it.')
}

function refusal(reason: string, remedy: string): InvalidRequestError {
  return new InvalidRequestError('Transaction', reason, { operation: 'TransactWriteItems', remedy })
}

/** At least what DynamoDB counts for a put; for others, which it measures by the stored item, what is known here. */
function sizeOf(plan: WritePlan): number {
  return itemSizeBytes(plan.kind === 'put' ? plan.item : plan.key)
}
