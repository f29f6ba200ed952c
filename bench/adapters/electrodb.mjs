import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import electrodb from 'electrodb'

export const packages = ['electrodb']
export const keyNames = ['pk', 'sk', 'gsi1pk', 'gsi1sk']

const string = { type: 'string' }
const number = { type: 'number' }
const required = { type: 'string', required: true }
// It has no date type, and its validator runs before its hooks: the date is kept as text by hand.
const written = (order) => ({ ...order, createdAt: order.createdAt.toISOString() })
const read = (item) => {
  item.createdAt = new Date(item.createdAt)
  return item
}

export function open(clientConfig) {
  const table = 'orders'
  const client = new DynamoDBClient(clientConfig)
  const Order = new electrodb.Entity({
    model: { entity: 'order', version: '1', service: 'bench' },
    attributes: {
      tenantId: required, orderId: required, status: required, createdAt: required,
      customerName: string, email: string, currency: string, notes: string, total: number, discount: number, itemCount: number, priority: number,
      paid: { type: 'boolean' }, address: { type: 'map', properties: { street: string, city: string, zip: string, country: string } }, tags: { type: 'list', items: string },
    },
    indexes: {
      primary: { pk: { field: 'pk', composite: ['tenantId'] }, sk: { field: 'sk', composite: ['orderId'] } },
      byStatus: { index: 'gsi1', pk: { field: 'gsi1pk', composite: ['tenantId', 'status'] }, sk: { field: 'gsi1sk', composite: ['createdAt'] } },
    },
  }, { client, table })
  const service = new electrodb.Service({ order: Order }, { client, table })
  const findPage = async (where, limit, cursor) => {
    const page = await Order.query.byStatus(where).go({ limit, cursor })
    return { items: page.data.map(read), cursor: page.cursor }
  }
  return {
    findPage,
    find: async (where, limit) => (await findPage(where, limit)).items,
    put: (order) => Order.put(written(order)).go(),
    get: async (key) => read((await Order.get(key).go()).data),
    update: (key, changes) => Order.update(key).set(changes).go(),
    batchGet: async (keys) => (await Order.get(keys).go()).data.map(read),
    batchWrite: (orders) => Order.put(orders.map(written)).go(),
    transact: (orders) => service.transaction.write(({ order }) => orders.map((one) => order.put(written(one)).commit())).go(),
  }
}
