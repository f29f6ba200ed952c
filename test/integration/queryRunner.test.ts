import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { Column, Entity, PrimaryColumn } from 'typeorm'
import { Propagation, Transactional } from 'typeorm-transactional'
import { close, datasourceManager, EntityAlreadyExistsError, getManager, getRepository, GlobalSecondaryIndex, open, TransactionFailedError, type DynamoDataSource } from '../../src/index.js'
import { clientConfig, tablePrefix } from '../support/engine.js'
import { recordedConfig } from '../support/requests.js'
import { storedItem } from '../support/storedItem.js'

@Entity({ name: 'user' })
@GlobalSecondaryIndex({ name: 'byStatus', partitionKey: ['status', 'name'] })
class User {
  @PrimaryColumn() id: string
  @Column({ nullable: true }) name: string
  @Column({ nullable: true }) status: string
  @Column({ nullable: true }) lastOrderDate: string
}

@Entity({ name: 'order' })
class Order {
  @PrimaryColumn() id: string
  @Column() userId: string
  @Column('double') total: number
}

const sent = recordedConfig()
const users = `${tablePrefix()}user`
const cart = `${tablePrefix()}cart`
let dataSource: DynamoDataSource
beforeAll(async () => {
  dataSource = await open({ entities: [User, Order], entityPrefix: tablePrefix(), synchronize: true, scans: 'allow', clientConfig: sent.config })
  const client = new DynamoDBClient(clientConfig())
  await client.send(new CreateTableCommand({ TableName: cart, BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName: 'userId', KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: 'userId', AttributeType: 'S' }] }))
  client.destroy()
})
afterAll(() => close())
beforeEach(() => sent.clear())

let next = 0
const fresh = (): string => `u${++next}`
const user = (id: string): User => Object.assign(new User(), { id, name: 'Bob', status: 'active' })
const order = (id: string): Order => Object.assign(new Order(), { id, userId: 'x', total: 250 })

describe('items of tables, by a query runner', () => {
  test('are written in one transaction, with the index attributes of entities', async () => {
    const runner = datasourceManager.connection.createQueryRunner()
    await runner.putOne(cart, { userId: 'gone', items: [1, 2] })
    sent.clear()
    await runner.startTransaction()
    const [a, b] = [fresh(), fresh()]
    await runner.putOne(users, { id: a, name: 'Alice', status: 'active' })
    await runner.putMany(users, [{ id: b, name: 'Bea', status: 'new', preferences: { newsletter: true } }])
    await runner.updateOne(users, { id: b }, 'SET #s = :s', { ':s': 'old' }, { '#s': 'status' })
    await runner.deleteOne(cart, { userId: 'gone' })
    await runner.deleteMany(cart, [{ userId: 'x' }, { userId: 'y' }])
    expect(sent.actions()).toEqual([])
    await runner.commitTransaction()
    await runner.release()
    expect(sent.actions()).toEqual(['TransactWriteItems'])
    expect(await storedItem(users, { id: a })).toEqual({ id: a, name: 'Alice', status: 'active', 'status#name': 'active#Alice' })
    expect(await storedItem(users, { id: b })).toEqual({ id: b, name: 'Bea', status: 'old', preferences: { newsletter: true }, 'status#name': 'old#Bea' })
    expect(await storedItem(cart, { userId: 'gone' })).toBeUndefined()
  })

  test('are written at once without a transaction', async () => {
    const runner = dataSource.createQueryRunner()
    const id = fresh()
    await runner.putOne(users, { id, name: 'Al', status: 's' })
    await runner.updateOne({ table: users, key: { id }, updateExpression: 'SET name = :n REMOVE lastOrderDate', values: { ':n': 'Bo' } })
    expect(await storedItem(users, { id })).toMatchObject({ name: 'Bo', 'status#name': 's#Bo' })
    await expect(runner.updateOne(users, { id: 'none' }, 'SET name = :n', { ':n': 'x' })).rejects.toMatchObject({ code: 'write.absent' })
    await expect(runner.putOne(users, { name: 'no key' })).rejects.toThrow('the primary key has no value')
    await expect(runner.putOne(`${users}_none`, { id: '1' })).rejects.toMatchObject({ name: 'TableNotFoundError' })
    await runner.deleteMany(users, [{ id }])
    expect(await storedItem(users, { id })).toBeUndefined()
  })

  test('over 100 operations nothing is sent', async () => {
    const runner = dataSource.createQueryRunner()
    await runner.startTransaction()
    for (let i = 0; i < 150; i++) await runner.putOne(users, { id: `many-${i}` })
    await expect(runner.commitTransaction()).rejects.toThrow('maximum 100 operations')
    await runner.rollbackTransaction()
    expect(sent.actions()).toEqual([])
    await runner.release()
  })

  test('a cancelled commit begins with Transaction failed', async () => {
    const runner = dataSource.createQueryRunner()
    const id = fresh()
    await runner.startTransaction()
    await runner.manager.insert(User, user(id))
    await dataSource.getDocumentClient().send(new PutCommand({ TableName: users, Item: { id } }))
    await runner.putOne(users, { id: `${id}-other` })
    const failure = await runner.commitTransaction().then(() => undefined, (error: unknown) => error)
    expect(failure).toBeInstanceOf(EntityAlreadyExistsError)
    expect((failure as Error).cause).toBeInstanceOf(TransactionFailedError)
    expect((failure as Error).message).toMatch(/^Transaction failed/)
    await runner.rollbackTransaction()
    await runner.release()
  })
})

