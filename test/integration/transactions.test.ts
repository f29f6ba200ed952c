import { Column, Entity, PrimaryColumn, VersionColumn } from 'typeorm'
import { Transactional } from 'typeorm-transactional'
import { close, EntityAlreadyExistsError, getRepository, open, type TransactionFailedError, type DynamoEntityManager } from '../../src/index.js'
import { clientConfig, tablePrefix } from '../support/engine.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

@Entity({ name: 'ledger' })
class Entry {
  @PrimaryColumn() id: string
  @Column({ default: 'open' }) state: string
  @Column({ type: 'int', default: 0 }) amount: number
  @VersionColumn() version: number
}

let opened: OpenedSource
beforeAll(async () => {
  opened = await openWith([Entry])
})
afterAll(() => opened.dataSource.destroy())
beforeEach(() => opened.sent.clear())

const entries = (): ReturnType<typeof opened.dataSource.getRepository<Entry>> => opened.dataSource.getRepository(Entry)
const entry = (id: string, amount = 0): Entry => entries().create({ id, amount })

test('a transaction sends nothing before its commit, and then one request', async () => {
  await opened.dataSource.transaction(async (manager) => {
    await manager.insert(Entry, entry('a1', 1))
    await manager.insert(Entry, entry('a2', 2))
    await manager.increment(Entry, { id: 'a1' }, 'amount', 5)
    expect(opened.sent.actions()).toEqual([])
  })
  expect(opened.sent.actions()).toEqual(['TransactWriteItems'])
  expect((await entries().findBy({ state: 'open' })).map((one) => one.amount).sort((a, b) => a - b)).toEqual([2, 6])
})

test('an isolation level that there is not is refused before the work begins', async () => {
  let begun = 0
  await expect(opened.dataSource.transaction('SNAPSHOT' as never, async () => void begun++)).rejects.toThrow('A transaction: this driver does not support this isolation level. Use READ COMMITTED, REPEATABLE READ or SERIALIZABLE.')
  for (const level of ['READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'] as const) await opened.dataSource.transaction(level, async () => void begun++)
  expect(begun).toBe(4)
  expect(opened.sent.actions()).toEqual([])
})

test('a transaction of one write that may be repeated goes as that write', async () => {
  await opened.dataSource.transaction((manager) => manager.insert(Entry, entry('b1')))
  expect(opened.sent.actions()).toEqual(['PutItem'])
})

test('a failure in the callback leaves everything as it was', async () => {
  const one = entry('c1')
  await expect(opened.dataSource.transaction(async (manager) => {
    await manager.save(one)
    expect(one.version).toBe(1)
    throw new Error('changed my mind')
  })).rejects.toThrow('changed my mind')
  expect(await entries().get('c1')).toBeNull()
  expect(one.version).toBeUndefined()
})

test('a cancelled commit says which write failed, and entities get their old versions back', async () => {
  const one = await entries().save(entry('d1'))
  await entries().save(entry('d2'))
  const failed = await opened.dataSource.transaction(async (manager) => {
    await manager.save(Object.assign(one, { amount: 7 }))
    await manager.insert(Entry, entry('d2'))
  }).then(() => undefined, (error: unknown) => error)
  expect(failed).toBeInstanceOf(EntityAlreadyExistsError)
  expect((failed as Error).message).toMatch(/^Transaction failed and nothing was written\. Entry: an item with this id exists already/)
  expect(((failed as Error).cause as TransactionFailedError).message).toMatch(/ConditionalCheckFailed in Put of Entry \(key id\), operation 2 of 2/)
  expect(((failed as Error).cause as TransactionFailedError).reasons.map((reason) => reason.code)).toEqual(['None', 'ConditionalCheckFailed'])
  expect(one.version).toBe(1)
  expect(await entries().get('d1')).toMatchObject({ amount: 0, version: 1 })
})

test('save of many is one transaction, up to 100 operations', async () => {
  await entries().save(Array.from({ length: 100 }, (_, i) => entry(`e${i}`)))
  expect(opened.sent.actions().filter((action) => action !== 'BatchGetItem')).toEqual(['TransactWriteItems'])
  opened.sent.clear()
  await expect(entries().save(Array.from({ length: 101 }, (_, i) => entry(`f${i}`)))).rejects.toThrow('maximum 100 operations')
  expect(opened.sent.actions()).not.toContain('TransactWriteItems')
  await entries().save(Array.from({ length: 101 }, (_, i) => entry(`f${i}`)), { transaction: false })
  expect(await entries().get('f100')).toBeInstanceOf(Entry)
})

test('insert of several is all or nothing', async () => {
  await entries().insert(entry('g1'))
  await expect(entries().insert([entry('g0'), entry('g1')] as never)).rejects.toThrow(EntityAlreadyExistsError)
  expect(await entries().get('g0')).toBeNull()
})

test('transactions that run at once never mix', async () => {
  await Promise.allSettled(Array.from({ length: 40 }, (_, i) => opened.dataSource.transaction(async (manager) => {
    await manager.insert(Entry, entry(`h${i}-a`))
    await new Promise((resolve) => setImmediate(resolve))
    await (manager as DynamoEntityManager).put(Entry, entry(`h${i}-b`))
    if (i % 2 === 1) throw new Error('half of them fail')
  })))
  const found = await entries().batchRead(Array.from({ length: 40 }, (_, i) => [{ id: `h${i}-a` }, { id: `h${i}-b` }]).flat())
  expect(found.map((one) => one !== null)).toEqual(Array.from({ length: 80 }, (_, i) => Math.floor(i / 2) % 2 === 0))
})

test('a nested transaction that fails takes back its own writes only', async () => {
  await opened.dataSource.transaction(async (manager) => {
    await manager.insert(Entry, entry('i1'))
    await manager.transaction(async (inner) => {
      await inner.insert(Entry, entry('i2'))
      throw new Error('inner')
    }).catch(() => undefined)
    await manager.insert(Entry, entry('i3'))
  })
  expect((await entries().batchRead([{ id: 'i1' }, { id: 'i2' }, { id: 'i3' }])).map((one) => one?.id ?? null)).toEqual(['i1', null, 'i3'])
})

test('@Transactional() methods commit together, or not at all', async () => {
  await open({ entities: [Entry], entityPrefix: tablePrefix(), clientConfig: clientConfig(), scans: 'allow' })
  class Service {
    @Transactional()
    async both(fail: boolean): Promise<void> {
      await getRepository(Entry).put(entry(`j1-${fail}`))
      await getRepository(Entry).save(entry(`j2-${fail}`))
      if (fail) throw new Error('no')
    }
  }
  try {
    await new Service().both(false)
    await expect(new Service().both(true)).rejects.toThrow('no')
    expect((await getRepository(Entry).batchRead(['j1-false', 'j2-false', 'j1-true', 'j2-true'])).map((one) => one?.id ?? null)).toEqual(['j1-false', 'j2-false', null, null])
  } finally {
    await close()
  }
})
