import { stepRequest, type SchemaRequest } from '../../src/operations/stepRequest.js'
import type { SchemaStep } from '../../src/planner/schemaSteps.js'
import type { TableDefinition, TableIndex } from '../../src/planner/TableDefinition.js'

const native: TableIndex = {
  name: 'by_place', scope: 'global', projection: ['name', 'zip'],
  partitionKey: [{ name: 'country', wire: 'S' }, { name: 'year', wire: 'N' }], sortKey: [{ name: 'city', wire: 'S' }, { name: 'id', wire: 'S' }],
}
const local: TableIndex = { name: 'by_year', scope: 'local', partitionKey: [{ name: 'id', wire: 'S' }], sortKey: [{ name: 'year', wire: 'N' }], projection: 'KEYS_ONLY' }
const visit: TableDefinition = { name: 'visit', partitionKey: { name: 'id', wire: 'S' }, sortKey: { name: 'hash', wire: 'B' }, indexes: [native, local], timeToLive: 'ends' }

describe('stepRequest', () => {
  test.each<[string, SchemaStep, SchemaRequest]>([
    ['a table with indexes', { kind: 'create-table', table: 'visit', definition: visit }, {
      action: 'CreateTable',
      input: {
        TableName: 'visit',
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'hash', AttributeType: 'B' },
          { AttributeName: 'country', AttributeType: 'S' },
          { AttributeName: 'year', AttributeType: 'N' },
          { AttributeName: 'city', AttributeType: 'S' },
        ],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }, { AttributeName: 'hash', KeyType: 'RANGE' }],
        BillingMode: 'PAY_PER_REQUEST',
        GlobalSecondaryIndexes: [{
          IndexName: 'by_place',
          KeySchema: [
            { AttributeName: 'country', KeyType: 'HASH' },
            { AttributeName: 'year', KeyType: 'HASH' },
            { AttributeName: 'city', KeyType: 'RANGE' },
            { AttributeName: 'id', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['name', 'zip'] },
        }],
        LocalSecondaryIndexes: [{
          IndexName: 'by_year',
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }, { AttributeName: 'year', KeyType: 'RANGE' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        }],
      },
    }],
    ['a table without indexes', { kind: 'create-table', table: 'user', definition: { name: 'user', partitionKey: { name: 'id', wire: 'N' }, indexes: [] } }, {
      action: 'CreateTable',
      input: {
        TableName: 'user',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      },
    }],
    ['an index of a table that is paid for by the hour', { kind: 'create-index', table: 'visit', index: { ...native, sortKey: [], projection: 'ALL' }, provisioned: { readUnits: 5, writeUnits: 2 } }, {
      action: 'UpdateTable',
      input: {
        TableName: 'visit',
        AttributeDefinitions: [{ AttributeName: 'country', AttributeType: 'S' }, { AttributeName: 'year', AttributeType: 'N' }],
        GlobalSecondaryIndexUpdates: [{
          Create: {
            IndexName: 'by_place',
            KeySchema: [{ AttributeName: 'country', KeyType: 'HASH' }, { AttributeName: 'year', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
            ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 2 },
          },
        }],
      },
    }],
    ['the end of an index', { kind: 'delete-index', table: 'visit', index: 'by_place' }, {
      action: 'UpdateTable',
      input: { TableName: 'visit', GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by_place' } }] },
    }],
    ['time to live', { kind: 'enable-time-to-live', table: 'visit', attribute: 'ends' }, {
      action: 'UpdateTimeToLive',
      input: { TableName: 'visit', TimeToLiveSpecification: { AttributeName: 'ends', Enabled: true } },
    }],
    ['a stream', { kind: 'enable-stream', table: 'visit', view: 'NEW_IMAGE' }, { action: 'UpdateTable', input: { TableName: 'visit', StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } } }],
  ])('asks for %s', (_what, step, request) => {
    expect(stepRequest(step)).toEqual(request)
  })

  test('names no capacity where the table is paid for by request', () => {
    const { input } = stepRequest({ kind: 'create-index', table: 'visit', index: native })
    expect(JSON.stringify(input)).not.toContain('ProvisionedThroughput')
  })
})
