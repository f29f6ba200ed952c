import { CapacityMeter } from '../../src/client/CapacityMeter.js'

const written = (TableName: string, table: number, indexes: Record<string, number> = {}) => ({
  TableName, CapacityUnits: 99, Table: { CapacityUnits: table },
  GlobalSecondaryIndexes: Object.fromEntries(Object.entries(indexes).map(([index, CapacityUnits]) => [index, { CapacityUnits }])),
})

describe('CapacityMeter', () => {
  test('adds up answers of one and of several tables, by operation, table and index', () => {
    const meter = new CapacityMeter()
    const count = (action: 'PutItem' | 'BatchWriteItem' | 'Query' | 'ListTables', ConsumedCapacity?: unknown) => {
      meter.begin(0)
      meter.end(action, {}, { ConsumedCapacity }, 0)
    }
    count('PutItem', written('users', 1, { byAge: 2 }))
    count('BatchWriteItem', [written('users', 3, { byAge: 1 }), written('orders', 4)])
    count('Query', { TableName: 'orders', CapacityUnits: 0.5, Table: { CapacityUnits: 0 }, LocalSecondaryIndexes: { byDate: { CapacityUnits: 0.5 } } })
    count('ListTables')
    expect(meter.report()).toEqual({
      readUnits: 0.5, writeUnits: 11, requests: 4,
      operations: {
        PutItem: { requests: 1, readUnits: 0, writeUnits: 3 },
        BatchWriteItem: { requests: 1, readUnits: 0, writeUnits: 8 },
        Query: { requests: 1, readUnits: 0.5, writeUnits: 0 },
        ListTables: { requests: 1, readUnits: 0, writeUnits: 0 },
      },
      tables: {
        users: { readUnits: 0, writeUnits: 4, indexes: { byAge: { readUnits: 0, writeUnits: 3 } } },
        orders: { readUnits: 0, writeUnits: 4, indexes: { byDate: { readUnits: 0.5, writeUnits: 0 } } },
      },
    })
  })

  test.each([
    ['read', { CapacityUnits: 3, ReadCapacityUnits: 1, WriteCapacityUnits: 2 }, 'TransactWriteItems', {}, { readUnits: 1, writeUnits: 2 }],
    ['a SELECT', { CapacityUnits: 3 }, 'ExecuteStatement', { Statement: 'select * from users' }, { readUnits: 3, writeUnits: 0 }],
    ['any other statement', { CapacityUnits: 3 }, 'ExecuteStatement', { Statement: 'DELETE FROM users' }, { readUnits: 0, writeUnits: 3 }],
  ] as const)('tells reads from writes: %s', (_, consumed, action, input, expected) => {
    const meter = new CapacityMeter()
    meter.begin(0)
    meter.end(action, input, { ConsumedCapacity: { TableName: 't', ...consumed } }, 0)
    expect(meter.report()).toMatchObject(expected)
  })

  test('counts a failed request, and none that ends after the meter is closed', () => {
    const meter = new CapacityMeter()
    meter.begin(0)
    meter.begin(0)
    meter.end('GetItem', {}, undefined, 0)
    meter.close()
    meter.end('GetItem', {}, { ConsumedCapacity: written('users', 1) }, 0)
    expect(meter.report()).toEqual({ readUnits: 0, writeUnits: 0, requests: 1, operations: { GetItem: { requests: 1, readUnits: 0, writeUnits: 0 } }, tables: {} })
  })

  test('is busy while at least one request is under way', () => {
    const meter = new CapacityMeter()
    meter.begin(100)
    meter.begin(110)
    meter.end('GetItem', {}, {}, 120)
    expect(meter.busyMilliseconds(125)).toBe(25)
    meter.end('GetItem', {}, {}, 130)
    meter.begin(200)
    meter.end('GetItem', {}, {}, 205)
    expect(meter.busyMilliseconds(300)).toBe(35)
  })
})
