import { randomUUID } from 'node:crypto'
import { Column, Entity, PrimaryColumn } from 'typeorm'
import { streamHandler } from '../../src/index.js'
import { clientConfig, endpoint, tablePrefix } from '../support/engine.js'
import { startFaultProxy, type Fault, type FaultProxy } from '../support/faultProxy.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

@Entity({ name: 'orders' })
class Order {
  @PrimaryColumn() id: string
}

@Entity({ name: 'totals' })
class Total {
  @PrimaryColumn() id: string
  @Column({ default: 0 }) count: number
}

let proxy: FaultProxy
let opened: OpenedSource
beforeAll(async () => {
  proxy = await startFaultProxy(endpoint())
  opened = await openWith([Order, Total], { bookkeepingTable: `marks-${randomUUID()}`, clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 3 } })
})
afterAll(async () => {
  await opened.dataSource.destroy()
  await proxy.stop()
})
beforeEach(async () => {
  proxy.reset()
  await opened.dataSource.getRepository(Total).put(Object.assign(new Total(), { id: 't', count: 0 }))
})

let sequence = 0
const inserts = (...ids: string[]) => ids.map((id) => ({
  eventName: 'INSERT', eventSourceARN: `arn:aws:dynamodb:eu-west-1:1:table/${tablePrefix()}orders/stream/2024`,
  dynamodb: { Keys: { id: { S: id } }, NewImage: { id: { S: id } }, SequenceNumber: String(++sequence), StreamViewType: 'NEW_AND_OLD_IMAGES' },
}))
const count = async (): Promise<number> => (await opened.dataSource.getRepository(Total).findOneByOrFail({ id: 't' })).count
const numbersOf = (records: ReturnType<typeof inserts>) => records.map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber }))

test('what is marked is passed over when it comes again; what failed is done again, and each consumer has marks of its own', async () => {
  const done: string[] = []
  let fails = true
  const handler = (consumer?: string) => streamHandler(Order, {
    dataSource: opened.dataSource, idempotency: 'mark', consumer,
    onRecord: ({ record }) => {
      if (record.keys.id === 'b' && fails) throw new Error('no')
      done.push(record.keys.id!)
    },
  })
  const records = inserts('a', 'b', 'c')
  expect((await handler()({ Records: records })).batchItemFailures).toEqual([numbersOf(records)[1]])
  fails = false
  expect((await handler()({ Records: records })).batchItemFailures).toEqual([])
  expect(done).toEqual(['a', 'c', 'b'])
  await handler('other')({ Records: records })
  expect(done).toEqual(['a', 'c', 'b', 'a', 'b', 'c'])
})

test('a batch marks what it has not named as failed', async () => {
  const batches: string[][] = []
  const handler = streamHandler(Order, {
    dataSource: opened.dataSource, idempotency: 'mark',
    onBatch: ({ records }) => {
      batches.push(records.map(({ keys }) => keys.id!))
      return { failures: records.filter(({ keys }) => keys.id === 'b' && batches.length === 1) }
    },
  })
  const records = inserts('a', 'b', 'c')
  for (let time = 0; time < 3; time++) await handler({ Records: records })
  expect(batches).toEqual([['a', 'b', 'c'], ['b']])
})

const faults: readonly Fault[] = ['cut-before', 'cut-after', 'error-500', 'throttle', 'conflict', 'in-progress']

test.each(faults)('a transactional handler writes once, whatever becomes of its commits: %s', async (fault) => {
  const handler = streamHandler(Order, {
    dataSource: opened.dataSource, idempotency: 'transactional', concurrency: 2,
    onRecord: ({ manager }) => manager.increment(Total, { id: 't' }, 'count', 1),
  })
  const records = inserts('a', 'b', 'c', 'd')
  let deliveries = 0
  for (let failed = numbersOf(records); failed.length > 0 && deliveries < 20; deliveries++) {
    proxy.next('TransactWriteItems', fault)
    proxy.next('TransactWriteItems', fault)
    failed = (await handler({ Records: records })).batchItemFailures.slice()
  }
  expect(await count()).toBe(4)
  await handler({ Records: records })
  expect(await count()).toBe(4)
})

test('two deliveries of the same records at a time write once', async () => {
  const handler = streamHandler(Order, {
    dataSource: opened.dataSource, idempotency: 'transactional',
    onRecord: ({ manager }) => manager.increment(Total, { id: 't' }, 'count', 1),
  })
  const records = inserts('a', 'b', 'c', 'd', 'e')
  for (let failed = 1; failed > 0;) {
    const answers = await Promise.all([handler({ Records: records }), handler({ Records: records })])
    failed = answers.flatMap(({ batchItemFailures }) => batchItemFailures).length
  }
  expect(await count()).toBe(5)
})

test('what a transactional handler throws writes nothing and marks nothing; a batch is refused', async () => {
  let fails = true
  const handler = streamHandler(Order, {
    dataSource: opened.dataSource, idempotency: 'transactional',
    onRecord: async ({ manager }) => {
      await manager.increment(Total, { id: 't' }, 'count', 1)
      if (fails) throw new Error('no')
    },
  })
  const records = inserts('a')
  expect((await handler({ Records: records })).batchItemFailures).toEqual(numbersOf(records))
  expect(await count()).toBe(0)
  fails = false
  await handler({ Records: records })
  expect(await count()).toBe(1)
  await expect(streamHandler(Order, { dataSource: opened.dataSource, idempotency: 'transactional', onBatch: () => undefined })({ Records: [] })).rejects.toThrow("Order: a batch is too much for one transaction. Use onRecord, or idempotency: 'mark'.")
})
