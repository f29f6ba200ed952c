import { BatchGetItemCommand, DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand, QueryCommand, TransactWriteItemsCommand, type AttributeValue } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { makeClient } from '../../src/client/makeClient.js'

/** A handler in the network's place: keeps what was sent, and answers what it is told. */
function stub() {
  const seen = { body: '', answer: {} as object, status: 200 }
  const handler = {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: (request: { body: string | Uint8Array }) => {
      seen.body = typeof request.body === 'string' ? request.body : Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength).toString()
      return Promise.resolve({ response: { statusCode: seen.status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: new Uint8Array(Buffer.from(JSON.stringify(seen.answer))) } })
    },
  }
  return { seen, handler: handler as never }
}

const config = { region: 'x', credentials: { accessKeyId: 'a', secretAccessKey: 's' }, maxAttempts: 1 }
const [lean, usual] = [stub(), stub()]
const leanClient = makeClient({ ...config, requestHandler: lean.handler }, {})
const usualClient = new DynamoDBClient({ ...config, requestHandler: usual.handler })
const given = new DynamoDBClient({ ...config, requestHandler: stub().handler })
afterAll(() => [leanClient, usualClient, given].forEach((client) => client.destroy()))

const bytes = fc.uint8Array({ minLength: 1, maxLength: 8 })
const name = fc.oneof(fc.string({ maxLength: 6, unit: 'grapheme' }), fc.constantFrom('__proto__', 'constructor', 'B', 'BS', 'toJSON', '"B":{', '日本', '\u2028'))
const members = (value: fc.Arbitrary<AttributeValue>): fc.Arbitrary<Record<string, AttributeValue>> => fc.array(fc.tuple(name, value), { maxLength: 4 }).map((entries) => Object.fromEntries(entries))
const { value } = fc.letrec<{ value: AttributeValue; flat: AttributeValue }>((tie) => ({
  flat: fc.oneof(
    fc.record({ S: fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('"B":{', '"B":"', '\\"BS":[', '\ud800')) }),
    fc.record({ N: fc.oneof(fc.integer().map(String), fc.constantFrom('0.1', '9'.repeat(38), '-1E-130')) }),
    fc.record({ BOOL: fc.boolean() }),
    fc.constant({ NULL: true }),
    fc.record({ B: bytes }),
    fc.record({ SS: fc.array(fc.string(), { minLength: 1, maxLength: 3 }) }),
    fc.record({ NS: fc.constant(['1', '2']) }),
    fc.record({ BS: fc.array(bytes, { minLength: 1, maxLength: 2 }) }),
  ) as fc.Arbitrary<AttributeValue>,
  value: fc.oneof({ depthSize: 'small' }, tie('flat'), fc.record({ L: fc.array(tie('value'), { maxLength: 3 }) }), fc.record({ M: members(tie('value')) })) as fc.Arbitrary<AttributeValue>,
}))
const item = members(value)

/** The form on the wire. */
const wire = (one: unknown): unknown => JSON.parse(JSON.stringify(one, (_key, inner: unknown) => (inner instanceof Uint8Array ? Buffer.from(inner).toString('base64') : (inner as { type?: string; data?: number[] } | null)?.type === 'Buffer' ? Buffer.from((inner as { data: number[] }).data).toString('base64') : inner)))

/** A request by the names of its members, whose order says nothing. */
const sorted = (text: string): unknown => JSON.parse(text, (_key, inner: unknown) => (typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)) : inner))

test('requests are what the SDK writes', async () => {
  await fc.assert(fc.asyncProperty(item, async (one) => {
    for (const command of [
      () => new PutItemCommand({ TableName: 't', Item: one, ConditionExpression: 'a = :a', ExpressionAttributeValues: { ':a': { S: 'é' } }, ReturnValues: undefined }),
      () => new TransactWriteItemsCommand({ ClientRequestToken: 'token', TransactItems: [{ Put: { TableName: 't', Item: one } }, { ConditionCheck: { TableName: 't', Key: one, ConditionExpression: 'x' } }] }),
      () => new QueryCommand({ TableName: 't', Limit: 3, ScanIndexForward: false, ExclusiveStartKey: one }),
    ]) {
      await Promise.all([leanClient.send(command() as PutItemCommand), usualClient.send(command() as PutItemCommand)])
      expect(sorted(lean.seen.body)).toEqual(sorted(usual.seen.body))
      expect(lean.seen.body).toHaveLength(usual.seen.body.length)
    }
  }), { numRuns: 300 })
})

