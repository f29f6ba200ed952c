import type { EntityTarget, ObjectLiteral } from 'typeorm'
import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import type { StreamViewType } from '../../vocabulary/StreamViewType.js'
import { streamConditions } from '../criteria/fromStreamFilter.js'
import type { DynamoDriver } from '../DynamoDriver.js'
import type { StreamRoute } from './handleRecords.js'
import type { StreamHandlers } from './StreamHandlers.js'

/** An entity with its handlers: `[Order, { onRecord }]`. */
export type StreamEntry<Entity extends ObjectLiteral = any, View extends StreamViewType = any> = readonly [EntityTarget<Entity>, StreamHandlers<Entity, View, any>]

/** The handlers of entities, ready. @throws InvalidQueryError for handlers that contradict each other, or of which one would never be called. */
export function routesOf(driver: DynamoDriver, entries: readonly StreamEntry[]): StreamRoute[] {
  const routes = entries.map((entry) => routeOf(driver, entry))
  for (const [position, { store }] of routes.entries()) {
    const { name } = store.metadata
    if (routes.findIndex((other) => other.store === store) !== position) throw new InvalidQueryError(`${name}: its records go to one handler, and it has two. Give the second a streamHandler() or listen() of its own.`, { entity: name, code: 'stream.handlers' })
  }
  // A record goes to the first that it is of: a class stands before those that it extends.
  return routes.toSorted((one, other) => classesOf(one) - classesOf(other))
}

/** Of how many classes the records of an entity may be; those of no child of another are of any. */
const classesOf = ({ store: { model } }: StreamRoute): number => model.discriminatorValues?.length ?? Number.MAX_SAFE_INTEGER

function routeOf(driver: DynamoDriver, [target, handlers]: StreamEntry): StreamRoute {
  const store = driver.store(driver.dataSource.getMetadata(target))
  const { name } = store.metadata
  if ((handlers.onRecord === undefined) === (handlers.onBatch === undefined)) throw new InvalidQueryError(`${name}: a stream handler has either onRecord or onBatch. Give one of them.`, { entity: name, code: 'stream.handlers' })
  if (handlers.onBatch !== undefined && handlers.idempotency === 'transactional') throw new InvalidQueryError(`${name}: a batch is too much for one transaction. Use onRecord, or idempotency: 'mark'.`, { entity: name, code: 'stream.handlers' })
  if (handlers.concurrency !== undefined && !(handlers.concurrency >= 1)) throw new InvalidQueryError(`${name}: concurrency says how many entities are worked on at a time. Give a number from 1.`, { entity: name, code: 'stream.handlers' })
  return { store, handlers: handlers as StreamHandlers<ObjectLiteral>, conditions: streamConditions(store, handlers.filter, driver.options) }
}
