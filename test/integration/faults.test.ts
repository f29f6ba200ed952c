import { Column, Entity, PrimaryColumn, VersionColumn } from 'typeorm'
import { Add, AddToSet, Append, DeleteFromSet, GlobalSecondaryIndex, IfNotExists, Prepend, Remove, Subtract, type PagingAndSortingRepository } from '../../src/index.js'
import { clientConfig, endpoint } from '../support/engine.js'
import { startFaultProxy, type Fault, type FaultProxy } from '../support/faultProxy.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

@Entity({ name: 'account' })
@GlobalSecondaryIndex({ name: 'byName', partitionKey: ['kind', 'name'] })
class Account {
  @PrimaryColumn() id: string
  @Column() kind: string
  @Column() name: string
  @Column({ type: 'int', default: 0 }) balance: number
  @Column('json', { nullable: true }) list: string[]
  @Column('json', { nullable: true }) map: { count: number }
  @Column('set', { nullable: true }) tags: Set<string>
  @Column({ nullable: true }) absent: string
}

@Entity({ name: 'versioned_account' })
class VersionedAccount {
  @PrimaryColumn() id: string
  @Column() name: string
  @VersionColumn() version: number
}

let proxy: FaultProxy
let opened: OpenedSource
let accounts: PagingAndSortingRepository<Account>
let versioned: PagingAndSortingRepository<VersionedAccount>
let next = 0

beforeAll(async () => {
  proxy = await startFaultProxy(endpoint())
  opened = await openWith([Account, VersionedAccount], { clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 3 } })
  accounts = opened.dataSource.getRepository(Account)
  versioned = opened.dataSource.getRepository(VersionedAccount)
})
afterAll(async () => {
  await opened.dataSource.destroy()
  await proxy.stop()
})
beforeEach(() => proxy.reset())

const fresh = (): string => `a${++next}`
const account = (id: string, more: Partial<Account> = {}): Account => accounts.create({ id, kind: 'k', name: 'first', ...more })
const ofAccount = (id: string): Promise<Record<string, unknown> | undefined> => storedItem(accounts.metadata.tableName, { id })
const ofVersioned = (id: string): Promise<Record<string, unknown> | undefined> => storedItem(versioned.metadata.tableName, { id })

/** Each write on an account that exists, by the request that carries it, and what it leaves. */
const writes: readonly (readonly [string, string, (id: string) => Promise<unknown>, Record<string, unknown> | undefined])[] = [
  ['put', 'PutItem', (id) => accounts.put(account(id, { name: 'new' })), { name: 'new', 'kind#name': 'k#new' }],
  ['putMany', 'BatchWriteItem', (id) => accounts.putMany([account(id, { name: 'new' })]), { name: 'new', 'kind#name': 'k#new' }],
  ['save', 'UpdateItem', (id) => accounts.save(account(id, { name: 'new' })), { name: 'new', 'kind#name': 'k#new' }],
  ['update', 'UpdateItem', (id) => accounts.update(id, { name: 'new' }), { name: 'new', 'kind#name': 'k#new' }],
  ['updateExpression', 'UpdateItem', (id) => accounts.updateExpression({ where: { id }, setValues: { name: 'new', kind: 'l' } }), { name: 'new', 'kind#name': 'l#new' }],
  ['upsert', 'UpdateItem', (id) => accounts.upsert({ id, kind: 'k', name: 'new' }, ['id']), { name: 'new', 'kind#name': 'k#new' }],
  ['add, idempotent', 'TransactWriteItems', (id) => accounts.add({ where: { id }, values: { balance: 5 }, idempotent: true }), { balance: 15 }],
  ['increment in a transaction', 'TransactWriteItems', (id) => opened.dataSource.transaction((manager) => manager.increment(Account, { id }, 'balance', 5)), { balance: 15 }],
  ['a transaction of two', 'TransactWriteItems', (id) => opened.dataSource.transaction((manager) => manager.save([account(id, { name: 'new' }), account(`${id}-b`, { name: 'other' })])), { name: 'new', 'kind#name': 'k#new' }],
  ['deleteOne', 'DeleteItem', (id) => accounts.deleteOne(id), undefined],
  ['delete', 'DeleteItem', (id) => accounts.delete(id), undefined],
  ['deleteMany', 'BatchWriteItem', (id) => accounts.deleteMany([{ id }]), undefined],
  ['update with returning', 'UpdateItem', (id) => accounts.createQueryBuilder().update().set({ name: 'new' }).where({ id }).returning('*').execute().then((done) => expect(done.raw).toMatchObject([{ id, name: 'new', balance: 10 }])), { name: 'new', 'kind#name': 'k#new' }],
  ['remove', 'DeleteItem', (id) => accounts.remove(account(id)), undefined],
]

