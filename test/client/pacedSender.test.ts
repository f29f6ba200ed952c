import { pacedSender, type ReadProgress } from '../../src/client/pacedSender.js'
import type { Sender } from '../../src/client/Sender.js'

/** A sender whose every Scan takes so many units, and a clock that stands unless somebody sleeps. */
function scene(unitsOf: (limit: number) => number): { sender: Sender; clock: { now(): number; sleep(milliseconds: number): Promise<void> }; sent: { at: number; limit: number }[] } {
  let time = 0
  const sent: { at: number; limit: number }[] = []
  return {
    sent,
    clock: {
      now: () => time,
      sleep: (milliseconds) => {
        time += milliseconds
        return Promise.resolve()
      },
    },
    sender: {
      send: (_action, input) => {
        const { Limit: limit = 1000 } = input as { Limit?: number }
        sent.push({ at: time, limit })
        return Promise.resolve({ ScannedCount: limit, Count: limit / 2, ConsumedCapacity: { CapacityUnits: unitsOf(limit) } } as never)
      },
    },
  }
}

test('requests wait until the average is kept, and ask for what a second affords', async () => {
  const { sender, clock, sent } = scene((limit) => limit / 2)
  const paced = pacedSender(sender, { unitsPerSecond: 10 }, clock)
  for (let i = 0; i < 6; i++) await paced.send('Scan', { TableName: 't' })
  // The first asks for 100 items and takes 50 units: 40 more than there were.
  expect(sent.map(({ limit }) => limit)).toEqual([100, 20, 20, 20, 20, 20])
  expect(sent[1]!.at).toBeGreaterThanOrEqual(4000)
  const units = 50 + 10 * 5
  expect((units - 20) / (sent.at(-1)!.at / 1000)).toBeLessThanOrEqual(10)
})

test('requests at the same time share a second', async () => {
  const { sender, clock, sent } = scene((limit) => limit / 2)
  const paced = pacedSender(sender, { unitsPerSecond: 40, parallel: 4 }, clock)
  for (let i = 0; i < 4; i++) await Promise.all([1, 2, 3, 4].map(() => paced.send('Scan', { TableName: 't' })))
  expect(sent.slice(4).map(({ limit }) => limit)).toEqual(sent.slice(4).map(() => 20))
})

test('a limit of the caller stays, and progress is summed', async () => {
  const { sender, clock, sent } = scene(() => 1)
  const progress: ReadProgress[] = []
  const paced = pacedSender(sender, { onProgress: (one) => progress.push(one) }, clock)
  await paced.send('Scan', { TableName: 't', Limit: 10 })
  await paced.send('Scan', { TableName: 't' })
  expect(sent).toEqual([{ at: 0, limit: 10 }, { at: 0, limit: 1000 }])
  expect(progress).toEqual([{ evaluated: 10, found: 5, requests: 1, readUnits: 1 }, { evaluated: 1010, found: 505, requests: 2, readUnits: 2 }])
})

test('a failure is thrown, and the pace goes on', async () => {
  const { sender, clock } = scene(() => 1)
  let fails = true
  const failing: Sender = { send: (...args) => (fails ? Promise.reject(new Error('no')) : sender.send(...args)) }
  const paced = pacedSender(failing, { unitsPerSecond: 10 }, clock)
  await expect(paced.send('Scan', { TableName: 't' })).rejects.toThrow('no')
  fails = false
  await expect(paced.send('Scan', { TableName: 't' })).resolves.toMatchObject({ ScannedCount: 100 })
})
