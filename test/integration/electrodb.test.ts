import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { Entity as ElectroEntity, Service } from 'electrodb'
import { Column, Entity, PrimaryColumn } from 'typeorm'
import { defineTable, Pageable, SingleTable, type PagingAndSortingRepository } from '../../src/index.js'
import { clientConfig } from '../support/engine.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

/** A table as ElectroDB fills it: keys in lower case, of which each part is named. */
const School = defineTable({
  name: 'School',
  partitionKey: 'pk',
  sortKey: 'sk',
  typeAttribute: '__edb_e__',
  composition: 'plain',
  casing: 'lower',
  indexes: {
    gsi1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' },
    gsi2: { partitionKey: 'gsi2pk', sortKey: 'gsi2sk' },
  },
})

@Entity()
@SingleTable(School, {
  type: 'User',
  key: { partitionKey: '$myapp#userid_{userId}', sortKey: '$user_1' },
  indexes: {
    gsi1: { partitionKey: '$myapp#email_{email}', sortKey: '$user_1' },
    gsi2: { partitionKey: '$myapp#org_{org}', sortKey: '$people#user_1#createdat_{createdAt}#level_{level}' },
  },
})
class User {
  @PrimaryColumn() userId: string
  @Column() email: string
  @Column() org: string
  @Column() createdAt: string
  @Column({ type: 'int' }) level: number
  @Column({ type: 'boolean', default: false }) verified: boolean
  @Column({ type: 'json', nullable: true }) tags: string[] | null
  @Column({ name: '__edb_v__', default: '1', select: false }) modelVersion: string
}

@Entity()
@SingleTable(School, {
  type: 'Task',
  key: { partitionKey: '$myapp#userid_{userId}', sortKey: '$task_1#taskid_{taskId}' },
  indexes: { gsi2: { partitionKey: '$myapp#org_{org}', sortKey: '$people#task_1#taskid_{taskId}' } },
})
class Task {
  @PrimaryColumn() userId: string
  @PrimaryColumn() taskId: string
  @Column() org: string
  @Column({ type: 'int', default: 0 }) points: number
  @Column({ name: '__edb_v__', default: '1', select: false }) modelVersion: string
}

function electro(table: string, client: DynamoDBDocumentClient) {
  const users = new ElectroEntity({
    model: { entity: 'User', version: '1', service: 'MyApp' },
    attributes: {
      userId: { type: 'string', required: true }, email: { type: 'string', required: true }, org: { type: 'string', required: true }, createdAt: { type: 'string', required: true },
      level: { type: 'number', required: true }, verified: { type: 'boolean', default: false }, tags: { type: 'list', items: { type: 'string' } },
    },
    indexes: {
      primary: { pk: { field: 'pk', composite: ['userId'] }, sk: { field: 'sk', composite: [] } },
      byEmail: { index: 'gsi1', pk: { field: 'gsi1pk', composite: ['email'] }, sk: { field: 'gsi1sk', composite: [] } },
      byOrg: { index: 'gsi2', collection: 'people', pk: { field: 'gsi2pk', composite: ['org'] }, sk: { field: 'gsi2sk', composite: ['createdAt', 'level'] } },
    },
  } as const, { table, client })
  const tasks = new ElectroEntity({
    model: { entity: 'Task', version: '1', service: 'MyApp' },
    attributes: { userId: { type: 'string', required: true }, taskId: { type: 'string', required: true }, org: { type: 'string', required: true }, points: { type: 'number', default: 0 } },
    indexes: {
      primary: { pk: { field: 'pk', composite: ['userId'] }, sk: { field: 'sk', composite: ['taskId'] } },
      byOrg: { index: 'gsi2', collection: 'people', pk: { field: 'gsi2pk', composite: ['org'] }, sk: { field: 'gsi2sk', composite: ['taskId'] } },
    },
  } as const, { table, client })
  return { users, tasks, service: new Service({ users, tasks }, { table, client }) }
}

let opened: OpenedSource
let client: DynamoDBDocumentClient
let theirs: ReturnType<typeof electro>
let users: PagingAndSortingRepository<User>
let tasks: PagingAndSortingRepository<Task>
let table: string
beforeAll(async () => {
  opened = await openWith([User, Task])
  table = `${(opened.dataSource.options as { entityPrefix?: string }).entityPrefix}${School.name}`
  client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig()), { marshallOptions: { removeUndefinedValues: true } })
  theirs = electro(table, client)
  users = opened.dataSource.getRepository(User)
  tasks = opened.dataSource.getRepository(Task)
})
afterAll(async () => {
  client.destroy()
  await opened.dataSource.destroy()
})
beforeEach(async () => {
  await users.clear()
  await tasks.clear()
  opened.sent.clear()
})

const jane = { userId: 'Jane-1', email: 'Jane@Example.org', org: 'Acme', createdAt: '2024-01-01T00:00:00Z', level: 12, verified: true, tags: ['a', 'b'] }
const john = { userId: 'john-2', email: 'john@example.org', org: 'Acme', createdAt: '2024-02-01T00:00:00Z', level: 3, verified: false, tags: ['c'] }

test('an entity makes the very item that ElectroDB makes', async () => {
  await theirs.users.put(jane).go()
  const made = await storedItem(table, { pk: '$myapp#userid_jane-1', sk: '$user_1' })
  expect(made).toMatchObject({ gsi1pk: '$myapp#email_jane@example.org', gsi2sk: '$people#user_1#createdat_2024-01-01t00:00:00z#level_12', __edb_e__: 'User', __edb_v__: '1' })
  await users.clear()
  await users.put(users.create({ ...jane }))
  expect(await storedItem(table, { pk: '$myapp#userid_jane-1', sk: '$user_1' })).toEqual(made)
})

