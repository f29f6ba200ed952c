import fc from 'fast-check'
import { memoryLedger } from '../../src/streams/memoryLedger.js'
import { sequenceNumberOf } from '../../src/streams/readImage.js'
import { startWorker, type StreamWorker, type WorkerOptions } from '../../src/streams/startWorker.js'
import { fakeStream } from '../support/fakeStream.js'
import { virtualClock, type VirtualClock } from '../support/virtualClock.js'

interface Seen { readonly worker: number; readonly key: string; readonly sequenceNumber: string }
const keyOf = (record: unknown): string => (record as { dynamodb: { Keys: { id: { S: string } } } }).dynamodb.Keys.id.S
const forever = new Promise<never>(() => undefined)

let clock: VirtualClock
let stream: ReturnType<typeof fakeStream>
let ledger: ReturnType<typeof memoryLedger>
let seen: Seen[]
let trimmed: string[]
let warned: string[]
beforeEach(() => {
  clock = virtualClock()
  stream = fakeStream(clock.now)
  ledger = memoryLedger()
  seen = []
  trimmed = []
  warned = []
})

/** A worker on the stream and ledger, and how it dies. */
async function start(worker: number, more: Partial<WorkerOptions> = {}): Promise<StreamWorker & { kill(): void }> {
  let isDead = false
  const living = <A extends unknown[], R>(work: (...args: A) => Promise<R>) => (...args: A): Promise<R> => (isDead ? forever : work(...args).then((result) => (isDead ? forever : result)))
  const started = await startWorker({
    table: 'orders', clock, from: 'trim_horizon', pollMilliseconds: 1000, leaseMilliseconds: 30_000, attempts: 3, warn: (message) => warned.push(message), onTrimmed: (shard) => trimmed.push(shard),
    reader: { shards: living(stream.reader.shards), iterator: living(stream.reader.iterator), records: living(stream.reader.records) },
    ledger: { begin: living(ledger.begin), read: living(ledger.read), change: living(ledger.change) },
    deliver: living(async (records) => {
      for (const record of records) seen.push({ worker, key: keyOf(record), sequenceNumber: sequenceNumberOf(record)! })
      return Promise.resolve(new Map<string, unknown>())
    }),
    ...more,
  })
  return { ...started, kill: () => void (isDead = true) }
}

const has = (...numbers: readonly string[]) => (): boolean => numbers.every((number) => seen.some(({ sequenceNumber }) => sequenceNumber === number))
const numbersSeen = (): string[] => seen.map(({ sequenceNumber }) => sequenceNumber)
/** The order in which the changes of a key were first seen. */
const firstSeen = (key: string): string[] => [...new Set(seen.filter((one) => one.key === key).map(({ sequenceNumber }) => sequenceNumber))]
async function end(worker: StreamWorker): Promise<void> {
  let isOver = false
  const over = worker.stop().finally(() => (isOver = true))
  over.catch(() => undefined)
  await clock.until(() => isOver)
  await over
}

test('hands out what there was, what comes, and once what it has checkpointed', async () => {
  const before = [1, 2, 3, 4].map(() => stream.write('a'))
  const first = await start(1)
  await clock.until(has(...before))
  const later = stream.write('b')
  await clock.until(has(later))
  await end(first)
  const down = stream.write('a')
  const second = await start(2)
  await clock.until(has(down))
  await end(second)
  expect(numbersSeen()).toEqual([...before, later, down])
  expect(warned).toEqual([])
})

test('latest begins with what comes from then on, and a start after it leaves nothing out', async () => {
  stream.write('a')
  stream.split(0)
  stream.write('a')
  clock.jump(120_000)
  const first = await start(1, { from: 'latest' })
  first.kill()
  clock.jump(120_000)
  const missed = stream.write('a')
  const second = await start(2, { from: 'latest' })
  await clock.until(has(missed))
  await end(second)
  expect(numbersSeen()).toEqual([missed])
  ledger.entries.clear()
  const third = await start(3, { from: 'latest' })
  await clock.until(() => seen.length === 2)
  expect(numbersSeen()).toEqual([missed, missed])
  await end(third)
})

