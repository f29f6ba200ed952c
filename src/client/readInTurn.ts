/** Readings one after the other; of the next ones, so many are begun ahead of time. All of them end with the reader. */
export async function* readInTurn<T>(readings: readonly AsyncGenerator<T>[], ahead: number): AsyncGenerator<T, void, undefined> {
  const begun: Promise<IteratorResult<T>>[] = []
  try {
    for (const [at, reading] of readings.entries()) {
      while (begun.length <= at + ahead && begun.length < readings.length) {
        const first = readings[begun.length]!.next()
        // Its failure is thrown when its turn comes.
        first.catch(() => undefined)
        begun.push(first)
      }
      const first = await begun[at]!
      if (first.done === true) continue
      yield first.value
      yield* reading
    }
  } finally {
    await Promise.all(readings.map((reading) => reading.return(undefined)))
  }
}
