import type { ShardPosition } from './StreamReader.js'

/** What is written down of a shard. */
export interface ShardEntry {
  readonly position?: ShardPosition | undefined
  /** Who reads it; undefined for a shard that was given back. */
  readonly worker?: string | undefined
  /** Changes with each writing of the worker that reads it: while it does, the worker lives. */
  readonly beat: string
  /** Who has asked for it. */
  readonly wanted?: string | undefined
}

/** What changes of an entry; null takes away. */
export interface ShardChange {
  readonly position?: ShardPosition | undefined
  readonly worker?: string | null | undefined
  readonly beat?: string | undefined
  readonly wanted?: string | null | undefined
}

/** What an entry must be for a change: absent, as it was seen, or of the lease that its beats begin with. */
export type ShardExpectation = 'absent' | { readonly beat: string } | { readonly lease: string }

/** Where workers write down how far they have come, and who reads what. */
export interface ShardLedger {
  /** From where this consumer began when it was first seen: what is given, where that is now. */
  begin(position: ShardPosition): Promise<{ readonly position: ShardPosition; readonly isNew: boolean }>
  read(shards: readonly string[]): Promise<ReadonlyMap<string, ShardEntry>>
  /** Whether the change was made: not if the entry is no longer as expected. */
  change(shard: string, expected: ShardExpectation, change: ShardChange): Promise<boolean>
}
