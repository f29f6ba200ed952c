import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import { Not } from 'typeorm'
import { DynamoDataSource, type ListenOptions, type StreamListener } from '../../src/index.js'
import { sdkStreamReader } from '../../src/streams/sdkStreamReader.js'
import { clientConfig, endpoint, tablePrefix } from '../support/engine.js'
import { Change, Tally } from '../support/entities/changes.js'
import { startFaultProxy } from '../support/faultProxy.js'
import { openWith } from '../support/openWith.js'
import { ownEngine } from '../support/ownEngine.js'
import { shareOfTimes } from '../support/shareOfLine.js'

const quick = { from: 'trim_horizon', pollMilliseconds: 10 } as const
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10))
}

interface Opened {
  readonly dataSource: DynamoDataSource
  readonly entityPrefix: string
  readonly bookkeepingTable: string
}

/** Tables of their own, and so a stream of its own. */
async function open(): Promise<Opened> {
  const names = { entityPrefix: `${tablePrefix()}${randomUUID()}_`, bookkeepingTable: `${tablePrefix()}${randomUUID()}` }
  return { ...names, ...(await openWith([Change, Tally], names)) }
}

const change = (id: string, number: number): Change => Object.assign(new Change(), { id, number })
const put = ({ dataSource }: Opened, id: string, number: number): Promise<unknown> => dataSource.getRepository(Change).put(change(id, number))
const listenTo = ({ dataSource }: Opened, seen: string[], options: Partial<ListenOptions> = {}): Promise<StreamListener> =>
  dataSource.streams.listen(Change, { onRecord: ({ record }) => void seen.push(`${record.keys.id} ${record.new!.number}`) }, { ...quick, ...options })
const countOf = async ({ dataSource }: Opened): Promise<number> => (await dataSource.getRepository(Tally).find()).reduce((sum, { count }) => sum + count, 0)

const keys = Array.from({ length: 20 }, (_, at) => `k${at}`)
const times = shareOfTimes(250)

/** What workers tell of thousands of changes by concurrent writers, of whom three are killed, until something holds. */
async function tellOfChanges(opened: Opened, idempotency: 'none' | 'transactional', holds: (seen: readonly string[]) => Promise<boolean>): Promise<readonly string[]> {
  const seen: string[] = []
  const start = (): ChildProcess => {
    const child = spawn(process.execPath, ['-r', join(__dirname, '../support/runTypeScript.cjs'), join(__dirname, '../support/streamWorker.ts'), opened.entityPrefix, opened.bookkeepingTable, idempotency], {
      env: { ...process.env, DYNAMO_ENDPOINT: endpoint(), TYPEORM_FOLDER: dirname(require.resolve('typeorm')) }, stdio: ['pipe', 'pipe', 'inherit'],
    })
    createInterface({ input: child.stdout! }).on('line', (line) => seen.push(line))
    return child
  }
  let worker = start()
  const kill = async (): Promise<void> => {
    const closed = new Promise((resolve) => worker.once('close', resolve))
    worker.kill('SIGKILL')
    await closed
  }
  try {
    const writing = Promise.all(keys.map(async (id) => {
      for (let number = 1; number <= times; number++) await put(opened, id, number)
    }))
    for (const share of [0.1, 0.3, 0.6]) {
      await until(() => new Set(seen).size >= share * keys.length * times)
      await kill()
      worker = start()
    }
    await writing
    while (!(await holds(seen))) await new Promise((resolve) => setTimeout(resolve, 100))
  } finally {
    await kill()
  }
  return seen
}

/** Whether the changes of each key were first seen in order. */
const areInOrder = (seen: readonly string[]): boolean => keys.every((key) => {
  const numbers = [...new Set(seen.filter((line) => line.startsWith(`${key} `)))].map((line) => Number(line.split(' ')[1]))
  return numbers.every((number, at) => at === 0 || number > numbers[at - 1]!)
})

