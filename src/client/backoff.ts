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
  await sleep(pauseAfter(attempt, random))
}

const pauseAfter = (attempt: number, random: () => number, longest = LONGEST_MILLISECONDS): number => Math.floor(random() * Math.min(longest, FIRST_MILLISECONDS * 2 ** attempt))

export interface PatienceOptions extends BackoffOptions {
  /** Milliseconds of the longest pause: 5000 where not given. */
  readonly longestMilliseconds?: number | undefined
  /** Milliseconds after which there is no further attempt. */
  readonly totalMilliseconds?: number | undefined
  /** The clock in milliseconds. */
  readonly now?: (() => number) | undefined
}

/** From now on, after each attempt: waits and allows another one, or says that attempts or time have run out. */
export function patience({ attempts = 8, longestMilliseconds, totalMilliseconds = Infinity, now = Date.now, sleep = pause, random = Math.random }: PatienceOptions): (attempt: number) => Promise<boolean> {
  const began = now()
  return async (attempt) => {
    const left = totalMilliseconds - (now() - began)
    if (attempt >= attempts || left <= 0) return false
    await sleep(Math.min(left, pauseAfter(attempt, random, longestMilliseconds)))
    return true
  }
}
