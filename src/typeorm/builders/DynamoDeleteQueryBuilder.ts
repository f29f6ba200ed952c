import { DeleteQueryBuilder, type DeleteResult, type ObjectLiteral } from 'typeorm'
import { inParallel } from '../../client/inParallel.js'
import { all, exists } from '../../expressions/conditions.js'
import { baseOf } from '../carriedVersions.js'
import { deleteEntity } from '../deleteEntity.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import type { Condition } from '../../expressions/Condition.js'
import { Work, type DynamoQueryRunner } from '../DynamoQueryRunner.js'
import type { EntityStore } from '../EntityStore.js'
import { refusalError } from '../refusalError.js'
import { DynamoBuilder } from './DynamoBuilder.js'
import { queryResult } from './queryResult.js'
import { givenBack, refuseReturning, returnedOfDelete, type Returned } from './returned.js'
import { targets } from './targets.js'
import type { WriteResult } from './updateAll.js'

/** TypeORM's delete builder. Whole keys are deleted without being read. */
export class DynamoDeleteQueryBuilder<Entity extends ObjectLiteral> extends DynamoBuilder(DeleteQueryBuilder)<Entity> {
  protected work(): Work {
    const { store } = this
    const returned = returnedOfDelete(store, this.expressionMap.returning)
    const where = this.whereCondition()
    // TypeORM's own persistence calls listeners itself: what it deletes are entities that it has read.
    const ofEntities = !this.expressionMap.callListeners
    return new Work(this.title, async (runner) => queryResult(await deleteAll(runner, store, where, { ofEntities, returned, demanded: this.demanded })))
  }

  override async execute(): Promise<DeleteResult> {
    return this.withEntities(await super.execute())
  }
}

interface Deleting {
  readonly ofEntities: boolean
  /** What is given back of each item. */
  readonly returned: Returned | undefined
  /** What each of them must satisfy, or there is an error. */
  readonly demanded: Condition | undefined
}

async function deleteAll(runner: DynamoQueryRunner, store: EntityStore, where: Condition, { ofEntities, returned, demanded }: Deleting): Promise<WriteResult> {
  refuseReturning(runner, store, returned)
  // What goes along with others goes in a transaction.
  if (returned !== undefined && runner.driver.dependents(store.model).length > 0) throw new UnsupportedError('RETURNING of these writes', store.metadata.name)
  const { version } = store.model
  const inTransaction = runner.isTransactionActive
  const there = exists(store.model.partitionKey.name)
  const raw: Record<string, unknown>[] = []
  const entities: object[] | undefined = returned?.asEntities === true ? [] : undefined
  let affected = 0
  let unknown = false
  for await (const some of targets(runner, store, where)) {
    await inParallel(some, inTransaction ? 1 : 8, async ({ key, condition }) => {
      const expectedVersion = ofEntities && version !== undefined ? baseOf(runner, store, key)?.[version.name] : undefined
      // What is not there is not counted, also where the answer to the first sending was lost; a transaction must not fail for it.
      const outcome = await deleteEntity(runner, store, { kind: 'delete', key, expectedVersion, demanded, returns: returned === undefined ? undefined : 'old', condition: inTransaction ? condition : all([there, ...(condition === undefined ? [] : [condition])]) })
      if (outcome.status === 'refused') {
        if (outcome.reason === 'demanded') throw refusalError(store, outcome)
        if (outcome.reason === 'version') throw refusalError(store, outcome, store.codec.decodeValue(version!, expectedVersion))
        return
      }
      if (outcome.known === false) unknown = true
      else if (!inTransaction || outcome.attributes !== undefined) affected++
      if (returned === undefined || outcome.attributes === undefined) return
      const { row, entity } = givenBack(store, returned, outcome.attributes)
      raw.push(row)
      if (entity !== undefined) entities?.push(entity)
    })
  }
  return { raw, records: raw, entities, affected: unknown ? undefined : affected }
}
