import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { startLocalDynamo } from '../../src/local/startLocalDynamo.js'
import { clientConfig } from '../support/engine.js'

const clientOf = (endpoint: string): DynamoDBClient => new DynamoDBClient({ ...clientConfig(), endpoint })
const tablesAt = async (endpoint: string): Promise<string[]> => (await clientOf(endpoint).send(new ListTablesCommand({}))).TableNames ?? []
const createTable = (endpoint: string, name: string) => clientOf(endpoint).send(new CreateTableCommand({
  TableName: name,
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  BillingMode: 'PAY_PER_REQUEST',
}))

describe('startLocalDynamo', () => {
  test('engines started at once have ports and tables of their own, and end with stop', async () => {
    const [one, two] = await Promise.all([startLocalDynamo(), startLocalDynamo()])
    try {
      expect(one.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
      expect(two.endpoint).not.toBe(one.endpoint)
      await createTable(one.endpoint, 'only_here')
      expect(await tablesAt(one.endpoint)).toEqual(['only_here'])
      expect(await tablesAt(two.endpoint)).toEqual([])
    } finally {
      await Promise.all([one.stop(), two.stop()])
    }
    await one.stop()
    await expect(fetch(one.endpoint)).rejects.toThrow('fetch failed')
  })

  test('a folder keeps the data from one engine to the next', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'local-dynamo-'))
    try {
      const first = await startLocalDynamo({ dataPath: join(folder, 'data') })
      await createTable(first.endpoint, 'kept_table')
      await first.stop()
      const second = await startLocalDynamo({ dataPath: join(folder, 'data') })
      const found = await tablesAt(second.endpoint)
      await second.stop()
      expect(found).toEqual(['kept_table'])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test.each(['127.0.0.1', '0.0.0.0'])('a port that somebody listens on at %s is refused', async (host) => {
    const server = createServer().listen(0, host)
    await once(server, 'listening')
    try {
      await expect(startLocalDynamo({ port: (server.address() as AddressInfo).port }))
        .rejects.toThrow('The port of the local engine is in use. Choose another port, or 0 for a free one.')
    } finally {
      server.close()
    }
  })
})
