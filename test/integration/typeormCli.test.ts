import { execFileSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { clientConfig, endpoint, tablePrefix } from '../support/engine.js'

const root = join(__dirname, '../..')
const line = dirname(require.resolve('typeorm'))

/** TypeORM's own command line, of the line that this project tests. */
function typeorm(command: string): string {
  return execFileSync(process.execPath, ['-r', join(root, 'test/support/runTypeScript.cjs'), join(line, 'cli.js'), command, '-d', 'test/support/cliDataSource.ts'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, DYNAMO_ENDPOINT: endpoint(), TABLE_PREFIX: tablePrefix(), TYPEORM_FOLDER: line },
  })
}

const indexes = async (): Promise<(string | undefined)[] | undefined> => {
  const client = new DynamoDBClient(clientConfig())
  try {
    return (await client.send(new DescribeTableCommand({ TableName: `${tablePrefix()}cli_thing` }))).Table?.GlobalSecondaryIndexes?.map((index) => index.IndexName)
  } catch {
    return undefined
  } finally {
    client.destroy()
  }
}

test("schema:log, schema:sync and schema:drop of TypeORM's command line work", async () => {
  expect(typeorm('schema:log')).toContain('CreateTable')
  expect(await indexes()).toBeUndefined()
  typeorm('schema:sync')
  expect(await indexes()).toEqual(['byKind'])
  expect(typeorm('schema:log')).toMatch(/up to date/)
  typeorm('schema:drop')
  expect(await indexes()).toBeUndefined()
})
