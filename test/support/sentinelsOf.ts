import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { clientConfig } from './engine.js'
import type { OpenedSource } from './openWith.js'

export interface StoredSentinel {
  /** The values that it stands for, as its key writes them. */
  readonly values: string
  /** The key of its owner. */
  readonly owner: string
  readonly expires: number | undefined
}

/** The sentinels of unique columns in a bookkeeping table of this data source's own, sorted. */
export async function sentinelsOf({ dataSource }: OpenedSource, bookkeeping: string): Promise<StoredSentinel[]> {
  const client = new DynamoDBClient(clientConfig())
  try {
    const { Items = [] } = await DynamoDBDocumentClient.from(client).send(new ScanCommand({ TableName: bookkeeping, ConsistentRead: true }))
    const tables = new Set(dataSource.entityMetadatas.map((metadata) => metadata.tableName))
    return Items.filter((item) => tables.has(item.table as string))
      .map((item) => ({ values: (item.pk as string).split('#').slice(4).join('#'), owner: Object.values(item.owner as object).join(' '), expires: item.expiresAtEpochSeconds as number | undefined }))
      .sort((a, b) => (a.values < b.values ? -1 : 1))
  } finally {
    client.destroy()
  }
}
