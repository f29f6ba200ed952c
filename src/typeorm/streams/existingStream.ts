import { DynamoOrmError } from '../../errors/DynamoOrmError.js'
import { TableNotFoundError } from '../../errors/TableNotFoundError.js'
import { describeTable } from '../../schema/describeTable.js'
import type { StreamViewType } from '../../vocabulary/StreamViewType.js'
import type { DynamoDriver } from '../DynamoDriver.js'
import type { EntityStore } from '../EntityStore.js'

/** The stream of a table. */
export interface ExistingStream {
  readonly table: string
  readonly streamArn: string
  readonly viewType: StreamViewType
}

/** The stream that an entity's table has. @throws TableNotFoundError where there is no such table, and DynamoOrmError where it has no stream. */
export async function existingStream(driver: DynamoDriver, { model: { table }, metadata: { name } }: EntityStore): Promise<ExistingStream> {
  const existing = await describeTable(driver.sender, table, { timeToLive: false })
  if (existing === undefined) throw new TableNotFoundError(table)
  if (existing.stream === undefined || existing.streamArn === undefined) throw new DynamoOrmError(`${name}: the table ${table} has no stream. Declare it with @Table({ stream }) or defineTable({ stream }), and synchronise.`, { code: 'stream.none', entity: name })
  return { table, streamArn: existing.streamArn, viewType: existing.stream }
}
