import { BatchIncompleteError } from '../errors/BatchIncompleteError.js'
import { batchGetItemRequest, batchGetItemResult } from '../operations/batchGetItem.js'
import { keyIdentities } from '../planner/keyIdentity.js'
import type { BatchGetPlan } from '../planner/ReadPlan.js'
import { limits } from '../vocabulary/limits.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import { backoff, type BackoffOptions } from './backoff.js'
import { inParallel } from './inParallel.js'
import type { Sender } from './Sender.js'

export interface ReadItemsOptions extends BackoffOptions {
  /** Requests under way at once: 4 where not given. */
  readonly concurrency?: number | undefined
}

/**
 * Reads items by their keys, 100 to a request, in no order; a key that is given twice is read once. What DynamoDB leaves
 * undone is asked for again; the attempts count only while nothing comes.
 *
 * @throws BatchIncompleteError when keys are still left after all attempts.
 */
export async function readItems(sender: Sender, plan: BatchGetPlan, options: ReadItemsOptions = {}): Promise<Item[]> {
  const { keys } = distinct(plan)
  return readDistinct(sender, { ...plan, keys }, options)
}

/** The same in the order of the keys; undefined for what is not there. */
export async function readItemsInOrder(sender: Sender, plan: BatchGetPlan, options: ReadItemsOptions = {}): Promise<(Item | undefined)[]> {
  const { keys, identities, identityOf } = distinct(plan)
  const found = new Map<string, Item>()
  for (const item of await readDistinct(sender, { ...plan, keys }, options)) found.set(identityOf(item), item)
  return identities.map((identity) => found.get(identity))
}

/** Each key once, and the identities of all as they were given: each is made once, since they take longer than to read the entities. */
function distinct({ table, keys }: BatchGetPlan) {
  const identityOf = keyIdentities(table, Object.keys(keys[0] ?? {}))
  const identities = keys.map(identityOf)
  const byIdentity = new Map<string, Key>()
  for (const [at, identity] of identities.entries()) byIdentity.set(identity, keys[at]!)
  return { identityOf, identities, keys: byIdentity.size === keys.length ? keys : [...byIdentity.values()] }
}

async function readDistinct(sender: Sender, plan: BatchGetPlan, options: ReadItemsOptions): Promise<Item[]> {
  const { keys } = plan
  if (keys.length <= limits.batchGetKeys && keys.length > 0) return readChunk(sender, plan, options, keys.length)
  const items: Item[] = []
  await inParallel(chunks(keys), options.concurrency ?? 4, async (chunk) => {
    for (const item of await readChunk(sender, { ...plan, keys: chunk }, options, keys.length)) items.push(item)
  })
  return items
}

function* chunks(keys: readonly Key[]): Generator<Key[]> {
  for (let start = 0; start < keys.length; start += limits.batchGetKeys) yield keys.slice(start, start + limits.batchGetKeys)
}

async function readChunk(sender: Sender, plan: BatchGetPlan, options: ReadItemsOptions, total: number): Promise<Item[]> {
  const { attempts = 10 } = options
  let items: Item[] = []
  let left = plan.keys
  for (let attempt = 1; ; attempt++) {
    const answer = batchGetItemResult(plan.table, await sender.send('BatchGetItem', batchGetItemRequest({ ...plan, keys: left })))
    items = items.length === 0 ? answer.items : items.concat(answer.items)
    if (answer.unprocessed.length === 0) return items
    if (answer.unprocessed.length < left.length) attempt = 1
    left = answer.unprocessed
    if (attempt >= attempts) throw new BatchIncompleteError('read', left.map((key) => ({ table: plan.table, key })), total, { operation: 'BatchGetItem' })
    await backoff(attempt, options)
  }
}
