import 'reflect-metadata'
import { Column, DataSource, Entity, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm'
import { dynamodb, GlobalSecondaryIndex, Pageable, SortKey } from 'typeorm-dynamodb'

export const packages = ['typeorm-dynamodb', 'typeorm', '@aws-sdk/client-dynamodb']
export const keyNames = ['tenantId', 'orderId', 'tenantId#status', 'createdAt']

const columns = {
  status: Column({ type: 'string' }), createdAt: Column({ type: 'datetime' }), customerName: Column({ type: 'string' }), email: Column({ type: 'string' }),
  currency: Column({ type: 'string' }), notes: Column({ type: 'string' }), total: Column({ type: 'number' }), discount: Column({ type: 'number' }),
  itemCount: Column({ type: 'number' }), priority: Column({ type: 'number' }), paid: Column({ type: 'boolean' }), address: Column({ type: 'json' }), tags: Column({ type: 'json' }),
}
const byStatus = GlobalSecondaryIndex({ name: 'byStatus', partitionKey: ['tenantId', 'status'], sortKey: 'createdAt' })

class Order {}
decorated(Order, [Entity({ name: 'orders' }), byStatus], { tenantId: PrimaryColumn({ type: 'string' }), orderId: [PrimaryColumn({ type: 'string' }), SortKey()], ...columns })

class Draft {}
decorated(Draft, [Entity({ name: 'drafts' })], { id: PrimaryGeneratedColumn('uuid'), ...columns })

class Customer {}
decorated(Customer, [Entity({ name: 'customers' })], {
  id: PrimaryColumn({ type: 'string' }), name: Column({ type: 'string' }), email: Column({ type: 'string' }), city: Column({ type: 'string' }),
  points: Column({ type: 'number' }), since: Column({ type: 'datetime' }),
})

class Purchase {}
decorated(Purchase, [Entity({ name: 'purchases' }), byStatus], {
  tenantId: PrimaryColumn({ type: 'string' }), orderId: [PrimaryColumn({ type: 'string' }), SortKey()], ...columns,
  customerId: Column({ type: 'string' }), customer: [ManyToOne(() => Customer), JoinColumn({ name: 'customerId' })],
})

/** Decorators without TypeScript. */
function decorated(entity, ofClass, ofProperties) {
  for (const [property, decorators] of Object.entries(ofProperties)) for (const decorate of [decorators].flat()) decorate(entity.prototype, property)
  for (const decorate of ofClass) decorate(entity)
}

const make = (entity, values) => Object.assign(new entity(), values)

export async function open(clientConfig) {
  const source = new DataSource(dynamodb({ clientConfig, entities: [Order, Draft, Customer, Purchase] }))
  await source.initialize()
  const orders = source.getRepository(Order)
  const drafts = source.getRepository(Draft)
  const purchases = source.getRepository(Purchase)
  const customers = source.getRepository(Customer)
  return {
    put: (order) => orders.put(make(Order, order)),
    get: (key) => orders.get(key),
    update: (key, changes) => orders.update(key, changes),
    find: (where, take) => orders.find({ where, take }),
    async findPage(where, limit, cursor) {
      const page = await orders.findPage({ where }, Pageable.of(0, limit, undefined, cursor))
      return { items: page.content, cursor: page.lastEvaluatedKey }
    },
    batchGet: (keys) => orders.batchRead(keys),
    batchWrite: (list) => orders.putMany(list.map((order) => make(Order, order))),
    transact: (list) => source.transaction((manager) => manager.put(Order, list.map((order) => make(Order, order)))),
    saveNew: (draft) => drafts.save(make(Draft, draft)),
    saveGiven: (order) => orders.save(make(Order, order)),
    findOneBy: (key) => orders.findOneBy(key),
    async saveChanged(key, changes) {
      await orders.save(Object.assign(await orders.findOneBy(key), changes))
    },
    putPurchase: (purchase) => purchases.put(make(Purchase, purchase)),
    putCustomer: (customer) => customers.put(make(Customer, customer)),
    withCustomers: (where, take) => purchases.find({ where, take, relations: { customer: true } }),
    iterate: (where) => orders.iterate({ where }),
  }
}
