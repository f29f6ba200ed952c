import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { Column, Entity, PrimaryColumn, Table, TableIndex, type QueryRunner } from 'typeorm'
import { GlobalSecondaryIndex, TimeToLive, type DynamoDataSource, type ItemWrites } from '../../src/index.js'
import { clientConfig, endpoint, tablePrefix } from '../support/engine.js'
import { startFaultProxy } from '../support/faultProxy.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

@Entity({ name: 'member' })
@GlobalSecondaryIndex({ name: 'byName', partitionKey: ['last', 'first'] })
class Member {
  @PrimaryColumn() id: string
  @Column({ nullable: true }) first: string
  @Column({ nullable: true }) last: string
  @Column({ nullable: true }) points: number
}

let dataSource: DynamoDataSource
let sent: OpenedSource['sent']
let runner: QueryRunner & ItemWrites
beforeAll(async () => {
  ({ dataSource, sent } = await openWith([Member]))
  runner = dataSource.createQueryRunner()
})
afterAll(async () => {
  await runner.release()
  await dataSource.destroy()
})
beforeEach(() => sent.clear())

let made = 0
const byText = (a = '', b = ''): number => (a < b ? -1 : 1)
const fresh = (): string => `${tablePrefix()}made_${++made}`
const members = `${tablePrefix()}member`
const id = { name: 'id', type: 'varchar', isPrimary: true }
/** What was sent, without looking whether it is done. */
const changes = (): string[] => sent.actions().filter((action) => action !== 'DescribeTable')

describe('createTable', () => {
  test('makes the primary columns the key and the indices global indexes, and waits until all can be used', async () => {
    const name = fresh()
    await runner.createTable(new Table({
      name,
      columns: [{ name: 'tenant', type: 'varchar', isPrimary: true }, { name: 'at', type: 'bigint', isPrimary: true }, { name: 'city', type: 'text' }, { name: 'zip', type: 'int' }, { name: 'note', type: 'text' }],
      indices: [{ name: 'byCity', columnNames: ['city', 'zip'] }],
    }))
    expect(changes()).toEqual(['CreateTable'])
    await runner.putOne(name, { tenant: 'a', at: 1, city: 'Bern', zip: 3000, note: 'x' })
    const table = (await runner.getTable(name))!
    expect(table.columns.map((column) => [column.name, column.type, column.isPrimary])).toEqual([['tenant', 'string', true], ['at', 'number', true], ['city', 'string', false], ['zip', 'number', false]])
    expect(table.indices.map((index) => [index.name, index.columnNames])).toEqual([['byCity', ['city', 'zip']]])
    expect(table.primaryColumns.map((column) => column.name)).toEqual(['tenant', 'at'])
  })

  test('of a table that exists is refused, or left as it is with ifNotExists', async () => {
    const table = new Table({ name: fresh(), columns: [id] })
    await runner.createTable(table)
    sent.clear()
    await expect(runner.createTable(table)).rejects.toMatchObject({ code: 'schema.tableExists', message: expect.stringMatching(/it exists already\. Pass ifNotExists/) })
    await runner.createTable(table, true)
    expect(changes()).toEqual([])
  })

  test('leaves foreign keys out where it is told so', async () => {
    const name = fresh()
    await runner.createTable(new Table({ name, columns: [id], foreignKeys: [{ columnNames: ['id'], referencedColumnNames: ['id'], referencedTableName: 'other' }] }), false, false)
    expect(await runner.hasTable(name)).toBe(true)
  })

  test('leaves indices out where it is told so', async () => {
    const name = fresh()
    await runner.createTable(new Table({ name, columns: [id, { name: 'kind', type: 'text' }], indices: [{ columnNames: ['kind'] }] }), false, true, false)
    expect((await runner.getTable(name))!.indices).toEqual([])
  })

  test.each<[string, Partial<ConstructorParameters<typeof Table>[0]>, RegExp]>([
    ['no key', { columns: [{ name: 'a', type: 'text' }] }, /it has no primary column/],
    ['three key columns', { columns: ['a', 'b', 'c'].map((name) => ({ name, type: 'text', isPrimary: true })) }, /3 primary columns/],
    ['a key of a type that cannot be one', { columns: [{ ...id, type: 'json' }] }, /a column of type json cannot be a key/],
    ['a unique column', { columns: [id, { name: 'mail', type: 'text', isUnique: true }] }, /mail: this driver does not support constraints/],
    ['a foreign key', { columns: [id], foreignKeys: [{ columnNames: ['id'], referencedColumnNames: ['id'], referencedTableName: 'other' }] }, /does not support constraints/],
    ['a default', { columns: [id, { name: 'state', type: 'text', default: "'new'" }] }, /state: this driver does not support values that a table fills in/],
    ['a comment', { columns: [id], comment: 'x' }, /does not support comments/],
    ['a unique index', { columns: [id], indices: [{ columnNames: ['id'], isUnique: true }] }, /does not support constraints/],
    ['a partial index', { columns: [id], indices: [{ columnNames: ['id'], where: 'id > 1' }] }, /does not support indices of another kind/],
    ['an index of a column without type', { columns: [id], indices: [{ name: 'byX', columnNames: ['x'] }] }, /nobody knows the type of the column x/],
    ['an index of six columns', { columns: [id], indices: [{ name: 'byX', columnNames: ['id', 'id', 'id', 'id', 'id', 'id'] }] }, /4 sort key attributes at most/],
    ['an index without columns', { columns: [id], indices: [{ name: 'byX', columnNames: [] }] }, /it has no columns/],
    ['a short name', { name: 'ab', columns: [id] }, /3 to 255 characters/],
  ])('of %s is refused, and nothing sent', async (_what, options, message) => {
    await expect(runner.createTable(new Table({ name: fresh(), ...options }))).rejects.toThrow(message)
    expect(sent.actions()).toEqual([])
  })
})

