import { backoff } from '../client/backoff.js'
import { sequenceNumberOf } from './readImage.js'

/** Hands out records; gives the sequence numbers of those that failed, and why, in the order of the records. */
export type Deliver = (records: readonly unknown[]) => Promise<ReadonlyMap<string, unknown>>

export interface DeliverOptions {
  readonly deliver: Deliver
  /** How often one record is tried. */
  readonly attempts: number
  readonly sleep: (milliseconds: number) => Promise<unknown>
  readonly isLeaving: () => boolean
  /** Takes what has failed for good; without it the reading ends there. */
  readonly onLoss?: ((loss: { readonly record: unknown; readonly error: unknown }) => Promise<void>) | undefined
}

/** How far it came: all is done; or the records before this number are, and why not the others. */
export type Delivered = { readonly status: 'done' } | { readonly status: 'left' | 'failed'; readonly done: number; readonly error: unknown }

/** Hands out records until each is handled or given up; those that fail are tried again, with those that were passed over behind them. */
export async function deliverAll(records: readonly unknown[], { deliver, attempts, sleep, isLeaving, onLoss }: DeliverOptions): Promise<Delivered> {
  let left = records
  for (let attempt = 1; ; attempt++) {
    const failed = await attempted(deliver, left)
    left = left.filter((record) => failed.has(sequenceNumberOf(record)!))
    // The first has failed itself; others may only have been behind it.
    const [first] = left
    if (first === undefined) return { status: 'done' }
    const error = failed.get(sequenceNumberOf(first)!)
    const stop = (status: 'left' | 'failed'): Delivered => ({ status, done: records.indexOf(first), error })
    if (isLeaving()) return stop('left')
    if (attempt < attempts) {
      await sleepBefore(attempt, sleep)
      if (isLeaving()) return stop('left')
      continue
    }
    if (onLoss === undefined) return stop('failed')
    await onLoss({ record: first, error })
    left = left.slice(1)
    if (left.length === 0) return { status: 'done' }
    attempt = 0
  }
}

const sleepBefore = (attempt: number, sleep: (milliseconds: number) => Promise<unknown>): Promise<void> => backoff(attempt, { sleep })

/** What fails as a whole is handed out one by one, up to the first that fails by itself: it alone may spoil the others. */
async function attempted(deliver: Deliver, records: readonly unknown[]): Promise<ReadonlyMap<string, unknown>> {
  try {
    return await deliver(records)
  } catch (error) {
    if (records.length === 1) return allFailed(records, error)
    for (const [position, record] of records.entries()) {
      const failed = await attempted(deliver, [record])
      if (failed.size > 0) return allFailed(records.slice(position), [...failed.values()][0])
    }
    return new Map()
  }
}

const allFailed = (records: readonly unknown[], error: unknown): ReadonlyMap<string, unknown> => new Map(records.map((record) => [sequenceNumberOf(record)!, error]))
