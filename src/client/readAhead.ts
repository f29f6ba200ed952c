/** A reading whose next page is asked for while the reader works on one. It ends with the reader. */
export async function* readAhead<T>(reading: AsyncGenerator<T>): AsyncGenerator<T, void, undefined> {
  let next = reading.next()
  try {
    for (;;) {
      const page = await next
      if (page.done === true) return
      next = reading.next()
      // Its failure is thrown when its turn comes.
      next.catch(() => undefined)
      yield page.value
    }
  } finally {
    await reading.return(undefined)
  }
}
