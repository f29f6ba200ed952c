import { RelationQueryBuilder, type ObjectLiteral } from 'typeorm'
import { UnsupportedError } from '../../errors/unsupported.js'
import type { Work } from '../DynamoQueryRunner.js'
import { DynamoBuilder } from './DynamoBuilder.js'

/** TypeORM's builder of relations: it makes its updates through this driver's builders. */
export class DynamoRelationQueryBuilder<Entity extends ObjectLiteral> extends DynamoBuilder(RelationQueryBuilder)<Entity> {
  /** What is stored now counts, not what was when the entity was read. */
  override loadMany<T = any>(): Promise<T[]> {
    const { of, mainAlias } = this.expressionMap
    if (typeof of === 'object' && of !== null && !Array.isArray(of)) this.of(mainAlias!.metadata.getEntityIdMap(of as ObjectLiteral) ?? of)
    return super.loadMany<T>()
  }

  protected work(): Work {
    throw new UnsupportedError('SQL text', 'A relation builder')
  }
}
