import { DeleteQueryBuilder, type ObjectLiteral } from 'typeorm'
import { inParallel } from '../../client/inParallel.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import { Work, type DynamoQueryRunner } from '../DynamoQueryRunner.js'
import type { EntityStore } from '../EntityStore.js'
import { performChange } from '../writeEntity.js'
import { DynamoBuilder } from './DynamoBuilder.js'
import { queryResult } from './queryResult.js'
import { targets } from './targets.js'
import type { WriteResult } from './updateAll.js'

/** TypeORM's delete builder. Whole keys are deleted without being read. */
export class DynamoDeleteQueryBuilder<Entity extends ObjectLiteral> extends DynamoBuilder(DeleteQueryBuilder)<Entity> {
  protected work(): Work {
    const { store } = this
    if (Array.isArray(this.expressionMap.returning) || typeof this.expressionMap.returning === 'string') throw new UnsupportedError('RETURNING', store.metadata.name)
    const where = this.whereCondition()
    return new Work(this.getQuery(), async (runner) => queryResult(await deleteAll(runner, store, where)))
  }
}

async function deleteAll(runner: DynamoQueryRunner, store: EntityStore, where: Parameters<typeof targets>[2]): Promise<WriteResult> {
  let affected = 0
  for await (const some of targets(runner.driver, store, where)) {
    await inParallel(some, runner.isTransactionActive ? 1 : 8, async ({ key, condition }) => {
      const outcome = await performChange(runner, store, { kind: 'delete', key, condition, returns: 'old' })
      if (outcome.status === 'written' && outcome.attributes !== undefined) affected++
    })
  }
  return { raw: [], records: [], affected: runner.isTransactionActive ? undefined : affected }
}
