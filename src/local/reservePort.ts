import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { LocalEngineError } from '../errors/LocalEngineError.js'

/** Ports promised to engines that are still starting: two of them must not be given the same free port. */
const promised = new Set<number>()

export interface ReservedPort {
  readonly port: number
  release(): void
}

/** A port that nobody listens on: the one asked for, or any for 0. */
export async function reservePort(wanted: number): Promise<ReservedPort> {
  for (;;) {
    const port = await probe(wanted)
    if (!promised.has(port)) {
      promised.add(port)
      return { port, release: () => { promised.delete(port) } }
    }
    if (wanted !== 0) throw portInUse()
  }
}

export function portInUse(cause?: unknown): LocalEngineError {
  return new LocalEngineError('The port of the local engine is in use. Choose another port, or 0 for a free one.', { code: 'local.portInUse', cause })
}

/** Listens on every interface, as the engine does, so that a listener on any of them is found. */
async function probe(port: number): Promise<number> {
  const server = createServer()
  server.listen(port)
  try {
    await once(server, 'listening')
  } catch (cause) {
    throw (cause as NodeJS.ErrnoException).code === 'EADDRINUSE' ? portInUse(cause) : cause
  }
  const { port: found } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return found
}
