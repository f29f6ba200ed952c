import type { ShardEntry } from './ShardLedger.js'
import type { StreamShard } from './StreamReader.js'

export interface ShardShares {
  readonly shards: readonly StreamShard[]
  readonly entries: ReadonlyMap<string, ShardEntry>
  readonly isEnded: (shard: string) => boolean
  /** Who asks. */
  readonly worker: string
  /** What it reads. */
  readonly held: ReadonlySet<string>
  /** Whether nothing has been written of a shard for the length of a lease. */
  readonly isSilent: (shard: string) => boolean
}

export interface ShardMoves {
  readonly take: readonly string[]
  /** What others have asked for. */
  readonly giveBack: readonly string[]
  /** What is asked of a worker that has more. */
  readonly ask?: string | undefined
}

/** The shards whose turn it is: not read to their end, and their parents are, or are no longer kept. */
export function readableShards(shards: readonly StreamShard[], isEnded: (shard: string) => boolean): string[] {
  const listed = new Set(shards.map(({ id }) => id))
  return shards.filter(({ id, parent }) => !isEnded(id) && (parent === undefined || !listed.has(parent) || isEnded(parent))).map(({ id }) => id)
}

/** What a worker does about its share: as many as there are for each of those that live. Nothing is taken from one that lives; it is asked for. */
export function shareShards({ shards, entries, isEnded, worker, held, isSilent }: ShardShares): ShardMoves {
  const readable = readableShards(shards, isEnded)
  // Its own entry without a reading is of a lease that it has given up.
  const holderOf = (shard: string): string | undefined => (held.has(shard) ? worker : isSilent(shard) || entries.get(shard)?.worker === worker ? undefined : entries.get(shard)?.worker)
  const loads = new Map<string, string[]>([[worker, []]])
  for (const shard of readable) {
    const holder = holderOf(shard)
    if (holder !== undefined) loads.set(holder, [...(loads.get(holder) ?? []), shard])
  }
  const wanting = readable.flatMap((shard) => entries.get(shard)?.wanted ?? [])
  const fair = Math.ceil(readable.length / new Set([...loads.keys(), ...wanting]).size)
  const own = loads.get(worker)!.length
  const free = readable.filter((shard) => holderOf(shard) === undefined)
  // What nobody has taken for so long is nobody's share: who asked for it is gone.
  const isWantedElsewhere = (shard: string): boolean => ![undefined, worker].includes(entries.get(shard)?.wanted)
  const take = free.filter((shard, position) => isSilent(shard) || (own + position < fair && !isWantedElsewhere(shard)))
  const giveBack = [...held].filter(isWantedElsewhere)
  const richest = [...loads.values()].reduce((most, one) => (one.length > most.length ? one : most))
  const ask = free.length === 0 && !wanting.includes(worker) && richest.length - own >= 2 ? richest.find((shard) => entries.get(shard)?.wanted === undefined) : undefined
  return { take, giveBack, ask }
}
