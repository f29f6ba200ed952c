import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import {
  BatchGetCommand, BatchGetRequest, BatchPutRequest, BatchWriteCommand, Entity, GetItemCommand, PutItemCommand, PutTransaction, QueryCommand, Table,
  UpdateItemCommand, any, boolean, executeBatchGet, executeBatchWrite, executeTransactWrite, item, list, map, number, string,
} from 'dynamodb-toolbox'

export const packages = ['dynamodb-toolbox']
export const keyNames = ['tenantId', 'orderId', 'gsi1pk', 'createdAt']

export function open(clientConfig) {
  const table = new Table({
    documentClient: DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig)), name: 'orders',
    partitionKey: { name: 'tenantId', type: 'string' }, sortKey: { name: 'orderId', type: 'string' },
    indexes: { gsi1: { type: 'global', partitionKey: { name: 'gsi1pk', type: 'string' }, sortKey: { name: 'createdAt', type: 'string' } } },
  })
  const Order = new Entity({
    name: 'order', table, timestamps: false,
    schema: item({
      tenantId: string().key(), orderId: string().key(), status: string(),
      // It has no date type: a transformer does it.
      createdAt: any().transform({ encode: (date) => date.toISOString(), decode: (text) => new Date(text) }),
      customerName: string(), email: string(), currency: string(), notes: string(), total: number(), discount: number(), itemCount: number(), priority: number(),
      paid: boolean(), address: map({ street: string(), city: string(), zip: string(), country: string() }), tags: list(string()),
    }).and(() => ({ gsi1pk: string().hidden().putLink(({ tenantId, status }) => `${tenantId}#${status}`) })),
  })
  const findPage = async ({ tenantId, status }, limit, exclusiveStartKey) => {
    const { Items, LastEvaluatedKey } = await table.build(QueryCommand).entities(Order)
      .query({ index: 'gsi1', partition: `${tenantId}#${status}` }).options({ limit, exclusiveStartKey }).send()
    return { items: Items, cursor: LastEvaluatedKey }
  }
  return {
    findPage,
    find: async (where, limit) => (await findPage(where, limit)).items,
    put: (order) => Order.build(PutItemCommand).item(order).send(),
    get: async (key) => (await Order.build(GetItemCommand).key(key).send()).Item,
    update: (key, changes) => Order.build(UpdateItemCommand).item({ ...key, ...changes }).send(),
    batchGet: async (keys) => (await executeBatchGet(table.build(BatchGetCommand).requests(...keys.map((key) => Order.build(BatchGetRequest).key(key))))).Responses[0],
    batchWrite: (orders) => executeBatchWrite(table.build(BatchWriteCommand).requests(...orders.map((order) => Order.build(BatchPutRequest).item(order)))),
    transact: (orders) => executeTransactWrite(...orders.map((order) => Order.build(PutTransaction).item(order))),
  }
}
