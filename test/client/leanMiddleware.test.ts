import { DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { makeClient } from '../../src/client/makeClient.js'

interface Request {
  readonly headers: Record<string, string>
  readonly body: string | Uint8Array
}

/** A handler in the network's place: keeps the requests, and gives one answer after the other, the last one again and again. */
function stub(...answers: readonly { readonly status?: number; readonly body?: string | AsyncIterable<Uint8Array> }[]) {
  const seen: Request[] = []
  const handle = (request: Request) => {
    seen.push({ ...request, headers: { ...request.headers } })
    const { status = 200, body = '{}' } = answers[seen.length - 1] ?? answers.at(-1) ?? {}
    return Promise.resolve({ response: { statusCode: status, headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'r1' }, body: typeof body === 'string' ? new Uint8Array(Buffer.from(body)) : body } })
  }
  return { seen, requestHandler: { metadata: { handlerProtocol: 'http/1.1' }, handle } as never }
}

const config = { region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 's', sessionToken: 't' }, maxAttempts: 2 }
const clients: DynamoDBClient[] = []
afterAll(() => clients.forEach((client) => client.destroy()))
const lean = (given: DynamoDBClientConfig): DynamoDBClient => {
  const client = makeClient({ ...config, ...given }, {})
  clients.push(client)
  return client
}
const usual = (given: DynamoDBClientConfig): DynamoDBClient => {
  const client = new DynamoDBClient({ ...config, ...given })
  clients.push(client)
  return client
}

/** Without what is another in each request. */
function lasting({ headers, body, ...request }: Request) {
  const text = typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString()
  const authorization = headers.authorization!.replace(/\/\d{8}\//, '').replace(/Signature=\w+/, '')
  return { ...request, body: JSON.parse(text) as unknown, headers: { ...headers, authorization, 'x-amz-date': '', 'amz-sdk-invocation-id': '' } }
}

test.each([
  ['of the region', {}],
  ['of a port', { endpoint: 'http://127.0.0.1:8000' }],
  ['with a path', { endpoint: 'https://proxy.example.com/dynamo' }],
  ['with headers', { endpoint: { protocol: 'http:', hostname: 'proxy.example.com', path: '/', headers: { 'x-tenant': ['a'] } } }],
  ['with a query', { endpoint: 'https://proxy.example.com/?tenant=a' }],
  ['by dual stack', { useDualstackEndpoint: true }],
  ['of an account', { credentials: { ...config.credentials, accountId: '123456789012' } }],
])('requests to an endpoint %s are those of the SDK, in every part', async (_name, given) => {
  const [ours, theirs] = [stub(), stub()]
  const [leanClient, usualClient] = [lean({ ...given as object, requestHandler: ours.requestHandler }), usual({ ...given as object, requestHandler: theirs.requestHandler })]
  for (const command of [() => new GetItemCommand({ TableName: 't', Key: { id: { S: 'é' } } }), () => new ListTablesCommand({})]) {
    await leanClient.send(command() as GetItemCommand)
    await usualClient.send(command() as GetItemCommand)
  }
  expect(ours.seen.map(lasting)).toEqual(theirs.seen.map(lasting))
})

test('what the SDK repeats is repeated', async () => {
  const { seen, requestHandler } = stub({ status: 500, body: '{"__type":"InternalServerError"}' }, { body: '{"Item":{"id":{"S":"a"}}}' })
  const output = await lean({ requestHandler }).send(new GetItemCommand({ TableName: 't', Key: {} }))
  expect(output).toEqual({ Item: { id: { S: 'a' } }, $metadata: { httpStatusCode: 200, requestId: 'r1', extendedRequestId: undefined, cfId: undefined, attempts: 2, totalRetryDelay: expect.any(Number) } })
  expect(seen.map(({ headers }) => headers['amz-sdk-request'])).toEqual(['attempt=1; max=2', 'attempt=2; max=2'])
})

test.each([
  ['is an error', { status: 400, body: '{"__type":"ResourceNotFoundException","message":"no"}' }],
  ['is an error without a body', { status: 503, body: '' }],
  ['is no JSON', { body: '<html>' }],
  ['breaks off', { body: (async function* broken() { yield Buffer.from('{'); throw Object.assign(new Error('gone'), { code: 'ECONNRESET' }) })() }],
])('an answer that %s ends as in the SDK', async (_name, answer) => {
  const errorOf = async (client: DynamoDBClient) => {
    const error = await client.send(new PutItemCommand({ TableName: 't', Item: {} })).catch((thrown: unknown) => thrown) as Error & { code?: string; $metadata?: { httpStatusCode?: number; attempts?: number }; $response?: { statusCode?: number } }
    return { name: error.name, code: error.code, status: error.$metadata?.httpStatusCode, attempts: error.$metadata?.attempts, answered: error.$response?.statusCode, shown: Object.keys(error).includes('$response') }
  }
  const found = await errorOf(lean({ maxAttempts: 1, requestHandler: stub(answer).requestHandler }))
  expect(found.status).toBeDefined()
  expect(found).toEqual(await errorOf(usual({ maxAttempts: 1, requestHandler: stub(answer).requestHandler })))
})

test('the protocol is given what inherits from the configuration, not a copy', async () => {
  const client = lean({ requestHandler: stub().requestHandler })
  const given: object[] = []
  const { protocol } = client.config as unknown as { protocol: { serializeRequest(operation: object, input: object, context: object): unknown; deserializeResponse(operation: object, context: object, response: object): unknown } }
  const [serialize, deserialize] = [protocol.serializeRequest.bind(protocol), protocol.deserializeResponse.bind(protocol)]
  protocol.serializeRequest = (operation, input, context) => {
    given.push(context)
    return serialize(operation, input, context)
  }
  protocol.deserializeResponse = (operation, context, response) => {
    given.push(context)
    return deserialize(operation, context, response)
  }
  await client.send(new GetItemCommand({ TableName: 't', Key: {} }))
  expect(given).toHaveLength(2)
  for (const context of given) {
    expect(Object.keys(context)).not.toContain('requestHandler')
    expect(context).toMatchObject({ commandName: 'GetItemCommand', region: client.config.region })
  }
})
