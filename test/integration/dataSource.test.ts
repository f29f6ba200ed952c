import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { Column, DataSource, Entity, PrimaryColumn, type Logger } from 'typeorm'
import { close, datasourceManager, dynamodb, DynamoDataSource, DynamoEntityManager, getConnection, getCustomRepository, getManager, getRepository, GlobalSecondaryIndex, open, PagingAndSortingRepository } from '../../src/index.js'
import { clientConfig, endpoint, tablePrefix } from '../support/engine.js'
import { openWith } from '../support/openWith.js'

@Entity({ name: 'thing' })
@GlobalSecondaryIndex({ name: 'byKind', partitionKey: 'kind' })
class Thing {
  @PrimaryColumn() id: string
  @Column() kind: string
}

class Things extends PagingAndSortingRepository<Thing> {
  ofKind(kind: string): Promise<Thing[]> {
    return this.find({ where: { kind } })
  }
}

const options = { entities: [Thing], entityPrefix: tablePrefix(), synchronize: true, clientConfig: clientConfig() }
const thing = (id: string, kind: string): Thing => Object.assign(new Thing(), { id, kind })

afterEach(async () => {
  await close()
  await close('second')
})

describe('datasourceManager', () => {
  test('opens, hands out repositories and closes, again and again', async () => {
    for (const id of ['1', '2', '3']) {
      const dataSource = await datasourceManager.open(options)
      expect(dataSource).toBeInstanceOf(DynamoDataSource)
      expect(datasourceManager.connection).toBe(dataSource)
      expect(getConnection()).toBe(dataSource)
      expect(getManager()).toBeInstanceOf(DynamoEntityManager)
      await getRepository(Thing).put(thing(id, 'k'))
      expect((await getCustomRepository(Things, Thing).ofKind('k')).map((one) => one.id)).toContain(id)
      await datasourceManager.close()
      expect(dataSource.isInitialized).toBe(false)
    }
  })

  test('concurrent opens of one name open once, other names are others', async () => {
    const [a, b, second] = await Promise.all([open(options), open(options), open({ ...options, name: 'second' })])
    expect(a).toBe(b)
    expect(second).not.toBe(a)
    expect(getConnection('second')).toBe(second)
    await close()
    await getRepository(Thing, 'second').put(thing('s', 'second'))
  })

  test('a failed open can be tried again', async () => {
    await expect(open({ ...options, clientConfig: { ...clientConfig(), endpoint: 'http://127.0.0.1:1', maxAttempts: 1 } })).rejects.toThrow('DescribeTable')
    await expect(open(options)).resolves.toBeInstanceOf(DynamoDataSource)
  })

  test('closing while it opens leaves it closed', async () => {
    const opening = open(options)
    await close()
    expect((await opening).isInitialized).toBe(false)
    expect(() => getConnection()).toThrow('The data source "default" is not open.')
  })

  test('use before open, and after close, is a clear error', async () => {
    expect(() => getRepository(Thing)).toThrow('The data source "default" is not open. Await datasourceManager.open() first.')
    const repository = (await open(options)).getRepository(Thing)
    await close()
    await expect(repository.get('1')).rejects.toThrow('The data source is not open.')
  })
})

