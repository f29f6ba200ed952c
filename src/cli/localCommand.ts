import { parseArgs } from 'node:util'
import { startLocalDynamo } from '../local/startLocalDynamo.js'
import { UsageError } from './UsageError.js'

const DEFAULT_PORT = '8000'

/** Runs the local engine in the foreground until SIGINT or SIGTERM. */
export async function localCommand(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { port: { type: 'string' }, data: { type: 'string' } } })
  const engine = await startLocalDynamo({
    port: portOf(values.port ?? DEFAULT_PORT),
    ...(values.data === undefined ? {} : { dataPath: values.data }),
  })
  const interrupted = untilInterrupted()
  process.stdout.write(`DynamoDB listens on ${engine.endpoint}\nDYNAMO_ENDPOINT=${engine.endpoint}\n`)
  await interrupted
  await engine.stop()
}

function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new UsageError('--port takes a number from 0 to 65535.')
  return port
}

function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    const alive = setInterval(() => undefined, 60_000)
    const end = (): void => {
      clearInterval(alive)
      resolve()
    }
    process.once('SIGINT', end)
    process.once('SIGTERM', end)
  })
}
