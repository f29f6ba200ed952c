import { EntityNotFoundError, type DataSource, type EntityMetadata, type EntitySubscriberInterface } from 'typeorm'
import type { RelationMetadata } from 'typeorm/metadata/RelationMetadata.js'
import { ConditionFailedError } from '../errors/ConditionFailedError.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import { epochSeconds, unlessExpired } from '../planner/notExpired.js'
import { limits } from '../vocabulary/limits.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import { assume } from './assume.js'
import type { DynamoQueryRunner } from './DynamoQueryRunner.js'
import type { EntityStore } from './EntityStore.js'
import { assignValues, valueAt } from './generateValues.js'
import { givenEntities, keyInMemory } from './persistedEntities.js'

/**
 * Saves an entity that was read alone by one write, made from the item that it was read from, under the condition that this is
 * still stored. Where it is not, DynamoDB gives what is there, and the save is done on that; where that tells nothing, as when
 * the entity is as it was read, or somebody has deleted it, the save reads as TypeORM's does.
 */
export async function saveAsRead<T>(runner: DynamoQueryRunner, entities: ReadonlyMap<object, EntityStore>, args: readonly unknown[], save: () => Promise<T>): Promise<T> {
  const known = savedAlone(runner, entities, args)
  if (known === undefined) return save()
  const { entity, store, key } = known
  let item: Item | undefined = known.item
  const forgetNulls = nullsAfter(entity, store)
  for (let isFresh = false; item !== undefined; isFresh = true) {
    const assumed = assume(store, key, item, isFresh)
    runner.assumed = assumed
    try {
      const saved = await save()
      if (assumed.isRelied) {
        store.readAlone.set(entity, assumed.left ?? item)
        return saved
      }
      item = undefined
    } catch (error) {
      store.readAlone.delete(entity)
      if (isFresh || !(error instanceof ConditionFailedError || error instanceof EntityNotFoundError)) throw error
      item = error instanceof ConditionFailedError ? ofKey(store, key, error.stored) : undefined
    } finally {
      runner.assumed = undefined
    }
    forgetNulls()
  }
  return save()
}

/** TypeORM makes null of what is undefined before a write is sent: the next one must not take that for a change. */
function nullsAfter(entity: object, { model }: EntityStore): () => void {
  const lacking = model.attributes.filter((attribute) => attribute.propertyless !== true && valueAt(entity, attribute) === undefined)
  return () => assignValues(entity, lacking.filter((attribute) => valueAt(entity, attribute) === null).map((attribute) => [attribute, undefined]))
}

interface SavedAlone {
  readonly entity: object
  readonly store: EntityStore
  readonly key: Key
  readonly item: Item
}

/** The one entity that a save concerns, with the item that it was read from; undefined where its save has to read. */
function savedAlone({ dataSource, driver }: DynamoQueryRunner, entities: ReadonlyMap<object, EntityStore>, args: readonly unknown[]): SavedAlone | undefined {
  const [first, second] = entities
  if (first === undefined || second !== undefined) return undefined
  const [entity, store] = first
  const { model, metadata } = store
  const item = unlessExpired(model, epochSeconds(driver.now()), store.readAlone.get(entity))
  if (item === undefined) return undefined
  const { condition, transaction } = (givenEntities(dataSource, args).options ?? {}) as { readonly condition?: unknown; readonly transaction?: boolean }
  // Who hears of the write would hear of it twice, when it has to be done on another item.
  if (condition !== undefined || transaction === false || isObserved(dataSource, metadata)) return undefined
  // Sentinels are changed by what is known of the item; and so many conditions are not taken.
  if (driver.uniquesOf(model.table, model.entity) !== undefined || model.attributes.length > mostGuarded) return undefined
  if (metadata.relations.some((relation) => concernsOthers(relation, entity))) return undefined
  const { version } = model
  if (version !== undefined && (item[version.name]?.N === undefined || store.codec.encodeValue(version, valueAt(entity, version))?.N !== item[version.name]!.N)) return undefined
  const key = keyInMemory(entity, store)
  return key === undefined || ofKey(store, key, item) === undefined ? undefined : { entity, store, key, item }
}

/** So many attributes can be compared in one condition. */
const mostGuarded = limits.expressionOperators / 3

const ofKey = ({ model: { table, keyNames } }: EntityStore, key: Key, item: Item | undefined): Item | undefined =>
  item !== undefined && keyNames.every((name) => item[name] !== undefined) && keyIdentity(table, item, keyNames) === keyIdentity(table, key, keyNames) ? item : undefined

/** Whether a save of an entity reads and writes other items for a relation; of a lazy one that is seen only while it is saved. */
function concernsOthers(relation: RelationMetadata, entity: object): boolean {
  if (relation.isManyToOne || relation.isOneToOneOwner) return relation.isLazy && (relation.isCascadeInsert || relation.isCascadeUpdate)
  return relation.isLazy || relation.getEntityValue(entity) !== undefined
}

/** Whether listeners or subscribers are told of the writes of an entity. */
function isObserved({ subscribers }: DataSource, { listeners, target }: EntityMetadata): boolean {
  return listeners.some(({ type }) => /-(insert|update)$/.test(type)) || subscribers.some((subscriber) => writeEvents.some((event) => event in subscriber) && concerns(subscriber, target))
}

const writeEvents = ['beforeInsert', 'afterInsert', 'beforeUpdate', 'afterUpdate']

/** As TypeORM tells whose events a subscriber hears. */
function concerns(subscriber: EntitySubscriberInterface, target: EntityMetadata['target']): boolean {
  const of = subscriber.listenTo?.()
  return !of || of === Object || of === target || Object.prototype.isPrototypeOf.call(of, target)
}
