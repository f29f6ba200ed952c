import { assignValues, valueAt, type GeneratedValues } from './generateValues.js'
import type { EntityStore } from './EntityStore.js'
import type { WriteContext } from './WriteContext.js'

/**
 * Runs a write of TypeORM's, and gives the entities their old versions, dates and ids back if it fails, or if the transaction
 * that it is part of does: TypeORM sets them before the commit.
 */
export async function restoringOnFailure<T>(context: WriteContext, entities: ReadonlyMap<object, EntityStore>, write: () => Promise<T>): Promise<T> {
  const restore = snapshot(entities)
  try {
    const result = await write()
    if (context.isTransactionActive) context.onUndo?.(restore)
    return result
  } catch (error) {
    restore()
    throw error
  }
}

function snapshot(entities: ReadonlyMap<object, EntityStore>): () => void {
  const before: (readonly [object, GeneratedValues])[] = []
  for (const [entity, { model }] of entities) {
    const generated = model.attributes.filter((attribute) => (attribute.generated !== undefined || attribute.computed !== undefined || (attribute === model.timeToLive && model.expiry !== undefined) || model.identity.includes(attribute)) && attribute.propertyless !== true)
    if (generated.length > 0) before.push([entity, generated.map((attribute) => [attribute, valueAt(entity, attribute)] as const)])
  }
  return () => {
    for (const [entity, values] of before) assignValues(entity, values)
  }
}
