import { runInOrder } from '../../src/streams/runInOrder.js'

interface Piece { readonly item: string; readonly number: number }
const pieces = (...texts: string[]): Piece[] => texts.map((item, number) => ({ item, number }))
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('works for one item in order, for different ones so many at a time', async () => {
  const log: string[] = []
  let most = 0
  let underWay = 0
  const outcomes = await runInOrder(pieces('a', 'b', 'a', 'c', 'a', 'b'), ({ item }) => item, 2, async ({ item, number }) => {
    most = Math.max(most, ++underWay)
    await turn()
    log.push(`${item}${number}`)
    underWay--
    return number
  })
  expect(most).toBe(2)
  for (const item of ['a', 'b']) expect(log.filter((one) => one.startsWith(item))).toEqual(log.filter((one) => one.startsWith(item)).toSorted())
  expect(outcomes).toEqual([0, 1, 2, 3, 4, 5].map((result) => ({ status: 'done', result })))
})

test('behind a failure nothing more is done for the same item, and everything for others', async () => {
  const error = new Error('a2')
  const done: number[] = []
  const outcomes = await runInOrder(pieces('a', 'b', 'a', 'b', 'a'), ({ item }) => item, 1, async ({ number }) => {
    await turn()
    if (number === 2) throw error
    done.push(number)
  })
  expect(done.toSorted((a, b) => a - b)).toEqual([0, 1, 3])
  expect(outcomes.map(({ status }) => status)).toEqual(['done', 'done', 'failed', 'done', 'skipped'])
  expect(outcomes[4]).toEqual({ status: 'skipped', error })
})
