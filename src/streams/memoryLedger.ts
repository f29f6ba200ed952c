import type { ShardChange, ShardEntry, ShardExpectation, ShardLedger } from './ShardLedger.js'
import type { ShardPosition } from './StreamReader.js'

/** A ledger that ends with the process. */
export function memoryLedger(): ShardLedger & { readonly entries: Map<string, ShardEntry> } {
  const entries = new Map<string, ShardEntry>()
  let begun: ShardPosition | undefined
  return {
    entries,
    begin: (position) => {
      const isNew = begun === undefined
      begun ??= position
      return Promise.resolve({ position: begun, isNew })
    },
    read: (shards) => Promise.resolve(new Map(shards.flatMap((shard) => (entries.has(shard) ? [[shard, entries.get(shard)!]] : [])))),
    change: (shard, expected, change) => {
      const entry = entries.get(shard)
      if (!isExpected(entry, expected)) return Promise.resolve(false)
      entries.set(shard, changed(entry, change))
      return Promise.resolve(true)
    },
  }
}

function isExpected(entry: ShardEntry | undefined, expected: ShardExpectation): boolean {
  if (expected === 'absent') return entry === undefined
  return entry !== undefined && ('beat' in expected ? entry.beat === expected.beat : entry.beat.startsWith(expected.lease))
}

const changed = (entry: ShardEntry | undefined, { position = entry?.position, worker = entry?.worker, beat = entry?.beat ?? '', wanted = entry?.wanted }: ShardChange): ShardEntry =>
  ({ position, worker: worker ?? undefined, beat, wanted: wanted ?? undefined })
