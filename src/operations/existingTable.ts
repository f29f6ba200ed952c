import type { GlobalSecondaryIndexDescription, KeySchemaElement, LocalSecondaryIndexDescription, TableDescription, TimeToLiveDescription } from '@aws-sdk/client-dynamodb'
import type { KeyAttribute } from '../metadata/EntityModel.js'
import type { ExistingIndex, ExistingTable } from '../planner/TableDefinition.js'
import type { KeyWireType } from '../vocabulary/attributeTypes.js'

/**
 * Reads what DynamoDB says of a table.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html
 */
export function existingTable(table: TableDescription, timeToLive: TimeToLiveDescription | undefined): ExistingTable {
  const types = new Map(table.AttributeDefinitions?.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]))
  const key = (schema: readonly KeySchemaElement[] | undefined, type: 'HASH' | 'RANGE'): KeyAttribute[] =>
    (schema ?? []).filter(({ KeyType }) => KeyType === type).map(({ AttributeName }) => ({ name: AttributeName!, wire: types.get(AttributeName) as KeyWireType }))
  const index = (scope: ExistingIndex['scope'], described: GlobalSecondaryIndexDescription | LocalSecondaryIndexDescription): ExistingIndex => ({
    name: described.IndexName!,
    scope,
    partitionKey: key(described.KeySchema, 'HASH'),
    sortKey: key(described.KeySchema, 'RANGE'),
    projection: described.Projection?.ProjectionType === 'INCLUDE' ? (described.Projection.NonKeyAttributes ?? []) : (described.Projection?.ProjectionType ?? 'ALL'),
    // A local index is as ready as its table.
    status: ('IndexStatus' in described ? described.IndexStatus : undefined) ?? 'ACTIVE',
  })
  const enabled = timeToLive?.TimeToLiveStatus === 'ENABLED' || timeToLive?.TimeToLiveStatus === 'ENABLING'
  return {
    name: table.TableName!,
    partitionKey: key(table.KeySchema, 'HASH')[0]!,
    sortKey: key(table.KeySchema, 'RANGE')[0],
    indexes: [
      ...(table.GlobalSecondaryIndexes ?? []).map((described) => index('global', described)),
      ...(table.LocalSecondaryIndexes ?? []).map((described) => index('local', described)),
    ],
    timeToLive: enabled ? timeToLive.AttributeName : undefined,
    status: table.TableStatus ?? 'ACTIVE',
    id: table.TableId ?? table.CreationDateTime?.toISOString(),
    provisioned: provisioned(table),
    stream: table.StreamSpecification?.StreamEnabled === true ? table.StreamSpecification.StreamViewType : undefined,
    streamArn: table.LatestStreamArn,
  }
}

function provisioned({ BillingModeSummary: billing, ProvisionedThroughput: units }: TableDescription): ExistingTable['provisioned'] {
  if (billing?.BillingMode === 'PAY_PER_REQUEST' || !units?.ReadCapacityUnits || !units.WriteCapacityUnits) return undefined
  return { readUnits: units.ReadCapacityUnits, writeUnits: units.WriteCapacityUnits }
}
