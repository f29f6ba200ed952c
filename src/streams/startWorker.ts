import { randomUUID } from 'node:crypto'
import { backoff } from '../client/backoff.js'
import { readShard, type ReadShardOptions } from './readShard.js'
import type { ShardEntry, ShardLedger } from './ShardLedger.js'
import { shareShards } from './shareShards.js'
import { streamFault } from './streamFault.js'
import type { ShardPosition, StreamReader } from './StreamReader.js'
import { takeShard, type ShardLease } from './takeShard.js'

export interface WorkerOptions extends Pick<ReadShardOptions, 'table' | 'reader' | 'clock' | 'pollMilliseconds' | 'deliver' | 'attempts' | 'onLoss' | 'warn'> {
  readonly ledger: ShardLedger
  /** Where a consumer begins that the ledger does not know. */
  readonly from: 'latest' | 'trim_horizon'
  /** Behind a time without a renewal others take a worker's shards. */
  readonly leaseMilliseconds: number
  readonly onTrimmed: (shard: string) => void
}

export interface StreamWorker {
  /** Ends when the worker has stopped; fails with what has stopped it. */
  readonly finished: Promise<void>
  /** Ends the reading behind the records in hand; ends as `finished` does. */
  stop(): Promise<void>
}

interface Reading {
  readonly leave: AbortController
  readonly done: Promise<void>
}

/** Reads a stream, beside other workers of the same ledger: each reads some of its shards, and a child only behind its parents. */
export async function startWorker(options: WorkerOptions): Promise<StreamWorker> {
  const { table, reader, ledger, clock, from, leaseMilliseconds, warn } = options
  const worker = randomUUID()
  const stopping = new AbortController()
  let wake = new AbortController()
  const readings = new Map<string, Reading>()
  const sightings = new Map<string, { readonly beat: string | undefined; readonly at: number }>()
  let failure: { readonly error: unknown } | undefined
  const fail = (error: unknown): void => {
    failure ??= { error }
    stopping.abort()
  }
  const begun = await ledger.begin(from === 'latest' ? { kind: 'since', epochSeconds: minuteOf(clock.now()) } : { kind: 'horizon' })
  const { ended, latest } = begun.isNew && from === 'latest' ? await latestOf(reader) : { ended: new Set<string>(), latest: new Map<string, string>() }

  async function turn(): Promise<void> {
    const shards = await reader.shards()
    const listed = new Set(shards.map(({ id }) => id))
    for (const known of [ended, sightings]) for (const id of known.keys()) if (!listed.has(id)) known.delete(id)
    const open = [...listed].filter((id) => !ended.has(id))
    const entries = await ledger.read(open)
    for (const [id, { position }] of entries) if (position?.kind === 'end') ended.add(id)
    for (const id of open) {
      const beat = entries.get(id)?.beat
      if (!sightings.has(id) || sightings.get(id)!.beat !== beat) sightings.set(id, { beat, at: clock.now() })
    }
    const isSilent = (id: string): boolean => clock.now() - sightings.get(id)!.at >= leaseMilliseconds
    const moves = shareShards({ shards, entries, worker, isSilent, isEnded: (id) => ended.has(id), held: new Set(readings.keys()) })
    for (const id of moves.giveBack) readings.get(id)!.leave.abort()
    for (const id of moves.take) await take(id, entries.get(id))
    if (moves.ask !== undefined) await ledger.change(moves.ask, { beat: entries.get(moves.ask)!.beat }, { wanted: worker })
  }

  async function take(shard: string, entry: ShardEntry | undefined): Promise<void> {
    if (stopping.signal.aborted) return
    const lease = await takeShard({ ledger, clock, leaseMilliseconds, worker }, shard, entry)
    if (lease === undefined) return
    const leave = new AbortController()
    const done = read(shard, lease, AbortSignal.any([stopping.signal, leave.signal]), entry?.position).catch(fail).then(() => {
      readings.delete(shard)
      wake.abort()
    })
    readings.set(shard, { leave, done })
  }

  async function read(shard: string, lease: ShardLease, signal: AbortSignal, position: ShardPosition = begun.position): Promise<void> {
    const over = new AbortController()
    const renewing = renew(lease, over.signal).catch(fail)
    const iterator = latest.get(shard)
    latest.delete(shard)
    try {
      if (await readShard({ ...options, shard, lease, signal, position, iterator, onTrimmed: () => options.onTrimmed(shard) })) ended.add(shard)
      else if (!signal.aborted) warn(`The stream of the table ${table}: the lease of the shard ${shard} has ended before it was renewed. Another worker may have taken it.`)
    } finally {
      over.abort()
      await renewing
      await lease.giveBack()
    }
  }

  async function renew(lease: ShardLease, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep(leaseMilliseconds / 3, signal)
      if (!signal.aborted) await lease.save()
    }
  }

  async function run(): Promise<void> {
    const sleep = (milliseconds: number): Promise<void> => clock.sleep(milliseconds, AbortSignal.any([stopping.signal, wake.signal]))
    for (let faults = 0; !stopping.signal.aborted;) {
      try {
        await turn()
        faults = 0
      } catch (error) {
        if (streamFault(error) !== 'passing') {
          fail(error)
          break
        }
        if (++faults % 10 === 0) warn(`The stream of the table ${table} cannot be looked at: ${(error as Error).name}, ${faults} times now. It is tried again.`)
        await backoff(faults, { sleep })
        continue
      }
      await sleep(leaseMilliseconds / 3)
      wake = new AbortController()
    }
    await Promise.all([...readings.values()].map(({ done }) => done))
    if (failure !== undefined) throw failure.error
  }

  const finished = run()
  return {
    finished,
    stop: () => {
      stopping.abort()
      return finished
    },
  }
}

/** Records say the time of their change to the second; the local engine's to the minute. */
const minuteOf = (milliseconds: number): number => Math.floor(milliseconds / 60_000) * 60

/** Where each shard that is open ends now; the others have been closed before, and are passed over. */
async function latestOf(reader: StreamReader): Promise<{ readonly ended: Set<string>; readonly latest: Map<string, string> }> {
  const ended = new Set<string>()
  const latest = new Map<string, string>()
  for (const { id, closed } of await reader.shards()) {
    if (closed) ended.add(id)
    else latest.set(id, await reader.iterator(id, 'latest'))
  }
  return { ended, latest }
}