describe('createIndex', () => {
  test('adds a global index and waits until it holds what is stored', async () => {
    const name = fresh()
    await runner.createTable(new Table({ name, columns: [id] }))
    await runner.putOne(name, { id: '1', age: 42 })
    sent.clear()
    const index = new TableIndex({ columnNames: ['age'] })
    await runner.createIndex(new Table({ name, columns: [{ name: 'age', type: 'int' }] }), index)
    expect(changes()).toEqual(['UpdateTable'])
    expect(index.name).toMatch(/^IDX_/)
    const { Items: found } = await query(name, index.name!, 'age', 42)
    expect(found).toEqual([{ id: '1', age: 42 }])
    await expect(runner.createIndex(name, new TableIndex({ name: index.name!, columnNames: ['age'] }))).rejects.toMatchObject({ code: 'schema.indexExists' })
  })

  test('knows the types of keys and of entities, of composed attributes too', async () => {
    await runner.createIndices(members, [new TableIndex({ name: 'byPoints', columnNames: ['points', 'id'] }), new TableIndex({ name: 'byWhole', columnNames: ['last#first'] })])
    expect(changes()).toEqual(['UpdateTable', 'UpdateTable'])
    const table = (await runner.getTable(members))!
    expect(new Set(table.indices.map((index) => index.name))).toEqual(new Set(['byName', 'byPoints', 'byWhole']))
    expect(table.findColumnByName('points')!.type).toBe('number')
    sent.clear()
    await runner.dropIndices(members, table.indices.filter((index) => index.name !== 'byName'))
    expect(changes()).toEqual(['UpdateTable', 'UpdateTable'])
    expect((await runner.getTable(members))!.indices.map((index) => index.name)).toEqual(['byName'])
    await expect(runner.createIndex(members, new TableIndex({ name: 'byColour', columnNames: ['colour'] }))).rejects.toThrow('nobody knows the type of the column colour. Pass a Table')
    await expect(runner.createIndex(fresh(), new TableIndex({ name: 'byColour', columnNames: ['colour'] }))).rejects.toMatchObject({ name: 'TableNotFoundError' })
  })
})

describe('dropIndex', () => {
  test('deletes that index and no other, and is done when it is gone', async () => {
    const name = fresh()
    await runner.createTable(new Table({ name, columns: [id, { name: 'kind', type: 'text' }], indices: [{ name: 'byKind', columnNames: ['kind'] }, { name: 'byKindAndId', columnNames: ['kind', 'id'] }] }))
    sent.clear()
    await runner.dropIndex(name, 'byKind')
    expect(changes()).toEqual(['UpdateTable'])
    expect((await runner.getTable(name))!.indices.map((index) => index.name)).toEqual(['byKindAndId'])
    sent.clear()
    await expect(runner.dropIndex(name, 'byKind')).rejects.toMatchObject({ code: 'schema.indexNotFound' })
    await (runner.dropIndex as (table: string, index: string, ifExists: boolean) => Promise<void>)(name, 'byKind', true)
    expect(changes()).toEqual([])
  })
})

