import type { Sender } from '../client/Sender.js'
import { describeTable } from './describeTable.js'
import { forEachTable } from './forEachTable.js'
import { isServiceError } from './isServiceError.js'
import { waiting, type WaitOptions } from './waiting.js'

/**
 * Deletes tables with all their items, and resolves with their names when they are gone; those that do not exist are passed over.
 *
 * @throws SchemaTimeoutError when a table is not gone in time.
 */
export async function dropTables(sender: Sender, tables: readonly string[], options: WaitOptions = {}): Promise<string[]> {
  const gone = await forEachTable([...new Set(tables)], async (table) => ((await dropTable(sender, table, options)) ? [table] : []))
  return gone.flat()
}

/** Whether there was such a table. */
async function dropTable(sender: Sender, table: string, options: WaitOptions): Promise<boolean> {
  const wait = waiting(table, options)
  let seen = false
  let deleted: { readonly id: string | undefined } | undefined
  for (;;) {
    const existing = await describeTable(sender, table, { timeToLive: false })
    // A table that somebody has made under the name since is theirs.
    if (existing === undefined || (deleted !== undefined && existing.id !== deleted.id)) return seen
    seen = true
    if (deleted === undefined && existing.status !== 'DELETING') {
      try {
        await sender.send('DeleteTable', { TableName: table })
        deleted = { id: existing.id }
      } catch (error) {
        if (isServiceError(error, 'ResourceNotFoundException')) return seen
        if (!isServiceError(error, 'ResourceInUseException', 'LimitExceededException')) throw error
      }
    }
    await wait.pause(existing.status)
  }
}
