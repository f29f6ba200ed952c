import { once } from 'node:events'
import type { Server } from 'node:http'

/** Takes no more requests, and waits for the answers to those that are there, but not longer than `mostMilliseconds`: what still waits then is cut off. */
export async function closeServer(server: Server, mostMilliseconds = 5000): Promise<void> {
  const closed = once(server.close(), 'close')
  // A connection that its client keeps is closed when it has its answer, not when it has been at rest for long.
  const idle = setInterval(() => server.closeIdleConnections(), 50)
  const late = setTimeout(() => server.closeAllConnections(), mostMilliseconds)
  await closed
  clearInterval(idle)
  clearTimeout(late)
}