describe('of thousands', () => {
  ownEngine()

  test(`${keys.length * times} changes by concurrent writers are each seen, in order, by a worker that is killed three times`, async () => {
    const opened = await open()
    const seen = await tellOfChanges(opened, 'none', (told) => Promise.resolve(new Set(told).size === keys.length * times))
    expect(areInOrder(seen)).toBe(true)
    await opened.dataSource.destroy()
  }, 600_000)

  test('and each is counted once where the count is in the transaction that marks it', async () => {
    const opened = await open()
    await opened.dataSource.getRepository(Tally).putMany(keys.map((id) => Object.assign(new Tally(), { id, count: 0 })))
    const seen = await tellOfChanges(opened, 'transactional', async () => (await countOf(opened)) >= keys.length * times)
    expect(areInOrder(seen)).toBe(true)
    // Behind all others, so that none of them can come once more.
    await put(opened, 'last', 1)
    await opened.dataSource.getRepository(Tally).put(Object.assign(new Tally(), { id: 'last', count: 0 }))
    const told: string[] = []
    const listener = await opened.dataSource.streams.listen(Change, {
      idempotency: 'transactional',
      onRecord: async ({ record, manager }) => {
        await manager.increment(Tally, { id: record.keys.id! }, 'count', 1)
        told.push(record.keys.id!)
      },
    }, quick)
    await until(() => told.includes('last'))
    await listener.stop()
    expect((await opened.dataSource.getRepository(Tally).find({ where: { id: Not('last') } })).map(({ count }) => count)).toEqual(keys.map(() => times))
    await opened.dataSource.destroy()
  }, 600_000)
})

test('a worker goes on where the last has stopped, and where `from` says when the checkpoints are lost', async () => {
  const opened = await open()
  const seen: string[] = []
  await put(opened, 'a', 1)
  const first = await listenTo(opened, seen)
  await until(() => seen.length === 1)
  await first.stop()
  await put(opened, 'a', 2)
  const second = await listenTo(opened, seen)
  await until(() => seen.length === 2)
  await second.stop()
  expect(seen).toEqual(['a 1', 'a 2'])

  const runner = opened.dataSource.createQueryRunner()
  const forget = async (): Promise<void> => {
    const { Items = [] } = await opened.dataSource.getDocumentClient().send(new ScanCommand({ TableName: opened.bookkeepingTable }))
    expect(Items.length).toBeGreaterThan(1)
    for (const { pk } of Items) await runner.deleteOne(opened.bookkeepingTable, { pk })
  }
  await forget()
  const third = await listenTo(opened, seen)
  await until(() => seen.length === 4)
  await third.stop()
  expect(seen.slice(2)).toEqual(['a 1', 'a 2'])
  await forget()
  const fourth = await listenTo(opened, seen, { from: 'latest' })
  await put(opened, 'a', 3)
  await until(() => seen.length === 5)
  await fourth.stop()
  expect(seen.slice(4)).toEqual(['a 3'])
  await opened.dataSource.destroy()
})

test('two workers share one shard by handing it over; other consumers, and listeners without checkpoints, see everything', async () => {
  const opened = await open()
  const [first, second, other, without]: string[][] = [[], [], [], []]
  const one = await listenTo(opened, first!)
  const two = await listenTo(opened, second!)
  const three = await listenTo(opened, other!, { consumer: 'audit' })
  const four = await listenTo(opened, without!, { checkpoints: false })
  await put(opened, 'a', 1)
  await until(() => [other!, without!, [...first!, ...second!]].every((seen) => seen.length === 1))
  await Promise.all([one.stop(), two.stop()])
  const again = await listenTo(opened, first!)
  const beside = await listenTo(opened, second!)
  await put(opened, 'a', 2)
  await until(() => [other!, without!, [...first!, ...second!]].every((seen) => seen.length === 2))
  await Promise.all([again.stop(), beside.stop(), three.stop(), four.stop()])
  expect([...first!, ...second!].toSorted()).toEqual(['a 1', 'a 2'])
  expect([other, without]).toEqual([['a 1', 'a 2'], ['a 1', 'a 2']])
  await opened.dataSource.destroy()
})

test('what one consumer has marked, another still sees', async () => {
  const opened = await open()
  await put(opened, 'a', 1)
  for (const consumer of ['mail', 'audit']) {
    const seen: string[] = []
    await put(opened, 'last', 1)
    const listener = await opened.dataSource.streams.listen(Change, { idempotency: 'mark', onRecord: ({ record }) => void seen.push(record.keys.id!) }, { ...quick, consumer })
    await until(() => seen.includes('last'))
    await listener.stop()
    expect(seen[0]).toBe('a')
  }
  await opened.dataSource.destroy()
})