describe('items that ElectroDB has written', () => {
  beforeEach(async () => {
    await theirs.users.put([jane, john]).go()
    await theirs.tasks.put([{ userId: 'Jane-1', taskId: 'T1', org: 'Acme', points: 5 }, { userId: 'Jane-1', taskId: 't2', org: 'acme', points: 7 }]).go()
    opened.sent.clear()
  })

  test('are read by key, by index, by pages and by everything', async () => {
    expect(await users.get('Jane-1')).toEqual(Object.assign(new User(), jane))
    expect(await users.findOneBy({ email: 'Jane@Example.org' })).toMatchObject(jane)
    expect(await users.find({ where: { org: 'Acme' }, order: { createdAt: 'DESC' } })).toMatchObject([john, jane])
    expect(await users.findBy({ org: 'Acme', createdAt: '2024-02-01T00:00:00Z' })).toMatchObject([john])
    expect((await users.findPage({ where: { org: 'Acme' } }, Pageable.of(0, 1))).content).toHaveLength(1)
    expect(await tasks.find({ where: { userId: 'Jane-1' } })).toMatchObject([{ taskId: 'T1', points: 5 }, { taskId: 't2', points: 7 }])
    expect(await tasks.countBy({ userId: 'Jane-1' })).toBe(2)
    expect(opened.sent.requests.map(({ action, input }) => [action, input.IndexName])).toEqual([['GetItem', undefined], ['Query', 'gsi1'], ['Query', 'gsi2'], ['Query', 'gsi2'], ['Query', 'gsi2'], ['Query', undefined], ['Query', undefined]])
    expect((await users.find()).map(({ userId }) => userId).sort()).toEqual(['Jane-1', 'john-2'])
  })

  test('are changed, and ElectroDB finds them by their new keys', async () => {
    await users.update('Jane-1', { email: 'New@Example.org' })
    await users.save({ userId: 'john-2', org: 'Other' })
    await users.increment({ userId: 'Jane-1' }, 'level', 1)
    await tasks.upsert({ userId: 'Jane-1', taskId: 'T1', org: 'Other', points: 6 }, ['userId', 'taskId'])
    expect((await theirs.users.query.byEmail({ email: 'new@example.org' }).go()).data).toMatchObject([{ ...jane, email: 'New@Example.org', level: 13 }])
    expect((await theirs.users.query.byEmail({ email: 'jane@example.org' }).go()).data).toEqual([])
    expect((await theirs.users.query.byOrg({ org: 'Other' }).go()).data).toMatchObject([{ userId: 'john-2' }])
    expect((await theirs.users.query.byOrg({ org: 'Acme' }).gte({ createdAt: '2024-01-01' }).go()).data).toMatchObject([{ userId: 'Jane-1', level: 13 }])
    expect((await theirs.service.collections.people({ org: 'other' }).go()).data).toMatchObject({ users: [{ userId: 'john-2' }], tasks: [{ taskId: 'T1', points: 6 }] })
    await users.delete('Jane-1')
    expect((await theirs.users.get({ userId: 'Jane-1' }).go()).data).toBeNull()
  })
})

test('what entities write here, ElectroDB reads, queries, changes and collects', async () => {
  await users.insert([{ ...jane }, { ...john }])
  await opened.dataSource.transaction(async (manager) => {
    await manager.insert(Task, { userId: 'Jane-1', taskId: 'T1', org: 'Acme', points: 1 })
    await manager.save(manager.create(Task, { userId: 'Jane-1', taskId: 'T2', org: 'Acme' }))
  })
  expect((await theirs.users.get({ userId: 'JANE-1' }).go()).data).toEqual(jane)
  expect((await theirs.users.query.byOrg({ org: 'acme' }).go()).data).toEqual([jane, john])
  expect((await theirs.users.query.byOrg({ org: 'acme', createdAt: '2024-02-01T00:00:00Z' }).go()).data).toEqual([john])
  expect((await theirs.tasks.query.primary({ userId: 'jane-1' }).go()).data).toEqual([{ userId: 'Jane-1', taskId: 'T1', org: 'Acme', points: 1 }, { userId: 'Jane-1', taskId: 'T2', org: 'Acme', points: 0 }])
  expect((await theirs.service.collections.people({ org: 'Acme' }).go()).data).toMatchObject({ users: [{}, {}], tasks: [{}, {}] })
  expect((await theirs.users.scan.go()).data).toHaveLength(2)
  await theirs.users.patch({ userId: 'Jane-1' }).set({ email: 'Changed@Example.org' }).go()
  expect(await users.findOneBy({ email: 'Changed@Example.org' })).toMatchObject({ userId: 'Jane-1' })
})

test('a value that could be mistaken for the text around it is refused before anything is sent', async () => {
  opened.sent.clear()
  @Entity()
  @SingleTable(School, { type: 'Pair', key: { partitionKey: '$myapp#a_{a}#b_{b}', sortKey: '$pair_1' } })
  class Pair {
    @PrimaryColumn() a: string
    @PrimaryColumn() b: string
  }
  const other = await openWith([Pair])
  const pairs = other.dataSource.getRepository(Pair)
  await expect(pairs.insert({ a: '1#b_2', b: '3' })).rejects.toThrow('Pair.a, b: the key could be that of other values, since its composition is plain. Use values without the text that stands between the parts.')
  await expect(pairs.get({ a: '1#B_2', b: '3' })).rejects.toThrow('the key could be that of other values')
  expect(other.sent.actions()).toEqual([])
  await pairs.insert({ a: '1#2', b: '3#b_4' })
  expect(await pairs.get({ a: '1#2', b: '3#b_4' })).toEqual({ a: '1#2', b: '3#b_4' })
  await other.dataSource.destroy()
})
