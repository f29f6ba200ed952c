import { primaryKey } from '../planner/keyAttributes.js'
import type { DynamoDriver } from './DynamoDriver.js'
import { describedOnce } from './tables/tableStore.js'

/** The key of a table: of its entities, or as DynamoDB describes it, which is asked once. */
export async function keyNamesOf(driver: DynamoDriver, table: string): Promise<readonly string[]> {
  const [store] = driver.storesOf(table)
  return store === undefined ? primaryKey(await describedOnce(driver, table)).map(({ name }) => name) : store.model.keyNames
}
