import { InvalidRequestError } from '../errors/InvalidRequestError.js'
import { TransactionFailedError } from '../errors/TransactionFailedError.js'
import { transactGetItemsRequest, transactGetItemsResult } from '../operations/transactGetItems.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import type { GetPlan } from '../planner/ReadPlan.js'
import { limits } from '../vocabulary/limits.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { patience, type PatienceOptions } from './backoff.js'
import { hindrance, namedFailure } from './hindrance.js'
import { readItem } from './readItem.js'
import type { Sender } from './Sender.js'

/**
 * Reads items as they are at one moment, in the order of the plans, each once however often it is named. It is asked again
 * while conflicts and throttling are all that hinders it. One item is read by a GetItem, at half the units.
 *
 * @throws InvalidRequestError before sending, for more items than DynamoDB takes.
 * @throws TransactionConflictError when other writers keep changing the items.
 */
export async function readAtOnce(sender: Sender, plans: readonly GetPlan[], options: PatienceOptions = {}): Promise<(Item | undefined)[]> {
  const identities = plans.map(({ table, key }) => keyIdentity(table, key))
  const different = new Map(plans.map((plan, position) => [identities[position]!, plan]))
  const wanted = [...different.values()]
  if (wanted.length > limits.transactionOperations) {
    throw new InvalidRequestError('transactGet', `it asks for ${wanted.length} items, maximum ${limits.transactionOperations} items at one moment`, { operation: 'TransactGetItems', remedy: 'Ask for fewer, or use batchRead() where one moment is not needed.' })
  }
  const [only] = wanted
  if (only === undefined) return []
  const items = wanted.length === 1 ? [await readItem(sender, { ...only, consistent: true })] : await readAll(sender, wanted, options)
  const found = new Map([...different.keys()].map((identity, position) => [identity, items[position]]))
  return identities.map((identity) => found.get(identity))
}

async function readAll(sender: Sender, plans: readonly GetPlan[], options: PatienceOptions): Promise<(Item | undefined)[]> {
  const another = patience(options)
  const request = transactGetItemsRequest(plans)
  for (let attempt = 1; ; attempt++) {
    try {
      return transactGetItemsResult(await sender.send('TransactGetItems', request))
    } catch (error) {
      if (!(error instanceof TransactionFailedError)) throw error
      const cancelled = namedFailure(error, plans)
      if (!cancelled.isContention) throw cancelled
      if (!(await another(attempt))) throw hindrance(cancelled)
    }
  }
}