test('a child is read behind the end of its parent, whoever reads it; shards that are forgotten are nobody\'s parents', async () => {
  const before = [stream.write('a'), stream.write('bb'), stream.write('a')]
  stream.split(0)
  const after = [stream.write('a'), stream.write('bb')]
  stream.split(0)
  const last = [stream.write('a'), stream.write('bb')]
  const workers = [await start(1), await start(2)]
  await clock.until(has(...before, ...after, ...last))
  expect(firstSeen('a')).toEqual(firstSeen('a').toSorted())
  expect(Math.min(...after.map((number) => numbersSeen().indexOf(number)))).toBeGreaterThan(numbersSeen().indexOf(before[2]!))
  for (const worker of workers) await end(worker)
  ledger.entries.clear()
  stream.forget(0)
  seen = []
  const third = await start(3)
  await clock.until(has(...after, ...last))
  expect(has(before[0]!)()).toBe(false)
  await end(third)
})

test('goes on behind expired iterators, throttling, outages and trimmed records', async () => {
  const before = stream.write('a')
  const worker = await start(1)
  await clock.until(has(before))
  stream.expireIterators()
  const expired = stream.write('a')
  await clock.until(has(expired))
  stream.fail(...Array.from({ length: 25 }, (_, at) => ['LimitExceededException', 'ProvisionedThroughputExceededException', 'TimeoutError'][at % 3]!))
  const throttled = stream.write('a')
  await clock.until(has(throttled))
  expect(warned.length).toBeGreaterThan(0)
  await end(worker)
  stream.write('a')
  stream.trim()
  const kept = stream.write('a')
  const later = await start(2)
  await clock.until(has(kept))
  await end(later)
  expect(numbersSeen()).toEqual([before, expired, throttled, kept])
  expect(trimmed).toEqual(['shard-0'])
})

test('where the iterator of one that begins with the latest is called trimmed, nothing counts as missed, and nothing old is handed out', async () => {
  stream.write('a')
  clock.jump(120_000)
  const faults = ['TrimmedDataAccessException']
  const reader: WorkerOptions['reader'] = {
    ...stream.reader,
    records: async (iterator) => {
      const name = faults.shift()
      if (name !== undefined) throw Object.assign(new Error(name), { name })
      return stream.reader.records(iterator)
    },
  }
  const worker = await start(1, { from: 'latest', reader })
  const later = stream.write('a')
  await clock.until(has(later))
  await end(worker)
  expect(numbersSeen()).toEqual([later])
  expect([trimmed, faults]).toEqual([[], []])
})

test('a shard that is gone while it is read ends; a failure that will not pass ends the worker, with the failure', async () => {
  const worker = await start(1)
  const first = stream.write('a')
  await clock.until(has(first))
  stream.split(0)
  stream.forget(0)
  const next = stream.write('b')
  await clock.until(has(next))
  stream.fail('AccessDeniedException')
  let error: unknown
  worker.finished.catch((thrown: unknown) => (error = thrown))
  await clock.until(() => error !== undefined)
  expect(error).toMatchObject({ name: 'AccessDeniedException' })
  await expect(worker.stop()).rejects.toThrow('AccessDeniedException')
  expect([...ledger.entries.values()].every((entry) => entry.worker === undefined)).toBe(true)
})

test('what fails is tried again in its place, and holds back what comes behind it', async () => {
  const [first, second, third] = [stream.write('a'), stream.write('b'), stream.write('a')]
  let fails = 2
  const tries: string[][] = []
  const worker = await start(1, {
    deliver: (records) => {
      tries.push(records.map((record) => sequenceNumberOf(record)!))
      return Promise.resolve(new Map(fails-- > 0 ? [[first, new Error('no')], [third, new Error('no')]] : []))
    },
  })
  const fourth = stream.write('b')
  await clock.until(() => tries.length === 4)
  expect(tries).toEqual([[first, second, third], [first, third], [first, third], [fourth]])
  await end(worker)
})

