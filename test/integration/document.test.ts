/**
 * The document that this package was conceived from, from top to bottom. Where its text cannot compile as printed, a comment
 * says what is different.
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import express from 'express'
import { BaseEntity, Column, Entity, PrimaryColumn } from 'typeorm'
import { Transactional } from 'typeorm-transactional'
import {
  datasourceInitializer, datasourceManager, environmentUtils, getCustomRepository, getManager, getRepository, GlobalSecondaryIndex, Pageable, pageableRoutes,
  PagingAndSortingRepository, type DynamoFindManyOptions,
} from '../../src/index.js'
import { clientConfig, tablePrefix } from '../support/engine.js'
import { recordedConfig } from '../support/requests.js'
import { storedItem } from '../support/storedItem.js'

@Entity({ name: 'user' })
@GlobalSecondaryIndex({ name: 'ageIndex', partitionKey: 'age', sortKey: ['lastname', 'firstname'] })
class User extends BaseEntity {
  @PrimaryColumn({ name: 'id', type: 'varchar' })
  id: string

  @Column({ name: 'firstname', type: 'varchar' })
  firstname: string

  @Column({ name: 'lastname', type: 'varchar' })
  lastname: string

  @Column({ name: 'age', type: 'varchar' })
  age: string

  // Not in the document's entity: its transaction examples set these.
  @Column({ type: 'varchar', nullable: true })
  status: string

  @Column({ type: 'varchar', nullable: true })
  lastOrderDate: string
}

@Entity({ name: 'order' })
class Order {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @Column({ type: 'varchar' }) userId: string
  @Column({ type: 'double' }) total: number
}

@Entity({ name: 'post' })
class Post {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @Column({ type: 'varchar' }) message: string
}

/** The document's repository, which needs no EntityRepository decorator: TypeORM 1.x has none. */
class UserRepository extends PagingAndSortingRepository<User> {}

const sent = recordedConfig()
const options = { entities: [User, Order, Post], entityPrefix: tablePrefix(), clientConfig: sent.config, scans: 'allow' as const }
/** The document's tables are called as their entities; here each has this file's prefix. */
const table = (name: string): string => tablePrefix() + name
const person = (id: string, lastname = 'Doe', firstname = 'Jane', age = '42'): User => Object.assign(new User(), { id, lastname, firstname, age })

beforeAll(async () => {
  const client = new DynamoDBClient(clientConfig())
  const keys = { cart: 'userId', profiles: 'userId', wallets: 'userId', audit_logs: 'id', temp_registrations: 'registrationId', items: 'id' }
  for (const [name, key] of Object.entries(keys)) {
    await client.send(new CreateTableCommand({ TableName: table(name), BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName: key, KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }] }))
  }
  client.destroy()
  await datasourceManager.open({ ...options, synchronize: true })
})
afterAll(() => datasourceManager.close())
beforeEach(() => sent.clear())

test('open reads the entities, and one can read and write', async () => {
  await datasourceManager.close()
  const run = async (): Promise<void> => {
    await datasourceManager.open({ ...options, synchronize: false })
    await getRepository(User).put(person('opened'))
  }
  await run()
  expect(await getRepository(User).get('opened')).toBeInstanceOf(User)
})

