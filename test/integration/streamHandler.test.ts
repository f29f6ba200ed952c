import { AfterLoad, ChildEntity, Column, Entity, Like, Not, PrimaryColumn, TableInheritance } from 'typeorm'
import { streamHandler, type StreamHandlerOptions, type StreamRecord } from '../../src/index.js'
import { Post, User } from '../support/entities/blog.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

@Entity({ name: 'orders' })
class Order {
  @PrimaryColumn() tenantId: string
  @PrimaryColumn({ type: 'int' }) number: number
  @Column({ type: 'varchar', nullable: true }) status: string | null
  @Column({ type: 'json', nullable: true }) lines: string[] | null
  @Column({ type: 'set', nullable: true }) tags: Set<string> | null
  @Column({ type: 'blob', nullable: true }) receipt: Buffer | null
  loaded?: boolean
  @AfterLoad() load(): void {
    if (this.status === 'broken') throw new Error('broken')
    this.loaded = true
  }
}

const strict = { to: (code: string) => code, from: (code: string) => { if (code === 'bad') throw new Error('no code'); return code } }

@Entity({ name: 'coded' })
class Coded {
  @PrimaryColumn({ type: 'varchar', transformer: strict }) code: string
}

@Entity({ name: 'animals' })
@TableInheritance({ column: { type: 'varchar', name: 'kind' } })
class Animal {
  @PrimaryColumn() id: string
}

@ChildEntity()
class Cat extends Animal {}

@ChildEntity()
class Dog extends Animal {}

let opened: OpenedSource
let dataSource: OpenedSource['dataSource']
beforeAll(async () => {
  opened = await openWith([Order, User, Post, Coded, Animal, Cat, Dog])
  dataSource = opened.dataSource
})
afterAll(() => dataSource.destroy())

let sequence = 100
type Item = Record<string, unknown>
const images = (key: Item, NewImage: Item | undefined, OldImage: Item | undefined): Item => ({ Keys: key, SequenceNumber: String(sequence++), SizeBytes: 10, ApproximateCreationDateTime: 1_700_000_000, StreamViewType: 'NEW_AND_OLD_IMAGES', ...(NewImage && { NewImage: { ...key, ...NewImage } }), ...(OldImage && { OldImage: { ...key, ...OldImage } }) })
const recordOf = (entity: Function, key: Item, after?: Item, before?: Item, more: Item = {}) => ({
  eventID: 'e', eventSource: 'aws:dynamodb', eventVersion: '1.1', awsRegion: 'eu-west-1', eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
  eventSourceARN: `arn:aws:dynamodb:eu-west-1:123456789012:table/${tableOf(entity)}/stream/2024-01-01T00:00:00.000`, dynamodb: images(key, after, before), ...more,
})
const tableOf = (entity: Function): string => (dataSource.driver as unknown as { store(metadata: unknown): { model: { table: string } } }).store(dataSource.getMetadata(entity)).model.table
const order = (number: number): Item => ({ tenantId: { S: 't1' }, number: { N: String(number) } })
const userItem = { _type: { S: 'USER' }, userId: { S: 'jane' }, username: { S: 'jane' }, email: { S: 'j@x' }, name: { S: 'Jane' }, postCount: { N: '0' } }

test('gives each change as a record of entities', async () => {
  const seen: StreamRecord<Order>[] = []
  const handler = streamHandler(Order, { dataSource, onRecord: ({ record }) => void seen.push(record) })
  const rich = { status: { S: 'new' }, lines: { L: [{ S: 'a' }] }, tags: { SS: ['x'] }, receipt: { B: 'AQI=' } }
  const answer = await handler({ Records: [recordOf(Order, order(1), rich), recordOf(Order, order(1), { status: { S: 'shipped' } }, rich), recordOf(Order, order(1), undefined, rich, { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } })] })
  expect(answer).toEqual({ batchItemFailures: [] })
  expect(seen.map(({ eventName, expired }) => [eventName, expired])).toEqual([['INSERT', false], ['MODIFY', false], ['REMOVE', true]])
  const [inserted, modified, removed] = seen
  expect(inserted!.new).toBeInstanceOf(Order)
  expect(inserted!.new).toMatchObject({ tenantId: 't1', number: 1, status: 'new', lines: ['a'], tags: new Set(['x']), loaded: true })
  expect([...inserted!.new!.receipt!]).toEqual([1, 2])
  expect(inserted).toMatchObject({ old: undefined, keys: { tenantId: 't1', number: 1 }, sequenceNumber: '100', approximateCreationDateTime: new Date(1_700_000_000_000) })
  expect([modified!.old!.status, modified!.new!.status, removed!.old!.status, removed!.new]).toEqual(['new', 'shipped', 'new', undefined])
})

