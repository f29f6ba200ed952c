import { setTimeout as pause } from 'node:timers/promises'

export interface BackoffOptions {
  /** Waits; real time where not given. */
  readonly sleep?: ((milliseconds: number) => Promise<unknown>) | undefined
  /** From 0 to below 1. */
  readonly random?: (() => number) | undefined
  /** How often one request is sent at most. */
  readonly attempts?: number | undefined
}

const FIRST_MILLISECONDS = 50
const LONGEST_MILLISECONDS = 5000

/** Waits before another attempt: anything up to a limit that doubles each time, so that many who wait do not come back together. */
export async function backoff(attempt: number, { sleep = pause, random = Math.random }: BackoffOptions): Promise<void> {
  await sleep(Math.floor(random() * Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** attempt)))
}
