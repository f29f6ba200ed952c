/** What comes one by one, in lists of so many; the last may be shorter. */
export async function* listsOf<T>(things: AsyncIterable<T>, size: number): AsyncGenerator<T[], void, undefined> {
  let list: T[] = []
  for await (const thing of things) {
    if (list.push(thing) < size) continue
    yield list
    list = []
  }
  if (list.length > 0) yield list
}
