import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { makeClient } from '../../src/client/makeClient.js'
import { serverOf } from '../../src/client/serverOf.js'

test.each([
  ['a region', makeClient({ region: 'eu-central-1' }, {}), { address: 'dynamodb.eu-central-1.amazonaws.com', port: 443 }],
  ['an endpoint', makeClient({ endpoint: 'http://localhost:8000' }, {}), { address: 'localhost', port: 8000 }],
  ['an endpoint without a port', makeClient({ endpoint: 'http://dynamo.test' }, {}), { address: 'dynamo.test', port: 80 }],
  ['a region that cannot be had', new DynamoDBClient({ region: (): Promise<string> => Promise.reject(new Error('no region')) }), undefined],
])('where requests go: by %s', async (_, client, server) => {
  expect(await serverOf(client)).toEqual(server)
})
