import { randomUUID } from 'node:crypto'
import { Transactional } from 'typeorm-transactional'
import { getRepository, type Page, type Pageable } from 'typeorm-dynamodb'
import { Order } from './Order.js'
import { User } from './User.js'

export class OrderService {
  /** Stores the order and counts it at its user: both, or neither. */
  @Transactional()
  async place(userId: string, product: string, total: number): Promise<Order> {
    const orders = getRepository(Order)
    await getRepository(User).findOneByOrFail({ id: userId })
    await getRepository(User).increment({ id: userId }, 'orders', 1)
    return orders.put(orders.create({ userId, orderId: `${new Date().toISOString()}#${randomUUID()}`, product, total }))
  }

  ofUser(userId: string, pageable?: Pageable): Promise<Page<Order>> {
    return getRepository(Order).findPage({ where: { userId } }, pageable)
  }
}
