import type { TimeToLiveDescription } from '@aws-sdk/client-dynamodb'
import type { Sender } from '../client/Sender.js'
import { existingTable } from '../operations/existingTable.js'
import type { ExistingTable } from '../planner/TableDefinition.js'
import { isServiceError } from './isServiceError.js'

export interface DescribeTableOptions {
  /** Whether to ask for the time to live, which is a second request; true where not given. */
  readonly timeToLive?: boolean
}

/** What DynamoDB has under a table's name; undefined where it has nothing. */
export async function describeTable(sender: Sender, table: string, { timeToLive = true }: DescribeTableOptions = {}): Promise<ExistingTable | undefined> {
  try {
    const { Table } = await sender.send('DescribeTable', { TableName: table })
    return Table === undefined ? undefined : existingTable(Table, timeToLive ? await describeTimeToLive(sender, table) : undefined)
  } catch (error) {
    if (isServiceError(error, 'ResourceNotFoundException')) return undefined
    throw error
  }
}

/** An engine that does not know the request has no time to live: enabling it says so. */
async function describeTimeToLive(sender: Sender, table: string): Promise<TimeToLiveDescription | undefined> {
  try {
    return (await sender.send('DescribeTimeToLive', { TableName: table })).TimeToLiveDescription
  } catch (error) {
    if (isServiceError(error, 'UnknownOperationException')) return undefined
    throw error
  }
}
