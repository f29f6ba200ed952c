import { DeleteQueryBuilder, type ObjectLiteral } from 'typeorm'
import { inParallel } from '../../client/inParallel.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import { all, exists } from '../../expressions/conditions.js'
import { baseOf } from '../carriedVersions.js'
import { deleteEntity } from '../deleteEntity.js'
import { Work, type DynamoQueryRunner } from '../DynamoQueryRunner.js'
import type { EntityStore } from '../EntityStore.js'
import { refusalError } from '../writeEntity.js'
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
    // TypeORM's own persistence calls listeners itself: what it deletes are entities that it has read.
    const ofEntities = !this.expressionMap.callListeners
    return new Work(this.getQuery(), async (runner) => queryResult(await deleteAll(runner, store, where, ofEntities)))
  }
}

async function deleteAll(runner: DynamoQueryRunner, store: EntityStore, where: Parameters<typeof targets>[2], ofEntities: boolean): Promise<WriteResult> {
  const { version } = store.model
  const inTransaction = runner.isTransactionActive
  const there = exists(store.model.partitionKey.name)
  let affected = 0
  let unknown = false
  for await (const some of targets(runner.driver, store, where)) {
    await inParallel(some, inTransaction ? 1 : 8, async ({ key, condition }) => {
      const expectedVersion = ofEntities && version !== undefined ? baseOf(runner, store, key)?.[version.name] : undefined
      // What is not there is not counted, also where the answer to the first sending was lost; a transaction must not fail for it.
      const outcome = await deleteEntity(runner, store, { kind: 'delete', key, expectedVersion, condition: inTransaction ? condition : all([there, ...(condition === undefined ? [] : [condition])]) })
      if (outcome.status === 'refused') {
        if (outcome.reason === 'version') throw refusalError(store, outcome, store.codec.decodeValue(version!, expectedVersion))
        return
      }
      if (outcome.known === false) unknown = true
      else if (!inTransaction || outcome.attributes !== undefined) affected++
    })
  }
  return { raw: [], records: [], affected: unknown ? undefined : affected }
}
