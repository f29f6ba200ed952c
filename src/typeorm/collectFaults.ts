import type { DataSource } from 'typeorm'
import { keyIdentity } from '../planner/keyIdentity.js'
import type { DynamoQueryRunner } from './DynamoQueryRunner.js'
import type { EntityStore } from './EntityStore.js'
import { givenEntities, keyInMemory } from './persistedEntities.js'

/**
 * Runs a write of TypeORM's so that what schemas find at fault in its entities is told of all of them at once.
 *
 * @throws ValidationError
 */
export async function collectFaults<T>(runner: DynamoQueryRunner, dataSource: DataSource, args: readonly unknown[], write: () => Promise<T>): Promise<T> {
  const outer = runner.faults
  const identityOf = (store: EntityStore, entity: object): string | undefined => {
    const key = keyInMemory(entity, store)
    return key === undefined ? undefined : keyIdentity(store.model.table, key, store.model.keyNames)
  }
  let places: Map<string | undefined, number> | undefined
  const placeOf = (store: EntityStore, entity: object): number | undefined => {
    const { entities } = givenEntities(dataSource, args)
    const identity = identityOf(store, entity)
    if (entities.length < 2 || identity === undefined) return undefined
    places ??= new Map(entities.map(([one, metadata], position) => [identityOf(runner.driver.store(metadata), one), position]))
    return places.get(identity)
  }
  runner.faults = { issues: [], placeOf }
  try {
    const result = await write()
    runner.mustBeValid()
    return result
  } finally {
    runner.faults = outer
  }
}
