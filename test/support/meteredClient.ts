import { DynamoDBClient, type ConsumedCapacity } from '@aws-sdk/client-dynamodb'
import { recordedConfig } from './requests.js'

/** What some work has cost: requests as they went over the wire, and capacity units as the engine reports them. */
export interface Spent {
  readonly requests: number
  readonly read: number
  readonly write: number
  /** In one line: `GetItem, 4 BatchWriteItem; 1 read, 200 write`. */
  readonly text: string
}

export interface MeteredClient {
  readonly client: DynamoDBClient
  /** Does the work, and tells its result and what it has cost. */
  measure<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly spent: Spent }>
}

interface Answer {
  readonly output: { readonly ConsumedCapacity?: ConsumedCapacity | readonly ConsumedCapacity[] }
}

interface Given {
  readonly input: { readonly Statement?: string }
}

/** A client of the engine that asks for the capacity of every request, and adds it up. */
export function meteredClient(): MeteredClient {
  const sent = recordedConfig()
  const client = new DynamoDBClient(sent.config)
  const units = { read: 0, write: 0 }
  const meter = (next: (given: Given) => Promise<Answer>, { commandName = '' }: { readonly commandName?: string }) => async (given: Given): Promise<Answer> => {
    const answer = await next({ ...given, input: { ...given.input, ReturnConsumedCapacity: 'TOTAL' } as Given['input'] })
    const consumed = [answer.output.ConsumedCapacity ?? []].flat() as readonly ConsumedCapacity[]
    const reads = /^(Get|BatchGet|TransactGet|Query|Scan)/.test(commandName) || /^\s*SELECT/i.test(given.input.Statement ?? '')
    for (const { CapacityUnits = 0 } of consumed) units[reads ? 'read' : 'write'] += CapacityUnits
    return answer
  }
  client.middlewareStack.add(meter as never, { step: 'initialize', name: 'meter' })
  return {
    client,
    async measure(work) {
      sent.clear()
      Object.assign(units, { read: 0, write: 0 })
      const result = await work()
      return { result, spent: { requests: sent.requests.length, ...units, text: `${requestText(sent.actions())}; ${unitText(units)}` } }
    },
  }
}

function requestText(actions: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const action of actions) counts.set(action, (counts.get(action) ?? 0) + 1)
  return counts.size === 0 ? 'nothing' : [...counts].map(([action, count]) => (count === 1 ? action : `${count} ${action}`)).join(', ')
}

function unitText(units: { readonly read: number; readonly write: number }): string {
  const spent = Object.entries(units).filter(([, count]) => count > 0)
  return spent.length === 0 ? 'no units' : spent.map(([kind, count]) => `${count} ${kind}`).join(', ')
}
