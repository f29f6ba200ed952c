import type {
  AttributeDefinition, CreateTableCommandInput, DeleteTableCommandInput, KeySchemaElement, Projection, StreamSpecification, UpdateTableCommandInput, UpdateTimeToLiveCommandInput,
} from '@aws-sdk/client-dynamodb'
import type { KeyAttribute } from '../metadata/EntityModel.js'
import { indexKey, keyAttributes } from '../planner/keyAttributes.js'
import type { ProvisionedUnits, TableDefinition, TableIndex } from '../planner/TableDefinition.js'
import type { UndoStep } from '../planner/undoStep.js'
import type { StreamViewType } from '../vocabulary/StreamViewType.js'

/** A request that changes a table, ready to send or to print. */
export type SchemaRequest =
  | { readonly action: 'CreateTable'; readonly input: CreateTableCommandInput }
  | { readonly action: 'UpdateTable'; readonly input: UpdateTableCommandInput }
  | { readonly action: 'DeleteTable'; readonly input: DeleteTableCommandInput }
  | { readonly action: 'UpdateTimeToLive'; readonly input: UpdateTimeToLiveCommandInput }

/**
 * What is sent for a step, or to take it back.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
 */
export function stepRequest(step: UndoStep): SchemaRequest {
  switch (step.kind) {
    case 'create-table':
      return { action: 'CreateTable', input: createTable(step.definition) }
    case 'create-index':
      return {
        action: 'UpdateTable',
        input: {
          TableName: step.table,
          AttributeDefinitions: attributeDefinitions(indexKey(step.index)),
          GlobalSecondaryIndexUpdates: [{ Create: { ...secondaryIndex(step.index), ...throughput(step.provisioned) } }],
        },
      }
    case 'delete-index':
      return { action: 'UpdateTable', input: { TableName: step.table, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: step.index } }] } }
    case 'delete-table':
      return { action: 'DeleteTable', input: { TableName: step.table } }
    case 'enable-time-to-live':
    case 'disable-time-to-live':
      return { action: 'UpdateTimeToLive', input: { TableName: step.table, TimeToLiveSpecification: { AttributeName: step.attribute, Enabled: step.kind === 'enable-time-to-live' } } }
    case 'enable-stream':
      return { action: 'UpdateTable', input: { TableName: step.table, StreamSpecification: streamOf(step.view) } }
    case 'disable-stream':
      return { action: 'UpdateTable', input: { TableName: step.table, StreamSpecification: { StreamEnabled: false } } }
    default:
      return step satisfies never
  }
}

function createTable(table: TableDefinition): CreateTableCommandInput {
  const indexes = (scope: TableIndex['scope']) => table.indexes.filter((index) => index.scope === scope).map(secondaryIndex)
  const globals = indexes('global')
  const locals = indexes('local')
  return {
    TableName: table.name,
    AttributeDefinitions: attributeDefinitions(keyAttributes(table, table.indexes)),
    KeySchema: keySchema([table.partitionKey], table.sortKey === undefined ? [] : [table.sortKey]),
    BillingMode: 'PAY_PER_REQUEST',
    ...(globals.length > 0 && { GlobalSecondaryIndexes: globals }),
    ...(locals.length > 0 && { LocalSecondaryIndexes: locals }),
    ...(table.stream !== undefined && { StreamSpecification: streamOf(table.stream) }),
  }
}

const streamOf = (view: StreamViewType): StreamSpecification => ({ StreamEnabled: true, StreamViewType: view })

function secondaryIndex(index: TableIndex): { IndexName: string; KeySchema: KeySchemaElement[]; Projection: Projection } {
  return {
    IndexName: index.name,
    KeySchema: keySchema(index.partitionKey, index.sortKey),
    Projection: typeof index.projection === 'string'
      ? { ProjectionType: index.projection }
      : { ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.projection] },
  }
}

function keySchema(partitionKey: readonly KeyAttribute[], sortKey: readonly KeyAttribute[]): KeySchemaElement[] {
  return [
    ...partitionKey.map(({ name }) => ({ AttributeName: name, KeyType: 'HASH' as const })),
    ...sortKey.map(({ name }) => ({ AttributeName: name, KeyType: 'RANGE' as const })),
  ]
}

/** Each attribute once: DynamoDB refuses repetitions. */
function attributeDefinitions(attributes: readonly KeyAttribute[]): AttributeDefinition[] {
  const types = new Map(attributes.map(({ name, wire }) => [name, wire]))
  return [...types].map(([name, wire]) => ({ AttributeName: name, AttributeType: wire }))
}

function throughput(provisioned: ProvisionedUnits | undefined) {
  return provisioned && { ProvisionedThroughput: { ReadCapacityUnits: provisioned.readUnits, WriteCapacityUnits: provisioned.writeUnits } }
}
