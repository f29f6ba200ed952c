import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm'
import { UnsupportedError, type UnsupportedFeature } from '../../errors/unsupported.js'

/** What TypeORM's builder offers and DynamoDB cannot do; a false argument takes it back, which is no matter. */
const refused: Readonly<Record<string, UnsupportedFeature>> = {
  subQuery: 'sub-queries', whereExists: 'sub-queries', andWhereExists: 'sub-queries', orWhereExists: 'sub-queries', fromDummy: 'sub-queries',
  groupBy: 'GROUP BY and HAVING', addGroupBy: 'GROUP BY and HAVING', having: 'GROUP BY and HAVING', andHaving: 'GROUP BY and HAVING', orHaving: 'GROUP BY and HAVING',
  distinct: 'SELECT DISTINCT', distinctOn: 'SELECT DISTINCT', timeTravelQuery: 'time travel queries', cache: 'cached queries', setOnLocked: 'pessimistic locks', maxExecutionTime: 'limits of execution time', loadRelationCountAndMap: 'counts of relations',
}

/** Lets a select builder refuse them at the call. */
export function refuseSelectMethods(prototype: object): void {
  for (const [name, feature] of Object.entries(refused)) {
    Object.defineProperty(prototype, name, {
      configurable: true,
      writable: true,
      value(this: SelectQueryBuilder<ObjectLiteral>, given: unknown) {
        if (given === false) return this
        throw new UnsupportedError(feature, this.expressionMap.mainAlias?.name)
      },
    })
  }
}
