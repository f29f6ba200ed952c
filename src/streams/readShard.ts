import { backoff } from '../client/backoff.js'
import { DynamoOrmError } from '../errors/DynamoOrmError.js'
import { deliverAll, type DeliverOptions } from './deliverAll.js'
import { createdAtOf, sequenceNumberOf } from './readImage.js'
import type { ShardLease } from './takeShard.js'
import { streamFault } from './streamFault.js'
import type { ShardPosition, StreamReader } from './StreamReader.js'
import type { WorkerClock } from './WorkerClock.js'

export interface ReadShardOptions extends Pick<DeliverOptions, 'deliver' | 'attempts' | 'onLoss'> {
  readonly reader: StreamReader
  readonly clock: WorkerClock
  readonly table: string
  readonly shard: string
  readonly lease: ShardLease
  readonly position: ShardPosition
  /** Where to begin, instead of at the position. */
  readonly iterator?: string | undefined
  /** Milliseconds between two looks at a shard that has nothing new. */
  readonly pollMilliseconds: number
  /** Ends the reading behind the records in hand. */
  readonly signal: AbortSignal
  /** Told when the stream no longer has what is asked for. */
  readonly onTrimmed: () => void
  readonly warn: (message: string) => void
}

/**
 * Reads a shard from a position on, until it ends, or the lease does, or the signal comes. Gives whether it was read to its end.
 *
 * @throws what a record has failed with for good, and every failure of the stream that will not pass.
 */
export async function readShard(options: ReadShardOptions): Promise<boolean> {
  const { reader, clock, shard, lease, signal, deliver, attempts, onLoss } = options
  const isLeaving = (): boolean => signal.aborted || !lease.isHeld()
  const sleep = (milliseconds: number): Promise<void> => clock.sleep(milliseconds, signal)
  let { position, iterator } = options
  for (let faults = 0; !isLeaving();) {
    let page
    try {
      iterator ??= await reader.iterator(shard, position)
      page = await reader.records(iterator)
    } catch (error) {
      const fault = streamFault(error)
      if (fault === undefined) throw error
      if (fault === 'gone') {
        options.onTrimmed()
        page = { records: [] }
      } else {
        // Who begins with `latest` has no record yet behind which another could be missing: the local engine says so when the first of a stream is just being written.
        if (fault === 'trimmed' && position.kind !== 'since') {
          options.onTrimmed()
          position = { kind: 'horizon' }
        }
        if (fault !== 'passing') iterator = undefined
        if (++faults % 10 === 0) options.warn(`The shard ${shard} cannot be read: ${(error as Error).name}, ${faults} times now. It is tried again.`)
        if (fault === 'passing' || faults > 1) await backoff(faults, { sleep })
        continue
      }
    }
    faults = 0
    if (isLeaving()) return false
    const records = position.kind === 'since' ? recordsSince(page.records, position.epochSeconds) : page.records
    const delivered = records.length === 0 ? { status: 'done' } as const : await deliverAll(records, { deliver, attempts, onLoss, sleep, isLeaving })
    if (delivered.status !== 'done') {
      const done = delivered.done === 0 ? undefined : sequenceNumberOf(records[delivered.done - 1])
      if (done !== undefined) await lease.save({ kind: 'after', sequenceNumber: done })
      if (delivered.status === 'left') return false
      throw new DynamoOrmError(`The stream of the table ${options.table}: a record has failed ${attempts} times. Mend its handler, or take such records with onFailure.`, { code: 'stream.failed', cause: delivered.error })
    }
    const last = sequenceNumberOf(page.records.at(-1))
    if (last !== undefined) position = { kind: 'after', sequenceNumber: last }
    if (page.next === undefined) position = { kind: 'end' }
    if (last !== undefined || page.next === undefined) await lease.save(position)
    if (page.next === undefined) return true
    iterator = page.next
    if (page.records.length === 0) await sleep(options.pollMilliseconds)
  }
  return false
}

/** Without those that are surely older; what does not say its time is not. */
const recordsSince = (records: readonly unknown[], epochSeconds: number): readonly unknown[] => records.filter((record) => (createdAtOf(record)?.getTime() ?? Infinity) >= epochSeconds * 1000)
