import type { QueryRunner } from 'typeorm'
import type { DynamoDriver } from '../DynamoDriver.js'
import { storeOfEntity, type EntityStore } from '../EntityStore.js'

/** Lazy relations of entities that a transaction has read are loaded within it, for as long as it lasts. */
export function followWithin(driver: DynamoDriver, runner: QueryRunner | undefined, store: EntityStore, entities: readonly object[]): void {
  if (runner?.isTransactionActive !== true) return
  for (const entity of entities) {
    for (const relation of storeOfEntity(driver, store, entity).metadata.lazyRelations) driver.dataSource.relationLoader.enableLazyLoad(relation, entity, runner)
  }
}
