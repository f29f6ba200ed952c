import { SchemaMismatchError } from '../../src/errors/SchemaMismatchError.js'
import { SchemaTimeoutError } from '../../src/errors/SchemaTimeoutError.js'
import type { TableDefinition, TableIndex } from '../../src/planner/TableDefinition.js'
import { tableDefinitions } from '../../src/planner/tableDefinitions.js'
import { describeTable } from '../../src/schema/describeTable.js'
import { dropTables } from '../../src/schema/dropTables.js'
import { planSynchronization } from '../../src/schema/planSynchronization.js'
import { synchronizeTables } from '../../src/schema/synchronizeTables.js'
import { globalIndex, tableModel } from '../planner/tableModels.js'
import { tablePrefix } from '../support/engine.js'
import { recordingSender, serviceError } from './recordingSender.js'

const sender = recordingSender()
const made: string[] = []
const byName: TableIndex = { name: 'by_name', scope: 'global', partitionKey: [{ name: 'name', wire: 'S' }], sortKey: [], projection: 'ALL' }
const byAge: TableIndex = { name: 'by_age', scope: 'global', partitionKey: [{ name: 'age', wire: 'N' }], sortKey: [], projection: ['city'] }

/** A table of a name that no other test has. */
function table(more: Partial<TableDefinition> = {}): TableDefinition {
  const name = `${tablePrefix()}schema_${made.length}`
  made.push(name)
  return { name, partitionKey: { name: 'id', wire: 'S' }, indexes: [], ...more }
}

beforeEach(() => {
  sender.sent.length = 0
})

afterAll(async () => {
  await dropTables(sender, made)
  sender.end()
})

