import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { Table } from 'dynamodb-onetable'
import { Dynamo } from 'dynamodb-onetable/Dynamo'

export const packages = ['dynamodb-onetable']
export const keyNames = ['pk', 'sk', 'gs1pk', 'gs1sk']

const string = { type: String }
const number = { type: Number }

export function open(clientConfig) {
  const table = new Table({
    client: new Dynamo({ client: new DynamoDBClient(clientConfig) }), name: 'orders', partial: false, logger: false,
    schema: {
      format: 'onetable:1.1.0', version: '0.0.1',
      indexes: { primary: { hash: 'pk', sort: 'sk' }, gs1: { hash: 'gs1pk', sort: 'gs1sk', project: 'all' } },
      params: { isoDates: true, timestamps: false },
      models: {
        Order: {
          pk: { type: String, value: 'order#${tenantId}' }, sk: { type: String, value: 'order#${orderId}' },
          gs1pk: { type: String, value: '${tenantId}#${status}' }, gs1sk: { type: String, value: '${createdAt}' },
          tenantId: { type: String, required: true }, orderId: { type: String, required: true }, status: string, createdAt: { type: Date },
          customerName: string, email: string, currency: string, notes: string, total: number, discount: number, itemCount: number, priority: number,
          paid: { type: Boolean }, address: { type: Object, schema: { street: string, city: string, zip: string, country: string } }, tags: { type: Array, items: string },
        },
      },
    },
  })
  const Order = table.getModel('Order')
  const findPage = async (where, limit, next) => {
    const items = await Order.find(where, { index: 'gs1', limit, next })
    return { items, cursor: items.next }
  }
  return {
    findPage,
    find: async (where, limit) => (await findPage(where, limit)).items,
    put: (order) => Order.create(order, { exists: null }),
    get: (key) => Order.get(key),
    update: (key, changes) => Order.update({ ...key, ...changes }, { exists: null }),
    async batchGet(keys) {
      const batch = {}
      for (const key of keys) await Order.get(key, { batch })
      return table.batchGet(batch, { parse: true })
    },
    async batchWrite(orders) {
      const batch = {}
      for (const order of orders) await Order.create(order, { batch, exists: null })
      await table.batchWrite(batch)
    },
    async transact(orders) {
      const transaction = {}
      for (const order of orders) await Order.create(order, { transaction, exists: null })
      await table.transact('write', transaction)
    },
  }
}
