import { readItem } from '../client/readItem.js'
import { OutpacedError } from '../errors/OutpacedError.js'
import type { EntityStore } from './EntityStore.js'
import { valueAt } from './generateValues.js'
import { assignments, versioned, type Assignment } from './updateChange.js'
import type { WriteContext } from './WriteContext.js'
import { performChange } from './writeEntity.js'

const attempts = 5

/**
 * Inserts an entity, or changes the named columns of the item that exists. Two requests: the stored item is read, and the
 * write depends on whether it was there.
 */
export async function upsertEntity(context: WriteContext, store: EntityStore, entity: object, columns: readonly string[]): Promise<void> {
  const { model } = store
  const key = store.codec.encodeKey(entity)
  for (let attempt = 0; attempt < attempts; attempt++) {
    const base = await readItem(context.driver.sender, { kind: 'get', table: model.table, entity: model.entity, key, consistent: true })
    if (base === undefined) {
      const outcome = await performChange(context, store, { kind: 'put', entity, mode: 'insert' })
      if (outcome.status === 'written') return
      continue
    }
    const set = columns.flatMap((name): Assignment[] => {
      const attribute = model.attributeByName.get(name)
      return attribute === undefined || model.keyNames.includes(name) || attribute.generated === 'version' || attribute.generated === 'create-date' ? [] : [[attribute, valueAt(entity, attribute) ?? null]]
    })
    if (set.length === 0) return
    const outcome = await performChange(context, store, { kind: 'update', key, base, ...versioned(store, assignments(store, set), base, new Date()).change })
    if (outcome.status === 'written') return
  }
  throw new OutpacedError(model.entity, attempts)
}
