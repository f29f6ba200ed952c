import type { TableDefinition } from './TableDefinition.js'

/** The driver's own table: counters, sentinels of unique columns, leases and marks, some of which end by themselves. */
export function bookkeepingTable(name: string): TableDefinition {
  return { name, partitionKey: { name: 'pk', wire: 'S' }, indexes: [], timeToLive: 'expiresAtEpochSeconds' }
}
