import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { clientConfig, endpoint, tablePrefix } from '../support/engine.js'
import { storedItem } from '../support/storedItem.js'

const root = join(__dirname, '../..')
const line = dirname(require.resolve('typeorm'))
const folder = mkdtempSync(join(tmpdir(), 'typeorm-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

const source = ['-d', 'test/support/cliDataSource.ts']
const things = `${tablePrefix()}cli_thing`
const notes = `${tablePrefix()}cli_note`

/** TypeORM's own command line, of the line that this project tests: what it prints, and how it ends. */
function run(command: string, args: readonly string[] = source, env: NodeJS.ProcessEnv = {}): { readonly status: number | null; readonly printed: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-r', join(root, 'test/support/runTypeScript.cjs'), join(line, 'cli.js'), command, ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, DYNAMO_ENDPOINT: endpoint(), TABLE_PREFIX: tablePrefix(), TYPEORM_FOLDER: line, FORCE_COLOR: '0', NO_COLOR: '1', ...env },
  })
  return { status, printed: stdout + stderr }
}

function typeorm(command: string, args: readonly string[] = source, env: NodeJS.ProcessEnv = {}): string {
  const { status, printed } = run(command, args, env)
  if (status !== 0) throw new Error(`typeorm ${command} ends with ${status}: ${printed}`)
  return printed
}

const indexes = async (table = things): Promise<(string | undefined)[] | undefined> => {
  const client = new DynamoDBClient(clientConfig())
  try {
    return ((await client.send(new DescribeTableCommand({ TableName: table }))).Table?.GlobalSecondaryIndexes ?? []).map((index) => index.IndexName)
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
}, 60_000)

test('migration:run, migration:show and migration:revert work', async () => {
  // It ends with 1 while there are migrations to run.
  expect(run('migration:show').printed).toMatch(/\[ \] MakeNotes1700000000011[\s\S]*\[ \] FillNotes1700000000012/)
  expect(typeorm('migration:run')).toMatch(/MakeNotes1700000000011 has been[ \w]* executed successfully[\s\S]*FillNotes1700000000012 has been[ \w]* executed successfully/)
  expect(await indexes(notes)).toEqual(['byAuthor'])
  expect(await storedItem(notes, { id: '2' })).toEqual({ id: '2', author: 'Bob' })
  expect(typeorm('migration:show')).toMatch(/\[X\] \d+ MakeNotes1700000000011[\s\S]*\[X\] \d+ FillNotes1700000000012/)
  expect(typeorm('migration:run')).toContain('No migrations are pending')
  expect(typeorm('migration:revert')).toContain('FillNotes1700000000012')
  expect(await storedItem(notes, { id: '2' })).toBeUndefined()
  typeorm('migration:revert')
  expect(await indexes(notes)).toBeUndefined()
  expect(typeorm('migration:revert')).toContain('Nothing to revert')
}, 120_000)

test('migration:create and migration:generate write migrations, and those that are generated do and undo what schema:log prints', async () => {
  typeorm('migration:create', [join(folder, 'Empty')])
  typeorm('migration:generate', [join(folder, 'Things'), '-p', ...source])
  const [empty = '', generated = ''] = readdirSync(folder).sort((a, b) => (a.includes('Empty') ? -1 : b.includes('Empty') ? 1 : 0))
  expect(readFileSync(join(folder, empty), 'utf8')).toContain('async up(queryRunner: QueryRunner)')
  expect(readFileSync(join(folder, generated), 'utf8')).toMatch(/query\(`\s*CreateTable/)
  const env = { MIGRATIONS: join(folder, '*-Things.ts') }
  typeorm('migration:run', source, env)
  expect(await indexes()).toEqual(['byKind'])
  expect(run('migration:generate', [join(folder, 'More'), ...source], env)).toMatchObject({ status: 1, printed: expect.stringContaining('No changes in database schema were found') })
  expect(run('migration:generate', [join(folder, 'More'), '--check', ...source], env).status).toBe(0)
  typeorm('migration:revert', source, env)
  expect(await indexes()).toBeUndefined()
}, 120_000)
