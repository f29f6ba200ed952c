import { OutpacedError } from '../errors/OutpacedError.js'
import type { EntityStore } from './EntityStore.js'
import { valueAt, type GeneratedValues } from './generateValues.js'
import { assignments, versioned, type Assignment } from './updateChange.js'
import type { WriteContext } from './WriteContext.js'
import { performChange, storedIn } from './writeEntity.js'

const attempts = 5

/**
 * Inserts an entity, or changes the named columns of the item that exists. Two requests: the stored item is read, and the write
 * depends on whether it was there. Gives the values of the columns that the driver fills.
 */
export async function upsertEntity(context: WriteContext, store: EntityStore, entity: object, columns: readonly string[], generated: GeneratedValues): Promise<Record<string, unknown>> {
  const { model } = store
  const key = store.codec.encodeKey(entity)
  for (let attempt = 0; attempt < attempts; attempt++) {
    const base = await storedIn(context, { kind: 'get', table: model.table, entity: model.entity, key, consistent: true })
    if (base === undefined) {
      const outcome = await performChange(context, store, { kind: 'put', entity, mode: 'insert' })
      if (outcome.status === 'written') return Object.fromEntries(generated.map(([attribute, value]) => [attribute.name, value]))
      continue
    }
    const set = columns.flatMap((name): Assignment[] => {
      const attribute = model.attributeByName.get(name)
      return attribute === undefined || model.keyNames.includes(name) || attribute.generated === 'version' || attribute.generated === 'create-date' ? [] : [[attribute, valueAt(entity, attribute) ?? null]]
    })
    // What would have been generated for a new item is, for this one, what is stored.
    const kept = Object.fromEntries(generated.map(([attribute]) => [attribute.name, store.codec.decodeValue(attribute, base[attribute.name])]))
    if (set.length === 0) return kept
    const next = versioned(store, assignments(store, set), base, new Date())
    const outcome = await performChange(context, store, { kind: 'update', key, base, ...next.change })
    if (outcome.status === 'written') return { ...kept, ...next.generated }
  }
  throw new OutpacedError(model.entity, attempts)
}
