import { inParallel } from '../client/inParallel.js'
import { readPages } from '../client/readPages.js'
import { writeBatch } from '../client/writeBatch.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import type { DeletePlan } from '../planner/WritePlan.js'
import { keyIn, namesWatched, type TableUniques } from '../transactions/touchedUniques.js'
import type { DynamoDriver } from './DynamoDriver.js'
import { keyNamesOf } from './keyNamesOf.js'
import { performUnique } from './performUnique.js'
import { nothingKnown } from './uniqueOperations.js'

/** Deletes every item of a table. Where columns are unique, each goes with its sentinels. */
export async function clearTable(driver: DynamoDriver, table: string): Promise<void> {
  const uniques = driver.uniquesOf(table)
  if (uniques !== undefined) return clearUniques(driver, uniques)
  const projection = await keyNamesOf(driver, table)
  for await (const page of readPages(driver.sender, { kind: 'scan', table, consistent: true, projection })) {
    await writeBatch(driver.sender, page.items.map((key) => ({ kind: 'delete' as const, table, key })))
  }
}

async function clearUniques(driver: DynamoDriver, uniques: TableUniques): Promise<void> {
  const { table } = uniques
  for await (const page of readPages(driver.sender, { kind: 'scan', table, consistent: true, projection: namesWatched(uniques) })) {
    await inParallel(page.items, 8, async (item) => {
      const key = keyIn(uniques, item)
      const plan: DeletePlan = { kind: 'delete', table, key }
      await performUnique(driver, { kind: 'ready', plan, refused: () => 'condition' }, { ...nothingKnown(), bases: new Map([[keyIdentity(table, key), item]]) })
    })
  }
}
