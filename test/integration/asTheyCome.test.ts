import { Column, Entity, PrimaryColumn } from 'typeorm'
import { BatchIncompleteError, type PagingAndSortingRepository } from '../../src/index.js'
import { inOrder } from '../../src/client/inOrder.js'
import { clientConfig, endpoint } from '../support/engine.js'
import { startFaultProxy, type FaultProxy } from '../support/faultProxy.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

@Entity({ name: 'come_reading' })
class Reading {
  @PrimaryColumn() id: string
  @Column({ type: 'int' }) value: number
}

let opened: OpenedSource
let readings: PagingAndSortingRepository<Reading>
beforeAll(async () => {
  opened = await openWith([Reading])
  readings = opened.dataSource.getRepository(Reading)
})
afterAll(() => opened.dataSource.destroy())
beforeEach(async () => {
  await readings.deleteAll()
  opened.sent.clear()
})

const reading = (id: string, value = 0): Reading => readings.create({ id, value })
async function* coming<T>(count: number, make: (at: number) => T, taken: (count: number) => void = () => undefined): AsyncGenerator<T> {
  for (let at = 0; at < count; at++) {
    taken(at + 1)
    yield await Promise.resolve(make(at))
  }
}

describe('entities that come one by one', () => {
  test('are put by 25 to a request, a thousand held at a time', async () => {
    let taken = 0
    const ahead: number[] = []
    const told: [number, number][] = []
    await readings.putMany(coming(2500, (at) => reading(`r${at}`, at), (count) => (taken = count)), { onProgress: (done, of) => {
      told.push([done, of])
      ahead.push(taken - done)
    } })
    expect(opened.sent.actions()).toEqual(Array.from({ length: 100 }, () => 'BatchWriteItem'))
    expect(Math.max(...ahead)).toBeLessThan(1000)
    expect(told.at(-1)).toEqual([2500, 2500])
    expect(await readings.count()).toBe(2500)
  })

  test('are stored as the last of them says, however far apart they come', async () => {
    await readings.putMany(coming(1500, (at) => reading(at % 1200 === 7 ? 'same' : `r${at}`, at)))
    expect((await readings.get('same'))?.value).toBe(1207)
  })

  test('end where their source fails: the thousands before it are stored', async () => {
    const source = coming(1100, (at) => {
      if (at === 1050) throw new Error('the source is broken')
      return reading(`r${at}`)
    })
    await expect(readings.putMany(source)).rejects.toThrow('the source is broken')
    expect(await readings.count()).toBe(1000)
  })

  test('join a transaction', async () => {
    await opened.dataSource.transaction(async (manager) => {
      await manager.getRepository(Reading).save(reading('a', 1))
      await (manager as typeof opened.dataSource.manager).putMany(Reading, coming(3, (at) => reading(`t${at}`)))
    })
    expect(opened.sent.actions()).toEqual(['GetItem', 'TransactWriteItems'])
  })

  describe('through a network that fails', () => {
    let proxy: FaultProxy
    let faulty: OpenedSource
    beforeAll(async () => {
      proxy = await startFaultProxy(endpoint())
      faulty = await openWith([Reading], { clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 1 } })
    })
    afterAll(async () => {
      await faulty.dataSource.destroy()
      await proxy.stop()
    })

    test('are all stored where some are left unprocessed, and named where they cannot be', async () => {
      const there = faulty.dataSource.getRepository(Reading)
      proxy.next('BatchWriteItem', 'unprocessed', 'unprocessed')
      await there.putMany(coming(60, (at) => reading(`u${at}`)))
      expect(await there.count()).toBe(60)
      proxy.next('BatchWriteItem', 'cut-after')
      let taken = 0
      const failure = await there.putMany(coming(3000, (at) => reading(`v${at}`), (count) => (taken = count)), { concurrency: 1 }).then(() => undefined, (error: unknown) => error)
      expect(failure).toBeInstanceOf(BatchIncompleteError)
      expect((failure as BatchIncompleteError).unprocessed).toHaveLength(1000)
      expect(taken).toBe(1000)
    })
  })
})

describe('keys that come one by one', () => {
  const idsOf = async (found: AsyncIterable<Reading | null>): Promise<(string | null)[]> => {
    const ids: (string | null)[] = []
    for await (const one of found) ids.push(one === null ? null : one.id)
    return ids
  }

  test('are read by 100 to a request, in their order, with null for what is not there', async () => {
    await readings.putMany(Array.from({ length: 450 }, (_, at) => reading(`r${at}`)))
    opened.sent.clear()
    const ids = await idsOf(readings.batchRead(coming(450, (at) => ({ id: at % 10 === 3 ? 'none' : `r${449 - at}` }))))
    expect(ids).toEqual(Array.from({ length: 450 }, (_, at) => (at % 10 === 3 ? null : `r${449 - at}`)))
    expect(opened.sent.actions()).toEqual(Array.from({ length: 5 }, () => 'BatchGetItem'))
  })

  test('are taken no further than the reader and what is under way', async () => {
    await readings.putMany(Array.from({ length: 20 }, (_, at) => reading(`r${at}`)))
    let taken = 0
    opened.sent.clear()
    for await (const one of readings.batchRead(coming(10_000, (at) => `r${at}`, (count) => (taken = count)), { concurrency: 2 })) {
      expect(one?.id).toBe('r0')
      break
    }
    expect(taken).toBeLessThanOrEqual(300)
    expect(opened.sent.actions().length).toBeLessThanOrEqual(3)
  })

  test('show what a transaction has written', async () => {
    await opened.dataSource.transaction(async (manager) => {
      await manager.save(reading('a', 5))
      expect(await idsOf((manager as typeof opened.dataSource.manager).batchRead(Reading, coming(2, (at) => ['a', 'b'][at]!)))).toEqual(['a', null])
    })
  })

  test('a failure comes in its turn, after what was under way has ended', async () => {
    const ended: number[] = []
    const results = inOrder(coming(6, (at) => at), 3, async (at) => {
      await Promise.resolve()
      if (at === 1) throw new Error('the second')
      ended.push(at)
      return at
    })
    const got: number[] = []
    await expect((async () => { for await (const one of results) got.push(one) })()).rejects.toThrow('the second')
    expect(got).toEqual([0])
    expect(ended).toEqual([0, 2, 3])
  })
})
