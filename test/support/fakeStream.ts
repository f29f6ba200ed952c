import type { ShardPosition, StreamReader } from '../../src/streams/StreamReader.js'

interface FakeShard {
  readonly id: string
  readonly parent: string | undefined
  closed: boolean
  /** Numbers below this are trimmed. */
  kept: number
  readonly records: { readonly number: number; readonly record: unknown }[]
}

const failed = (name: string): Error => Object.assign(new Error(name), { name })
const sequence = (number: number): string => String(number).padStart(21, '0')

/** A stream in memory: it splits, closes, trims, forgets iterators and throttles when it is told to. */
export function fakeStream(now: () => number, pageSize = 3) {
  const shards: FakeShard[] = []
  let faults: string[] = []
  let age = 0
  let number = 0
  const shardOf = (id: string): FakeShard => shards.find((one) => one.id === id) ?? raise('ResourceNotFoundException')
  const raise = (name: string): never => { throw failed(name) }
  const meet = (): void => {
    const fault = faults.shift()
    if (fault !== undefined) raise(fault)
  }
  const add = (parent?: string): FakeShard => {
    const shard = { id: `shard-${shards.length}`, parent, closed: false, kept: 0, records: [] }
    shards.push(shard)
    return shard
  }
  const openShards = (): FakeShard[] => shards.filter(({ closed }) => !closed)
  const shardOfKey = new Map<string, FakeShard>()
  const reader: StreamReader = {
    shards: async () => {
      meet()
      return Promise.resolve(shards.map(({ id, parent, closed }) => ({ id, parent, closed })))
    },
    iterator: async (id, from: ShardPosition | 'latest') => {
      meet()
      const shard = shardOf(id)
      const after = from === 'latest' ? number : from.kind === 'after' ? Number(from.sequenceNumber) : shard.kept
      if (after < shard.kept) raise('TrimmedDataAccessException')
      return Promise.resolve([age, id, after].join(' '))
    },
    records: async (iterator) => {
      meet()
      const [made, id, after] = iterator.split(' ') as [string, string, string]
      if (Number(made) !== age) raise('ExpiredIteratorException')
      const shard = shardOf(id)
      if (Number(after) < shard.kept) raise('TrimmedDataAccessException')
      const left = shard.records.filter((one) => one.number > Number(after))
      const page = left.slice(0, pageSize)
      const isEnd = shard.closed && left.length <= pageSize
      return Promise.resolve({ records: page.map(({ record }) => record), next: isEnd ? undefined : [age, id, page.at(-1)?.number ?? after].join(' ') })
    },
  }
  add()
  return {
    reader,
    /** Changes one key; its records are in its shard's order. Gives the sequence number. */
    write(key: string): string {
      const open = openShards()
      const shard = shardOfKey.get(key)?.closed === false ? shardOfKey.get(key)! : descendants(shardOfKey.get(key), open)[key.length % 2] ?? open[0]!
      shardOfKey.set(key, shard)
      number++
      shard.records.push({ number, record: { eventName: 'INSERT', dynamodb: { Keys: { id: { S: key } }, SequenceNumber: sequence(number), ApproximateCreationDateTime: new Date(now()) } } })
      return sequence(number)
    },
    /** Closes the nth open shard; two go on in its place. */
    split(nth: number): void {
      const open = openShards()
      const shard = open[nth % open.length]!
      shard.closed = true
      add(shard.id)
      add(shard.id)
    },
    shardsOpen: () => openShards().length,
    expireIterators: () => void age++,
    fail: (...names: readonly string[]) => void (faults = [...faults, ...names]),
    /** Deletes what a shard has had so far. */
    trim: (nth = 0) => void (shards[nth]!.kept = number),
    /** The stream no longer lists it. */
    forget: (nth: number) => void shards.splice(nth, 1),
  }

  /** The open shards that go on where another was closed. */
  function descendants(shard: FakeShard | undefined, open: readonly FakeShard[]): FakeShard[] {
    if (shard === undefined) return [...open]
    const children = shards.filter(({ parent }) => parent === shard.id)
    return children.flatMap((child) => (child.closed ? descendants(child, open) : [child]))
  }
}