describe('who joins a transaction that startTransaction() begins', () => {
  test('repositories, managers and builders of the flow, until it ends', async () => {
    const [a, b] = [fresh(), fresh()]
    const manager = getManager()
    const runner = manager.connection.createQueryRunner()
    await runner.startTransaction()
    await manager.put(User, user(a))
    await manager.put(Order, order(a))
    await manager.update(User, { where: { id: a }, setValues: { lastOrderDate: '2026' } })
    await getRepository(User).save(user(b))
    expect(sent.actions().filter((action) => action !== 'GetItem')).toEqual([])
    await runner.commitTransaction()
    expect(sent.actions().filter((action) => action !== 'GetItem')).toEqual(['TransactWriteItems'])
    expect(await storedItem(users, { id: a })).toMatchObject({ lastOrderDate: '2026' })
    sent.clear()
    await getRepository(User).put(user(fresh()))
    expect(sent.actions()).toEqual(['PutItem'])
    await runner.release()
  })

  test('not what goes on after a rollback', async () => {
    const [a, b] = [fresh(), fresh()]
    const runner = dataSource.createQueryRunner()
    await runner.startTransaction()
    await getRepository(User).put(user(a))
    await runner.rollbackTransaction()
    await getRepository(User).put(user(b))
    expect(await storedItem(users, { id: a })).toBeUndefined()
    expect(await storedItem(users, { id: b })).toBeDefined()
  })

  test('not a transaction of its own, nor what runs beside it', async () => {
    const [a, b, c] = [fresh(), fresh(), fresh()]
    const beside = (async () => {
      await new Promise((resolve) => setImmediate(resolve))
      await getRepository(User).put(user(c))
    })()
    const runner = dataSource.createQueryRunner()
    await runner.startTransaction()
    await getRepository(User).put(user(a))
    await dataSource.transaction(async (manager) => {
      await manager.insert(User, user(b))
    })
    await beside
    expect(await storedItem(users, { id: b })).toBeDefined()
    expect(await storedItem(users, { id: c })).toBeDefined()
    await runner.rollbackTransaction()
    expect(await storedItem(users, { id: a })).toBeUndefined()
  })

  test('work that is forked before the first await inherits it, a helper that awaits first does not bind its caller', async () => {
    const [a, b] = [fresh(), fresh()]
    const runner = dataSource.createQueryRunner()
    const started = runner.startTransaction()
    const forked = (async () => getRepository(User).put(user(a)))()
    await Promise.all([started, forked])
    expect(await storedItem(users, { id: a })).toBeUndefined()
    await runner.rollbackTransaction()

    const other = dataSource.createQueryRunner()
    const helper = async (): Promise<void> => {
      await Promise.resolve()
      await other.startTransaction()
    }
    await helper()
    await getRepository(User).put(user(b))
    expect(await storedItem(users, { id: b })).toBeDefined()
    await other.rollbackTransaction()
  })

  test('50 flows at once, half of them failing, never mix', async () => {
    const ids = Array.from({ length: 50 }, fresh)
    await Promise.all(ids.map(async (id, i) => {
      await new Promise((resolve) => setImmediate(resolve))
      const runner = dataSource.createQueryRunner()
      await runner.startTransaction()
      await getRepository(User).put(user(id))
      await new Promise((resolve) => setImmediate(resolve))
      await runner.putOne(`${tablePrefix()}order`, { id, userId: id, total: i })
      if (i % 2 === 0) await runner.commitTransaction()
      else await runner.rollbackTransaction()
      await runner.release()
    }))
    expect((await getRepository(User).batchRead(ids)).map((one) => one !== null)).toEqual(ids.map((_, i) => i % 2 === 0))
    expect((await getRepository(Order).batchRead(ids)).map((one) => one !== null)).toEqual(ids.map((_, i) => i % 2 === 0))
  })
})

describe('@Transactional()', () => {
  class Service {
    @Transactional()
    async outer(ids: readonly [string, string], inner: 'own' | 'none' | 'joined'): Promise<void> {
      await getRepository(User).put(user(ids[0]))
      await this[inner](ids[1])
      throw new Error('outer fails')
    }

    @Transactional({ propagation: Propagation.REQUIRES_NEW })
    async own(id: string): Promise<void> {
      await getRepository(User).put(user(id))
    }

    @Transactional({ propagation: Propagation.NOT_SUPPORTED })
    async none(id: string): Promise<void> {
      await getRepository(User).put(user(id))
    }

    @Transactional()
    async joined(id: string): Promise<void> {
      await getRepository(User).put(user(id))
    }
  }

  test.each(['own', 'none', 'joined'] as const)('inner work that is %s', async (inner) => {
    const ids = [fresh(), fresh()] as const
    await expect(new Service().outer(ids, inner)).rejects.toThrow('outer fails')
    expect((await getRepository(User).batchRead(ids)).map((one) => one !== null)).toEqual([false, inner !== 'joined'])
  })
})
