import { DeleteQueryBuilder, type ObjectLiteral } from 'typeorm'
import { inParallel } from '../../client/inParallel.js'
import type { Condition } from '../../expressions/Condition.js'
import type { AttributeModel } from '../../metadata/EntityModel.js'
import { Work, type DynamoQueryRunner } from '../DynamoQueryRunner.js'
import type { EntityStore } from '../EntityStore.js'
import { performChange } from '../writeEntity.js'
import { DynamoBuilder } from './DynamoBuilder.js'
import { queryResult } from './queryResult.js'
import { storedRow } from './rawRows.js'
import { refuseReturningIn, returningColumns } from './returningColumns.js'
import { targets } from './targets.js'
import type { WriteResult } from './updateAll.js'

/** TypeORM's delete builder. Whole keys are deleted without being read. */
export class DynamoDeleteQueryBuilder<Entity extends ObjectLiteral> extends DynamoBuilder(DeleteQueryBuilder)<Entity> {
  protected work(): Work {
    const { store } = this
    const columns = returningColumns(store, this.expressionMap.returning)
    const where = this.whereCondition()
    return new Work(this.title, async (runner) => queryResult(await deleteAll(runner, store, where, columns)))
  }
}

async function deleteAll(runner: DynamoQueryRunner, store: EntityStore, where: Condition, columns: readonly AttributeModel[] | undefined): Promise<WriteResult> {
  refuseReturningIn(runner, store, columns)
  const raw: Record<string, unknown>[] = []
  let affected = 0
  for await (const some of targets(runner.driver, store, where)) {
    await inParallel(some, runner.isTransactionActive ? 1 : 8, async ({ key, condition }) => {
      const outcome = await performChange(runner, store, { kind: 'delete', key, condition, returns: 'old' })
      if (outcome.status !== 'written' || outcome.attributes === undefined) return
      affected++
      if (columns !== undefined) raw.push(storedRow(columns, outcome.attributes))
    })
  }
  return { raw, records: raw, affected: runner.isTransactionActive ? undefined : affected }
}