test('reports what failed alone, does nothing more for the same entity behind it, and always completes', async () => {
  const done: number[] = []
  const completed: unknown[] = []
  const error = new Error('no')
  const handler = streamHandler(Order, {
    dataSource, concurrency: 2,
    onRecord: ({ record }) => {
      if (record.keys.number === 2) throw error
      return done.push(record.keys.number!)
    },
    onBatchComplete: ({ results, failures }) => void completed.push(results.length, failures.map((one) => [one.record.keys.number, one.error])),
  })
  const records = [recordOf(Order, order(1), {}), recordOf(Order, order(2), {}), recordOf(Order, order(3), {}), recordOf(Order, order(2), {}, {})]
  const { batchItemFailures } = await handler({ Records: records })
  expect(batchItemFailures).toEqual([1, 3].map((at) => ({ itemIdentifier: records[at]!.dynamodb.SequenceNumber })))
  expect(done.toSorted((a, b) => a - b)).toEqual([1, 3])
  expect(completed).toEqual([2, [[2, error], [2, error]]])
})

test('an entity that cannot be loaded fails its own record', async () => {
  const done: number[] = []
  const records = [recordOf(Order, order(1), {}), recordOf(Order, order(2), { status: { S: 'broken' } }), recordOf(Order, order(3), {})]
  const handler = streamHandler(Order, { dataSource, onRecord: ({ record }) => void done.push(record.new!.number) })
  expect(await handler({ Records: records })).toEqual({ batchItemFailures: [{ itemIdentifier: records[1]!.dynamodb.SequenceNumber }] })
  expect(done).toEqual([1, 3])
})

test('so does a key that no primary column can be made of', async () => {
  const done: string[] = []
  const records = ['bad', 'good'].map((code) => recordOf(Coded, { code: { S: code } }, {}))
  const handler = streamHandler(Coded, { dataSource, onRecord: ({ record }) => void done.push(record.keys.code!) })
  expect(await handler({ Records: records })).toEqual({ batchItemFailures: [{ itemIdentifier: records[0]!.dynamodb.SequenceNumber }] })
  expect(done).toEqual(['good'])
})

test('a batch may say which of its records failed; what it throws fails all of them', async () => {
  const records = [recordOf(Order, order(1), {}), recordOf(Order, order(2), {})]
  const numbers = records.map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber }))
  const completed: number[] = []
  const batch = (onBatch: (records: readonly StreamRecord<Order>[]) => { failures: StreamRecord<Order>[] } | undefined) =>
    streamHandler(Order, { dataSource, onBatch: (given) => onBatch(given.records), onBatchComplete: ({ failures }) => void completed.push(failures.length) })({ Records: records })
  expect(await batch(() => undefined)).toEqual({ batchItemFailures: [] })
  expect(await batch(([, second]) => ({ failures: [second!] }))).toEqual({ batchItemFailures: [numbers[1]] })
  expect(await batch(() => { throw new Error('no') })).toEqual({ batchItemFailures: numbers })
  expect(await batch(([first]) => ({ failures: [first!, numbers[1] as never] }))).toEqual({ batchItemFailures: numbers })
  expect(completed).toEqual([0, 1, 2, 2])
})