test('what fails for good is given up where somebody takes it, and ends the worker where nobody does', async () => {
  const numbers = [stream.write('a'), stream.write('b'), stream.write('b'), stream.write('c')]
  const error = new Error('no')
  const deliver: WorkerOptions['deliver'] = async (records) => {
    const failures = records.map((record) => sequenceNumberOf(record)!).filter((number) => [numbers[1], numbers[2]].includes(number))
    seen.push(...records.map((record) => ({ worker: 1, key: keyOf(record), sequenceNumber: sequenceNumberOf(record)! })))
    return Promise.resolve(new Map(failures.map((number) => [number, error])))
  }
  const strict = await start(1, { deliver })
  let ending: unknown
  strict.finished.catch((thrown: unknown) => (ending = thrown))
  await clock.until(() => ending !== undefined)
  expect(ending).toMatchObject({ message: 'The stream of the table orders: a record has failed 3 times. Mend its handler, or take such records with onFailure.', cause: error, code: 'stream.failed' })
  expect(ledger.entries.get('shard-0')!.position).toEqual({ kind: 'after', sequenceNumber: numbers[0] })
  const lost: unknown[] = []
  const lenient = await start(2, { deliver, onLoss: (loss) => Promise.resolve(void lost.push([sequenceNumberOf(loss.record), loss.error])) })
  await clock.until(() => lost.length === 2)
  expect(lost).toEqual([[numbers[1], error], [numbers[2], error]])
  await end(lenient)
})

test('a record that spoils those that come with it is found, and they are handled', async () => {
  const numbers = [stream.write('a'), stream.write('b'), stream.write('c')]
  const lost: string[] = []
  const worker = await start(1, {
    deliver: (records) => {
      if (records.some((record) => keyOf(record) === 'b')) return Promise.reject(new Error('unreadable'))
      seen.push(...records.map((record) => ({ worker: 1, key: keyOf(record), sequenceNumber: sequenceNumberOf(record)! })))
      return Promise.resolve(new Map())
    },
    onLoss: ({ record }) => Promise.resolve(void lost.push(sequenceNumberOf(record)!)),
  })
  await clock.until(has(numbers[0]!, numbers[2]!))
  expect(numbersSeen()).toEqual([numbers[0], numbers[2]])
  expect(lost).toEqual([numbers[1]])
  await end(worker)
})

test('stop waits for the records in hand, and writes down how far they came', async () => {
  const numbers = [stream.write('a'), stream.write('b')]
  let finish: () => void = () => undefined
  const worker = await start(1, { deliver: () => new Promise((resolve) => (finish = () => resolve(new Map([[numbers[1]!, new Error('no')]])))) })
  await clock.until(() => ledger.entries.get('shard-0')?.worker !== undefined)
  let isOver = false
  void worker.stop().then(() => (isOver = true))
  await new Promise((resolve) => setImmediate(resolve))
  expect(isOver).toBe(false)
  finish()
  await clock.until(() => isOver)
  expect(ledger.entries.get('shard-0')).toMatchObject({ position: { kind: 'after', sequenceNumber: numbers[0] }, worker: undefined })
})

test('a later worker gets a share, without a lease of the first having ended; one that ends leaves its own at once', async () => {
  for (let nth = 0; nth < 3; nth++) stream.split(0)
  const shares = (): number[] => {
    const workers = [...ledger.entries.values()].flatMap(({ worker, position }) => (worker === undefined || position?.kind === 'end' ? [] : [worker]))
    return [...new Set(workers)].map((one) => workers.filter((other) => other === one).length).toSorted((a, b) => a - b)
  }
  const first = await start(1)
  await clock.until(() => shares().join(' ') === '4')
  const second = await start(2)
  await clock.until(() => shares().join(' ') === '2 2')
  const third = await start(3)
  await clock.until(() => shares().join(' ') === '1 1 2')
  await end(first)
  await clock.until(() => shares().join(' ') === '2 2')
  await end(second)
  await clock.until(() => shares().join(' ') === '4')
  await end(third)
  expect(warned).toEqual([])
})

