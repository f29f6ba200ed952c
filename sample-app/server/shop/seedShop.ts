import { getRepository } from 'typeorm-dynamodb'
import { Order } from './Order.js'
import { User } from './User.js'

const firstnames = ['Ann', 'Bea', 'Cem', 'Dan', 'Eva', 'Fay', 'Gus', 'Ida', 'Jim', 'Kim']
const lastnames = ['Adams', 'Brown', 'Clark', 'Doe', 'Evans', 'Fox', 'Green', 'Hall', 'Jones', 'King', 'Roe', 'Zhang']
const products = ['book', 'lamp', 'chair', 'kettle']

const at = <T>(list: readonly T[], position: number): T => list[position % list.length]!

/** Stores users, each with an order or two. */
export async function seedShop(count: number, onProgress: (done: number, total: number) => void): Promise<void> {
  const users = getRepository(User)
  const made = Array.from({ length: count }, (_, i) => users.create({ firstname: at(firstnames, i * 7), lastname: at(lastnames, i * 5), age: String(18 + ((i * 13) % 60)), orders: 1 + (i % 2) }))
  await users.putMany(made, { concurrency: 16, onProgress: (done) => onProgress(done, count * 2) })
  const orders = getRepository(Order)
  const placed = made.flatMap((user, i) => Array.from({ length: user.orders }, (_, n) => orders.create({ userId: user.id, orderId: `2026-0${n + 1}-01T00:00:00.000Z#${i}-${n}`, product: at(products, i + n), total: 5 + ((i * 31) % 95) })))
  await orders.putMany(placed, { concurrency: 16, onProgress: (done, total) => onProgress(count + Math.round((done / total) * count), count * 2) })
}
