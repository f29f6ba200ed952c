import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { endpoint, tablePrefix } from '../support/engine.js'

const root = join(__dirname, '../..')
const isLine1 = !require.resolve('typeorm').includes('typeorm-v0')

test('a Nest application gets repositories by TypeOrmModule.forRoot(dynamodb()), and its health check an answer', () => {
  if (!isLine1) {
    // Nest's module is an ES module, and imports the TypeORM that is installed under that name, whatever this suite maps it to.
    process.stderr.write('The Nest application is run on TypeORM 1.x only: its module imports the installed typeorm by name.\n')
    return
  }
  const printed = execFileSync(process.execPath, ['-r', join(root, 'test/support/runTypeScript.cjs'), 'test/support/nestApplication.ts'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, DYNAMO_ENDPOINT: endpoint(), TABLE_PREFIX: tablePrefix() },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  expect(JSON.parse(printed)).toEqual({ repository: true, entity: true, name: 'Tom', ping: [{ '1': 1 }] })
})
