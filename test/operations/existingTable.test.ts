import { existingTable } from '../../src/operations/existingTable.js'

describe('existingTable', () => {
  test('reads keys, indexes, state, capacity and time to live', () => {
    expect(existingTable({
      TableName: 'visit',
      TableId: 'one',
      TableStatus: 'UPDATING',
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'at', AttributeType: 'N' },
        { AttributeName: 'hash', AttributeType: 'B' },
      ],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }, { AttributeName: 'at', KeyType: 'RANGE' }],
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 2 },
      GlobalSecondaryIndexes: [{
        IndexName: 'by_hash',
        IndexStatus: 'CREATING',
        KeySchema: [{ AttributeName: 'hash', KeyType: 'HASH' }, { AttributeName: 'id', KeyType: 'HASH' }, { AttributeName: 'at', KeyType: 'RANGE' }],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['name'] },
      }],
      LocalSecondaryIndexes: [{
        IndexName: 'local_hash',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }, { AttributeName: 'hash', KeyType: 'RANGE' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      }],
    }, { TimeToLiveStatus: 'ENABLED', AttributeName: 'ends' })).toEqual({
      name: 'visit',
      id: 'one',
      status: 'UPDATING',
      partitionKey: { name: 'id', wire: 'S' },
      sortKey: { name: 'at', wire: 'N' },
      indexes: [
        { name: 'by_hash', scope: 'global', status: 'CREATING', partitionKey: [{ name: 'hash', wire: 'B' }, { name: 'id', wire: 'S' }], sortKey: [{ name: 'at', wire: 'N' }], projection: ['name'] },
        { name: 'local_hash', scope: 'local', status: 'ACTIVE', partitionKey: [{ name: 'id', wire: 'S' }], sortKey: [{ name: 'hash', wire: 'B' }], projection: 'KEYS_ONLY' },
      ],
      timeToLive: 'ends',
      provisioned: { readUnits: 5, writeUnits: 2 },
    })
  })

  const user = { TableName: 'user', AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }], KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }] }

  test('a table that is paid for by request has no capacity', () => {
    expect(existingTable({ ...user, BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' }, ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 } }, undefined).provisioned).toBeUndefined()
  })

  test.each([
    ['ENABLING', 'ends'],
    ['ENABLED', 'ends'],
    ['DISABLING', undefined],
    ['DISABLED', undefined],
  ] as const)('time to live that is %s is on %s', (TimeToLiveStatus, attribute) => {
    expect(existingTable(user, { TimeToLiveStatus, AttributeName: 'ends' }).timeToLive).toBe(attribute)
  })

  test('the time of creation tells tables apart where the engine gives no id', () => {
    expect(existingTable({ ...user, CreationDateTime: new Date(0) }, undefined).id).toBe('1970-01-01T00:00:00.000Z')
  })
})
