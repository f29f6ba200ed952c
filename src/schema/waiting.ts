import { setTimeout as sleepFor } from 'node:timers/promises'
import { SchemaTimeoutError } from '../errors/SchemaTimeoutError.js'

export interface WaitOptions {
  /** Milliseconds to wait for one table to finish one step; ten minutes where not given. */
  readonly timeoutMilliseconds?: number | undefined
  /** Waits; the clock's timer where not given. */
  readonly sleep?: ((milliseconds: number) => Promise<unknown>) | undefined
}

const FIRST_PAUSE_MILLISECONDS = 50
const LONGEST_PAUSE_MILLISECONDS = 5_000
const TEN_MINUTES = 600_000

/** Pauses between two looks at a table: each longer than the one before, and all of them together bounded. */
export interface Waiting {
  /** @throws SchemaTimeoutError when the time is used up. */
  pause(state: string): Promise<void>
  /** Starts over, since something was achieved. */
  restart(): void
}

export function waiting(table: string, { timeoutMilliseconds = TEN_MINUTES, sleep = sleepFor }: WaitOptions): Waiting {
  let next = FIRST_PAUSE_MILLISECONDS
  let waited = 0
  return {
    async pause(state) {
      if (waited >= timeoutMilliseconds) throw new SchemaTimeoutError(table, state, waited)
      const milliseconds = Math.min(next, timeoutMilliseconds - waited)
      await sleep(milliseconds)
      waited += milliseconds
      next = Math.min(next * 2, LONGEST_PAUSE_MILLISECONDS)
    },
    restart() {
      next = FIRST_PAUSE_MILLISECONDS
      waited = 0
    },
  }
}
