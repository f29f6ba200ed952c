import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { makeClient } from '../../src/client/makeClient.js'

const region = (config: Parameters<typeof makeClient>[0], env: Record<string, string>): Promise<string> => {
  const client = makeClient(config, env)
  client.destroy()
  return client.config.region()
}

describe('makeClient', () => {
  test.each([
    [{ region: 'eu-west-1' }, { DYNAMO_REGION: 'a' }, 'eu-west-1'],
    [{}, { DYNAMO_REGION: 'a', AWS_REGION: 'b', DEFAULT_AWS_REGION: 'c' }, 'a'],
    [{}, { AWS_REGION: 'b', DEFAULT_AWS_REGION: 'c' }, 'b'],
    [{}, { DYNAMO_REGION: '', DEFAULT_AWS_REGION: 'c' }, 'c'],
    [{}, {}, 'us-east-1'],
    [{ endpoint: 'http://localhost:8000' }, {}, 'local'],
  ])('region of %j in %j', async (config, env, expected) => {
    expect(await region(config, env as Record<string, string>)).toBe(expected)
  })

  test.each([
    ['http://127.0.0.1:8000', {}, 'local'],
    ['http://[::1]:8000', {}, 'local'],
    ['http://localhost:8000', { credentials: { accessKeyId: 'mine', secretAccessKey: 'x' } }, 'mine'],
  ])('credentials for %s with %j', async (endpoint, config, expected) => {
    const client = makeClient({ endpoint, ...config }, {})
    expect((await client.config.credentials()).accessKeyId).toBe(expected)
    client.destroy()
  })

  test('the endpoint comes from the environment where none is given', async () => {
    const client = makeClient({}, { DYNAMO_ENDPOINT: 'http://127.0.0.1:8123' })
    expect(await client.config.endpoint?.()).toMatchObject({ hostname: '127.0.0.1', port: 8123 })
    client.destroy()
  })

  test.each(['localhost:8000', 'not a url', 'http://'])('the endpoint %j is refused', (endpoint) => {
    expect(() => makeClient({ endpoint }, {})).toThrow('The endpoint of DynamoDB is not a URL. Give it with its scheme, such as http://localhost:8000.')
  })

  test('a server that never answers is given up', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const client = makeClient({ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requestHandler: { requestTimeout: 50 }, maxAttempts: 1 }, {})
    await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject({ name: 'TimeoutError' })
    client.destroy()
    server.closeAllConnections()
    server.close()
  })

  test('inputs are copied for a logger only where there is one', () => {
    const silent = makeClient({ region: 'x' }, {})
    const logger = { debug() {}, info() {}, warn() {}, error() {} }
    const logging = makeClient({ region: 'x', logger }, {})
    expect(silent.middlewareStack.identify().join()).not.toContain('loggerMiddleware')
    expect(logging.middlewareStack.identify().join()).toContain('loggerMiddleware')
  })
})
