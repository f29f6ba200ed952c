import { setTimeout as pause } from 'node:timers/promises'

/** The time of a worker. */
export interface WorkerClock {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Ends early, without a failure, when the signal comes. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

export const systemClock: WorkerClock = {
  now: Date.now,
  sleep: (milliseconds, signal) => pause(milliseconds, undefined, { signal }).catch(() => undefined),
}
