import { randomUUID } from 'node:crypto'
import { inspect } from 'node:util'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { executeStatement } from '../../src/client/executeStatement.js'
import { executeTransaction } from '../../src/client/executeTransaction.js'
import { executeWrite } from '../../src/client/executeWrite.js'
import { makeClient } from '../../src/client/makeClient.js'
import { readItem } from '../../src/client/readItem.js'
import { readItems } from '../../src/client/readItems.js'
import { countItems, readPages } from '../../src/client/readPages.js'
import { sdkSender } from '../../src/client/sdkSender.js'
import { writeBatch } from '../../src/client/writeBatch.js'
import { BatchIncompleteError } from '../../src/errors/BatchIncompleteError.js'
import { OutcomeUnknownError } from '../../src/errors/OutcomeUnknownError.js'
import { TableNotFoundError } from '../../src/errors/TableNotFoundError.js'
import { ThrottledError } from '../../src/errors/ThrottledError.js'
import { TransactionConflictError } from '../../src/errors/TransactionConflictError.js'
import { TransactionFailedError } from '../../src/errors/TransactionFailedError.js'
import { all, compare, exists, notExists } from '../../src/expressions/conditions.js'
import type { UpdateAction } from '../../src/expressions/Update.js'
import type { DeletePlan, PutPlan, UpdatePlan } from '../../src/planner/WritePlan.js'
import type { Item } from '../../src/vocabulary/AttributeValue.js'
import { clientConfig, endpoint, tablePrefix } from '../support/engine.js'
import { startFaultProxy, type Fault, type FaultProxy } from '../support/faultProxy.js'

const table = `${tablePrefix()}faults`
const direct = new DynamoDBClient(clientConfig())
const engine = sdkSender(direct)
const quick = { sleep: () => Promise.resolve() }
let proxy: FaultProxy
let client: DynamoDBClient
let impatient: DynamoDBClient
let sender: ReturnType<typeof sdkSender>
let drawn = 0

beforeAll(async () => {
  proxy = await startFaultProxy(endpoint())
  client = new DynamoDBClient({ ...clientConfig(), endpoint: proxy.endpoint })
  sender = sdkSender(client)
  // The SDK waits for seconds after being throttled.
  impatient = new DynamoDBClient({ ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 2 })
  await engine.send('CreateTable', {
    TableName: table,
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  })
})
afterAll(async () => {
  await engine.send('DeleteTable', { TableName: table })
  client.destroy()
  impatient.destroy()
  direct.destroy()
  await proxy.stop()
})
beforeEach(() => proxy.reset())

const newId = (): string => `id-${++drawn}`
const keyOf = (id: string) => ({ id: { S: id } })
const put = (id: string, more: Item = {}, rest: Partial<PutPlan> = {}): PutPlan => ({ kind: 'put', table, entity: 'Account', key: keyOf(id), item: { ...keyOf(id), ...more }, ...rest })
const update = (id: string, actions: readonly UpdateAction[], rest: Partial<UpdatePlan> = {}): UpdatePlan => ({ kind: 'update', table, entity: 'Account', key: keyOf(id), actions, ...rest })
const remove = (id: string, rest: Partial<DeletePlan> = {}): DeletePlan => ({ kind: 'delete', table, entity: 'Account', key: keyOf(id), ...rest })
const stored = (id: string): Promise<Item | undefined> => readItem(engine, { kind: 'get', table, key: keyOf(id), consistent: true })
const set = (name: string, N: string): UpdateAction => ({ kind: 'set', path: [name], value: { kind: 'literal', value: { N } } })
const addOne: readonly UpdateAction[] = [{ kind: 'add', path: ['n'], value: { N: '1' } }]
const sentActions = (): string[] => proxy.requests.map((request) => request.action)

const lost: readonly Fault[] = ['cut-before', 'cut-after', 'error-500-before', 'error-500']
const notDone: readonly Fault[] = ['cut-before', 'error-500-before']

