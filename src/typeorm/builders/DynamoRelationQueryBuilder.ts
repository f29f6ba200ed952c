import { RelationQueryBuilder, type ObjectLiteral } from 'typeorm'
import { UnsupportedError } from '../../errors/unsupported.js'
import type { Work } from '../DynamoQueryRunner.js'
import { DynamoBuilder } from './DynamoBuilder.js'

/** TypeORM's builder of relations: it makes its updates through this driver's builders. */
export class DynamoRelationQueryBuilder<Entity extends ObjectLiteral> extends DynamoBuilder(RelationQueryBuilder)<Entity> {
  protected work(): Work {
    throw new UnsupportedError('SQL text', 'A relation builder')
  }
}
