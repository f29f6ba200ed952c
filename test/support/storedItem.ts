import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'
import { clientConfig } from './engine.js'

let client: DynamoDBDocumentClient | undefined

/** What the engine holds, read past the driver. */
export async function storedItem(table: string, key: Readonly<Record<string, unknown>>): Promise<Record<string, unknown> | undefined> {
  client ??= DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig()))
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }))
  return Item
}
