import { MissingDeleteDateColumnError, type ObjectLiteral } from 'typeorm'
import { SoftDeleteQueryBuilder } from 'typeorm/query-builder/SoftDeleteQueryBuilder.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import { all, isNull, negateAsSql } from '../../expressions/conditions.js'
import { baseOf } from '../carriedVersions.js'
import { Work } from '../DynamoQueryRunner.js'
import { assignments } from '../updateChange.js'
import { DynamoBuilder } from './DynamoBuilder.js'
import { queryResult } from './queryResult.js'
import { returnedOf } from './returned.js'
import { updateAll } from './updateAll.js'

/** TypeORM's builder of soft deletes and restores: updates of the delete date. */
export class DynamoSoftDeleteQueryBuilder<Entity extends ObjectLiteral> extends DynamoBuilder(SoftDeleteQueryBuilder)<Entity> {
  protected work(): Work {
    const { store, expressionMap } = this
    const { deleteDate } = store.model
    if (deleteDate === undefined) throw new MissingDeleteDateColumnError(store.metadata)
    if (expressionMap.limit !== undefined || Object.keys(expressionMap.orderBys).length > 0) throw new UnsupportedError('LIMIT and ORDER BY of a write', store.metadata.name)
    const returned = returnedOf(store, expressionMap.returning)
    const deleting = expressionMap.queryType === 'soft-delete'
    const now = this.driver.now()
    const state = isNull(deleteDate.name)
    const request = {
      where: all([this.whereCondition(), deleting ? state : negateAsSql(state)]),
      actions: assignments(store, [[deleteDate, deleting ? now : null]]),
      returned,
      demanded: this.demanded,
    }
    return new Work(this.title, async (runner) => {
      const result = await updateAll(runner, store, { ...request, baseOf: expressionMap.whereEntities.length > 0 ? (key) => baseOf(runner, store, key) : undefined })
      const raw = returned === undefined ? result.raw.map((row) => ({ ...row, [deleteDate.name]: deleting ? now : null })) : result.raw
      return queryResult({ ...result, raw, records: raw })
    })
  }
}