test('the shards of a worker that has died are taken over, and one that was only asleep leaves them', async () => {
  const first = await start(1)
  await clock.until(has(stream.write('a')))
  first.kill()
  const second = await start(2)
  const taken = stream.write('a')
  await clock.until(has(taken))
  expect(seen.at(-1)!.worker).toBe(2)
  let wake: () => void = () => undefined
  const third = await start(3, { deliver: (records) => new Promise((resolve) => (wake = () => {
    seen.push(...records.map((record) => ({ worker: 3, key: keyOf(record), sequenceNumber: sequenceNumberOf(record)! })))
    resolve(new Map())
  })) })
  await end(second)
  const asleep = stream.write('a')
  await clock.until(() => ledger.entries.get('shard-0')!.worker !== undefined)
  const sleeper = ledger.entries.get('shard-0')!
  // Another takes it, as it does behind the end of the lease.
  await ledger.change('shard-0', { beat: sleeper.beat }, { worker: 'another', beat: 'another 1' })
  wake()
  await clock.until(() => warned.length > 0)
  expect(warned[0]).toMatch(/the lease of the shard shard-0 has ended/)
  expect(ledger.entries.get('shard-0')).toMatchObject({ worker: 'another', position: { sequenceNumber: taken } })
  expect(has(asleep)()).toBe(true)
  await end(third)
})

type Step = { readonly do: 'write'; readonly key: string } | { readonly do: 'split' | 'kill' | 'stop'; readonly nth: number } | { readonly do: 'start' | 'expire' | 'pass' } | { readonly do: 'fail'; readonly times: number }
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('write' as const), key: fc.constantFrom('a', 'bb', 'ccc', 'dddd') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('split' as const, 'kill' as const, 'stop' as const), nth: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('start' as const, 'expire' as const, 'pass' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const), times: fc.nat(4) }) },
)

test('whatever happens, each change is seen, and those of one key first in order', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
    clock = virtualClock()
    stream = fakeStream(clock.now)
    ledger = memoryLedger()
    seen = []
    const workers: (StreamWorker & { kill(): void })[] = [await start(0)]
    const written: string[] = []
    for (const one of steps) {
      if (one.do === 'write') written.push(stream.write(one.key))
      if (one.do === 'split' && stream.shardsOpen() < 6) stream.split(one.nth)
      if (one.do === 'start' && workers.length < 4) workers.push(await start(workers.length))
      if (one.do === 'expire') stream.expireIterators()
      if (one.do === 'fail') stream.fail(...Array.from({ length: one.times }, () => 'LimitExceededException'))
      if (one.do === 'kill' && workers.length > 0) workers.splice(one.nth % workers.length, 1)[0]!.kill()
      if (one.do === 'stop' && workers.length > 0) await end(workers.splice(one.nth % workers.length, 1)[0]!)
      if (one.do === 'pass') {
        const until = clock.now() + 4000
        if (workers.length > 0) await clock.until(() => clock.now() >= until)
      }
    }
    if (workers.length === 0) workers.push(await start(98))
    await clock.until(has(...written))
    for (const key of ['a', 'bb', 'ccc', 'dddd']) expect(firstSeen(key)).toEqual(firstSeen(key).toSorted())
    for (const worker of workers) await end(worker)
    // What was given back in order is not handed out again.
    const before = seen.length
    const last = await start(99)
    const until = clock.now() + 100_000
    await clock.until(() => clock.now() >= until)
    await end(last)
    expect(seen).toHaveLength(before)
  }), { numRuns: 60 })
})