describe.each(lost)('an answer lost by %s', (fault) => {
  test('a put is sent again and stored', async () => {
    const id = newId()
    proxy.next('PutItem', fault)
    expect(await executeWrite(sender, put(id, { n: { N: '1' } }))).toEqual({ status: 'written' })
    expect(await stored(id)).toEqual({ id: { S: id }, n: { N: '1' } })
    expect(sentActions()).toEqual(['PutItem', 'PutItem'])
  })

  test('an insert succeeds', async () => {
    const id = newId()
    proxy.next('PutItem', fault)
    expect(await executeWrite(sender, put(id, { n: { N: '1.0' }, tags: { SS: ['b', 'a'] } }, { condition: notExists('id') }))).toEqual({ status: 'written' })
    expect(await stored(id)).toMatchObject({ n: { N: '1' } })
    expect(proxy.requests).toHaveLength(2)
  })

  test('an insert over another item is refused with that item', async () => {
    const id = newId()
    await executeWrite(engine, put(id, { n: { N: '7' } }))
    proxy.next('PutItem', fault)
    expect(await executeWrite(sender, put(id, { n: { N: '1' } }, { condition: notExists('id') }))).toEqual({ status: 'refused', stored: { id: { S: id }, n: { N: '7' } } })
    expect(await stored(id)).toMatchObject({ n: { N: '7' } })
  })

  test('a versioned update succeeds', async () => {
    const id = newId()
    await executeWrite(engine, put(id, { version: { N: '1' }, old: { S: 'x' } }))
    proxy.next('UpdateItem', fault)
    const plan = update(id, [set('version', '2'), { kind: 'remove', path: ['old'] }], { condition: all([exists('id'), compare('=', 'version', { N: '1' })]), returns: 'new' })
    expect(await executeWrite(sender, plan)).toEqual({ status: 'written', attributes: { id: { S: id }, version: { N: '2' } } })
    expect(await stored(id)).toEqual({ id: { S: id }, version: { N: '2' } })
  })

  test('a stale versioned update is refused', async () => {
    const id = newId()
    await executeWrite(engine, put(id, { version: { N: '5' } }))
    proxy.next('UpdateItem', fault)
    expect(await executeWrite(sender, update(id, [set('version', '2')], { condition: compare('=', 'version', { N: '1' }) }))).toEqual({ status: 'refused', stored: { id: { S: id }, version: { N: '5' } } })
  })

  test('a conditional delete succeeds', async () => {
    const id = newId()
    await executeWrite(engine, put(id))
    proxy.next('DeleteItem', fault)
    expect(await executeWrite(sender, remove(id, { condition: exists('id') }))).toEqual({ status: 'written' })
    expect(await stored(id)).toBeUndefined()
  })

  test('an addition ends unknown and is sent once', async () => {
    const id = newId()
    proxy.next('UpdateItem', fault)
    await expect(executeWrite(sender, update(id, addOne))).rejects.toThrow(OutcomeUnknownError)
    expect(sentActions()).toEqual(['UpdateItem'])
    expect((await stored(id))?.n).toEqual(notDone.includes(fault) ? undefined : { N: '1' })
  })

  test('an idempotent addition counts once', async () => {
    const id = newId()
    proxy.next('TransactWriteItems', fault)
    expect(await executeWrite(sender, update(id, addOne), { idempotent: true })).toEqual({ status: 'written' })
    expect((await stored(id))?.n).toEqual({ N: '1' })
    expect(sentActions()).toEqual(['TransactWriteItems', 'TransactWriteItems'])
  })

  test('a transaction is done once', async () => {
    const [one, two] = [newId(), newId()]
    proxy.next('TransactWriteItems', fault)
    await executeTransaction(sender, [put(one, {}, { condition: notExists('id') }), update(two, addOne)], { token: randomUUID(), ...quick })
    expect(await stored(one)).toBeDefined()
    expect((await stored(two))?.n).toEqual({ N: '1' })
  })

  test('a batch is complete', async () => {
    const ids = Array.from({ length: 60 }, newId)
    proxy.next('BatchWriteItem', fault, 'unprocessed', fault)
    await writeBatch(sender, ids.map((id) => put(id)), quick)
    expect(await readItems(engine, { kind: 'batch-get', table, keys: ids.map(keyOf), consistent: true })).toHaveLength(60)
  })

  test('a PartiQL write ends unknown and is sent once', async () => {
    const id = newId()
    proxy.next('ExecuteStatement', fault)
    await expect(executeStatement(sender, { statement: `INSERT INTO "${table}" VALUE {'id': ?}`, parameters: [{ S: id }] }).next()).rejects.toThrow(OutcomeUnknownError)
    expect(sentActions()).toEqual(['ExecuteStatement'])
  })

  test('a PartiQL read is sent again', async () => {
    const id = newId()
    await executeWrite(engine, put(id))
    proxy.next('ExecuteStatement', fault)
    const pages = []
    for await (const page of executeStatement(sender, { statement: `SELECT * FROM "${table}" WHERE id = ?`, parameters: [{ S: id }] })) pages.push(page)
    expect(pages).toEqual([[{ id: { S: id } }]])
  })
})

