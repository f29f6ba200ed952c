import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm'
import { dynamodb, GlobalSecondaryIndex, measureCapacity, type DynamoDataSource } from '../../src/index.js'
import { clientConfig, endpoint, tablePrefix } from '../support/engine.js'
import { startFaultProxy, type FaultProxy } from '../support/faultProxy.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

@Entity({ name: 'billed' })
@GlobalSecondaryIndex({ name: 'byKind', partitionKey: 'kind' })
class Billed {
  @PrimaryColumn() id: string
  @Column() kind: string
}

@Entity({ name: 'other_billed' })
class OtherBilled {
  @PrimaryColumn() id: string
}

const billed = (id: string): Billed => Object.assign(new Billed(), { id, kind: 'k' })
const table = `${tablePrefix()}billed`
const other = `${tablePrefix()}other_billed`

let dataSource: DynamoDataSource
let sent: OpenedSource['sent']
let proxy: FaultProxy
beforeAll(async () => {
  proxy = await startFaultProxy(endpoint())
  ;({ dataSource, sent } = await openWith([Billed, OtherBilled]))
})
afterAll(async () => {
  await dataSource.destroy()
  await proxy.stop()
})
beforeEach(() => sent.clear())

const asked = (): unknown[] => sent.requests.map(({ input }) => input.ReturnConsumedCapacity)

describe('capacity.measure', () => {
  test('tells units by operation, table and index, and gives the result', async () => {
    const things = dataSource.getRepository(Billed)
    const { result, capacity } = await dataSource.capacity.measure(async () => {
      await things.put(billed('a'))
      return things.find({ where: { kind: 'k' } })
    })
    expect(result.map((one) => one.id)).toEqual(['a'])
    expect(JSON.parse(JSON.stringify(capacity))).toEqual({
      readUnits: 0.5, writeUnits: 2, requests: 2,
      operations: { PutItem: { requests: 1, readUnits: 0, writeUnits: 2 }, Query: { requests: 1, readUnits: 0.5, writeUnits: 0 } },
      tables: { [table]: { readUnits: 0, writeUnits: 1, indexes: { byKind: { readUnits: 0.5, writeUnits: 1 } } } },
    })
    expect(asked()).toEqual(['INDEXES', 'INDEXES'])
  })

  test('batches and transactions are told for each of their tables', async () => {
    const { capacity } = await dataSource.capacity.measure(async () => {
      await dataSource.getRepository(Billed).putMany([billed('b1'), billed('b2')])
      await dataSource.transaction(async (manager) => {
        await manager.insert(Billed, billed('b3'))
        await manager.insert(OtherBilled, { id: 'o' })
      })
    })
    expect(capacity).toEqual({
      readUnits: 0, writeUnits: 10, requests: 2,
      operations: { BatchWriteItem: { requests: 1, readUnits: 0, writeUnits: 4 }, TransactWriteItems: { requests: 1, readUnits: 0, writeUnits: 6 } },
      tables: {
        [table]: { readUnits: 0, writeUnits: 4, indexes: { byKind: { readUnits: 0, writeUnits: 4 } } },
        [other]: { readUnits: 0, writeUnits: 2, indexes: {} },
      },
    })
  })

  test('measures in one another both count, those side by side do not mix', async () => {
    const others = dataSource.getRepository(OtherBilled)
    const outer = await dataSource.capacity.measure(async () => {
      await others.put({ id: 'outer' })
      const [one, three] = await Promise.all([
        dataSource.capacity.measure(() => others.put({ id: 'one' })),
        dataSource.capacity.measure(async () => {
          for (const id of ['1', '2', '3']) await others.put({ id })
        }),
      ])
      return [one.capacity.requests, three.capacity.requests]
    })
    expect(outer.result).toEqual([1, 3])
    expect(outer.capacity).toMatchObject({ requests: 5, writeUnits: 5 })
  })

  test('what the work leaves running is not counted, and asks for nothing once the work has ended', async () => {
    const others = dataSource.getRepository(OtherBilled)
    let begin: () => void
    const gate = new Promise<void>((resolve) => (begin = resolve))
    let left: Promise<unknown> = Promise.resolve()
    const { capacity } = await dataSource.capacity.measure(async () => {
      left = gate.then(() => others.put({ id: 'left' }))
      await others.put({ id: 'awaited' })
    })
    begin!()
    await left
    expect(capacity.requests).toBe(1)
    expect(asked()).toEqual(['INDEXES', undefined])
  })

  test('nothing is asked for where nobody measures', async () => {
    await dataSource.capacity.measure(() => Promise.resolve())
    await dataSource.getRepository(OtherBilled).put({ id: 'unmeasured' })
    expect(asked()).toEqual([undefined])
  })

  test('an error of the work goes through, and other data sources are not counted', async () => {
    const { dataSource: second } = await openWith([OtherBilled])
    const { capacity } = await dataSource.capacity.measure(() => second.getRepository(OtherBilled).put({ id: 'second' }))
    expect(capacity).toEqual({ readUnits: 0, writeUnits: 0, requests: 0, operations: {}, tables: {} })
    await second.destroy()
    await expect(dataSource.capacity.measure(() => Promise.reject(new Error('of the work')))).rejects.toThrow('of the work')
    await expect(dataSource.capacity.measure(() => { throw new Error('at once') })).rejects.toThrow('at once')
  })

  test('a measure beats what logging asks for', async () => {
    const { dataSource: logged, sent: requests } = await openWith([OtherBilled], { maxQueryExecutionTime: 60_000 })
    await logged.getRepository(OtherBilled).put({ id: 'logged' })
    await logged.capacity.measure(() => logged.getRepository(OtherBilled).put({ id: 'measured' }))
    expect(requests.requests.map(({ input }) => input.ReturnConsumedCapacity)).toEqual(['TOTAL', 'INDEXES'])
    await logged.destroy()
  })

  test('a request that the SDK repeats counts once', async () => {
    const { dataSource: behind } = await openWith([OtherBilled], { clientConfig: { ...clientConfig(), endpoint: proxy.endpoint } })
    proxy.reset()
    proxy.next('PutItem', 'error-500-before')
    const { capacity } = await behind.capacity.measure(() => behind.getRepository(OtherBilled).put({ id: 'repeated' }))
    expect(proxy.requests).toHaveLength(2)
    expect(capacity).toMatchObject({ requests: 1, writeUnits: 1 })
    await behind.destroy()
  })
})

describe('measureCapacity', () => {
  test('serves a plain DataSource', async () => {
    const plain = await new DataSource(dynamodb({ entities: [OtherBilled], entityPrefix: tablePrefix(), clientConfig: clientConfig() })).initialize()
    const { capacity } = await measureCapacity(plain, () => plain.getRepository(OtherBilled).findOneBy({ id: 'o' }))
    expect(capacity.tables).toEqual({ [other]: { readUnits: 0.5, writeUnits: 0, indexes: {} } })
    await plain.destroy()
  })

  test('refuses data sources of other types', async () => {
    await expect(measureCapacity({ options: { type: 'postgres' } } as DataSource, () => undefined)).rejects.toThrow('measureCapacity: a data source of type "postgres" consumes no capacity units. Give one of type dynamodb.')
  })
})
