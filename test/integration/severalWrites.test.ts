import { Column, Entity, PrimaryColumn } from 'typeorm'
import { EntityAlreadyExistsError, GlobalSecondaryIndex, type DynamoEntityManager } from '../../src/index.js'
import type { DynamoQueryRunner } from '../../src/typeorm/DynamoQueryRunner.js'
import { clientConfig, endpoint } from '../support/engine.js'
import { startFaultProxy, type FaultProxy } from '../support/faultProxy.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

interface Box {
  readonly x: number
  readonly list: readonly number[]
}

@Entity({ name: 'basket' })
@GlobalSecondaryIndex({ name: 'byKindAndName', partitionKey: ['kind', 'name'] })
class Basket {
  @PrimaryColumn() id: string
  @Column() kind: string
  @Column() name: string
  @Column({ type: 'int', default: 0 }) n: number
  @Column({ type: 'json' }) box: Box
  @Column({ type: 'json' }) log: readonly number[]
  @Column({ type: 'set' }) tags: ReadonlySet<string>
}

let proxy: FaultProxy
let opened: OpenedSource
beforeAll(async () => {
  proxy = await startFaultProxy(endpoint())
  opened = await openWith([Basket], { clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 3 } })
})
afterAll(async () => {
  await opened.dataSource.destroy()
  await proxy.stop()
})

type Work = (manager: DynamoEntityManager, id: string, change: (text: string, values?: Readonly<Record<string, unknown>>) => Promise<void>) => Promise<unknown>

let next = 0
const fresh = (): string => `b${++next}`
const table = (): string => opened.dataSource.getMetadata(Basket).tableName
const basket = (id: string, more: Partial<Basket> = {}): Basket => opened.dataSource.getRepository(Basket).create({ id, kind: 'k', name: 'a', n: 1, box: { x: 1, list: [1] }, log: [1], tags: new Set(['a', 'b']), ...more })
const inTransaction = (id: string, work: Work): Promise<unknown> => opened.dataSource.transaction((manager) => {
  const runner = manager.queryRunner as unknown as DynamoQueryRunner
  return work(manager as DynamoEntityManager, id, (text, values) => runner.updateOne(table(), { id }, text, values))
})

/** What writes of one stored item come to: the requests from the first write to the end of the commit, and what is left. */
const rows: readonly (readonly [string, Work, readonly string[], Record<string, unknown> | undefined])[] = [
  ['appends to one list', async (_manager, _id, change) => { await change('SET log = list_append(log, :v)', { ':v': [2] }); await change('SET log = list_append(log, :v)', { ':v': [3] }) }, ['TransactWriteItems'], { log: [1, 2, 3] }],
  ['a subtraction after an addition', async (_manager, _id, change) => { await change('ADD n :v', { ':v': 5 }); await change('SET n = n - :v', { ':v': 2 }) }, ['TransactWriteItems'], { n: 4 }],
  ['a map that is set, and changed within', async (manager, id, change) => { await manager.update(Basket, { id }, { box: { x: 2, list: [] } }); await change('SET box.x = :v, box.list[0] = :v', { ':v': 9 }) }, ['UpdateItem'], { box: { x: 9, list: [9] } }],
  ['a copy of what was counted', async (_manager, _id, change) => { await change('ADD n :v', { ':v': 5 }); await change('SET box.x = n') }, ['TransactWriteItems'], { n: 6, box: { x: 6, list: [1] } }],
  ['an update and a delete', async (manager, id) => { await manager.update(Basket, { id }, { n: 2 }); await manager.delete(Basket, { id }) }, ['DeleteItem'], undefined],
  ['parts of an index in two updates', async (manager, id) => { await manager.update(Basket, { id }, { kind: 'l', name: 'b' }); await manager.update(Basket, { id }, { kind: 'm', name: 'c' }) }, ['UpdateItem'], { kind: 'm', name: 'c', 'kind#name': 'm#c' }],

  ['a list that is changed within, and appended to', async (_manager, _id, change) => { await change('SET log[0] = :v', { ':v': 7 }); await change('SET log = list_append(log, :v)', { ':v': [8] }) }, ['GetItem', 'UpdateItem'], { log: [7, 8], n: 1 }],
  ['an update under a counter that was added to', async (manager, id) => { await manager.increment(Basket, { id }, 'n', 4); await manager.update(Basket, { id, n: 5 }, { name: 'b', kind: 'l' }) }, ['GetItem', 'UpdateItem'], { n: 5, name: 'b', 'kind#name': 'l#b' }],
  ['a change within a map, and a put', async (manager, id, change) => { await change('SET box.x = :v', { ':v': 7 }); await manager.put(Basket, basket(id, { name: 'z' })) }, ['GetItem', 'PutItem'], { name: 'z', box: { x: 1, list: [1] }, 'kind#name': 'k#z' }],
  ['a change within a map, and a delete', async (manager, id, change) => { await change('SET box.x = :v', { ':v': 7 }); await manager.delete(Basket, { id }) }, ['GetItem', 'DeleteItem'], undefined],
  ['additions that come to nothing, under the sum', async (manager, id) => { await manager.increment(Basket, { id }, 'n', 4); await manager.update(Basket, { id, n: 5 }, { n: 1 }) }, ['GetItem', 'TransactWriteItems'], { n: 1 }],
]

