import { Column, Entity, IsNull, PrimaryColumn } from 'typeorm'
import { IsolationLevel, Propagation, runOnTransactionCommit, runOnTransactionComplete, runOnTransactionRollback, Transactional, wrapInTransaction } from 'typeorm-transactional'
import { close, getRepository, open } from '../../src/index.js'
import { clientConfig, tablePrefix } from '../support/engine.js'

@Entity({ name: 'transactional_thing' })
class Thing {
  @PrimaryColumn() id: string
  @Column({ nullable: true }) state: string
}

const options = { entities: [Thing], entityPrefix: tablePrefix(), synchronize: true, scans: 'allow' as const, clientConfig: clientConfig() }
beforeAll(async () => {
  await open(options)
  await open({ ...options, name: 'second', entityPrefix: `${tablePrefix()}second_` })
  await open({ ...options, name: 'renamed', transactionManagerName: 'manager-of-renamed' })
  await open({ ...options, name: 'without', disableTransactions: true })
})
afterAll(async () => {
  for (const name of ['default', 'second', 'renamed', 'without']) await close(name)
})

let next = 0
const fresh = (): string => `x${++next}`
const put = (id: string, name?: string): Promise<unknown> => getRepository(Thing, name).put(getRepository(Thing, name).create({ id }))
const isThere = async (id: string, name?: string): Promise<boolean> => (await getRepository(Thing, name).get(id)) !== null

/** What becomes of the inner write, and of the outer one, when the outer work fails after both; or why the inner one is refused. */
test.each<[Propagation, 'inside' | 'outside', { readonly inner?: boolean; readonly refused?: true }]>([
  [Propagation.REQUIRED, 'inside', { inner: false }],
  [Propagation.REQUIRED, 'outside', { inner: true }],
  [Propagation.REQUIRES_NEW, 'inside', { inner: true }],
  [Propagation.NOT_SUPPORTED, 'inside', { inner: true }],
  [Propagation.SUPPORTS, 'inside', { inner: false }],
  [Propagation.SUPPORTS, 'outside', { inner: true }],
  // typeorm-transactional begins a transaction of its own here, with every driver.
  [Propagation.NESTED, 'inside', { inner: true }],
  [Propagation.MANDATORY, 'inside', { inner: false }],
  [Propagation.MANDATORY, 'outside', { refused: true }],
  [Propagation.NEVER, 'inside', { refused: true }],
  [Propagation.NEVER, 'outside', { inner: true }],
])('%s, %s of a transaction', async (propagation, place, expected) => {
  const [outer, inner] = [fresh(), fresh()]
  const innerWork = wrapInTransaction(() => put(inner), { propagation })
  const outerWork = wrapInTransaction(async () => {
    await put(outer)
    await innerWork()
    throw new Error('outer fails')
  })
  const failure = await (place === 'inside' ? outerWork() : innerWork()).then(() => undefined, (error: unknown) => error as Error)
  expect(failure?.name === 'TransactionalError').toBe(expected.refused === true)
  expect(await isThere(inner)).toBe(expected.inner === true)
  expect(await isThere(outer)).toBe(false)
})

test('hooks run after the commit, or after the rollback', async () => {
  const heard: string[] = []
  const work = (fail: boolean): Promise<void> => wrapInTransaction(async () => {
    const id = fresh()
    runOnTransactionCommit(() => void heard.push('commit'))
    runOnTransactionRollback(() => void heard.push('rollback'))
    runOnTransactionComplete((error) => void heard.push(error === undefined ? 'complete' : 'failed'))
    await put(id)
    if (fail) throw new Error('fails')
  })()
  await work(false)
  await new Promise((resolve) => setImmediate(resolve))
  expect(heard.sort()).toEqual(['commit', 'complete'])
  heard.length = 0
  await expect(work(true)).rejects.toThrow('fails')
  await new Promise((resolve) => setImmediate(resolve))
  expect(heard.sort()).toEqual(['failed', 'rollback'])
})

test('connectionName names the data source, isolationLevel is accepted', async () => {
  const [first, second] = [fresh(), fresh()]
  class Service {
    @Transactional({ connectionName: 'second', isolationLevel: IsolationLevel.READ_COMMITTED })
    async both(): Promise<void> {
      await put(first)
      await put(second, 'second')
      throw new Error('no')
    }

    @Transactional({ connectionName: 'manager-of-renamed' })
    async renamed(id: string): Promise<void> {
      await put(id, 'renamed')
      throw new Error('no')
    }

    @Transactional({ connectionName: 'without' })
    async without(id: string): Promise<void> {
      await put(id, 'without')
    }
  }
  await expect(new Service().both()).rejects.toThrow('no')
  expect([await isThere(first), await isThere(second, 'second')]).toEqual([true, false])
  const third = fresh()
  await expect(new Service().renamed(third)).rejects.toThrow('no')
  expect(await isThere(third, 'renamed')).toBe(false)
  expect(() => new Service().without(fresh())).toThrow('No data sources defined')
})

test('many transactional calls at once never mix', async () => {
  const ids = Array.from({ length: 50 }, fresh)
  await Promise.allSettled(ids.map((id, i) => wrapInTransaction(async () => {
    await put(id)
    await new Promise((resolve) => setImmediate(resolve))
    await getRepository(Thing).update({ id }, { state: 'seen' })
    if (i % 2 === 1) throw new Error('half of them')
  })()))
  expect((await getRepository(Thing).batchRead(ids)).map((one) => one?.state ?? null)).toEqual(ids.map((_, i) => (i % 2 === 0 ? 'seen' : null)))
  expect(await getRepository(Thing).findBy({ state: IsNull(), id: ids[0]! })).toEqual([])
})
