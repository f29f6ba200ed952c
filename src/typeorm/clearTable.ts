import { readPages } from '../client/readPages.js'
import { writeBatch } from '../client/writeBatch.js'
import type { DynamoDriver } from './DynamoDriver.js'
import { keyNamesOf } from './keyNamesOf.js'

/** Deletes every item of a table. */
export async function clearTable(driver: DynamoDriver, table: string): Promise<void> {
  const projection = await keyNamesOf(driver, table)
  for await (const page of readPages(driver.sender, { kind: 'scan', table, consistent: true, projection })) {
    await writeBatch(driver.sender, page.items.map((key) => ({ kind: 'delete' as const, table, key })))
  }
}
