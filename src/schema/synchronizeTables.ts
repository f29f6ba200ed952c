import type { Sender } from '../client/Sender.js'
import type { TableDefinition } from '../planner/TableDefinition.js'
import { forEachTable } from './forEachTable.js'
import { planSynchronization } from './planSynchronization.js'
import { synchronizeTable, type SynchronizeOptions } from './synchronizeTable.js'

/**
 * Makes tables as their entities want them: creates tables, with all their indexes, and indexes, one at a time, and enables time to live.
 * Resolves when all that is wanted can be used; an index that is deleted may take longer to go. Different tables are worked on at once; several processes may do this at the same time.
 *
 * @throws SchemaMismatchError before anything is changed, when a table differs in what DynamoDB cannot change.
 * @throws SchemaTimeoutError when a table is not ready in time.
 */
export async function synchronizeTables(sender: Sender, definitions: readonly TableDefinition[], options: SynchronizeOptions = {}): Promise<void> {
  const plans = await planSynchronization(sender, definitions, options)
  await forEachTable(plans, (plan) => synchronizeTable(sender, plan, options))
}
