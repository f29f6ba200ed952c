import { randomUUID } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { BatchGetCommand, BatchWriteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'

/** The yardstick: AWS's own document client, written by hand as a careful user would. */
export const packages = ['@aws-sdk/lib-dynamodb', '@aws-sdk/client-dynamodb']
const indexKey = 'tenantId#status'
export const keyNames = ['tenantId', 'orderId', indexKey, 'createdAt']

const written = (order) => ({ ...order, [indexKey]: `${order.tenantId}#${order.status}`, createdAt: order.createdAt.toISOString() })
const read = (item) => {
  item.createdAt = new Date(item.createdAt)
  return item
}
const readCustomer = (item) => {
  item.since = new Date(item.since)
  return item
}

export function open(clientConfig) {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig), { marshallOptions: { removeUndefinedValues: true } })
  const TableName = 'orders'
  const put = (order) => client.send(new PutCommand({ TableName, Item: written(order) }))
  const get = async (Key) => read((await client.send(new GetCommand({ TableName, Key }))).Item)
  const update = (Key, changes) => {
    const names = Object.keys(changes)
    return client.send(new UpdateCommand({
      TableName, Key,
      UpdateExpression: `SET ${names.map((_, at) => `#n${at} = :v${at}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name, at) => [`#n${at}`, name])),
      ExpressionAttributeValues: Object.fromEntries(names.map((name, at) => [`:v${at}`, changes[name]])),
    }))
  }
  const findPage = async ({ tenantId, status }, Limit, ExclusiveStartKey, table = TableName) => {
    const { Items, LastEvaluatedKey } = await client.send(new QueryCommand({
      TableName: table, IndexName: 'byStatus', Limit, ExclusiveStartKey,
      KeyConditionExpression: '#p = :p', ExpressionAttributeNames: { '#p': indexKey }, ExpressionAttributeValues: { ':p': `${tenantId}#${status}` },
    }))
    return { items: Items.map(read), cursor: LastEvaluatedKey }
  }
  const batchGet = async (table, Keys) => (await client.send(new BatchGetCommand({ RequestItems: { [table]: { Keys } } }))).Responses[table]
  return {
    put, get, update, findPage,
    find: async (where, limit) => (await findPage(where, limit)).items,
    batchGet: async (keys) => (await batchGet(TableName, keys)).map(read),
    batchWrite: (orders) => client.send(new BatchWriteCommand({ RequestItems: { [TableName]: orders.map((order) => ({ PutRequest: { Item: written(order) } })) } })),
    transact: (orders) => client.send(new TransactWriteCommand({ TransactItems: orders.map((order) => ({ Put: { TableName, Item: written(order) } })) })),
    saveNew: ({ createdAt, ...draft }) => client.send(new PutCommand({ TableName: 'drafts', Item: { id: randomUUID(), ...draft, createdAt: createdAt.toISOString() } })),
    saveGiven: put,
    findOneBy: get,
    async saveChanged(key, changes) {
      Object.assign(await get(key), changes)
      await update(key, changes)
    },
    putPurchase: (purchase) => client.send(new PutCommand({ TableName: 'purchases', Item: written(purchase) })),
    putCustomer: ({ since, ...customer }) => client.send(new PutCommand({ TableName: 'customers', Item: { ...customer, since: since.toISOString() } })),
    async withCustomers(where, limit) {
      const { items } = await findPage(where, limit, undefined, 'purchases')
      const ids = [...new Set(items.map(({ customerId }) => customerId))]
      const byId = new Map((await batchGet('customers', ids.map((id) => ({ id })))).map((item) => [item.id, readCustomer(item)]))
      for (const item of items) item.customer = byId.get(item.customerId)
      return items
    },
  }
}
