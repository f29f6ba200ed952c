import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

/** The AWS SDK's document client over a client: undefined members of objects are left out. It is loaded when it is first asked for. */
export function documentClient(client: DynamoDBClient): DynamoDBDocumentClient {
  const { DynamoDBDocumentClient: made } = require('@aws-sdk/lib-dynamodb') as typeof import('@aws-sdk/lib-dynamodb')
  return made.from(client, { marshallOptions: { removeUndefinedValues: true } })
}
