import type { WorkerClock } from '../../src/streams/WorkerClock.js'

export interface VirtualClock extends WorkerClock {
  /** Lets time pass, from one sleeper's end to the next, until something holds. */
  until(holds: () => boolean): Promise<void>
  /** Time passes, and nobody has noticed yet. */
  jump(milliseconds: number): void
}

/** Everybody's time stands still while somebody works. */
export function virtualClock(): VirtualClock {
  let time = 1_700_000_000_000
  const sleepers = new Set<{ readonly at: number; wake(): void }>()
  return {
    now: () => time,
    jump: (milliseconds) => void (time += milliseconds),
    sleep: (milliseconds, signal) => new Promise((resolve) => {
      const sleeper = {
        at: time + milliseconds,
        wake: () => {
          sleepers.delete(sleeper)
          signal.removeEventListener('abort', sleeper.wake)
          resolve()
        },
      }
      if (signal.aborted) return resolve()
      sleepers.add(sleeper)
      signal.addEventListener('abort', sleeper.wake, { once: true })
    }),
    async until(holds) {
      for (let turns = 0; turns < 20_000; turns++) {
        for (let rest = 0; rest < 3; rest++) await new Promise((resolve) => setImmediate(resolve))
        if (holds()) return
        const next = [...sleepers].reduce<{ readonly at: number; wake(): void } | undefined>((first, one) => (first === undefined || one.at < first.at ? one : first), undefined)
        if (next === undefined) continue
        time = Math.max(time, next.at)
        next.wake()
      }
      throw new Error('It never came to hold.')
    },
  }
}