describe.each<Fault>(['cut-before', 'cut-after', 'error-500', 'throttle'])('an answer that meets %s', (fault) => {
  test.each(writes)('%s is done once', async (_name, action, write, expected) => {
    const id = fresh()
    await accounts.put(account(id, { balance: 10 }))
    proxy.reset()
    proxy.next(action, fault)
    await write(id)
    expect(proxy.requests.filter((request) => request.action === action).length).toBeGreaterThan(1)
    // What is not there is compared as undefined.
    expect([await ofAccount(id)]).toMatchObject([expected])
  })

  test('insert of what is not there succeeds', async () => {
    const id = fresh()
    proxy.next('PutItem', fault)
    await accounts.insert(account(id))
    expect(await ofAccount(id)).toMatchObject({ name: 'first' })
    await expect(accounts.insert(account(id, { name: 'other' }))).rejects.toMatchObject({ code: 'write.exists' })
  })

  test('a versioned put and save go one version on', async () => {
    const id = fresh()
    const one = await versioned.put(versioned.create({ id, name: 'a' }))
    proxy.next('PutItem', fault)
    await versioned.put(Object.assign(one, { name: 'b' }))
    expect(await ofVersioned(id)).toMatchObject({ name: 'b', version: 2 })
    proxy.next('UpdateItem', fault)
    await versioned.save(Object.assign(one, { name: 'c' }))
    expect(await ofVersioned(id)).toMatchObject({ name: 'c', version: 3 })
    expect(one.version).toBe(3)
  })
})

test('an addition whose answer is lost is not repeated, and its outcome is said to be unknown', async () => {
  const id = fresh()
  await accounts.put(account(id, { balance: 10 }))
  proxy.next('UpdateItem', 'cut-after')
  await expect(accounts.increment({ id }, 'balance', 5)).rejects.toMatchObject({ name: 'OutcomeUnknownError' })
  expect(await ofAccount(id)).toMatchObject({ balance: 15 })
})

test('of values that DynamoDB works out none is done twice: what may not be repeated has an unknown outcome', async () => {
  const id = fresh()
  const twice: readonly [Parameters<typeof accounts.update>[1], Record<string, unknown>][] = [
    [{ balance: Add(5) }, { balance: 15 }],
    [{ balance: Subtract(5) }, { balance: 10 }],
    [{ list: Append(['b']) }, { list: ['a', 'b'] }],
    [{ list: Prepend(['z']) }, { list: ['z', 'a', 'b'] }],
    [{ 'list[0]': Remove() }, { list: ['a', 'b'] }],
    [{ 'list[2]': 'c' }, { list: ['a', 'b', 'c'] }],
    [{ 'map.count': Add(1) }, { map: { count: 2 } }],
    [{ absent: IfNotExists('x') }, { absent: 'x' }],
  ]
  await accounts.put(account(id, { balance: 10, list: ['a'], map: { count: 1 } }))
  for (const [values, left] of twice) {
    proxy.reset()
    proxy.next('UpdateItem', 'cut-after')
    await expect(accounts.update(id, values)).rejects.toMatchObject({ name: 'OutcomeUnknownError' })
    expect(proxy.requests.filter(({ action }) => action === 'UpdateItem')).toHaveLength(1)
    expect(await ofAccount(id)).toMatchObject(left)
  }
  await accounts.update(id, { tags: new Set(['a']) })
  for (const [values, left] of [[{ tags: AddToSet('b') }, { tags: new Set(['a', 'b']) }], [{ tags: DeleteFromSet('a') }, { tags: new Set(['b']) }], [{ 'map.count': 7 }, { map: { count: 7 } }], [{ 'map.count': Remove() }, { map: {} }]] as const) {
    proxy.reset()
    proxy.next('UpdateItem', 'cut-after')
    await accounts.update(id, values)
    expect(proxy.requests.filter(({ action }) => action === 'UpdateItem')).toHaveLength(2)
    expect(await ofAccount(id)).toMatchObject(left)
  }
})

test('a PartiQL write whose answer is lost is not repeated, and a PartiQL read is', async () => {
  const id = fresh()
  await accounts.put(account(id, { balance: 10 }))
  const table = accounts.metadata.tableName
  proxy.next('ExecuteStatement', 'cut-after')
  await expect(opened.dataSource.query(`UPDATE "${table}" SET balance = balance + 5 WHERE id = ?`, [id])).rejects.toMatchObject({ name: 'OutcomeUnknownError' })
  proxy.next('ExecuteStatement', 'cut-after')
  expect(await opened.dataSource.query(`SELECT balance FROM "${table}" WHERE id = ?`, [id])).toEqual([{ balance: 15 }])
})

test('what a batch leaves unprocessed is sent again until it is written', async () => {
  const ids = Array.from({ length: 60 }, fresh)
  const done: number[] = []
  proxy.next('BatchWriteItem', 'unprocessed', 'unprocessed', 'unprocessed')
  await accounts.putMany(ids.map((id) => account(id)), { onProgress: (count, total) => done.push(count / total) })
  expect(done.at(-1)).toBe(1)
  proxy.next('BatchGetItem', 'unprocessed')
  const read = await accounts.batchRead(ids.map((id) => ({ id })))
  expect(read.map((one) => one?.id)).toEqual(ids)
})

test('a versioned save that fails leaves the version of the entity as it was', async () => {
  const id = fresh()
  const one = await versioned.save(versioned.create({ id, name: 'a' }))
  proxy.next('UpdateItem', 'error-500-before', 'error-500-before', 'error-500-before')
  one.name = 'b'
  await expect(versioned.save(one)).rejects.toMatchObject({ name: 'OutcomeUnknownError' })
  expect(one.version).toBe(1)
  expect(await ofVersioned(id)).toMatchObject({ name: 'a', version: 1 })
  await versioned.save(one)
  expect(one.version).toBe(2)
})
