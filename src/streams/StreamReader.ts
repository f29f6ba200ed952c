/** A part of a stream, whose records are in order. A child holds what came after its parent was closed. */
export interface StreamShard {
  readonly id: string
  readonly parent?: string | undefined
}

/** From where a shard is read. `since`: from its beginning, without what is older. `end`: everything has been read. */
export type ShardPosition =
  | { readonly kind: 'horizon' }
  | { readonly kind: 'since'; readonly epochSeconds: number }
  | { readonly kind: 'after'; readonly sequenceNumber: string }
  | { readonly kind: 'end' }

export interface RecordPage {
  readonly records: readonly unknown[]
  /** Undefined behind the last record of a closed shard. */
  readonly next?: string | undefined
}

/** The port through which a stream is read. What it throws is told apart by `streamFault`. */
export interface StreamReader {
  shards(): Promise<readonly (StreamShard & { readonly closed: boolean })[]>
  /** Where the records begin that follow a position; `latest`: those that come from now on. */
  iterator(shard: string, from: ShardPosition | 'latest'): Promise<string>
  records(iterator: string): Promise<RecordPage>
}