describe.each<[string, () => DynamoDBClient]>([
  ['a client of our own', () => makeClient({ ...clientConfig(), endpoint: proxy.endpoint })],
  ['a client that was handed in with middleware of its own, which copies what is sent', () => {
    const own = new DynamoDBClient({ ...clientConfig(), endpoint: proxy.endpoint })
    own.middlewareStack.add((next) => (given) => next({ ...given, input: { ...given.input } }), { step: 'initialize', name: 'copying' })
    return own
  }],
])('%s', (_, made) => {
  let own: DynamoDBClient
  beforeEach(() => void (own = made()))
  afterEach(() => own.destroy())

  test('an addition whose answer is lost ends unknown and is sent once', async () => {
    const id = newId()
    proxy.next('UpdateItem', 'cut-after')
    await expect(executeWrite(sdkSender(own), update(id, addOne))).rejects.toThrow(OutcomeUnknownError)
    expect((await stored(id))?.n).toEqual({ N: '1' })
    expect((await executeWrite(sdkSender(own), update(id, addOne))).status).toBe('written')
    expect((await stored(id))?.n).toEqual({ N: '2' })
  })

  test('an insert whose answer is lost succeeds', async () => {
    proxy.next('PutItem', 'cut-after')
    expect(await executeWrite(sdkSender(own), put(newId(), {}, { condition: notExists('id') }))).toEqual({ status: 'written' })
  })
})

describe('an answer that takes longer than the client waits', () => {
  let own: DynamoDBClient
  beforeEach(() => void (own = makeClient({ ...clientConfig(), endpoint: proxy.endpoint, requestHandler: { requestTimeout: 200 } })))
  afterEach(() => own.destroy())

  test('an insert that was done succeeds', async () => {
    const id = newId()
    proxy.next('PutItem', 'slow')
    expect(await executeWrite(sdkSender(own), put(id, {}, { condition: notExists('id') }))).toEqual({ status: 'written' })
    expect(await stored(id)).toBeDefined()
  })

  test('an addition ends unknown and is sent once', async () => {
    const id = newId()
    proxy.next('UpdateItem', 'slow')
    await expect(executeWrite(sdkSender(own), update(id, addOne))).rejects.toThrow(OutcomeUnknownError)
    expect((await stored(id))?.n).toEqual({ N: '1' })
    expect(sentActions()).toEqual(['UpdateItem'])
  })
})

describe('a write whose item a transaction is changing', () => {
  test('is sent again, an addition too, since nothing was done', async () => {
    const id = newId()
    proxy.next('UpdateItem', 'conflict', 'conflict')
    expect((await executeWrite(sender, update(id, addOne), quick)).status).toBe('written')
    expect((await stored(id))?.n).toEqual({ N: '1' })
    expect(sentActions()).toEqual(['UpdateItem', 'UpdateItem', 'UpdateItem'])
  })

  test('ends in a typed error where that does not end', async () => {
    const id = newId()
    proxy.next('PutItem', ...Array.from({ length: 3 }, () => 'conflict' as const))
    await expect(executeWrite(sender, put(id), { ...quick, attempts: 3 })).rejects.toThrow(TransactionConflictError)
    expect(await stored(id)).toBeUndefined()
    expect(sentActions()).toHaveLength(3)
  })

  test('ends unknown where an earlier answer was lost', async () => {
    const id = newId()
    proxy.next('PutItem', 'cut-after', 'conflict')
    await expect(executeWrite(sender, put(id), quick)).rejects.toThrow(OutcomeUnknownError)
    expect(await stored(id)).toBeDefined()
  })
})

describe('throttling', () => {
  test('an addition that is throttled is sent again, since nothing was done', async () => {
    const id = newId()
    proxy.next('UpdateItem', 'throttle')
    expect((await executeWrite(sender, update(id, addOne))).status).toBe('written')
    expect((await stored(id))?.n).toEqual({ N: '1' })
  })

  test('a conditional write that was only throttled is not taken for its own', async () => {
    const id = newId()
    await executeWrite(engine, put(id))
    proxy.next('PutItem', 'throttle')
    expect((await executeWrite(sender, put(id, {}, { condition: notExists('id') }))).status).toBe('refused')
  })

  test('throttling without end is a typed error', async () => {
    proxy.next('GetItem', ...Array.from({ length: 10 }, () => 'throttle' as const))
    await expect(readItem(sdkSender(impatient), { kind: 'get', table, key: keyOf('x'), consistent: false })).rejects.toThrow(ThrottledError)
  })

  test('a write that is throttled after a lost answer is unknown', async () => {
    const id = newId()
    proxy.next('PutItem', 'cut-after', ...Array.from({ length: 10 }, () => 'throttle' as const))
    await expect(executeWrite(sdkSender(impatient), put(id))).rejects.toThrow(OutcomeUnknownError)
    expect(await stored(id)).toBeDefined()
  })
})

