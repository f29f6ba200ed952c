import {
  BatchGetItemCommand, BatchWriteItemCommand, CreateTableCommand, DeleteItemCommand, DeleteTableCommand, DescribeTableCommand,
  DescribeTimeToLiveCommand, ExecuteStatementCommand, GetItemCommand, ListTablesCommand, PutItemCommand, QueryCommand, ScanCommand,
  TransactGetItemsCommand, TransactWriteItemsCommand, UpdateItemCommand, UpdateTableCommand, UpdateTimeToLiveCommand, type DynamoDBClient,
} from '@aws-sdk/client-dynamodb'
import { watchCommand } from './attemptWatch.js'
import type { ActionName, Actions, Sender, SendOptions } from './Sender.js'
import { translateError } from './translateError.js'

/** One request with its answer or its failure; retries of the SDK count as one. */
export interface RequestEvent {
  readonly action: ActionName
  readonly input: object
  readonly output?: object | undefined
  readonly error?: unknown
  readonly durationMs: number
}

export interface SdkSenderOptions {
  /** Told of every request when its answer is there. */
  readonly onRequest?: ((event: RequestEvent) => void) | undefined
  /** Which consumed capacity to ask for where a request does not say so itself. */
  readonly returnCapacity?: SendOptions['returnCapacity'] | undefined
}

const commands = {
  BatchGetItem: BatchGetItemCommand,
  BatchWriteItem: BatchWriteItemCommand,
  CreateTable: CreateTableCommand,
  DeleteItem: DeleteItemCommand,
  DeleteTable: DeleteTableCommand,
  DescribeTable: DescribeTableCommand,
  DescribeTimeToLive: DescribeTimeToLiveCommand,
  ExecuteStatement: ExecuteStatementCommand,
  GetItem: GetItemCommand,
  ListTables: ListTablesCommand,
  PutItem: PutItemCommand,
  Query: QueryCommand,
  Scan: ScanCommand,
  TransactGetItems: TransactGetItemsCommand,
  TransactWriteItems: TransactWriteItemsCommand,
  UpdateItem: UpdateItemCommand,
  UpdateTable: UpdateTableCommand,
  UpdateTimeToLive: UpdateTimeToLiveCommand,
} as const satisfies Record<ActionName, unknown>

const ofItems: ReadonlySet<ActionName> = new Set<ActionName>([
  'BatchGetItem', 'BatchWriteItem', 'DeleteItem', 'ExecuteStatement', 'GetItem', 'PutItem', 'Query', 'Scan', 'TransactGetItems', 'TransactWriteItems', 'UpdateItem',
])

/** Sends through a client of the AWS SDK, whose own set-up stays as it is. */
export function sdkSender(client: DynamoDBClient, { onRequest, returnCapacity: usual }: SdkSenderOptions = {}): Sender {
  return {
    async send<A extends ActionName>(action: A, given: Actions[A]['input'], { once = false, returnCapacity = usual }: SendOptions = {}): Promise<Actions[A]['output']> {
      const input = returnCapacity !== undefined && ofItems.has(action) ? { ReturnConsumedCapacity: returnCapacity, ...given } : given
      const command = commandOf(action, input)
      const watch = watchCommand(client, command as never, once)
      const begun = performance.now()
      let output: Actions[A]['output']
      try {
        output = (await client.send(command)) as Actions[A]['output']
      } catch (failure) {
        const error = translateError(failure, { action, input, lost: watch.lost })
        onRequest?.({ action, input, error, durationMs: performance.now() - begun })
        throw error
      }
      onRequest?.({ action, input, output, durationMs: performance.now() - begun })
      return output
    },
  }
}

/** The table pairs each action with its own input, which the compiler cannot follow through a type parameter. */
function commandOf(action: ActionName, input: object): PutItemCommand {
  return new (commands[action] as unknown as new (input: object) => PutItemCommand)(input)
}