test('answers are what the SDK reads', async () => {
  // There the SDK itself loses what is called __proto__.
  const unharmed = fc.array(item, { maxLength: 3 }).filter((items) => !JSON.stringify(items).includes('"__proto__"'))
  await fc.assert(fc.asyncProperty(unharmed, async (items) => {
    lean.seen.answer = usual.seen.answer = wire({ Items: items, Count: items.length, LastEvaluatedKey: items[0] }) as object
    const [a, b] = await Promise.all([leanClient, usualClient].map((client) => client.send(new QueryCommand({ TableName: 't' }))))
    expect({ ...a, $metadata: {} }).toEqual({ ...b, $metadata: {} })
    lean.seen.answer = usual.seen.answer = wire({ Responses: { t: items }, UnprocessedKeys: {}, ConsumedCapacity: [{ TableName: 't', CapacityUnits: 1.5 }] }) as object
    const [c, d] = await Promise.all([leanClient, usualClient].map((client) => client.send(new BatchGetItemCommand({ RequestItems: {} }))))
    expect({ ...c, $metadata: {} }).toEqual({ ...d, $metadata: {} })
  }), { numRuns: 300 })
  lean.seen.answer = usual.seen.answer = {}
})

test('a hostile name is a name', async () => {
  const hostile = JSON.parse('{"__proto__":{"S":"x"},"constructor":{"M":{"__proto__":{"N":"1"}}}}') as object
  lean.seen.answer = { Item: hostile }
  const { Item } = await leanClient.send(new GetItemCommand({ TableName: 't', Key: {} }))
  expect(Object.keys(Item!)).toEqual(['__proto__', 'constructor'])
  expect(JSON.stringify(Item)).toBe(JSON.stringify(hostile))
  expect(Object.getPrototypeOf(Item)).toBe(Object.prototype)
  lean.seen.answer = {}
})

test('errors, and requests that are not for items, stay with the SDK', async () => {
  Object.assign(lean.seen, { status: 400, answer: { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', message: 'no', Item: { id: { S: 'a' }, b: { B: 'AQI=' } } } })
  await expect(leanClient.send(new PutItemCommand({ TableName: 't', Item: {} }))).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', Item: { id: { S: 'a' }, b: { B: new Uint8Array([1, 2]) } }, $metadata: { httpStatusCode: 400 } })
  Object.assign(lean.seen, { status: 200, answer: { TableNames: ['t'] } })
  expect((await leanClient.send(new ListTablesCommand({}))).TableNames).toEqual(['t'])
  lean.seen.answer = {}
})

test('a transaction without a token gets one', async () => {
  await leanClient.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: 't', Item: {} } }] }))
  expect(JSON.parse(lean.seen.body)).toEqual({ ClientRequestToken: expect.stringMatching(/^[\w-]{36}$/), TransactItems: [{ Put: { TableName: 't', Item: {} } }] })
})

test('what is lean: one JSON.parse without a walk and one JSON.stringify in the order given, in a client of our own only', async () => {
  const parsed = { Item: { a: { S: 'x', unknown: 1 } } }
  lean.seen.answer = parsed
  // The SDK's walk would drop what it does not know.
  expect((await leanClient.send(new GetItemCommand({ TableName: 't', Key: {} }))).Item).toEqual(parsed.Item)
  lean.seen.answer = {}
  await leanClient.send(new QueryCommand({ Limit: 1, TableName: 't' }))
  expect(lean.seen.body).toBe('{"Limit":1,"TableName":"t"}')
  const protocolOf = (client: DynamoDBClient): string => (client.config as unknown as { protocol: { getPayloadCodec(): object } }).protocol.getPayloadCodec().constructor.name
  expect(protocolOf(leanClient)).toBe('Object')
  expect(protocolOf(given)).not.toBe('Object')
})
