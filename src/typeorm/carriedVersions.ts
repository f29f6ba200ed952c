import { OptimisticLockVersionMismatchError } from 'typeorm'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import type { DynamoQueryRunner } from './DynamoQueryRunner.js'
import type { EntityStore } from './EntityStore.js'
import { valueAt } from './generateValues.js'
import { keyInMemory, type PersistMethod } from './persistedEntities.js'

/** What the entities of a removal carry, by table and key. A save compares versions by itself: they are a part of what it finds changed. */
export function carriedVersions(entities: ReadonlyMap<object, EntityStore>, method: PersistMethod): ReadonlyMap<string, number> {
  const versions = new Map<string, number>()
  if (method !== 'remove' && method !== 'softRemove' && method !== 'recover') return versions
  for (const [entity, store] of entities) {
    const { model } = store
    const version = model.version === undefined ? undefined : valueAt(entity, model.version)
    const key = keyInMemory(entity, store)
    if (typeof version === 'number' && key !== undefined) versions.set(keyIdentity(model.table, key, model.keyNames), version)
  }
  return versions
}

/**
 * The stored item that an entity in memory was compared with.
 *
 * @throws OptimisticLockVersionMismatchError when the entity was read before somebody else wrote.
 */
export function baseOf(runner: DynamoQueryRunner, store: EntityStore, key: Key): Item | undefined {
  const base = runner.recall(store, key)
  const { version } = store.model
  const carried = runner.carried(store, key)
  if (version === undefined || base === undefined || carried === undefined) return base
  const stored = store.codec.decodeValue(version, base[version.name])
  if (stored !== carried) throw new OptimisticLockVersionMismatchError(store.metadata.name, carried, stored as number)
  return base
}
