import { setTimeout as pause } from 'node:timers/promises'

/** Repeats a look at the page until it expects nothing in vain; the last fault is thrown where that takes half a minute. */
export async function eventually<T>(look: () => Promise<T>): Promise<T> {
  const end = Date.now() + 30_000
  for (;;) {
    try {
      return await look()
    } catch (error) {
      if (Date.now() > end) throw error
      await pause(50)
    }
  }
}
