import { inParallel } from '../client/inParallel.js'

/** What became of one piece of work. `skipped`: another for the same item had failed before it. */
export type Outcome<R> = { readonly status: 'done'; readonly result: R } | { readonly status: 'failed'; readonly error: unknown } | { readonly status: 'skipped'; readonly error: unknown }

/**
 * Does the work for each of some records: for one item one after the other, for different items so many at a time. Behind a failure
 * nothing more is done for the same item. Gives what became of each, in their order.
 */
export async function runInOrder<T, R>(records: readonly T[], identityOf: (record: T) => string, concurrency: number, work: (record: T) => Promise<R>): Promise<Outcome<R>[]> {
  const outcomes: Outcome<R>[] = []
  const byItem = new Map<string, number[]>()
  for (const [position, record] of records.entries()) {
    const identity = identityOf(record)
    const others = byItem.get(identity)
    if (others === undefined) byItem.set(identity, [position])
    else others.push(position)
  }
  await inParallel(byItem.values(), concurrency, async (positions) => {
    let failure: { readonly error: unknown } | undefined
    for (const position of positions) {
      if (failure !== undefined) {
        outcomes[position] = { status: 'skipped', ...failure }
        continue
      }
      try {
        outcomes[position] = { status: 'done', result: await work(records[position]!) }
      } catch (error) {
        failure = { error }
        outcomes[position] = { status: 'failed', error }
      }
    }
  })
  return outcomes
}
