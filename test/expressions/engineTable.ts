import { BatchWriteItemCommand, CreateTableCommand, DynamoDBClient, PutItemCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { Condition } from '../../src/expressions/Condition.js'
import { Placeholders } from '../../src/expressions/Placeholders.js'
import { renderCondition } from '../../src/expressions/renderCondition.js'
import { renderUpdate } from '../../src/expressions/renderUpdate.js'
import type { UpdateAction } from '../../src/expressions/Update.js'
import type { Item } from '../../src/vocabulary/AttributeValue.js'
import { clientConfig, tablePrefix } from '../support/engine.js'

/** What the engine itself says of expressions, in a table whose key is the number `id`. */
export interface EngineTable {
  create(): Promise<void>
  fill(items: readonly Item[]): Promise<void>
  /** The ids of the items for which a text holds. */
  matching(text: string, placeholders: Placeholders): Promise<ReadonlySet<number>>
  /** The ids of the items for which a condition holds. */
  matchingCondition(condition: Condition): Promise<ReadonlySet<number>>
  /** An item after an update, without its key. */
  updated(item: Item, actions: readonly UpdateAction[]): Promise<Item>
  destroy(): void
}

export function engineTable(name: string): EngineTable {
  const client = new DynamoDBClient(clientConfig())
  const TableName = `${tablePrefix()}${name}`
  const attributes = (placeholders: Placeholders) => ({
    ...(placeholders.names === undefined ? {} : { ExpressionAttributeNames: placeholders.names }),
    ...(placeholders.values === undefined ? {} : { ExpressionAttributeValues: placeholders.values }),
  })
  const matching = async (text: string, placeholders: Placeholders): Promise<ReadonlySet<number>> => {
    const found = new Set<number>()
    let start: Item | undefined
    do {
      const page = await client.send(new ScanCommand({ TableName, FilterExpression: text, ...attributes(placeholders), ...(start === undefined ? {} : { ExclusiveStartKey: start }) }))
      for (const item of page.Items!) found.add(Number(item.id!.N))
      start = page.LastEvaluatedKey
    } while (start !== undefined)
    return found
  }
  return {
    matching,
    create: async () => void await client.send(new CreateTableCommand({ TableName, BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' }] })),
    fill: async (items) => {
      const requests = items.map((item, id) => ({ PutRequest: { Item: { ...item, id: { N: String(id) } } } }))
      for (let at = 0; at < requests.length; at += 25) await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests.slice(at, at + 25) } }))
    },
    matchingCondition: (condition) => {
      const placeholders = new Placeholders()
      return matching(renderCondition(condition, placeholders), placeholders)
    },
    updated: async (item, actions) => {
      const Key = { id: { N: '0' } }
      await client.send(new PutItemCommand({ TableName, Item: { ...item, ...Key } }))
      const placeholders = new Placeholders()
      const UpdateExpression = renderUpdate(actions, placeholders)
      const answer = await client.send(new UpdateItemCommand({ TableName, Key, UpdateExpression, ...attributes(placeholders), ReturnValues: 'ALL_NEW' }))
      const { id: _, ...attributesAfter } = answer.Attributes!
      return attributesAfter
    },
    destroy: () => client.destroy(),
  }
}
