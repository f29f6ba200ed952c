import { consumedCapacity } from '../operations/consumedCapacity.js'
import type { ActionName, Actions, SendOptions, Sender } from './Sender.js'

/** What a long reading has done so far. */
export interface ReadProgress {
  /** Items that DynamoDB has looked at. */
  readonly evaluated: number
  /** Items that passed the filter. */
  readonly found: number
  readonly requests: number
  readonly readUnits: number
}

export interface Pace {
  /** Read units that all requests together may take in a second, on the average. */
  readonly unitsPerSecond?: number | undefined
  /** Requests that are under way at the same time: 1 where not given. */
  readonly parallel?: number | undefined
  /** Told after each request. */
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined
}

export interface Clock {
  /** Milliseconds. */
  now(): number
  sleep(milliseconds: number): Promise<void>
}

const systemClock: Clock = { now: () => performance.now(), sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)) }

const itemsAtFirst = 100

/**
 * Sends Scans and Queries at a pace, and tells of their progress. What a request has taken beyond its share is waited for
 * before the next; each asks for no more items than a second affords.
 */
export function pacedSender(sender: Sender, { unitsPerSecond = Infinity, parallel = 1, onProgress }: Pace, clock: Clock = systemClock): Sender {
  let progress: ReadProgress = { evaluated: 0, found: 0, requests: 0, readUnits: 0 }
  const share = unitsPerSecond / parallel
  const isPaced = unitsPerSecond !== Infinity
  let balance = unitsPerSecond
  let filledAt = clock.now()
  let queue: Promise<void> = Promise.resolve()

  const fill = (): void => {
    const now = clock.now()
    balance = Math.min(unitsPerSecond, balance + ((now - filledAt) / 1000) * unitsPerSecond)
    filledAt = now
  }
  const waitForTurn = async (): Promise<void> => {
    for (fill(); balance <= 0; fill()) await clock.sleep(Math.max(1, Math.ceil((-balance / unitsPerSecond) * 1000)))
    // What it will take is not known yet: its share of a second.
    balance -= share
  }
  const affordableItems = (): number => (progress.readUnits === 0 ? itemsAtFirst : Math.max(1, Math.floor((share * progress.evaluated) / progress.readUnits)))

  return {
    ...sender,
    async send<A extends ActionName>(action: A, input: Actions[A]['input'], options?: SendOptions): Promise<Actions[A]['output']> {
      if (isPaced) await (queue = queue.then(waitForTurn))
      const limit = isPaced && (action === 'Scan' || action === 'Query') && (input as { readonly Limit?: number }).Limit === undefined ? { Limit: affordableItems() } : {}
      const output = await sender.send(action, { ...input, ...limit }, { ...options, returnCapacity: 'TOTAL' })
      const { readUnits } = consumedCapacity(action, input, output)
      if (isPaced) balance += share - readUnits
      const { ScannedCount = 0, Count = 0 } = output as { readonly ScannedCount?: number; readonly Count?: number }
      progress = { evaluated: progress.evaluated + ScannedCount, found: progress.found + Count, requests: progress.requests + 1, readUnits: progress.readUnits + readUnits }
      onProgress?.(progress)
      return output
    },
  }
}
