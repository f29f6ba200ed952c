import { BatchIncompleteError } from '../errors/BatchIncompleteError.js'
import { OutcomeUnknownError } from '../errors/OutcomeUnknownError.js'
import { ThrottledError } from '../errors/ThrottledError.js'
import { batchWriteItemRequest, batchWriteItemResult } from '../operations/batchWriteItem.js'
import { batchChunks } from '../planner/batchChunks.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import type { DeletePlan, PutPlan } from '../planner/WritePlan.js'
import { backoff, type BackoffOptions } from './backoff.js'
import { inParallel } from './inParallel.js'
import { putSizeBytes } from './putSizeBytes.js'
import type { Sender } from './Sender.js'

type BatchPlan = PutPlan | DeletePlan

export interface WriteBatchOptions extends BackoffOptions {
  /** Requests under way at once: 4 where not given. */
  readonly concurrency?: number | undefined
  /** Told after each request how many items of how many have been written. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

/**
 * Puts and deletes without conditions, up to 25 to a request, in no order; of several for one key the last is done. What
 * DynamoDB leaves undone is sent again; the attempts count only while nothing is taken.
 *
 * @throws BatchIncompleteError with the keys of all that is not known to be written.
 * @throws ItemTooLargeError before anything is sent, for an item of more than 400 KB.
 */
export async function writeBatch(sender: Sender, plans: Iterable<BatchPlan>, options: WriteBatchOptions = {}): Promise<void> {
  const last = new Map<string, BatchPlan>()
  for (const plan of plans) last.set(keyIdentity(plan.table, plan.key), plan)
  const total = last.size
  const done: BatchPlan[] = []
  const written = (some: readonly BatchPlan[]): void => {
    done.push(...some)
    if (some.length > 0) options.onProgress?.(done.length, total)
  }
  const chunks = [...batchChunks(last.values(), (plan) => putSizeBytes(sender, plan))]
  try {
    await inParallel(chunks, Math.min(options.concurrency ?? 4, chunks.length), (chunk) => writeChunk(sender, chunk, options, written))
  } catch (error) {
    // A request that is refused as such, before anything was written, says more than a list of all keys.
    if (done.length === total || (done.length === 0 && !mayBeRepeated(error))) throw error
    const known = new Set(done)
    throw incomplete([...last.values()].filter((plan) => !known.has(plan)), total, error)
  }
}

async function writeChunk(sender: Sender, chunk: readonly BatchPlan[], options: WriteBatchOptions, written: (done: readonly BatchPlan[]) => void): Promise<void> {
  const { attempts = 10 } = options
  let left = chunk
  for (let attempt = 1; ; attempt++) {
    const unprocessed = batchWriteItemResult(left, await sender.send('BatchWriteItem', batchWriteItemRequest(left)))
    if (unprocessed.length === 0) return written(left)
    const rest = new Set(unprocessed)
    written(left.filter((plan) => !rest.has(plan)))
    if (unprocessed.length < left.length) attempt = 1
    left = unprocessed
    if (attempt >= attempts) throw incomplete(left, chunk.length)
    await backoff(attempt, options)
  }
}

function incomplete(left: readonly BatchPlan[], total: number, cause?: unknown): BatchIncompleteError {
  const unprocessed = left.map(({ table, key }) => ({ table, key }))
  // A chunk's own failure is told by the whole batch's.
  return new BatchIncompleteError('written', unprocessed, total, { operation: 'BatchWriteItem', ...(cause instanceof BatchIncompleteError ? {} : { cause }) })
}

function mayBeRepeated(error: unknown): boolean {
  return error instanceof BatchIncompleteError || error instanceof OutcomeUnknownError || error instanceof ThrottledError
}
