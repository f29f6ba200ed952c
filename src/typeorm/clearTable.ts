import { readPages } from '../client/readPages.js'
import type { Sender } from '../client/Sender.js'
import { writeBatch } from '../client/writeBatch.js'
import { TableNotFoundError } from '../errors/TableNotFoundError.js'
import { describeTable } from '../schema/describeTable.js'

/** Deletes every item of a table. */
export async function clearTable(sender: Sender, table: string): Promise<void> {
  const existing = await describeTable(sender, table, { timeToLive: false })
  if (existing === undefined) throw new TableNotFoundError(table)
  const projection = [existing.partitionKey.name, ...(existing.sortKey === undefined ? [] : [existing.sortKey.name])]
  for await (const page of readPages(sender, { kind: 'scan', table, consistent: true, projection })) {
    await writeBatch(sender, page.items.map((key) => ({ kind: 'delete' as const, table, key })))
  }
}