test.each(rows)('one operation of %s', async (_name, work, actions, expected) => {
  const id = fresh()
  await opened.dataSource.manager.getRepository(Basket).save(basket(id))
  proxy.reset()
  await inTransaction(id, work)
  expect(proxy.requests.map(({ action }) => action)).toEqual(actions)
  expect([await storedItem(table(), { id })]).toMatchObject([expected])
})

test.each(rows)('one operation of %s is done once where the answer is lost', async (_name, work, actions, expected) => {
  const id = fresh()
  await opened.dataSource.manager.getRepository(Basket).save(basket(id))
  proxy.reset()
  proxy.next(actions.at(-1)!, 'cut-after')
  await inTransaction(id, work)
  expect(proxy.requests.map(({ action }) => action)).toEqual([...actions, actions.at(-1)])
  expect([await storedItem(table(), { id })]).toMatchObject([expected])
})

describe('a write that cannot follow an earlier one ends as it would alone', () => {
  test.each<[string, Work, readonly string[]]>([
    ['criteria that what was added to does not satisfy', async (manager, id) => { await manager.increment(Basket, { id }, 'n', 4); expect((await manager.update(Basket, { id, n: 1 }, { tags: new Set(['c']) })).affected).toBe(0) }, ['GetItem', 'GetItem', 'TransactWriteItems']],
    ['criteria that what was set does not satisfy', async (manager, id) => { await manager.update(Basket, { id }, { n: 5 }); expect((await manager.update(Basket, { id, n: 1 }, { tags: new Set(['c']) })).affected).toBe(0) }, ['GetItem', 'UpdateItem']],
    ['an insert of what was changed', async (manager, id) => { await manager.increment(Basket, { id }, 'n', 4); await expect(manager.insert(Basket, basket(id) as never)).rejects.toBeInstanceOf(EntityAlreadyExistsError) }, ['GetItem', 'TransactWriteItems']],
    ['an update of what was deleted', async (manager, id) => { await manager.increment(Basket, { id }, 'n', 4); await manager.delete(Basket, { id }); expect((await manager.update(Basket, { id }, { n: 7 })).affected).toBe(0); await manager.put(Basket, basket(id, { n: 5 })) }, ['PutItem']],
  ])('%s', async (_name, work, actions) => {
    const id = fresh()
    await opened.dataSource.manager.getRepository(Basket).save(basket(id))
    proxy.reset()
    await inTransaction(id, work)
    expect(proxy.requests.map(({ action }) => action)).toEqual(actions)
    expect(await storedItem(table(), { id })).toMatchObject({ n: 5, tags: new Set(['a', 'b']) })
  })
})

test('what others change before the item is read for an operation is taken up, and its index follows', async () => {
  const id = fresh()
  await opened.dataSource.manager.getRepository(Basket).save(basket(id))
  await inTransaction(id, async (manager, _id, change) => {
    await manager.update(Basket, { id }, { kind: 'l' })
    await opened.dataSource.manager.update(Basket, { id }, { name: 'z', kind: 'k', log: [5] })
    await change('SET log[0] = :v', { ':v': 7 })
    await change('SET log = list_append(log, :v)', { ':v': [8] })
  })
  expect(await storedItem(table(), { id })).toMatchObject({ kind: 'l', name: 'z', 'kind#name': 'l#z', log: [7, 8] })
})
