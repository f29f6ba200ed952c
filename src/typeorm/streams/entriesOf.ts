import type { EntityTarget, ObjectLiteral } from 'typeorm'
import type { StreamEntry } from './routesOf.js'
import { subscriberEntries, type StreamSubscriberSource } from './subscriberEntries.js'

/** Whose records are handled: an entity, entities with handlers by name, or subscribers. */
export type StreamsGiven = EntityTarget<ObjectLiteral> | Readonly<Record<string, StreamEntry>> | readonly StreamSubscriberSource[]

/** Each entity with its handlers: for an entity, and for subscribers, what is given beside them. */
export function entriesOf(given: StreamsGiven, handlers: object): readonly StreamEntry[] {
  if (Array.isArray(given)) return subscriberEntries(given, handlers)
  return isTarget(given) ? [[given, handlers]] : Object.values(given as Readonly<Record<string, StreamEntry>>)
}

/** Whether an entity is given, not entries by name. */
const isTarget = (given: unknown): given is EntityTarget<ObjectLiteral> => typeof given !== 'object' || given === null || 'options' in given
