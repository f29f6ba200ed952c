import { customer, draft, keyOf, many, order, patch, purchase, where } from './data.mjs'

const orders = many(order, 100)
const keys = orders.map(keyOf)
let turn = 0
const next = () => turn++

/**
 * The work that is measured: how a table names it, what an adapter has to offer for it, and what must come back. An adapter that
 * lacks the method is left out.
 */
export const works = [
  { name: 'find', title: 'query page of 100 → entities (`find`)', run: (ops) => ops.find(where, 100), gives: many(order, 100) },
  { name: 'findPage', title: 'the same as a page with its cursor (`findPage`)', run: (ops) => ops.findPage(where, 100), gives: many(order, 100) },
  { name: 'batchGet', title: 'batch get of 100 → entities', run: (ops) => ops.batchGet(keys), gives: many(order, 100) },
  { name: 'batchWrite', title: 'batch write of 25', run: (ops) => ops.batchWrite(orders.slice(0, 25)) },
  { name: 'transact', title: 'transaction of 10 puts', run: (ops) => ops.transact(orders.slice(0, 10)) },
  { name: 'put', title: '`put` of one', run: (ops) => ops.put(orders[next() % 100]) },
  { name: 'get', title: '`get` of one', run: (ops) => ops.get(keys[0]), gives: [order(0)] },
  { name: 'update', title: '`update` of one', run: (ops) => ops.update(keys[next() % 100], patch(turn)) },
  { name: 'saveNew', title: '`save` of a new entity, its key generated', run: (ops) => ops.saveNew(draft(next() % 100)), scene: 'nothing there' },
  { name: 'saveGiven', title: '`save` of a new entity, its key given', run: (ops) => ops.saveGiven(order(next() % 100)), scene: 'nothing there' },
  { name: 'findOneBy', title: '`findOneBy` its key', run: (ops) => ops.findOneBy(keys[0]), gives: [order(0)] },
  { name: 'saveChanged', title: 'read one, change it, `save`', run: (ops) => ops.saveChanged(keys[0], patch(next())) },
  { name: 'withCustomers', title: '100 orders with their customers', run: (ops) => ops.withCustomers(where, 100), gives: many((at) => ({ ...order(at), customer: customer(at) }), 100), scene: 'purchases' },
]

/** What an adapter stores before anything is measured; the answers of the stub are made of it. */
export async function fill(ops) {
  // One more than a page has: whoever looks whether there is a next one finds it.
  for (const one of many(order, 101)) await ops.put(one)
  if (ops.withCustomers === undefined) return
  for (const one of many(customer, 100)) await ops.putCustomer(one)
  for (const one of many(purchase, 101)) await ops.putPurchase(one)
}