test('Express: the data source opens with the first request, and pages are parsed', async () => {
  const app = express()
  app.use(datasourceInitializer({ ...options, synchronize: environmentUtils.isLocal() }))
  app.use(pageableRoutes)
  app.get('/users', (request, response, next) => {
    getRepository(User).findPage({ where: { age: '50' } }, request.pageable).then((page) => response.json(page), next)
  })
  await getRepository(User).putMany(['a', 'b', 'c'].map((id) => person(id, id, 'x', '50')))
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/users?page=0&size=2&sort=lastname,desc`)
  expect(((await response.json()) as { content: User[] }).content.map((one) => one.id)).toEqual(['c', 'b'])
  server.close()
})

test('the user service', async () => {
  class UserService {
    get(id: string): Promise<User | null> {
      return getRepository(User).get(id)
    }

    async put(user: User): Promise<void> {
      await getRepository(User).put(user)
    }

    async delete(id: string): Promise<void> {
      await getRepository(User).delete({ id })
    }

    // `criteria: any` in the document.
    findPage(criteria: { age?: string }, pageable: Pageable): ReturnType<UserRepository['findPage']> {
      const repository = getRepository(User)
      if (criteria.age) return repository.findPage({ index: 'ageIndex', where: { age: criteria.age } } satisfies DynamoFindManyOptions<User>, pageable)
      return repository.findPage({}, pageable)
    }
  }
  const service = new UserService()
  await service.put(person('s1', 'Roe'))
  await service.put(person('s2', 'Doe', 'Jim', '43'))
  expect(await service.get('s1')).toBeInstanceOf(User)
  expect(await storedItem(table('user'), { id: 's1' })).toMatchObject({ 'lastname#firstname': 'Roe#Jane' })
  sent.clear()
  expect((await service.findPage({ age: '43' }, Pageable.getDefault())).content.map((one) => one.id)).toEqual(['s2'])
  expect(sent.actions()).toEqual(['Query'])
  expect((await service.findPage({}, Pageable.one())).content).toHaveLength(1)
  await service.delete('s1')
  expect(await service.get('s1')).toBeNull()
})

test('the custom repository', async () => {
  const repository = getCustomRepository(UserRepository, User)
  expect(repository).toBeInstanceOf(UserRepository)
  await repository.put(person('custom'))
  expect(await repository.get('custom')).toMatchObject({ lastname: 'Doe' })
})

test('@Transactional() opens a transaction', async () => {
  class PostService {
    constructor(readonly repository: PagingAndSortingRepository<Post>) {}

    @Transactional()
    async createPost(id: string, message: string): Promise<Post> {
      const post = this.repository.create({ id, message })
      return this.repository.save(post)
    }
  }
  await new PostService(getRepository(Post)).createPost('p1', 'hello')
  expect(await storedItem(table('post'), { id: 'p1' })).toEqual({ id: 'p1', message: 'hello' })
})

test('operations of a query runner, in one transaction', async () => {
  const queryRunner = datasourceManager.connection.createQueryRunner()
  await queryRunner.startTransaction()
  try {
    await queryRunner.putOne(table('user'), { id: 'user-123', name: 'Alice', status: 'active' })
    await queryRunner.putOne(table('order'), { id: 'order-456', userId: 'user-123', total: 100.0, status: 'pending' })
    await queryRunner.deleteOne(table('cart'), { userId: 'user-123' })
    expect(sent.actions().filter((action) => action !== 'DescribeTable')).toEqual([])
    await queryRunner.commitTransaction()
  } catch (error) {
    await queryRunner.rollbackTransaction()
    throw error
  }
  expect(sent.actions().filter((action) => action !== 'DescribeTable')).toEqual(['TransactWriteItems'])
  expect(await storedItem(table('order'), { id: 'order-456' })).toEqual({ id: 'order-456', userId: 'user-123', total: 100, status: 'pending' })
})

test('entity manager methods join the transaction', async () => {
  const manager = getManager()
  const queryRunner = manager.connection.createQueryRunner()
  await queryRunner.startTransaction()
  try {
    // The document leaves out what its entity requires.
    const user = person('user-124')
    user.status = 'active'
    const order = new Order()
    order.id = 'order-789'
    order.userId = 'user-124'
    order.total = 250.0
    await manager.put(User, user)
    await manager.put(Order, order)
    await manager.update(User, { where: { id: 'user-124' }, setValues: { lastOrderDate: new Date(0).toISOString() } })
    expect(sent.actions()).toEqual([])
    await queryRunner.commitTransaction()
  } catch (error) {
    await queryRunner.rollbackTransaction()
    throw error
  }
  expect(sent.actions()).toEqual(['TransactWriteItems'])
  expect(await storedItem(table('user'), { id: 'user-124' })).toMatchObject({ status: 'active', lastOrderDate: '1970-01-01T00:00:00.000Z' })
})

test('150 operations are told apart from a failed transaction', async () => {
  const seen: string[] = []
  const handleTransactionErrors = async (): Promise<void> => {
    const queryRunner = datasourceManager.connection.createQueryRunner()
    await queryRunner.startTransaction()
    try {
      for (let i = 0; i < 150; i++) await queryRunner.putOne(table('items'), { id: `item-${i}`, data: 'test' })
      await queryRunner.commitTransaction()
    } catch (error) {
      await queryRunner.rollbackTransaction()
      // `error` is unknown to the compiler, where the document reads its message.
      if ((error as Error).message.includes('maximum 100 operations')) seen.push('Too many operations in transaction')
      else if ((error as Error).message.includes('Transaction failed')) seen.push('DynamoDB transaction failed')
      throw error
    }
  }
  await expect(handleTransactionErrors()).rejects.toThrow('maximum 100 operations')
  expect(seen).toEqual(['Too many operations in transaction'])
  expect(await storedItem(table('items'), { id: 'item-0' })).toBeUndefined()
})

test('a registration over six tables', async () => {
  const queryRunner = datasourceManager.connection.createQueryRunner()
  await queryRunner.startTransaction()
  await queryRunner.putOne(table('user'), { id: 'user-125', email: 'alice@example.com', status: 'active', createdAt: new Date(0).toISOString() })
  await queryRunner.putOne(table('profiles'), { userId: 'user-125', firstName: 'Alice', lastName: 'Johnson', preferences: { newsletter: true } })
  await queryRunner.putOne(table('wallets'), { userId: 'user-125', balance: 0.0, currency: 'USD' })
  await queryRunner.putMany(table('audit_logs'), ['USER_CREATED', 'PROFILE_CREATED', 'WALLET_CREATED'].map((action, i) => ({ id: `audit-${i + 1}`, action, userId: 'user-125', timestamp: i })))
  await queryRunner.deleteMany(table('temp_registrations'), [{ registrationId: 'temp-123' }, { registrationId: 'temp-124' }])
  await queryRunner.commitTransaction()
  expect(sent.actions().filter((action) => action === 'TransactWriteItems')).toHaveLength(1)
  expect(await storedItem(table('profiles'), { userId: 'user-125' })).toMatchObject({ preferences: { newsletter: true } })
  expect(await storedItem(table('audit_logs'), { id: 'audit-3' })).toMatchObject({ action: 'WALLET_CREATED' })
})

test('repositories take part, or are rolled back', async () => {
  const repository = getRepository(User)
  await repository.put(person('cart'))
  const connection = datasourceManager.connection
  const queryRunner = connection.createQueryRunner()
  await queryRunner.startTransaction()
  await repository.put(person('taking-part'))
  await repository.delete('cart')
  await queryRunner.rollbackTransaction()
  expect(await repository.get('taking-part')).toBeNull()
  expect(await repository.get('cart')).toBeInstanceOf(User)
  await queryRunner.startTransaction()
  await repository.put(person('taking-part'))
  await repository.delete('cart')
  await queryRunner.commitTransaction()
  expect(await repository.get('taking-part')).toBeInstanceOf(User)
  expect(await repository.get('cart')).toBeNull()
})
