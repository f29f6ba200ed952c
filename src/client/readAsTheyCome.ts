/** Readings at the same time, each page when it is there. Of every reading one page is under way; all of them end with the reader. */
export async function* readAsTheyCome<T>(readings: readonly AsyncGenerator<T>[]): AsyncGenerator<T, void, undefined> {
  const next = async (reading: AsyncGenerator<T>): Promise<{ reading: AsyncGenerator<T>; result: IteratorResult<T> }> => ({ reading, result: await reading.next() })
  const pending = new Map(readings.map((reading) => [reading, next(reading)]))
  try {
    while (pending.size > 0) {
      const { reading, result } = await Promise.race(pending.values())
      if (result.done === true) {
        pending.delete(reading)
        continue
      }
      const following = next(reading)
      // Its failure is thrown when its turn comes.
      following.catch(() => undefined)
      pending.set(reading, following)
      yield result.value
    }
  } finally {
    for (const left of pending.values()) left.catch(() => undefined)
    await Promise.all(readings.map((reading) => reading.return(undefined)))
  }
}