describe('dropTable, hasTable, getTables, hasColumn, clearTable', () => {
  test('dropTable wants a table, unless ifExists', async () => {
    const name = fresh()
    await runner.createTable(new Table({ name, columns: [id] }))
    expect(await runner.hasTable(name)).toBe(true)
    await runner.dropTable(name)
    expect(await runner.hasTable(name)).toBe(false)
    expect(await runner.getTable(name)).toBeUndefined()
    await expect(runner.dropTable(name)).rejects.toMatchObject({ name: 'TableNotFoundError' })
    await runner.dropTable(name, true)
  })

  test('a table that is made anew under its name may have another key', async () => {
    const name = fresh()
    await runner.createTable(new Table({ name, columns: [id] }))
    await runner.putOne(name, { id: '1' })
    await runner.dropTable(new Table({ name }))
    await runner.createTable(new Table({ name, columns: [{ name: 'other', type: 'int', isPrimary: true }] }))
    await runner.putOne(name, { other: 1 })
    await runner.clearTable(name)
    await expect(runner.putOne(name, { id: '1' })).rejects.toThrow('the primary key has no value')
  })

  test('getTables describes the named ones that exist, or all', async () => {
    const name = fresh()
    await runner.createTable(new Table({ name, columns: [id] }))
    expect((await runner.getTables([name, `${name}_none`])).map((table) => table.name)).toEqual([name])
    expect((await runner.getTables()).map((table) => table.name)).toEqual(expect.arrayContaining([name, members]))
  })

  test('hasColumn knows keys, and does not guess about others', async () => {
    expect(await runner.hasColumn(members, 'id')).toBe(true)
    expect(await runner.hasColumn(members, 'last#first')).toBe(true)
    expect(await runner.hasColumn(fresh(), 'id')).toBe(false)
    await expect(runner.hasColumn(members, 'points')).rejects.toThrow('does not support looking for columns that are not keys')
  })

  test('clearTable deletes every item; there is nothing to cascade to', async () => {
    const name = fresh()
    await runner.createTable(new Table({ name, columns: [id] }))
    await runner.putMany(name, [{ id: '1' }, { id: '2' }])
    await expect((runner.clearTable as (table: string, options: object) => Promise<void>)(name, { cascade: true })).rejects.toThrow('does not support constraints')
    await runner.clearTable(name)
    expect((await dataSource.getDocumentClient().send(new ScanCommand({ TableName: name }))).Count).toBe(0)
  })
})

describe('what createSchemaBuilder().log() lists', () => {
  @Entity({ name: 'logged' })
  class Before {
    @PrimaryColumn() id: string
    @Column() kind: string
  }

  @Entity({ name: 'logged' })
  @GlobalSecondaryIndex({ name: 'byKind', partitionKey: 'kind', projection: ['note'] })
  class After {
    @PrimaryColumn() id: string
    @Column() kind: string
    @Column() note: string
    @TimeToLive() @Column({ type: 'int', nullable: true }) ends: number
  }

  test('query() does, and takes back', async () => {
    const before = await openWith([Before])
    await before.dataSource.destroy()
    const { dataSource: after } = await openWith([After], { synchronize: false })
    const other = after.createQueryRunner()
    const log = () => after.driver.createSchemaBuilder().log()
    const wanted = await log()
    expect(wanted.upQueries.map(({ query: text }) => text.split(' ')[0])).toEqual(['UpdateTable', 'UpdateTimeToLive'])
    for (const { query: text } of wanted.upQueries) await other.query(text)
    expect((await log()).upQueries).toEqual([])
    for (const { query: text } of wanted.downQueries.toReversed()) await other.query(text)
    expect((await log()).upQueries.map(({ query: text }) => text)).toEqual(wanted.upQueries.map(({ query: text }) => text))
    await after.destroy()
  })

  test('and no other request does', async () => {
    const changed = async (): Promise<unknown> => runner.query(`UpdateTable {"TableName":"${members}","BillingMode":"PAY_PER_REQUEST"}`)
    await expect(changed()).rejects.toMatchObject({ code: 'schema.request' })
    expect(sent.actions()).toEqual([])
  })
})

describe('a change whose answer is lost', () => {
  test.each([
    ['createTable', 'CreateTable', (other: QueryRunner, name: string) => other.createTable(new Table({ name, columns: [id] })), []],
    ['createIndex', 'UpdateTable', (other: QueryRunner, name: string) => other.createIndex(new Table({ name, columns: [{ name: 'kind', type: 'text' }] }), new TableIndex({ name: 'byKind', columnNames: ['kind'] })), ['byOld', 'byKind']],
    ['dropIndex', 'UpdateTable', (other: QueryRunner, name: string) => other.dropIndex(name, 'byOld'), []],
    ['dropTable', 'DeleteTable', (other: QueryRunner, name: string) => other.dropTable(name), undefined],
  ] as const)('%s is done once and reported as done', async (method, action, change, left) => {
    const name = fresh()
    if (method !== 'createTable') await runner.createTable(new Table({ name, columns: [id, { name: 'old', type: 'text' }], indices: [{ name: 'byOld', columnNames: ['old'] }] }))
    const proxy = await startFaultProxy(endpoint())
    const opened = await openWith([], { clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 3 } })
    proxy.next(action, 'cut-after')
    try {
      await change(opened.dataSource.createQueryRunner(), name)
    } finally {
      await opened.dataSource.destroy()
      await proxy.stop()
    }
    expect((await runner.getTable(name))?.indices.map((index) => index.name).toSorted(byText)).toEqual(left?.toSorted(byText))
  })
})

function query(table: string, index: string, name: string, value: unknown) {
  return dataSource.getDocumentClient().send(new QueryCommand({ TableName: table, IndexName: index, KeyConditionExpression: '#n = :v', ExpressionAttributeNames: { '#n': name }, ExpressionAttributeValues: { ':v': value } }))
}
