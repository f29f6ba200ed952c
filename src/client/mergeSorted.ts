/** Merges readings that are each in order, page by page. Every one of them is begun at once, and ended with the reader. */
export async function* mergeSorted<T>(readings: readonly AsyncGenerator<readonly T[]>[], compare: (a: T, b: T) => number): AsyncGenerator<T[], void, undefined> {
  const heads = readings.map(() => ({ items: [] as readonly T[], next: 0, ended: false }))
  const fill = async (at: number): Promise<void> => {
    const head = heads[at]!
    while (!head.ended && head.next >= head.items.length) {
      const page = await readings[at]!.next()
      if (page.done === true) head.ended = true
      else [head.items, head.next] = [page.value, 0]
    }
  }
  try {
    for (;;) {
      await Promise.all(heads.map((_head, at) => fill(at)))
      const merged: T[] = []
      // What is at hand can be merged until one reading has nothing left that is known.
      while (heads.every((head) => head.ended || head.next < head.items.length)) {
        const least = leastOf(heads, compare)
        if (least === undefined) break
        merged.push(least.items[least.next++]!)
      }
      if (merged.length === 0) return
      yield merged
    }
  } finally {
    await Promise.all(readings.map((reading) => reading.return(undefined)))
  }
}

interface Head<T> { readonly items: readonly T[]; next: number; readonly ended: boolean }

/** Of equal ones the first. */
function leastOf<T>(heads: readonly Head<T>[], compare: (a: T, b: T) => number): Head<T> | undefined {
  let least: Head<T> | undefined
  for (const head of heads) {
    if (head.next >= head.items.length) continue
    if (least === undefined || compare(head.items[head.next]!, least.items[least.next]!) < 0) least = head
  }
  return least
}
