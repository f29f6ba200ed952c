/** Works on what comes one by one, so many at a time; gives the results in its order, and takes no more than are wanted and under way. */
export async function* inOrder<T, R>(things: AsyncIterable<T>, concurrency: number, work: (thing: T) => Promise<R>): AsyncGenerator<R, void, undefined> {
  const iterator = things[Symbol.asyncIterator]()
  const underWay: Promise<R>[] = []
  let ended = false
  try {
    for (;;) {
      while (!ended && underWay.length < concurrency) {
        const next = await iterator.next()
        ended = next.done === true
        if (next.done === true) break
        const one = work(next.value)
        // Its failure is thrown when its turn comes.
        one.catch(() => undefined)
        underWay.push(one)
      }
      if (underWay.length === 0) return
      yield await underWay.shift()!
    }
  } finally {
    await Promise.allSettled(underWay)
    await iterator.return?.()
  }
}
