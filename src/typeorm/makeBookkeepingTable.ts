import type { Sender } from '../client/Sender.js'
import { bookkeepingTable } from '../planner/bookkeepingTable.js'
import { synchronizeTables } from '../schema/synchronizeTables.js'

/** Makes the driver's own table where there is none. An engine without time to live serves as well: nothing relies on what has expired being gone. */
export async function makeBookkeepingTable(sender: Sender, table: string): Promise<void> {
  await synchronizeTables(sender, [bookkeepingTable(table)], { onSkipped: () => undefined })
}