describe('synchronizeTables', () => {
  test('creates tables with all indexes and time to live, and then sends only descriptions', async () => {
    const byDay: TableIndex = { name: 'by_day', scope: 'local', partitionKey: [{ name: 'id', wire: 'S' }], sortKey: [{ name: 'day', wire: 'S' }], projection: 'KEYS_ONLY' }
    const definition = table({ sortKey: { name: 'at', wire: 'N' }, indexes: [byName, byAge, byDay], timeToLive: 'ends' })
    await synchronizeTables(sender, [definition])
    expect(sender.sent.filter((action) => !action.startsWith('Describe'))).toEqual(['CreateTable', 'UpdateTimeToLive'])
    expect(await describeTable(sender, definition.name)).toEqual({
      ...definition,
      indexes: expect.arrayContaining([byName, byAge, byDay].map((index) => ({ ...index, status: 'ACTIVE' }))),
      status: 'ACTIVE',
      id: expect.any(String),
      provisioned: undefined,
    })

    sender.sent.length = 0
    await synchronizeTables(sender, [definition])
    expect(sender.sent).toEqual(['DescribeTable', 'DescribeTimeToLive'])
  })

  test('asks for the time to live only where one is wanted', async () => {
    const definition = table()
    await synchronizeTables(sender, [definition])
    sender.sent.length = 0
    await synchronizeTables(sender, [definition])
    expect(sender.sent).toEqual(['DescribeTable'])
  })

  test('adds indexes to a table with items one at a time, and finds the old items by them', async () => {
    const definition = table()
    await synchronizeTables(sender, [definition])
    await sender.send('PutItem', { TableName: definition.name, Item: { id: { S: '1' }, name: { S: 'Ann' }, age: { N: '7' }, city: { S: 'Bonn' }, zip: { S: '53111' } } })
    sender.sent.length = 0
    await synchronizeTables(sender, [{ ...definition, indexes: [byName, byAge] }])
    expect(sender.sent.filter((action) => action !== 'DescribeTable')).toEqual(['UpdateTable', 'UpdateTable'])
    const { Items } = await sender.send('Query', { TableName: definition.name, IndexName: 'by_age', KeyConditionExpression: 'age = :age', ExpressionAttributeValues: { ':age': { N: '7' } } })
    expect(Items).toEqual([{ id: { S: '1' }, age: { N: '7' }, city: { S: 'Bonn' } }])
  })

  test('native keys of several attributes serve old and new items', async () => {
    const columns = { id: 'string', country: 'string', year: 'number', city: 'string', house: 'number' } as const
    const plain = tableModel('Place', { table: table().name, columns, primary: ['id'] })
    await synchronizeTables(sender, tableDefinitions([plain]))
    const put = (id: string, house: string) => sender.send('PutItem', { TableName: plain.table, Item: { id: { S: id }, country: { S: 'DE' }, year: { N: '2020' }, city: { S: 'Bonn' }, house: { N: house } } })
    await put('old', '9')

    const indexed = tableModel('Place', { table: plain.table, columns, primary: ['id'], indexes: [globalIndex('by_place', ['country', 'year'], ['city', 'house'], { keys: 'native' })] })
    await synchronizeTables(sender, tableDefinitions([indexed]))
    await put('new', '10')
    const { Items } = await sender.send('Query', {
      TableName: plain.table,
      IndexName: 'by_place',
      KeyConditionExpression: 'country = :country AND #year = :year AND city = :city AND house > :house',
      ExpressionAttributeNames: { '#year': 'year' },
      ExpressionAttributeValues: { ':country': { S: 'DE' }, ':year': { N: '2020' }, ':city': { S: 'Bonn' }, ':house': { N: '8' } },
    })
    expect(Items!.map((item) => item.id!.S)).toEqual(['old', 'new'])

    sender.sent.length = 0
    await synchronizeTables(sender, tableDefinitions([indexed]))
    expect(sender.sent).toEqual(['DescribeTable'])
  })

  test('lets indexes go that no entity has only when told to', async () => {
    const definition = table({ indexes: [byName, byAge] })
    await synchronizeTables(sender, [definition])
    const indexNames = async () => (await describeTable(sender, definition.name))!.indexes.filter(({ status }) => status !== 'DELETING').map(({ name }) => name).toSorted()
    const fewer = { ...definition, indexes: [byName] }
    await synchronizeTables(sender, [fewer])
    expect(await indexNames()).toEqual(['by_age', 'by_name'])
    await synchronizeTables(sender, [fewer], { dropExtraIndexes: true })
    expect(await indexNames()).toEqual(['by_name'])
  })

  test('gives an index of a table that is paid for by the hour the capacity of its table', async () => {
    const definition = table({ indexes: [byName] })
    await sender.send('CreateTable', {
      TableName: definition.name,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 2 },
    })
    await synchronizeTables(sender, [definition])
    const { Table } = await sender.send('DescribeTable', { TableName: definition.name })
    expect(Table!.GlobalSecondaryIndexes![0]!.ProvisionedThroughput).toMatchObject({ ReadCapacityUnits: 3, WriteCapacityUnits: 2 })
  })

  test('tells the differences of all tables before it changes any', async () => {
    const [one, other, missing] = [table(), table({ indexes: [byName] }), table()]
    await synchronizeTables(sender, [one, other])
    const wanted = [{ ...one, partitionKey: { name: 'uid', wire: 'S' as const } }, missing, { ...other, indexes: [{ ...byName, projection: 'KEYS_ONLY' as const }] }]
    sender.sent.length = 0
    const error: unknown = await synchronizeTables(sender, wanted).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(SchemaMismatchError)
    expect((error as SchemaMismatchError).faults).toEqual([
      `Table ${one.name}: its partition key is \`id\` (S), the entity wants \`uid\` (S). DynamoDB cannot change the key of a table. Create a table under another name and copy, or change the entity.`,
      `Table ${other.name}, index by_name: its projection is ALL, the entity wants KEYS_ONLY. DynamoDB cannot change an index. Declare it under another name, or change the entity.`,
    ])
    expect(new Set(sender.sent)).toEqual(new Set(['DescribeTable']))
    expect(await describeTable(sender, missing.name)).toBeUndefined()
  })

  test('several processes may synchronise the same tables at once', async () => {
    const definition = table({ indexes: [byName], timeToLive: 'ends' })
    const later = { ...definition, indexes: [byName, byAge] }
    await Promise.all([1, 2, 3, 4].map(() => synchronizeTables(sender, [definition])))
    await Promise.all([1, 2, 3, 4].map(() => synchronizeTables(sender, [later])))
    const found = await describeTable(sender, definition.name)
    expect(found).toMatchObject({ status: 'ACTIVE', timeToLive: 'ends' })
    expect(found!.indexes.map(({ name, status }) => `${name} ${status}`).toSorted()).toEqual(['by_age ACTIVE', 'by_name ACTIVE'])
  })

  test('looks again when another process changes the table first', async () => {
    const definition = table({ indexes: [byName] })
    await synchronizeTables(sender, [{ ...definition, indexes: [] }])
    const refusals = ['ResourceInUseException', 'LimitExceededException', 'ValidationException']
    const late = recordingSender((action) => (action === 'UpdateTable' && refusals.length > 0 ? Promise.reject(serviceError(refusals.shift()!)) : Promise.resolve(undefined)))
    await synchronizeTables(late, [definition])
    expect(late.sent.filter((action) => action === 'UpdateTable')).toHaveLength(4)
    expect((await describeTable(sender, definition.name))!.indexes).toHaveLength(1)
    late.end()
  })

  test('throws what DynamoDB refuses twice', async () => {
    const definition = table()
    const error = serviceError('ValidationException', 'no such thing')
    const refusing = recordingSender((action) => (action === 'CreateTable' ? Promise.reject(error) : Promise.resolve(undefined)))
    await expect(synchronizeTables(refusing, [definition])).rejects.toBe(error)
    expect(refusing.sent.filter((action) => action === 'CreateTable')).toHaveLength(2)
    refusing.end()
  })

  test('finishes the other tables when one fails, and tells every failure', async () => {
    const [good, bad, worse] = [table(), table(), table()]
    const refusing = recordingSender((action, input) =>
      (action === 'CreateTable' && (input as { TableName: string }).TableName !== good.name ? Promise.reject(serviceError('AccessDeniedException')) : Promise.resolve(undefined)))
    await expect(synchronizeTables(refusing, [bad, good, worse])).rejects.toThrow('2 tables failed:\n- AccessDeniedException\n- AccessDeniedException')
    expect(await describeTable(sender, good.name)).toBeDefined()
    refusing.end()
  })

  describe('on an engine without time to live', () => {
    const unsupported = (action: string) => (action.endsWith('TimeToLive') ? Promise.reject(serviceError('UnknownOperationException')) : Promise.resolve(undefined))

    test('makes the table and says what it left out', async () => {
      const definition = table({ timeToLive: 'ends' })
      const engine = recordingSender(unsupported)
      const skipped: string[] = []
      await synchronizeTables(engine, [definition], { onSkipped: (message) => void skipped.push(message) })
      expect(skipped).toEqual([`Table ${definition.name}: the engine does not support time to live, so expired items stay. Delete them in the application, or use another engine.`])
      expect(await describeTable(sender, definition.name)).toMatchObject({ status: 'ACTIVE', timeToLive: undefined })
      engine.end()
    })

    test('throws where nobody would hear it', async () => {
      const engine = recordingSender(unsupported)
      await expect(synchronizeTables(engine, [table({ timeToLive: 'ends' })])).rejects.toThrow('UnknownOperationException')
      engine.end()
    })
  })

  describe('while a table is not ready', () => {
    const described = (definition: TableDefinition, TableStatus: string, indexes: object[] = []) => ({
      Table: {
        TableName: definition.name,
        TableStatus,
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }, { AttributeName: 'name', AttributeType: 'S' }],
        GlobalSecondaryIndexes: indexes,
      },
    })
    const index = (IndexName: string, IndexStatus: string) => ({ IndexName, IndexStatus, KeySchema: [{ AttributeName: 'name', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } })

    test.each([
      ['the table is being created', 'CREATING', [index('by_name', 'CREATING')]],
      ['a wanted index is being filled', 'UPDATING', [index('by_name', 'CREATING')]],
      ['another index is being deleted and the wanted one is missing', 'UPDATING', [index('by_other', 'DELETING')]],
    ])('waits as long as %s', async (_state, status, indexes) => {
      const definition = { name: 'user', partitionKey: { name: 'id', wire: 'S' }, indexes: [byName] } as const
      const answers = [described(definition, status, indexes), described(definition, status, indexes), described(definition, 'ACTIVE', [index('by_name', 'ACTIVE')])]
      const pauses: number[] = []
      const engine = recordingSender(() => Promise.resolve(answers.shift()!))
      await synchronizeTables(engine, [definition], { sleep: (milliseconds) => Promise.resolve(pauses.push(milliseconds)) })
      expect(engine.sent).toEqual(['DescribeTable', 'DescribeTable', 'DescribeTable'])
      expect(pauses).toEqual([50, 100])
      engine.end()
    })

    test('does not wait for what no entity asked for', async () => {
      const definition = { name: 'user', partitionKey: { name: 'id', wire: 'S' }, indexes: [byName] } as const
      const engine = recordingSender(() => Promise.resolve(described(definition, 'UPDATING', [index('by_name', 'ACTIVE'), index('by_other', 'CREATING')])))
      await synchronizeTables(engine, [definition])
      expect(engine.sent).toEqual(['DescribeTable'])
      engine.end()
    })

    test('gives up after the time that is allowed', async () => {
      const definition = { name: 'user', partitionKey: { name: 'id', wire: 'S' }, indexes: [] } as const
      const engine = recordingSender(() => Promise.resolve(described(definition, 'CREATING')))
      const pauses: number[] = []
      await expect(synchronizeTables(engine, [definition], { timeoutMilliseconds: 10_000, sleep: (milliseconds) => Promise.resolve(pauses.push(milliseconds)) })).rejects.toThrow(
        new SchemaTimeoutError('user', 'CREATING', 10_000),
      )
      expect(pauses).toEqual([50, 100, 200, 400, 800, 1600, 3200, 3650])
      expect(new SchemaTimeoutError('user', 'CREATING', 10_000).message).toBe('Table user: it was still CREATING after 10 seconds. Wait until DynamoDB has finished, then try again, or allow more time.')
      engine.end()
    })
  })
})

describe('planSynchronization', () => {
  test('tells the steps of each table and sends only descriptions', async () => {
    const [missing, present] = [table({ timeToLive: 'ends' }), table()]
    await synchronizeTables(sender, [present])
    sender.sent.length = 0
    const plans = await planSynchronization(sender, [missing, { ...present, indexes: [byName] }])
    expect(plans.map(({ definition, steps }) => [definition.name, steps.map(({ kind }) => kind)])).toEqual([
      [missing.name, ['create-table', 'enable-time-to-live']],
      [present.name, ['create-index']],
    ])
    expect(sender.sent).toEqual(['DescribeTable', 'DescribeTable'])
    expect(await describeTable(sender, missing.name)).toBeUndefined()
  })
})
