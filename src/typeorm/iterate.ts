import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm'
import type { DynamoSelectQueryBuilder } from './builders/DynamoSelectQueryBuilder.js'
import type { DynamoFindManyOptions } from './DynamoFindOptions.js'

/** Entities page by page, each page read when it is wanted. */
export async function* iterate<Entity extends ObjectLiteral>(manager: EntityManager, target: EntityTarget<Entity>, options: DynamoFindManyOptions<Entity>): AsyncGenerator<Entity[]> {
  const builder = manager.createQueryBuilder(target, manager.connection.getMetadata(target).name) as DynamoSelectQueryBuilder<Entity>
  yield* builder.setFindOptions(options).pages()
}
