import {
  BatchGetItemCommand, CreateTableCommand, DeleteTableCommand, DescribeTableCommand, DescribeTimeToLiveCommand, DynamoDBClient, PutItemCommand, QueryCommand,
  UpdateTableCommand, UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import type { ActionName, Actions, Sender } from '../../src/client/Sender.js'
import { clientConfig } from '../support/engine.js'

const commands: Partial<Record<ActionName, new (input: never) => object>> = {
  BatchGetItem: BatchGetItemCommand,
  CreateTable: CreateTableCommand,
  DeleteTable: DeleteTableCommand,
  DescribeTable: DescribeTableCommand,
  DescribeTimeToLive: DescribeTimeToLiveCommand,
  PutItem: PutItemCommand,
  Query: QueryCommand,
  UpdateTable: UpdateTableCommand,
  UpdateTimeToLive: UpdateTimeToLiveCommand,
}

/** What is answered in the engine's place; undefined lets the engine answer. */
type Answer = (action: ActionName, input: object) => Promise<object | undefined>

export interface RecordingSender extends Sender {
  /** The actions that were sent, in order. */
  readonly sent: ActionName[]
  end(): void
}

/** Sends to the engine of this run and keeps what was sent; `answer` may speak first, as an engine in another state would. */
export function recordingSender(answer: Answer = () => Promise.resolve(undefined)): RecordingSender {
  const client = new DynamoDBClient(clientConfig())
  const sent: ActionName[] = []
  return {
    sent,
    end: () => client.destroy(),
    async send<A extends ActionName>(action: A, input: Actions[A]['input']): Promise<Actions[A]['output']> {
      sent.push(action)
      const answered = await answer(action, input)
      if (answered !== undefined) return answered as Actions[A]['output']
      const command = new commands[action]!(input as never)
      return (await client.send(command as never)) as Actions[A]['output']
    },
  }
}

/** An error as the service names it. */
export function serviceError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name })
}
