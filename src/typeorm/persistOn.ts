import { EntityManager } from 'typeorm'
import { carriedVersions } from './carriedVersions.js'
import { collectFaults } from './collectFaults.js'
import type { DynamoQueryRunner } from './DynamoQueryRunner.js'
import { restoringOnFailure } from './generatedSnapshot.js'
import { persistedEntities, type PersistMethod } from './persistedEntities.js'
import { persistUnder } from './persistUnder.js'
import { saveAsRead } from './saveAsRead.js'

/** A write of TypeORM's on a runner; `isAlone` where the runner was made for it. */
export function persistOn(runner: DynamoQueryRunner, manager: EntityManager, method: PersistMethod, args: any[], isAlone: boolean): Promise<unknown> {
  const { connection } = manager
  const entities = persistedEntities(connection, method, args)
  const done = runner.carry(carriedVersions(entities, method))
  const write = (): Promise<unknown> => (EntityManager.prototype[method] as (...given: any[]) => Promise<unknown>).apply(manager, args)
  const restoring = (): Promise<unknown> => restoringOnFailure(runner, entities, () => collectFaults(runner, connection, args, () => persistUnder(runner, connection, method, args, write))).finally(done)
  return isAlone && method === 'save' ? saveAsRead(runner, entities, args, restoring) : restoring()
}
