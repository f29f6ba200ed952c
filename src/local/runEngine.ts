import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { LocalEngineError } from '../errors/LocalEngineError.js'
import type { EngineLaunch, EngineSettings } from './EngineLaunch.js'
import { endWithProcess } from './endWithProcess.js'
import { portInUse } from './reservePort.js'
import { waitUntilReady } from './waitUntilReady.js'

const READY_WITHIN_MILLISECONDS = 60_000
const KEPT_OUTPUT_CHARACTERS = 4000

export interface RunningEngine {
  readonly endpoint: string
  stop(): Promise<void>
}

/** Starts the process and waits until it answers; a process that ends or stays silent is an error. */
export async function runEngine(launch: EngineLaunch, settings: EngineSettings): Promise<RunningEngine> {
  const endpoint = `http://127.0.0.1:${settings.port}`
  const child = spawn(launch.command, launch.args(settings), { cwd: launch.cwd, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
  endWithProcess(child)
  const output = collectOutput(child)
  const waiting = new AbortController()
  const deadline = setTimeout(() => waiting.abort(), READY_WITHIN_MILLISECONDS)
  const giveUp = (): void => waiting.abort()
  child.once('exit', giveUp)
  child.once('error', giveUp)
  try {
    await waitUntilReady(endpoint, { signal: waiting.signal })
    if (waiting.signal.aborted) throw new Error('the engine has ended')
  } catch (cause) {
    await stop(child)
    if (/address already in use|failed to bind/i.test(output())) throw portInUse(cause)
    throw new LocalEngineError(`The local engine ended or did not answer within ${READY_WITHIN_MILLISECONDS / 1000} s. It printed: ${output() || 'nothing'}`, { code: 'local.notReady', cause })
  } finally {
    clearTimeout(deadline)
    child.off('exit', giveUp)
  }
  letParentEnd(child)
  return { endpoint, stop: () => stop(child) }
}

function collectOutput(child: ChildProcess): () => string {
  let text = ''
  const keep = (chunk: Buffer): void => { text = `${text}${chunk.toString()}`.slice(-KEPT_OUTPUT_CHARACTERS) }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  return () => text.trim()
}

/** An engine must not keep a script alive that forgot to stop it. */
function letParentEnd(child: ChildProcess): void {
  child.unref()
  for (const stream of [child.stdout, child.stderr]) (stream as unknown as { unref?(): void } | null)?.unref?.()
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  child.ref()
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const patience = setTimeout(() => child.kill('SIGKILL'), 5000)
  await ended
  clearTimeout(patience)
}