describe('transactions', () => {
  test('one that meets conflicts is sent again with its token', async () => {
    const id = newId()
    const token = randomUUID()
    proxy.next('TransactWriteItems', 'conflict', 'conflict')
    await executeTransaction(sender, [update(id, addOne)], { token, ...quick })
    expect((await stored(id))?.n).toEqual({ N: '1' })
    expect(proxy.requests.map((request) => request.input.ClientRequestToken)).toEqual([token, token, token])
  })

  test('one that is done without an answer, in the way of others and throttled then, is not said to have failed', async () => {
    const id = newId()
    proxy.next('TransactWriteItems', 'cut-after', 'conflict', ...Array.from({ length: 10 }, () => 'throttle' as const))
    await expect(executeTransaction(sdkSender(impatient), [update(id, addOne)], { token: randomUUID(), ...quick })).rejects.toThrow(OutcomeUnknownError)
    expect((await stored(id))?.n).toEqual({ N: '1' })
  })

  test('one that is refused says which operation and why, and keeps the stored item out of sight', async () => {
    const [one, two] = [newId(), newId()]
    await executeWrite(engine, put(two, { secret: { S: 'do-not-print' } }))
    const error = await executeTransaction(sender, [put(one), put(two, {}, { condition: notExists('id') })], { token: randomUUID(), ...quick }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(TransactionFailedError)
    const failed = error as TransactionFailedError
    expect(failed.message).toBe('Transaction failed and nothing was written: ConditionalCheckFailed in Put of Account (key id), operation 2 of 2.')
    expect(failed.reasons).toEqual([
      { code: 'None', entity: 'Account', keyNames: ['id'], operation: 'Put' },
      { code: 'ConditionalCheckFailed', entity: 'Account', keyNames: ['id'], operation: 'Put' },
    ])
    expect(failed.reasons[1]?.stored).toEqual({ id: { S: two }, secret: { S: 'do-not-print' } })
    expect(await stored(one)).toBeUndefined()
    expect(JSON.stringify(failed)).not.toContain('do-not-print')
    expect(inspect(failed, { depth: 10 })).not.toContain('do-not-print')
  })
})

describe('batches', () => {
  test('what DynamoDB never takes is named, and the rest is written', async () => {
    const ids = Array.from({ length: 4 }, newId)
    proxy.next('BatchWriteItem', 'unprocessed', ...Array.from({ length: 30 }, () => 'throttle' as const))
    const error = await writeBatch(sdkSender(impatient), ids.map((id) => put(id)), { ...quick, attempts: 2 }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(BatchIncompleteError)
    expect((error as BatchIncompleteError).unwritten).toEqual(ids.slice(2).map((id) => ({ table, key: keyOf(id) })))
    expect(await readItems(engine, { kind: 'batch-get', table, keys: ids.map(keyOf), consistent: true })).toHaveLength(2)
  })

  test('reads ask again for what was left, and read a key that is given twice once', async () => {
    const ids = Array.from({ length: 130 }, newId)
    await writeBatch(engine, ids.map((id) => put(id)), quick)
    proxy.next('BatchGetItem', 'unprocessed', 'unprocessed', 'cut-before')
    const items = await readItems(sender, { kind: 'batch-get', table, keys: [...ids, ...ids].map(keyOf), consistent: true }, quick)
    expect(items).toHaveLength(130)
    expect(new Set(items.map((item) => item.id?.S))).toEqual(new Set(ids))
  })

  test('a table that is not there is said so', async () => {
    await expect(writeBatch(sender, [{ ...put('1'), table: `${tablePrefix()}none` }], quick)).rejects.toThrow(TableNotFoundError)
  })
})

describe('pages', () => {
  test('are asked for when the reader comes to them', async () => {
    const pages = readPages(sender, { kind: 'scan', table, consistent: true, pageLimit: 2 })
    expect(proxy.requests).toHaveLength(0)
    expect((await pages.next()).value).toMatchObject({ returned: 2, evaluated: 2 })
    await pages.return()
    expect(sentActions()).toEqual(['Scan'])
  })

  test('are counted to the end', async () => {
    const marks = [newId(), newId(), newId()]
    await writeBatch(engine, marks.map((id) => put(id, { counted: { BOOL: true } })), quick)
    expect(await countItems(sender, { kind: 'scan', table, consistent: true, pageLimit: 50, filter: exists('counted') })).toBe(3)
    expect(proxy.requests.length).toBeGreaterThan(1)
    expect(proxy.requests[0]?.input).toMatchObject({ Select: 'COUNT', Limit: 50 })
  })
})
