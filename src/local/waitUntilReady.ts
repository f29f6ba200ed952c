import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

const PAUSE_MILLISECONDS = 50

/** Polls until the endpoint answers anything at all: an engine refuses an unsigned request, but it speaks. */
export async function waitUntilReady(endpoint: string, { signal }: { readonly signal: AbortSignal }): Promise<void> {
  while (!(await answers(endpoint))) await sleep(PAUSE_MILLISECONDS, undefined, { signal })
}

function answers(endpoint: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(endpoint, { agent: false, timeout: 1000 }, (response) => {
      response.resume()
      resolve(true)
    })
    asked.on('timeout', () => asked.destroy())
    asked.on('error', () => resolve(false))
    asked.end()
  })
}
