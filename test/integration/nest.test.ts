import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { endpoint, tablePrefix } from '../support/engine.js'

const root = join(__dirname, '../..')
const line = dirname(require.resolve('typeorm'))
const folder = mkdtempSync(join(tmpdir(), 'nest-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Nest's modules are ES modules, which import the TypeORM that is installed beside them under that name: here it is the line that this project tests. */
beforeAll(() => {
  const [from, to] = [join(root, 'node_modules'), join(folder, 'node_modules')]
  mkdirSync(join(to, '@nestjs'), { recursive: true })
  for (const name of ['@nestjs/typeorm', '@nestjs/terminus']) cpSync(join(from, name), join(to, name), { recursive: true })
  for (const name of ['@nestjs/common', '@nestjs/core', 'reflect-metadata', 'rxjs']) symlinkSync(join(from, name), join(to, name), 'dir')
  symlinkSync(line, join(to, 'typeorm'), 'dir')
})

test('a Nest application gets repositories, managers and data sources of this package, healthy ones, and closes them when it is shut down', () => {
  const printed = execFileSync(process.execPath, ['-r', join(root, 'test/support/runTypeScript.cjs'), 'test/support/nestApplication.ts'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, DYNAMO_ENDPOINT: endpoint(), TABLE_PREFIX: tablePrefix(), TYPEORM_FOLDER: line, NEST_FOLDER: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  expect(JSON.parse(printed)).toEqual({
    repositories: true,
    manager: true,
    sources: true,
    made: 1,
    entity: true,
    names: ['Tom', 'Rex'],
    up: ['ok', { database: expect.objectContaining({ status: 'up' }), second: expect.objectContaining({ status: 'up' }) }],
    down: 'error',
    open: [true, true],
    closed: [true, true],
  })
})
