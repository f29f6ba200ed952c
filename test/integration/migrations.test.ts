import { Column, Entity, PrimaryColumn, Table, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm'
import type { DynamoDataSource, DynamoDataSourceOptions, ItemWrites } from '../../src/index.js'
import { clientConfig, endpoint, tablePrefix } from '../support/engine.js'
import { startFaultProxy } from '../support/faultProxy.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

@Entity({ name: 'person' })
class Person {
  @PrimaryColumn() id: string
  @Column() name: string
  @Column({ nullable: true }) city: string
}

const people = `${tablePrefix()}person`
const cities = `${tablePrefix()}city`
const migrationsTable = `${tablePrefix()}migrations`
type Runner = QueryRunner & ItemWrites

class IndexCities1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createIndex(people, new TableIndex({ name: 'byCity', columnNames: ['city', 'name'] }))
    await runner.createTable(new Table({ name: cities, columns: [{ name: 'name', type: 'text', isPrimary: true }] }))
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(cities)
    await runner.dropIndex(people, 'byCity')
  }
}

class FillCities1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const rows = await runner.manager.createQueryBuilder(Person, 'person').getMany()
    const names = [...new Set(rows.map((row) => row.city))]
    await (runner as Runner).putMany(cities, names.map((name) => ({ name, people: rows.filter((row) => row.city === name).length })))
  }

  async down(runner: QueryRunner): Promise<void> {
    const rows = await runner.manager.createQueryBuilder().select('city.name', 'name').from(cities, 'city').getRawMany<{ name: string }>()
    await (runner as Runner).deleteMany(cities, rows)
  }
}

let failing = true
class Fails1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await (runner as Runner).putOne(cities, { name: 'Atlantis' })
    if (failing) throw new Error('midway')
    await (runner as Runner).putOne(cities, { name: 'Thule' })
  }

  async down(runner: QueryRunner): Promise<void> {
    await (runner as Runner).deleteMany(cities, [{ name: 'Atlantis' }, { name: 'Thule' }])
  }
}

const bookkeepingTable = `${tablePrefix()}bookkeeping`
const opened: OpenedSource[] = []
async function open(migrations: Function[], options: DynamoDataSourceOptions = {}): Promise<DynamoDataSource> {
  const one = await openWith([Person], { migrations, migrationsTableName: migrationsTable, bookkeepingTable, ...options })
  opened.push(one)
  return one.dataSource
}
const namesOf = (migrations: readonly { readonly name: string }[]): string[] => migrations.map((migration) => migration.name)
const recorded = async (dataSource: DynamoDataSource, table = migrationsTable): Promise<unknown[]> => dataSource.createQueryBuilder().select().from(table, 'm').orderBy('m.id').getRawMany()

// TypeORM logs a migration that fails, whatever `logging` says.
beforeEach(() => void jest.spyOn(console, 'log').mockImplementation(() => undefined))
beforeAll(async () => {
  const dataSource = await open([])
  await dataSource.getRepository(Person).putMany([['1', 'Ann', 'Bern'], ['2', 'Bob', 'Bern'], ['3', 'Cy', 'Rome']].map(([id, name, city]) => Object.assign(new Person(), { id, name, city })))
})
afterEach(async () => {
  for (const { dataSource } of opened.splice(0)) await dataSource.destroy()
  failing = true
})

test('are run in their order, shown, reverted one by one, and run again', async () => {
  const dataSource = await open([FillCities1700000000002, IndexCities1700000000001])
  expect(await dataSource.showMigrations()).toBe(true)
  expect(namesOf(await dataSource.runMigrations())).toEqual(['IndexCities1700000000001', 'FillCities1700000000002'])
  expect(await storedItem(cities, { name: 'Bern' })).toEqual({ name: 'Bern', people: 2 })
  expect((await dataSource.createQueryRunner().getTable(people))!.indices.map((index) => index.name)).toEqual(['byCity'])
  expect(await recorded(dataSource)).toEqual([
    { id: expect.any(Number), timestamp: 1700000000001, name: 'IndexCities1700000000001' },
    { id: expect.any(Number), timestamp: 1700000000002, name: 'FillCities1700000000002' },
  ])
  expect(await dataSource.showMigrations()).toBe(false)
  expect(await dataSource.runMigrations()).toEqual([])

  await dataSource.undoLastMigration()
  expect(await storedItem(cities, { name: 'Bern' })).toBeUndefined()
  expect(await dataSource.showMigrations()).toBe(true)
  await dataSource.undoLastMigration()
  expect(await dataSource.createQueryRunner().hasTable(cities)).toBe(false)
  expect(await recorded(dataSource)).toEqual([])
  await dataSource.undoLastMigration()

  expect(namesOf(await dataSource.runMigrations())).toEqual(['IndexCities1700000000001', 'FillCities1700000000002'])
  expect(await storedItem(cities, { name: 'Rome' })).toEqual({ name: 'Rome', people: 1 })
})

