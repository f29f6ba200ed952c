import { TableNotFoundError } from '../errors/TableNotFoundError.js'
import { describeTable } from '../schema/describeTable.js'
import type { DynamoDriver } from './DynamoDriver.js'

/** The key of a table: of its entities, or as DynamoDB describes it, which is asked once. */
export async function keyNamesOf(driver: DynamoDriver, table: string): Promise<readonly string[]> {
  const [store] = driver.storesOf(table)
  if (store !== undefined) return store.model.keyNames
  const known = driver.describedKeys.get(table)
  if (known !== undefined) return known
  const existing = await describeTable(driver.sender, table, { timeToLive: false })
  if (existing === undefined) throw new TableNotFoundError(table)
  const names = [existing.partitionKey.name, ...(existing.sortKey === undefined ? [] : [existing.sortKey.name])]
  driver.describedKeys.set(table, names)
  return names
}