test('a worker whose bookkeeping is cut off is relieved by another, and what both count is counted once', async () => {
  const proxy = await startFaultProxy(endpoint())
  const opened = await open()
  const behind = await new DynamoDataSource({ entities: [Change, Tally], entityPrefix: opened.entityPrefix, bookkeepingTable: opened.bookkeepingTable, clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 1 } }).initialize()
  await opened.dataSource.getRepository(Tally).put(Object.assign(new Tally(), { id: 't', count: 0 }))
  const counting = (dataSource: DynamoDataSource) => dataSource.streams.listen(Change, { idempotency: 'transactional', onRecord: ({ manager }) => manager.increment(Tally, { id: 't' }, 'count', 1) }, { ...quick, attempts: 1000, leaseMilliseconds: 1500 })
  const first = await counting(behind)
  const changes = Array.from({ length: 30 }, (_, at) => at)
  for (const number of changes) await put(opened, `k${number % 5}`, number)
  await until(() => proxy.requests.some(({ action }) => action === 'TransactWriteItems'))
  proxy.meet((action) => (action.startsWith('Transact') ? 'cut-after' : 'cut-before'))
  const second = await counting(opened.dataSource)
  for (let counted = 0; counted < changes.length;) counted = await countOf(opened)
  proxy.reset()
  await Promise.all([first.stop(), second.stop()])
  expect(await countOf(opened)).toBe(changes.length)
  await Promise.all([behind.destroy(), opened.dataSource.destroy()])
  await proxy.stop()
})

test('stop finishes the records in hand, and so does the end of the data source', async () => {
  const opened = await open()
  const seen: string[] = []
  let finish: () => void = () => undefined
  const listening = () => opened.dataSource.streams.listen({ changes: [Change, {
    onRecord: async ({ record }) => {
      await new Promise<void>((resolve) => (finish = resolve))
      seen.push(`${(record as { keys: Change }).keys.id} done`)
    },
  }] }, quick)
  const first = await listening()
  await put(opened, 'a', 1)
  let hand = finish
  await until(() => finish !== hand)
  const stopping = first.stop()
  expect(seen).toEqual([])
  finish()
  await stopping
  expect(seen).toEqual(['a done'])
  const second = await listening()
  hand = finish
  await put(opened, 'b', 1)
  await until(() => finish !== hand)
  const ending = opened.dataSource.destroy()
  finish()
  await ending
  await second.finished
  expect(seen).toEqual(['a done', 'b done'])
})

test('a record that fails for good goes to onFailure, or ends the listener with an error that somebody is told', async () => {
  const opened = await open()
  await put(opened, 'a', 1)
  await put(opened, 'b', 1)
  const seen: string[] = []
  const errors: unknown[] = []
  const error = new Error('no')
  const listening = (options: Partial<ListenOptions>) => opened.dataSource.streams.listen(Change, {
    onRecord: ({ record }) => {
      if (record.keys.id === 'a') throw error
      seen.push(record.keys.id!)
    },
  }, { ...quick, attempts: 2, ...options })
  await expect((await listening({})).finished).rejects.toMatchObject({ code: 'stream.failed', cause: error })
  await listening({ onError: (told) => errors.push(told) })
  await until(() => errors.length === 1)
  expect(errors[0]).toMatchObject({ code: 'stream.failed' })
  const lost: unknown[] = []
  const lenient = await listening({ onFailure: (loss) => void lost.push(loss) })
  await until(() => lost.length === 1)
  expect(lost).toEqual([{ record: expect.objectContaining({ eventName: 'INSERT' }) as unknown, error, table: expect.stringMatching(/changes$/) as string }])
  await lenient.stop()
  expect(new Set(seen)).toEqual(new Set(['b']))
  await opened.dataSource.destroy()
})

test('what cannot be meant, or done, is refused by name', async () => {
  const opened = await open()
  await expect(listenTo(opened, [], { from: 'now' as never })).rejects.toThrow('from says where a new consumer begins. Use latest or trim_horizon.')
  await expect(listenTo(opened, [], { batchSize: 1001 })).rejects.toThrow('batchSize is out of range. Give a number from 1 to 1000.')
  await expect(opened.dataSource.streams.listen(Tally, { onRecord: () => undefined }, quick)).rejects.toThrow('Tally: the table')
  await expect(opened.dataSource.streams.listen(Change, {}, quick)).rejects.toThrow('Change: a stream handler has either onRecord or onBatch. Give one of them.')
  const client = new DynamoDBClient(clientConfig())
  const missing = (): never => { throw Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' }) }
  await expect(sdkStreamReader(client, { streamArn: 'arn', batchSize: 1 }, missing)).rejects.toThrow('Reading a stream needs the package @aws-sdk/client-dynamodb-streams. Install it: npm install @aws-sdk/client-dynamodb-streams')
  client.destroy()
  await opened.dataSource.destroy()
})
