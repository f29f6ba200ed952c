import { batchGetItemRequest } from '../../src/operations/batchGetItem.js'
import { batchWriteItemRequest, batchWriteItemResult } from '../../src/operations/batchWriteItem.js'
import { deleteItemRequest } from '../../src/operations/deleteItem.js'
import { describeRequest } from '../../src/operations/describeRequest.js'
import { executeStatementRequest, isReadStatement } from '../../src/operations/executeStatement.js'
import { getItemRequest } from '../../src/operations/getItem.js'
import { putItemRequest } from '../../src/operations/putItem.js'
import { queryRequest } from '../../src/operations/query.js'
import { scanRequest } from '../../src/operations/scan.js'
import { transactGetItemsRequest } from '../../src/operations/transactGetItems.js'
import { transactWriteItemsRequest } from '../../src/operations/transactWriteItems.js'
import { updateItemRequest } from '../../src/operations/updateItem.js'
import { compare, notExists } from '../../src/expressions/conditions.js'
import type { PutPlan, UpdatePlan } from '../../src/planner/WritePlan.js'

const key = { id: { S: '1' } }
const put: PutPlan = { kind: 'put', table: 'users', entity: 'User', key, item: { ...key, n: { N: '1' } }, condition: notExists('id') }
const update: UpdatePlan = { kind: 'update', table: 'users', key, actions: [{ kind: 'set', path: ['name'], value: { kind: 'literal', value: { S: 'Ann' } } }], condition: compare('=', 'version', { N: '1' }), returns: 'new' }
const refused = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }

describe('requests', () => {
  test.each<[string, object, object]>([
    ['get', getItemRequest({ kind: 'get', table: 'users', consistent: false, key }), { TableName: 'users', Key: key }],
    ['get of some attributes', getItemRequest({ kind: 'get', table: 'users', consistent: true, key, projection: ['id', 'name'] }), {
      TableName: 'users', Key: key, ConsistentRead: true, ProjectionExpression: '#0, #1', ExpressionAttributeNames: { '#0': 'id', '#1': 'name' },
    }],
    ['batch get', batchGetItemRequest({ kind: 'batch-get', table: 'users', consistent: true, keys: [key], projection: ['id'] }), {
      RequestItems: { users: { Keys: [key], ConsistentRead: true, ProjectionExpression: '#0', ExpressionAttributeNames: { '#0': 'id' } } },
    }],
    ['query', queryRequest({
      kind: 'query', table: 'users', index: 'byEmail', consistent: false, forward: false, keyCondition: compare('=', 'email', { S: 'a@b' }),
      filter: compare('>', 'age', { N: '3' }), projection: ['email', 'id'], pageLimit: 10, startKey: key,
    }), {
      TableName: 'users', IndexName: 'byEmail', KeyConditionExpression: '#0 = :0', FilterExpression: '#1 > :1', ProjectionExpression: '#0, #2',
      ExpressionAttributeNames: { '#0': 'email', '#1': 'age', '#2': 'id' }, ExpressionAttributeValues: { ':0': { S: 'a@b' }, ':1': { N: '3' } },
      ScanIndexForward: false, Limit: 10, ExclusiveStartKey: key,
    }],
    ['scan of a segment, counting', scanRequest({ kind: 'scan', table: 'users', consistent: true, count: true, projection: ['id'], segment: { number: 0, total: 4 } }), {
      TableName: 'users', Select: 'COUNT', ConsistentRead: true, Segment: 0, TotalSegments: 4,
    }],
    ['put', putItemRequest({ ...put, condition: undefined }), { TableName: 'users', Item: put.item }],
    ['conditional put', putItemRequest(put), { TableName: 'users', Item: put.item, ConditionExpression: 'attribute_not_exists(#0)', ...refused, ExpressionAttributeNames: { '#0': 'id' } }],
    ['update', updateItemRequest(update), {
      TableName: 'users', Key: key, UpdateExpression: 'SET #0 = :0', ConditionExpression: '#1 = :1', ...refused,
      ExpressionAttributeNames: { '#0': 'name', '#1': 'version' }, ExpressionAttributeValues: { ':0': { S: 'Ann' }, ':1': { N: '1' } }, ReturnValues: 'ALL_NEW',
    }],
    ['update of nothing', updateItemRequest({ kind: 'update', table: 'users', key, actions: [] }), { TableName: 'users', Key: key }],
    ...([['old', 'ALL_OLD'], ['updated-new', 'UPDATED_NEW'], ['updated-old', 'UPDATED_OLD']] as const).map(([returns, ReturnValues]): [string, object, object] => [`update that returns ${returns}`, updateItemRequest({ kind: 'update', table: 'users', key, actions: [{ kind: 'remove', path: ['name'] }], returns }), { TableName: 'users', Key: key, UpdateExpression: 'REMOVE #0', ExpressionAttributeNames: { '#0': 'name' }, ReturnValues }]),
    ['delete', deleteItemRequest({ kind: 'delete', table: 'users', key, returns: 'old' }), { TableName: 'users', Key: key, ReturnValues: 'ALL_OLD' }],
    ['batch write', batchWriteItemRequest([put, { kind: 'delete', table: 'logs', key }]), { RequestItems: { users: [{ PutRequest: { Item: put.item } }], logs: [{ DeleteRequest: { Key: key } }] } }],
    ['transaction', transactWriteItemsRequest([put, { ...update, condition: undefined }, { kind: 'delete', table: 'users', key }, { kind: 'check', table: 'users', key, condition: notExists('id') }], 'token'), {
      ClientRequestToken: 'token',
      TransactItems: [
        { Put: { TableName: 'users', Item: put.item, ConditionExpression: 'attribute_not_exists(#0)', ...refused, ExpressionAttributeNames: { '#0': 'id' } } },
        { Update: { TableName: 'users', Key: key, UpdateExpression: 'SET #0 = :0', ExpressionAttributeNames: { '#0': 'name' }, ExpressionAttributeValues: { ':0': { S: 'Ann' } } } },
        { Delete: { TableName: 'users', Key: key } },
        { ConditionCheck: { TableName: 'users', Key: key, ConditionExpression: 'attribute_not_exists(#0)', ...refused, ExpressionAttributeNames: { '#0': 'id' } } },
      ],
    }],
    ['statement', executeStatementRequest({ statement: 'SELECT 1', parameters: [], consistent: false }), { Statement: 'SELECT 1' }],
    ['statement with parameters, continued', executeStatementRequest({ statement: 'SELECT 1', parameters: [{ S: 'a' }], consistent: true }, 'next'), { Statement: 'SELECT 1', Parameters: [{ S: 'a' }], ConsistentRead: true, NextToken: 'next' }],
  ])('%s', (_, request, expected) => {
    expect(request).toStrictEqual(expected)
  })
})

