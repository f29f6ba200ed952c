import type { DataSource } from 'typeorm'
import type { DynamoDriver } from './DynamoDriver.js'
import { assignValues, valueAt, type GeneratedValues } from './generateValues.js'
import type { WriteContext } from './WriteContext.js'

/**
 * Runs a write of TypeORM's, and gives the entities their old versions, dates and ids back if it fails, or if the transaction
 * that it is part of does: TypeORM sets them before the commit.
 */
export async function restoringOnFailure<T>(dataSource: DataSource, context: WriteContext, args: readonly unknown[], write: () => Promise<T>): Promise<T> {
  const restore = snapshot(dataSource, args)
  try {
    const result = await write()
    if (context.isTransactionActive) context.onUndo?.(restore)
    return result
  } catch (error) {
    restore()
    throw error
  }
}

function snapshot(dataSource: DataSource, args: readonly unknown[]): () => void {
  const [first, second] = args
  const isTarget = typeof first === 'function' || typeof first === 'string' || (typeof first === 'object' && first !== null && '@instanceof' in first)
  const entities = [isTarget ? second : first].flat() as unknown[]
  const before: (readonly [object, GeneratedValues])[] = []
  for (const entity of entities) {
    if (typeof entity !== 'object' || entity === null) continue
    const target = isTarget ? first : entity.constructor
    if (!dataSource.hasMetadata(target as never)) continue
    const { model } = (dataSource.driver as unknown as DynamoDriver).store(dataSource.getMetadata(target as never).findInheritanceMetadata(entity))
    const generated = model.attributes.filter((attribute) => (attribute.generated !== undefined || attribute.keyOf.includes('table')) && attribute.propertyless !== true)
    if (generated.length > 0) before.push([entity, generated.map((attribute) => [attribute, valueAt(entity, attribute)] as const)])
  }
  return () => {
    for (const [entity, values] of before) assignValues(entity, values)
  }
}