describe('data sources', () => {
  test('a plain DataSource of dynamodb() works, and answers SELECT 1', async () => {
    const dataSource = await new DataSource(dynamodb(options)).initialize()
    expect(await dataSource.query('SELECT 1')).toEqual([{ '1': 1 }])
    await expect(dataSource.query('TRUNCATE thing')).rejects.toThrow('This driver does not support SQL text.')
    await dataSource.getRepository(Thing).save(thing('p', 'plain'))
    expect(await dataSource.getRepository(Thing).findOneBy({ id: 'p' })).toBeInstanceOf(Thing)
    await dataSource.destroy()
  })

  test('a client handed in is used as it is, and left open', async () => {
    const client = new DynamoDBClient(clientConfig())
    const { clientConfig: _own, ...rest } = options
    const dataSource = await new DynamoDataSource({ ...rest, client }).initialize()
    await dataSource.getRepository(Thing).put(thing('c', 'client'))
    await dataSource.destroy()
    expect(client.config.cacheMiddleware).not.toBe(true)
    const again = await new DynamoDataSource({ ...rest, client }).initialize()
    expect(await again.getRepository(Thing).get('c')).toEqual({ id: 'c', kind: 'client' })
    await again.destroy()
    client.destroy()
  })

  test('an endpoint on this machine needs neither region nor credentials', async () => {
    const { clientConfig: _own, ...rest } = options
    const dataSource = await new DynamoDataSource({ ...rest, endpoint: endpoint() }).initialize()
    await dataSource.getRepository(Thing).put(thing('e', 'endpoint'))
    expect(await dataSource.getRepository(Thing).get('e')).toEqual({ id: 'e', kind: 'endpoint' })
    await dataSource.destroy()
  })

  test('the document client in use is handed out', async () => {
    const { dataSource, sent } = await openWith([Thing])
    await dataSource.getRepository(Thing).put(thing('d', 'document'))
    sent.clear()
    const { Item } = await dataSource.getDocumentClient().send(new GetCommand({ TableName: dataSource.getMetadata(Thing).tableName, Key: { id: 'd' } }))
    expect(Item).toEqual({ id: 'd', kind: 'document' })
    expect(sent.actions()).toEqual(['GetItem'])
    await dataSource.destroy()
  })

  test('entities can be given as globs', async () => {
    const dataSource = await new DynamoDataSource({ ...options, entities: [`${__dirname}/../support/entities/*.ts`] }).initialize()
    expect(dataSource.entityMetadatas.map((metadata) => metadata.name)).toContain('FromFile')
    await dataSource.destroy()
  })

  test('logging prints a line for each request, and never a value', async () => {
    const lines: string[] = []
    const logger: Logger = { logQuery: (text) => void lines.push(text), logQueryError: (_error, text) => void lines.push(text), logQuerySlow: () => undefined, logSchemaBuild: () => undefined, logMigration: () => undefined, log: () => undefined }
    const { dataSource } = await openWith([Thing], { logging: true, logger })
    const things = dataSource.getRepository(Thing)
    const table = things.metadata.tableName
    lines.length = 0
    await things.put(thing('secret-id', 'secret-kind'))
    await things.find({ where: { kind: 'secret-kind' }, filter: "begins_with(id, 'secret')" })
    await things.update('secret-id', { kind: 'secret-other' })
    await things.putMany([thing('secret-2', 'secret-kind')])
    await things.executeStatement(`SELECT * FROM "${table}" WHERE id = 'secret-id'`)
    expect(lines).toHaveLength(5)
    expect(lines[1]).toMatch(new RegExp(`^Query ${table} index byKind where kind = \\? filter begins_with\\(id, \\?\\) \\| 1 of 1, [\\d.]+ read units$`))
    expect(lines.join()).not.toContain('secret')
    await dataSource.destroy()
  })

  test('the schema builder shows its requests and sends none', async () => {
    const dataSource = await new DynamoDataSource({ ...options, entityPrefix: `${tablePrefix()}shown_`, synchronize: false }).initialize()
    const shown = await dataSource.driver.createSchemaBuilder().log()
    expect(shown.upQueries.map((query) => query.query.split(' ')[0])).toEqual(['CreateTable'])
    expect((await dataSource.driver.createSchemaBuilder().log()).upQueries).toHaveLength(1)
    await dataSource.synchronize()
    expect((await dataSource.driver.createSchemaBuilder().log()).upQueries).toEqual([])
    await dataSource.dropDatabase()
    expect((await dataSource.driver.createSchemaBuilder().log()).upQueries).toHaveLength(1)
    await dataSource.destroy()
  })
})