test('marks that cannot be read or written fail their records, and the batch completes', async () => {
  const records = [recordOf(Order, order(1), {}), recordOf(Order, order(2), {})]
  const numbers = records.map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber }))
  const worked: number[] = []
  const completed: unknown[] = []
  const handler = streamHandler(Order, { dataSource, idempotency: 'mark', onBatch: (given) => void worked.push(given.records.length), onBatchComplete: ({ failures }) => void completed.push(failures.map(({ error }) => (error as Error).message.split(' ')[0])) })
  const broken = (action: string) => opened.sent.before(action, () => Promise.reject(new Error(`no ${action}`)))
  broken('BatchGetItem')
  expect(await handler({ Records: records })).toEqual({ batchItemFailures: numbers })
  broken('PutItem')
  expect((await handler({ Records: records })).batchItemFailures).toHaveLength(1)
  expect(await handler({ Records: records })).toEqual({ batchItemFailures: [] })
  expect(await handler({ Records: records })).toEqual({ batchItemFailures: [] })
  expect(worked).toEqual([2, 1])
  expect(completed).toEqual([['BatchGetItem', 'BatchGetItem'], ['PutItem'], [], []])
})

test('several entities are told by table and type; others go to onUnknown, or nowhere', async () => {
  const seen: string[] = []
  const unknown: unknown[] = []
  const handling = (options: StreamHandlerOptions) => streamHandler({ orders: [Order, { onRecord: ({ record }) => void seen.push(`order ${record.keys.number}`) }], users: [User, { onRecord: ({ record }) => void seen.push(`user ${record.new!.name}`) }] }, options)
  const key = { pk: { S: 'USER#jane' }, sk: { S: '#METADATA' } }
  const records = [recordOf(User, key, userItem), recordOf(Order, order(7), {}), recordOf(Post, { pk: { S: 'USER#jane' }, sk: { S: 'POST#1' } }, { _type: { S: 'POST' } }), recordOf(Order, order(8), {}, undefined, { eventSourceARN: 'arn:aws:dynamodb:eu-west-1:1:table/other/stream/x' })]
  expect(await handling({ dataSource })({ Records: records })).toEqual({ batchItemFailures: [] })
  expect(seen.toSorted()).toEqual(['order 7', 'user Jane'])
  await handling({ dataSource, onUnknown: ({ record }) => void unknown.push(record) })({ Records: records })
  expect(unknown).toEqual(records.slice(2))
})

test('a record goes to the handlers of its class before those of the class that it extends, however they are given', async () => {
  const seen: string[] = []
  const records = ['Cat', 'Dog'].map((kind) => recordOf(Animal, { id: { S: kind } }, { kind: { S: kind } }))
  await streamHandler({
    animals: [Animal, { onRecord: ({ record }) => void seen.push(`animal ${record.keys.id}`) }],
    cats: [Cat, { onRecord: ({ record }) => void seen.push(`cat ${record.keys.id}`) }],
  }, { dataSource })({ Records: records })
  expect(seen.toSorted()).toEqual(['animal Dog', 'cat Cat'])
})

test('what fails as a whole fails when everything in hand has ended', async () => {
  const ended: string[] = []
  const handler = streamHandler({
    orders: [Order, { onRecord: () => undefined, onBatchComplete: () => { throw new Error('no') } }],
    users: [User, { onRecord: async ({ record }) => { await new Promise(setImmediate); ended.push(record.new!.name) } }],
  }, { dataSource })
  await expect(handler({ Records: [recordOf(Order, order(1), {}), recordOf(User, { pk: { S: 'USER#jane' }, sk: { S: '#METADATA' } }, userItem)] })).rejects.toThrow('no')
  expect(ended).toEqual(['Jane'])
})

test('a malformed record fails by its number, and is not lost where it has none', async () => {
  const seen: unknown[] = []
  const handler = streamHandler(Order, { dataSource, onRecord: ({ record }) => void seen.push(record) })
  const malformed = recordOf(Order, order(1), { status: { X: 'new' } })
  expect(await handler({ Records: [malformed, recordOf(Order, order(1), {})] })).toEqual({ batchItemFailures: [{ itemIdentifier: malformed.dynamodb.SequenceNumber }] })
  expect(seen).toHaveLength(1)
  await expect(handler({ Records: [recordOf(Order, order(2), {}), {}] })).rejects.toThrow('A record of the stream is malformed')
  expect(seen).toHaveLength(1)
})