test('that fail midway leave what they have done and are not recorded; those before them stay, and the next run tries again', async () => {
  const dataSource = await open([IndexCities1700000000001, FillCities1700000000002, Fails1700000000003])
  await expect(dataSource.runMigrations()).rejects.toThrow('midway')
  expect(await recorded(dataSource)).toHaveLength(2)
  expect(await storedItem(cities, { name: 'Atlantis' })).toBeDefined()
  failing = false
  expect(namesOf(await dataSource.runMigrations())).toEqual(['Fails1700000000003'])
  expect(await storedItem(cities, { name: 'Thule' })).toBeDefined()
  await dataSource.undoLastMigration()
  expect(await storedItem(cities, { name: 'Thule' })).toBeUndefined()
})

test('in a transaction each, items and the record of the migration are one TransactWriteItems, and a failure leaves neither', async () => {
  const dataSource = await open([IndexCities1700000000001, FillCities1700000000002, Fails1700000000003])
  const { sent } = opened[0]!
  await expect(dataSource.runMigrations({ transaction: 'each' })).rejects.toThrow('midway')
  expect(await storedItem(cities, { name: 'Atlantis' })).toBeUndefined()
  expect(await recorded(dataSource)).toHaveLength(2)
  failing = false
  sent.clear()
  expect(namesOf(await dataSource.runMigrations({ transaction: 'each' }))).toEqual(['Fails1700000000003'])
  expect(sent.actions().filter((action) => /Write|Put|Delete/.test(action))).toEqual(['TransactWriteItems'])
  expect(await recorded(dataSource)).toHaveLength(3)
  sent.clear()
  await dataSource.undoLastMigration({ transaction: 'all' })
  expect(sent.actions().filter((action) => /Write|Put|Delete/.test(action))).toEqual(['TransactWriteItems'])
  expect(await recorded(dataSource)).toHaveLength(2)
})

test('send what they need: the table is looked up, read whole and consistently, and a number is drawn for the record', async () => {
  failing = false
  const dataSource = await open([IndexCities1700000000001, FillCities1700000000002, Fails1700000000003], { scans: 'refuse' })
  const { sent } = opened[0]!
  await dataSource.runMigrations()
  // The second DescribeTable is of the table that the migration writes to.
  expect(sent.actions()).toEqual(['DescribeTable', 'Scan', 'DescribeTable', 'PutItem', 'PutItem', 'UpdateItem', 'PutItem'])
  expect(sent.requests.find((request) => request.action === 'Scan')!.input).toMatchObject({ TableName: migrationsTable, ConsistentRead: true })
  sent.clear()
  await dataSource.undoLastMigration()
  expect(sent.actions()).toEqual(['DescribeTable', 'Scan', 'BatchWriteItem', 'Scan', 'DeleteItem'])
})

test('are recorded without being run where they are faked, for every data source that names the same table', async () => {
  class Nothing1700000000009 implements MigrationInterface {
    up = (): Promise<void> => Promise.resolve()
    down = (): Promise<void> => Promise.resolve()
  }
  const dataSource = await open([Nothing1700000000009], { migrationsTableName: `${tablePrefix()}other` })
  const other = await open([Nothing1700000000009], { migrationsTableName: `${tablePrefix()}other` })
  expect(await other.showMigrations()).toBe(true)
  await dataSource.runMigrations({ fake: true })
  expect(await recorded(dataSource, `${tablePrefix()}other`)).toEqual([{ id: expect.any(Number), timestamp: 1700000000009, name: 'Nothing1700000000009' }])
  expect(await other.showMigrations()).toBe(false)
  await other.undoLastMigration({ fake: true })
  const running = await open([Nothing1700000000009], { migrationsTableName: `${tablePrefix()}other`, migrationsRun: true })
  expect(await running.showMigrations()).toBe(false)
})

test('are reverted in the order in which they were run, whatever their timestamps', async () => {
  class Later1700000000020 implements MigrationInterface {
    up = (): Promise<void> => Promise.resolve()
    down = (): Promise<void> => Promise.resolve()
  }
  class Earlier1700000000019 extends Later1700000000020 {}
  const options = { migrationsTableName: `${tablePrefix()}ordered` }
  await (await open([Later1700000000020], options)).runMigrations()
  const dataSource = await open([Earlier1700000000019, Later1700000000020], options)
  expect(namesOf(await dataSource.runMigrations())).toEqual(['Earlier1700000000019'])
  await dataSource.undoLastMigration()
  expect(await recorded(dataSource, options.migrationsTableName)).toEqual([expect.objectContaining({ name: 'Later1700000000020' })])
})

