import { decoratorRecords, type Constructor } from '../metadata/decoratorRecords.js'

/**
 * Marks a class as a subscriber of an entity's stream: TypeORM's `listenTo`, `afterInsert`, `afterUpdate` and `afterRemove`, called where
 * the stream is handled instead of where it is written. It is given to `streamHandler()` or `dataSource.streams.listen()` in a list.
 *
 * @example
 * ```ts
 * @StreamSubscriber()
 * export class OrderSubscriber implements EntitySubscriberInterface<Order> {
 *   listenTo() { return Order }
 *   async afterInsert({ entity }: InsertEvent<Order>) { await confirm(entity) }
 * }
 * export const handler = streamHandler([OrderSubscriber])
 * ```
 */
export function StreamSubscriber() {
  return (target: Constructor): void => {
    decoratorRecords.streamSubscribers.push({ target })
  }
}
