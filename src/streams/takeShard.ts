import { randomUUID } from 'node:crypto'
import type { ShardChange, ShardEntry, ShardLedger } from './ShardLedger.js'
import { streamFault } from './streamFault.js'
import type { ShardPosition } from './StreamReader.js'
import type { WorkerClock } from './WorkerClock.js'

export interface ShardLeaseOptions {
  readonly ledger: ShardLedger
  readonly clock: WorkerClock
  /** Behind a time without a renewal others may take the shard. */
  readonly leaseMilliseconds: number
  readonly worker: string
}

/** The right to read a shard. */
export interface ShardLease {
  /** Whether it surely holds: it has been renewed in time, and nobody has taken the shard. */
  isHeld(): boolean
  /** Renews it, and writes down how far the reading has come. */
  save(position?: ShardPosition): Promise<void>
  giveBack(): Promise<void>
}

/** Takes a shard, if its entry still is as it was seen; undefined where another was faster. */
export async function takeShard({ ledger, clock, leaseMilliseconds, worker }: ShardLeaseOptions, shard: string, seen: ShardEntry | undefined): Promise<ShardLease | undefined> {
  const lease = `${randomUUID()} `
  const nextBeat = (): string => lease + randomUUID()
  let renewedAt = clock.now()
  let isLost = !(await ledger.change(shard, seen === undefined ? 'absent' : { beat: seen.beat }, { worker, beat: nextBeat(), wanted: null }))
  if (isLost) return undefined
  let last: Promise<void> = Promise.resolve()
  let unsaved: ShardPosition | undefined
  async function write(change: ShardChange): Promise<void> {
    if (isLost) return
    const sentAt = clock.now()
    const position = unsaved
    try {
      if (!(await ledger.change(shard, { lease }, { ...change, position }))) isLost = true
      else {
        renewedAt = sentAt
        if (unsaved === position) unsaved = undefined
      }
    } catch (error) {
      // Until the lease ends the next writing may succeed; behind that the shard is another's.
      if (streamFault(error) !== 'passing') throw error
    }
  }
  // One after the other, so that no older position is written over a newer one.
  const queued = (change: () => ShardChange): Promise<void> => (last = last.catch(() => undefined).then(() => write(change())))
  return {
    isHeld: () => !isLost && clock.now() - renewedAt < leaseMilliseconds,
    save(position) {
      unsaved = position ?? unsaved
      return queued(() => ({ beat: nextBeat() }))
    },
    async giveBack() {
      await queued(() => ({ worker: null, beat: randomUUID() }))
      isLost = true
    },
  }
}