describe('builders that name a table in place of an entity', () => {
  let dataSource: DynamoDataSource
  let sent: OpenedSource['sent']
  const table = `${tablePrefix()}plain`
  beforeEach(async () => {
    dataSource = await open([], { scans: 'refuse' })
    ;({ sent } = opened[0]!)
    await dataSource.createQueryRunner().createTable(new Table({
      name: table,
      columns: [{ name: 'owner', type: 'text', isPrimary: true }, { name: 'at', type: 'int', isPrimary: true }, { name: 'kind', type: 'text' }],
      indices: [{ name: 'byKind', columnNames: ['kind'] }],
    }), true)
    sent.clear()
  })

  test('insert, read, update and delete items, by the keys and indexes that DynamoDB describes', async () => {
    await dataSource.createQueryBuilder().insert().into(table, ['owner', 'at', 'kind', 'tags', 'n']).values([{ owner: 'a', at: 1, kind: 'x', tags: ['t'], n: 1 }, { owner: 'a', at: 2, kind: 'y', n: 2 }]).execute()
    const read = () => dataSource.createQueryBuilder().select().from(table, 't')
    expect(await read().where('t.owner = :owner AND t.at = :at', { owner: 'a', at: 1 }).getRawMany()).toEqual([{ owner: 'a', at: 1, kind: 'x', tags: ['t'], n: 1 }])
    expect(await read().where('kind = :kind', { kind: 'y' }).getRawOne()).toEqual({ owner: 'a', at: 2, kind: 'y', n: 2 })
    expect(await dataSource.createQueryBuilder().select('t.at', 'moment').addSelect('t.tags', 'tags').from(table, 't').where({ owner: 'a' }).andWhere('t.n > 0').orderBy('t.at', 'DESC').getRawMany()).toEqual([{ moment: 2, tags: null }, { moment: 1, tags: ['t'] }])
    await dataSource.createQueryBuilder().update(table).set({ n: 5, tags: null } as object).where('owner = :owner AND at = :at', { owner: 'a', at: 1 }).execute()
    expect(await storedItem(table, { owner: 'a', at: 1 })).toEqual({ owner: 'a', at: 1, kind: 'x', n: 5 })
    const { affected } = await dataSource.createQueryBuilder().delete().from(table).where('owner = :owner AND at = :at AND n = :n', { owner: 'a', at: 2, n: 3 }).execute()
    expect(affected).toBe(0)
    await dataSource.createQueryBuilder().delete().from(table).where('owner = :owner AND at = :at', { owner: 'a', at: 2 }).execute()
    expect(await storedItem(table, { owner: 'a', at: 2 })).toBeUndefined()
    expect(sent.actions()).toEqual(['DescribeTable', 'TransactWriteItems', 'GetItem', 'Query', 'Query', 'UpdateItem', 'DeleteItem', 'DeleteItem'])
  })

  test('insert or update by the key, or leave what is there', async () => {
    const insert = (n: number) => dataSource.createQueryBuilder().insert().into(table).values({ owner: 'up', at: 1, n })
    await insert(1).orUpdate(['n'], ['owner', 'at']).execute()
    await insert(2).orUpdate(['n'], ['owner', 'at']).execute()
    await insert(3).orIgnore().execute()
    expect(await storedItem(table, { owner: 'up', at: 1 })).toEqual({ owner: 'up', at: 1, n: 2 })
    await expect(insert(4).execute()).rejects.toMatchObject({ name: 'EntityAlreadyExistsError' })
  })

  test('write once where an answer is lost', async () => {
    const proxy = await startFaultProxy(endpoint())
    const through = await open([], { clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 3 } })
    try {
      proxy.next('PutItem', 'cut-after')
      await through.createQueryBuilder().insert().into(table).values({ owner: 'lost', at: 1, n: 1 }).execute()
      proxy.next('UpdateItem', 'cut-after')
      await through.createQueryBuilder().update(table).set({ n: 2 } as object).where({ owner: 'lost', at: 1 }).execute()
      expect(await storedItem(table, { owner: 'lost', at: 1 })).toEqual({ owner: 'lost', at: 1, n: 2 })
      proxy.next('DeleteItem', 'cut-after')
      await through.createQueryBuilder().delete().from(table).where({ owner: 'lost', at: 1 }).execute()
      expect(await storedItem(table, { owner: 'lost', at: 1 })).toBeUndefined()
    } finally {
      await proxy.stop()
    }
  })

  test('obey `scans`, and refuse what is no column', async () => {
    await expect(dataSource.createQueryBuilder().select().from(table, 't').where('t.n = 1').getRawMany()).rejects.toMatchObject({ code: 'query.scan' })
    await expect(dataSource.createQueryBuilder().select('LOWER(t.kind)', 'k').from(table, 't').where({ owner: 'a', at: 1 }).getRawMany()).rejects.toThrow('does not support selections other than columns')
    await expect(dataSource.createQueryBuilder().insert().into(table).values({ owner: 'a' }).execute()).rejects.toThrow('the primary key has no value')
    await expect(dataSource.createQueryBuilder().select().from(`${table}_none`, 't').getRawMany()).rejects.toMatchObject({ name: 'TableNotFoundError' })
  })
})