test('filters by event, and by the entity before and after', async () => {
  const count = async (filter: object): Promise<number[]> => {
    const seen: number[] = []
    await streamHandler(Order, { dataSource, filter, onRecord: ({ record }) => void seen.push(record.keys.number!) })({ Records: records() })
    return seen
  }
  const records = () => [recordOf(Order, order(1), { status: { S: 'new' } }), recordOf(Order, order(2), { status: { S: 'shipped' } }, { status: { S: 'new' } }), recordOf(Order, order(3), undefined, { status: { S: 'shipped' } }), recordOf(Order, order(4), { status: { S: 'shipped' } }, { status: { S: 'shipped' } })]
  expect(await count({ eventName: 'MODIFY' })).toEqual([2, 4])
  expect(await count({ eventName: ['INSERT', 'REMOVE'] })).toEqual([1, 3])
  expect(await count({ new: { status: 'shipped' }, old: { status: Not('shipped') } })).toEqual([2])
  expect(await count({ old: { status: Like('ship%') } })).toEqual([3, 4])
  expect(await count([{ eventName: 'INSERT' }, { old: { number: 4 } }])).toEqual([1, 4])
  expect(await count({ expired: true })).toEqual([])
  await expect(count({ eventName: 'UPSERT' })).rejects.toThrow('Use INSERT, MODIFY or REMOVE.')
})

test('what the stream does not tell is refused when it is asked for, and no type has it', async () => {
  const view = (StreamViewType: string, key: Item, more: Item): object => ({ ...recordOf(Order, key), eventName: 'MODIFY', dynamodb: { Keys: key, SequenceNumber: '1', StreamViewType, ...more } })
  const errors: unknown[] = []
  const handler = streamHandler(Order, {
    dataSource, view: 'KEYS_ONLY',
    onRecord: ({ record }) => {
      const none: undefined = record.new as never
      return none
    },
    onBatchComplete: ({ failures }) => void errors.push(...failures.map(({ error }) => (error as Error).message)),
  })
  await handler({ Records: [view('KEYS_ONLY', order(1), {})] })
  expect(errors).toEqual([expect.stringMatching(/^Order: the stream of the table \S+ has no new images \(KEYS_ONLY\)\. Give the table the stream NEW_AND_OLD_IMAGES\.$/)])
  const filtered = (filter: object, record: object) => streamHandler(Order, { dataSource, filter, onRecord: () => undefined })({ Records: [record] })
  const failed = { batchItemFailures: [{ itemIdentifier: '1' }] }
  expect(await filtered({ old: { status: 'new' } }, view('NEW_IMAGE', order(1), { NewImage: order(1) }))).toEqual(failed)
  expect(await filtered({ new: { status: 'new' } }, view('KEYS_ONLY', order(1), {}))).toEqual(failed)
  for (const filter of [{ eventName: 'INSERT', old: { status: 'new' } }, { expired: true, old: { status: 'new' } }, { new: { status: 'new' } }]) expect(await filtered(filter, view('NEW_IMAGE', order(1), { NewImage: order(1) }))).toEqual({ batchItemFailures: [] })
  const keys: unknown[] = []
  await streamHandler(User, { dataSource, view: 'NEW_IMAGE', onRecord: ({ record }) => void keys.push(record.keys, Object.keys(record)) })({ Records: [recordOf(User, { pk: { S: 'USER#jane' }, sk: { S: '#METADATA' } }), recordOf(User, { pk: { S: 'USER#jane' }, sk: { S: 'POST#1' } })].map((record) => ({ ...record, eventName: 'MODIFY' })) })
  expect(keys[0]).toEqual({ userId: 'jane' })
  expect(keys).toHaveLength(2)
})

test('handlers that contradict each other are refused, and a data source may be opened by the first call', async () => {
  await expect(streamHandler(Order, { dataSource })({ Records: [] })).rejects.toThrow('Order: a stream handler has either onRecord or onBatch. Give one of them.')
  for (const concurrency of [0, NaN]) await expect(streamHandler(Order, { dataSource, concurrency, onRecord: () => undefined })({ Records: [] })).rejects.toThrow('Order: concurrency says how many entities are worked on at a time. Give a number from 1.')
  let opens = 0
  const handler = streamHandler(Order, { dataSource: () => { if (opens++ === 0) throw new Error('not yet'); return Promise.resolve(dataSource) }, onRecord: () => undefined })
  await expect(handler({ Records: [] })).rejects.toThrow('not yet')
  await handler({ Records: [] })
  await handler({ Records: [] })
  expect(opens).toBe(2)
})