test('what a batch has left is found again among its plans, whatever the form of its keys', () => {
  const plans = ['1', '2'].map((N): PutPlan => ({ kind: 'put', table: 't', key: { n: { N } }, item: { n: { N }, a: { S: 'x' } } }))
  const output = { $metadata: {}, UnprocessedItems: { t: [{ PutRequest: { Item: { a: { S: 'x' }, n: { N: '2.0' } } } }] } }
  expect(batchWriteItemResult(plans, output)).toEqual([plans[1]])
})

test.each([['select * from "t"', true], [' SELECT *', true], ['SELECTED', false], ['INSERT INTO "t" VALUE ?', false], ['', false]])('%j reads only: %s', (statement, expected) => {
  expect(isReadStatement(statement)).toBe(expected)
})

describe('describeRequest', () => {
  test.each<[string, object, object | undefined, string]>([
    ['Query', queryRequest({ kind: 'query', table: 'users', index: 'byEmail', consistent: false, forward: false, keyCondition: compare('=', 'email', { S: 'secret' }), filter: compare('between', 'age', { N: '34567' }, { N: '45678' }), pageLimit: 10, startKey: key, projection: ['id'] }),
      { Count: 3, ScannedCount: 5, LastEvaluatedKey: key, ConsumedCapacity: { CapacityUnits: 0.5 } },
      'Query users index byEmail where email = ? filter age BETWEEN ? AND ? project id backward limit 10 continued | 3 of 5, more, 0.5 read units'],
    ['UpdateItem', updateItemRequest(update), { ConsumedCapacity: { CapacityUnits: 1 } }, 'UpdateItem users key id = ? SET name = ? if version = ? | 1 write unit'],
    ['BatchWriteItem', batchWriteItemRequest([put, { kind: 'delete', table: 'users', key }]), { UnprocessedItems: { users: [{}] }, ConsumedCapacity: [{ CapacityUnits: 1 }, { CapacityUnits: 2 }] }, 'BatchWriteItem users: 1 put, 1 delete | 1 unprocessed, 3 write units'],
    ['BatchGetItem', batchGetItemRequest({ kind: 'batch-get', table: 'users', keys: [key], consistent: false }), undefined, 'BatchGetItem users: 1 key'],
    ['TransactGetItems', transactGetItemsRequest([{ kind: 'get', table: 'users', key, consistent: true }]), { Responses: [{}], ConsumedCapacity: [{ CapacityUnits: 2 }] }, 'TransactGetItems Get users key id = ? | 2 read units'],
    ['TransactWriteItems', transactWriteItemsRequest([put, update], 'token'), undefined, 'TransactWriteItems Put users if attribute_not_exists(id); Update users key id = ? SET name = ? if version = ?'],
    ['ExecuteStatement', { Statement: 'SELECT "a1" FROM "t2"."i" WHERE x = \'it\'\'s\' AND y > -1.5e3 AND z = \'open', Parameters: [{ S: 'secret' }] }, undefined, 'ExecuteStatement SELECT "a1" FROM "t2"."i" WHERE x = ? AND y > ? AND z = ?'],
    ['Scan', scanRequest({ kind: 'scan', table: 'users', consistent: true, count: true, segment: { number: 0, total: 4 } }), undefined, 'Scan users count consistent segment 1 of 4'],
    ['CreateTable', { TableName: 'users' }, undefined, 'CreateTable users'],
  ])('%s', (action, input, output, expected) => {
    expect(describeRequest(action, input, output)).toBe(expected)
  })
})
