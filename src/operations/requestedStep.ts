import type { TableDescription, UpdateTableCommandInput, UpdateTimeToLiveCommandInput } from '@aws-sdk/client-dynamodb'
import type { UndoStep } from '../planner/undoStep.js'
import { existingTable } from './existingTable.js'
import type { SchemaRequest } from './stepRequest.js'

/** The step that a request stands for, as far as the driver makes such requests; undefined for others. */
export function requestedStep({ action, input }: SchemaRequest): UndoStep | undefined {
  const table = input.TableName ?? ''
  switch (action) {
    case 'CreateTable': {
      const { name, partitionKey, sortKey, indexes, stream } = existingTable(input as TableDescription, undefined)
      return { kind: 'create-table', table, definition: { name, partitionKey, sortKey, indexes, stream } }
    }
    case 'DeleteTable':
      return { kind: 'delete-table', table }
    case 'UpdateTable':
      return streamStep(table, input) ?? indexStep(table, input)
    case 'UpdateTimeToLive':
      return timeToLiveStep(table, input)
    default:
      return action satisfies never
  }
}

function streamStep(table: string, { StreamSpecification: stream }: UpdateTableCommandInput): UndoStep | undefined {
  if (stream === undefined) return undefined
  return stream.StreamEnabled === true ? { kind: 'enable-stream', table, view: stream.StreamViewType ?? 'NEW_AND_OLD_IMAGES' } : { kind: 'disable-stream', table }
}

function indexStep(table: string, { AttributeDefinitions, GlobalSecondaryIndexUpdates }: UpdateTableCommandInput): UndoStep | undefined {
  const [update] = GlobalSecondaryIndexUpdates ?? []
  if (update?.Delete !== undefined) return { kind: 'delete-index', table, index: update.Delete.IndexName ?? '' }
  if (update?.Create === undefined) return undefined
  const { ProvisionedThroughput: units, ...described } = update.Create
  const { indexes } = existingTable({ AttributeDefinitions, GlobalSecondaryIndexes: [described] }, undefined)
  const provisioned = units === undefined ? undefined : { readUnits: units.ReadCapacityUnits ?? 0, writeUnits: units.WriteCapacityUnits ?? 0 }
  return { kind: 'create-index', table, index: indexes[0]!, provisioned }
}

function timeToLiveStep(table: string, { TimeToLiveSpecification }: UpdateTimeToLiveCommandInput): UndoStep {
  return { kind: TimeToLiveSpecification?.Enabled === true ? 'enable-time-to-live' : 'disable-time-to-live', table, attribute: TimeToLiveSpecification?.AttributeName ?? '' }
}
