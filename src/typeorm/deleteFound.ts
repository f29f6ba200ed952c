import { DeleteResult, type ObjectLiteral } from 'typeorm'
import { batchWriteEntities } from './batchEntities.js'
import type { DynamoSelectQueryBuilder } from './builders/DynamoSelectQueryBuilder.js'
import type { DynamoFindManyOptions } from './DynamoFindOptions.js'
import type { BatchOptions } from './DynamoOptions.js'
import type { EntityStore } from './EntityStore.js'
import type { WriteContext } from './WriteContext.js'

/** Deletes what a builder finds, page by page: of each entity no more is read than its key. */
export async function deleteFound<Entity extends ObjectLiteral>(context: WriteContext, store: EntityStore, builder: DynamoSelectQueryBuilder<Entity>, find: DynamoFindManyOptions<Entity>, options: BatchOptions): Promise<DeleteResult> {
  const result = new DeleteResult()
  result.raw = []
  result.affected = 0
  builder.setFindOptions({ ...find, relations: {}, loadEagerRelations: false }).select(store.model.identity.map(({ property }) => `${store.metadata.name}.${property}`))
  for await (const entities of builder.bare().pages()) {
    await batchWriteEntities(context, store, entities.map((item) => ({ type: 'DeleteRequest' as const, item })), options)
    result.affected += entities.length
  }
  return result
}
