import { AfterLoad, Column, DeleteDateColumn, Entity, PrimaryColumn } from 'typeorm'
import type { DynamoEntityManager } from '../../src/index.js'
import { clientConfig, endpoint } from '../support/engine.js'
import { startFaultProxy, type Fault, type FaultProxy } from '../support/faultProxy.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

@Entity({ name: 'at_once_user' })
class User {
  @PrimaryColumn() id: string
  @Column() name: string
  @DeleteDateColumn() deletedAt: Date | null
  greeting: string

  @AfterLoad() greet(): void {
    this.greeting = `Hello ${this.name}`
  }
}

@Entity({ name: 'at_once_order' })
class Order {
  @PrimaryColumn() tenant: string
  @PrimaryColumn('int') number: number
  @Column('int') total: number
}

let opened: OpenedSource
let manager: DynamoEntityManager
let proxy: FaultProxy
let faulty: OpenedSource

beforeAll(async () => {
  opened = await openWith([User, Order])
  proxy = await startFaultProxy(endpoint())
  faulty = await openWith([User, Order], { synchronize: false, clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 3 } })
  ;({ manager } = opened.dataSource)
  await manager.putMany(User, ['1', '2'].map((id) => manager.create(User, { id, name: `name ${id}` })))
  await manager.put(User, manager.create(User, { id: 'gone', name: 'gone', deletedAt: new Date(0) }))
  await manager.putMany(Order, Array.from({ length: 101 }, (_, number) => manager.create(Order, { tenant: 't', number, total: number * 10 })))
})
afterAll(async () => {
  await opened.dataSource.destroy()
  await faulty.dataSource.destroy()
  await proxy.stop()
})
beforeEach(() => {
  opened.sent.clear()
  proxy.reset()
})

const order = (number: number): readonly [typeof Order, { tenant: string; number: number }] => [Order, { tenant: 't', number }]

describe('transactGet', () => {
  test('answers in the order of what is asked, of several tables, with null for what is not there', async () => {
    const [second, none, third, first] = await manager.transactGet([[User, '2'], [User, 'none'], [Order, { tenant: 't', number: 3 }], [User, { id: '1' }]])
    expect(opened.sent.actions()).toEqual(['TransactGetItems'])
    expect([second, first]).toEqual([expect.any(User), expect.any(User)])
    expect([second?.greeting, none, third?.total, first?.greeting]).toEqual(['Hello name 2', null, 30, 'Hello name 1'])
  })

  test('asks once for what is named twice, and gives it as often', async () => {
    const [one, other, same] = await manager.transactGet([[User, '1'], [User, '2'], [User, '1']])
    expect([one?.id, other?.id, same?.id]).toEqual(['1', '2', '1'])
    expect(opened.sent.requests.map(({ input }) => (input.TransactItems as unknown[]).length)).toEqual([2])
  })

  test('reads one item by a consistent GetItem, and nothing where nothing is asked', async () => {
    expect((await manager.transactGet([[User, '1']]))[0]?.name).toBe('name 1')
    expect(await manager.transactGet([])).toEqual([])
    expect(opened.sent.requests.map(({ action, input }) => [action, input.ConsistentRead])).toEqual([['GetItem', true]])
  })

  test('finds what is soft-deleted only where it is asked to', async () => {
    expect((await manager.transactGet([[User, 'gone'], [User, '1']])).map((one) => one?.id)).toEqual([undefined, '1'])
    expect((await manager.transactGet([[User, 'gone'], [User, '1']], { withDeleted: true })).map((one) => one?.id)).toEqual(['gone', '1'])
  })

  test('takes 100 items, and refuses more before it sends anything', async () => {
    const found = await manager.transactGet(Array.from({ length: 100 }, (_, number) => order(number)))
    expect(found.map((one) => one?.total)).toEqual(Array.from({ length: 100 }, (_, number) => number * 10))
    opened.sent.clear()
    await expect(manager.transactGet(Array.from({ length: 101 }, (_, number) => order(number)))).rejects.toThrow('transactGet: DynamoDB refuses the request: it asks for 101 items, maximum 100 items at one moment.')
    expect(opened.sent.actions()).toEqual([])
  })

  test('inside a transaction sees what it has written, and asks only for what that leaves open', async () => {
    await expect(manager.transaction(async (entities) => {
      const inside = entities as DynamoEntityManager
      await inside.put(User, inside.create(User, { id: 'new', name: 'new' }))
      await inside.update(Order, { tenant: 't', number: 1 }, { total: 7 })
      await inside.delete(User, '2')
      opened.sent.clear()
      const [made, changed, deleted, other] = await inside.transactGet([[User, 'new'], [Order, { tenant: 't', number: 1 }], [User, '2'], [User, '1']])
      expect([made?.name, changed?.total, deleted, other?.name]).toEqual(['new', 7, null, 'name 1'])
      expect(opened.sent.requests.map(({ action, input }) => [action, (input.TransactItems as unknown[]).length])).toEqual([['TransactGetItems', 2]])
      throw new Error('enough')
    })).rejects.toThrow('enough')
  })

  test.each<Fault>(['cut-before', 'cut-after', 'error-500', 'throttle', 'conflict'])('answers although the answer meets %s', async (fault) => {
    proxy.next('TransactGetItems', fault)
    const [user, found] = await faulty.dataSource.manager.transactGet([[User, '1'], [Order, { tenant: 't', number: 4 }]])
    expect([user?.name, found?.total]).toEqual(['name 1', 40])
    expect(proxy.requests.map(({ action }) => action)).toEqual(['TransactGetItems', 'TransactGetItems'])
  })
})
