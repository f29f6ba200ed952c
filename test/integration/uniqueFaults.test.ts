import { randomUUID } from 'node:crypto'
import { Column, Entity, PrimaryColumn } from 'typeorm'
import type { PagingAndSortingRepository } from '../../src/index.js'
import { clientConfig, endpoint } from '../support/engine.js'
import { startFaultProxy, type FaultProxy } from '../support/faultProxy.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { sentinelsOf } from '../support/sentinelsOf.js'

@Entity({ name: 'unique_faulty' })
class Faulty {
  @PrimaryColumn() id: string
  @Column({ unique: true }) email: string
  @Column({ type: 'int', default: 0 }) count: number
}

const bookkeeping = `sentinels-${randomUUID()}`
let proxy: FaultProxy
let opened: OpenedSource
let faulty: PagingAndSortingRepository<Faulty>

beforeAll(async () => {
  proxy = await startFaultProxy(endpoint())
  opened = await openWith([Faulty], { bookkeepingTable: bookkeeping, clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 3 } })
  faulty = opened.dataSource.getRepository(Faulty)
})
afterAll(async () => {
  await opened.dataSource.destroy()
  await proxy.stop()
})
beforeEach(async () => {
  proxy.reset()
  await faulty.clear()
  await faulty.insert({ id: '1', email: 'a' })
})

const one = (values: Partial<Faulty>): Faulty => faulty.create({ id: '1', count: 0, ...values })
const taken = async (): Promise<string[]> => (await sentinelsOf(opened, bookkeeping)).map(({ values, owner }) => `${values}: ${owner}`)

/** Each write, and the values that are taken after it. */
const writes: readonly (readonly [string, () => Promise<unknown>, readonly string[]])[] = [
  ['insert', () => faulty.insert({ id: '2', email: 'b' }), ['a: 1', 'b: 2']],
  ['put', () => faulty.put(one({ email: 'b' })), ['b: 1']],
  ['putMany', () => faulty.putMany([one({ email: 'b' })]), ['b: 1']],
  ['save', () => faulty.save(one({ email: 'b' })), ['b: 1']],
  ['update', () => faulty.update('1', { email: 'b' }), ['b: 1']],
  ['updateExpression', () => faulty.updateExpression({ where: { id: '1' }, setValues: { email: 'b' }, addValues: { count: 1 } }), ['b: 1']],
  ['upsert', () => faulty.upsert({ id: '1', email: 'b' }, ['id']), ['b: 1']],
  ['delete', () => faulty.delete('1'), []],
  ['remove', () => faulty.remove(one({})), []],
  ['clear', () => faulty.clear(), []],
  ['a transaction', () => opened.dataSource.transaction(async (manager) => {
    await manager.insert(Faulty, { id: '2', email: 'a' })
    await manager.update(Faulty, '1', { email: 'b' })
  }), ['a: 2', 'b: 1']],
]

describe.each(writes)('%s', (_name, write, expected) => {
  test('whose answer is lost is done once, and reports no violation', async () => {
    proxy.next('TransactWriteItems', 'cut-after')
    await write()
    expect(await taken()).toEqual(expected)
    expect((await faulty.findAll()).map(({ id, email }) => `${email}: ${id}`).sort()).toEqual(expected)
    expect((await faulty.findAll()).every(({ count }) => count <= 1)).toBe(true)
  })

  test('that fails before it is done is done when it is sent again', async () => {
    proxy.next('TransactWriteItems', 'error-500-before')
    await write()
    expect(await taken()).toEqual(expected)
  })
})

test('a put of the same values whose answer is lost is done once', async () => {
  proxy.next('PutItem', 'cut-after')
  await faulty.put(one({ email: 'a', count: 1 }))
  expect(await taken()).toEqual(['a: 1'])
})
