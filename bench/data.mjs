/** What every adapter stores: an order of 15 attributes. */
export const TENANT = 'tenant-7'
export const STATUS = 'shipped'

export function order(at) {
  const n = String(at).padStart(6, '0')
  return {
    tenantId: TENANT, // partition key
    orderId: `ord-${n}`, // sort key
    status: STATUS, // with tenantId: the partition key of the index
    createdAt: new Date(1_760_000_000_000 + at * 1000), // sort key of the index
    customerName: `Customer Number ${n}`,
    email: `customer.${n}@example.com`,
    currency: 'EUR',
    notes: `Please leave order ${n} at the back door, and ring twice.`,
    total: 100 + at + 0.25,
    discount: 7.5,
    itemCount: 3 + (at % 9),
    priority: at % 5,
    paid: at % 2 === 0,
    address: { street: `${at} Long Street`, city: 'Springfield', zip: `9${n}`, country: 'DE' },
    tags: ['alpha', 'bravo', 'charlie', 'delta', `tag-${n}`],
  }
}

/** The order with the key of its customer, for the relation. */
export const purchase = (at) => ({ ...order(at), customerId: `cus-${String(at).padStart(6, '0')}` })

export function customer(at) {
  const n = String(at).padStart(6, '0')
  return { id: `cus-${n}`, name: `Customer Number ${n}`, email: `customer.${n}@example.com`, city: 'Springfield', points: at, since: new Date(1_700_000_000_000 + at * 1000) }
}

/** An order whose key is yet to be generated. */
export function draft(at) {
  const { tenantId: _, orderId: __, ...rest } = order(at)
  return rest
}

export const many = (make, count) => Array.from({ length: count }, (_, at) => make(at))
export const keyOf = ({ tenantId, orderId }) => ({ tenantId, orderId })
export const where = { tenantId: TENANT, status: STATUS }
export const patch = (turn) => ({ notes: `changed ${turn}`, total: 1000 + turn, priority: turn % 7 })
