import type { EntitySubscriberInterface, ObjectLiteral } from 'typeorm'
import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import { decoratorRecords, recordsOf, type Constructor } from '../../metadata/decoratorRecords.js'
import type { DynamoEntityManager } from '../DynamoEntityManager.js'
import type { StreamEntry } from './routesOf.js'
import type { StreamHandlers, StreamRecord } from './StreamHandlers.js'
import { subscriberEvent } from './subscriberEvent.js'

/** A class with `@StreamSubscriber()`, or an instance of one; or an entity with `@OnExpire()`. */
export type StreamSubscriberSource = Function | object

/** How the records of subscribers are handled, as those of handlers are. */
export type SubscriberSettings = Pick<StreamHandlers<ObjectLiteral>, 'idempotency' | 'consumer' | 'concurrency'>

interface Given {
  readonly record: StreamRecord<ObjectLiteral>
  readonly manager: DynamoEntityManager
}

/** One subscriber: whom it listens to, and what it does. */
interface Subscription {
  readonly name: string
  readonly target: Function
  /** For an entity with `@OnExpire()`: nothing else is looked at. */
  readonly isOfExpired: boolean
  readonly call: (given: Given) => Promise<void>
}

/** The handlers that subscribers are. For one record those of its entity, and of the classes that it extends, are called in turn. */
export function subscriberEntries(sources: readonly StreamSubscriberSource[], settings: SubscriberSettings): StreamEntry[] {
  const subscriptions = sources.map(subscriptionOf)
  // A record goes to the first that it is of: a class stands before those that it extends.
  const targets = [...new Set(subscriptions.map(({ target }) => target))].toSorted((one, other) => Number(isWithin(other, one)) - Number(isWithin(one, other)))
  return targets.map((target): StreamEntry => {
    const called = subscriptions.filter((one) => isWithin(target, one.target))
    return [target as never, {
      consumer: settings.consumer ?? called.map(({ name }) => name).toSorted().join(' '),
      idempotency: settings.idempotency, concurrency: settings.concurrency,
      filter: called.every(({ isOfExpired }) => isOfExpired) ? { expired: true } : undefined,
      onRecord: async (given: Given) => {
        for (const { call } of called) await call(given)
      },
    }]
  })
}

const isWithin = (one: Function, other: Function): boolean => one === other || Object.prototype.isPrototypeOf.call(other, one)

const methods = { INSERT: 'afterInsert', MODIFY: 'afterUpdate', REMOVE: 'afterRemove' } as const

/** What TypeORM calls of a subscriber and a stream cannot tell. */
const untold = [
  'afterLoad', 'beforeQuery', 'afterQuery', 'beforeInsert', 'beforeUpdate', 'beforeRemove', 'beforeSoftRemove', 'beforeRecover', 'afterSoftRemove', 'afterRecover',
  'beforeTransactionStart', 'afterTransactionStart', 'beforeTransactionCommit', 'afterTransactionCommit', 'beforeTransactionRollback', 'afterTransactionRollback',
] as const satisfies readonly (keyof EntitySubscriberInterface)[]

function subscriptionOf(source: StreamSubscriberSource): Subscription {
  const type = (typeof source === 'function' ? source : source.constructor) as Constructor
  const { name } = type
  if (recordsOf(decoratorRecords.streamSubscribers, type).length === 0) {
    if (typeof source !== 'function' || expirationsOf(type).length === 0) throw refused(name, 'it is no stream subscriber, and no entity with @OnExpire(). Add @StreamSubscriber() to the class.')
    return { name, target: source, isOfExpired: true, call: async (given) => (given.record.expired ? callAll(given.record.old!, type, given, source) : undefined) }
  }
  const subscriber = (typeof source === 'function' ? new (source as new () => object)() : source) as EntitySubscriberInterface
  const target = subscriber.listenTo?.()
  if (typeof target !== 'function' || target === Object) throw refused(name, 'it does not say whom it listens to. Return the class of an entity in listenTo().')
  const wrong = untold.find((method) => subscriber[method] !== undefined)
  if (wrong !== undefined) throw refused(name, `a stream does not tell of ${wrong}. Use afterInsert, afterUpdate or afterRemove, or an @EventSubscriber().`)
  return {
    name, target, isOfExpired: false,
    call: async (given) => {
      await subscriber[methods[given.record.eventName]]?.(subscriberEvent(given.record, given.manager, target) as never)
      if (given.record.expired) await callAll(subscriber, type, given, target)
    },
  }
}

const expirationsOf = (type: Constructor): readonly string[] => [...new Set(recordsOf(decoratorRecords.expirations, type).map(({ property }) => property))]

/** Calls what is marked with `@OnExpire()`; an entity may be of a class that extends the one that is listened to. */
async function callAll(holder: object, type: Constructor, { record, manager }: Given, target: Function): Promise<void> {
  for (const property of expirationsOf(holder.constructor === Object ? type : holder.constructor as Constructor)) await (holder as Record<string, (event: object) => unknown>)[property]!(subscriberEvent(record, manager, target))
}

const refused = (name: string, rule: string): InvalidQueryError => new InvalidQueryError(`${name}: ${rule}`, { code: 'stream.subscriber', entity: name })
