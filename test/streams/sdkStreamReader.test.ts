import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { sdkStreamReader } from '../../src/streams/sdkStreamReader.js'

/** The host to which a client's reader sends, and what it asks. */
async function asked(endpoint: string | undefined): Promise<{ readonly host: string; readonly bodies: unknown[] }> {
  const bodies: unknown[] = []
  let host = ''
  const requestHandler = {
    handle: (request: { hostname: string; body: string | Uint8Array }) => {
      host = request.hostname
      bodies.push(JSON.parse(typeof request.body === 'string' ? request.body : new TextDecoder().decode(request.body)))
      return Promise.reject(Object.assign(new Error('no'), { name: 'AccessDeniedException' }))
    },
  }
  const client = new DynamoDBClient({ region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, requestHandler: requestHandler as never, ...(endpoint === undefined ? {} : { endpoint }) })
  const reader = await sdkStreamReader(client, { streamArn: 'arn', batchSize: 7 })
  for (const request of [reader.shards(), reader.iterator('s', 'latest'), reader.iterator('s', { kind: 'after', sequenceNumber: '5' }), reader.iterator('s', { kind: 'since', epochSeconds: 1 }), reader.records('i')]) await expect(request).rejects.toThrow('no')
  return { host, bodies }
}

test.each([
  [undefined, 'streams.dynamodb.eu-west-1.amazonaws.com'],
  ['https://dynamodb.eu-west-1.amazonaws.com', 'streams.dynamodb.eu-west-1.amazonaws.com'],
  ['http://127.0.0.1:8000', '127.0.0.1'],
])('asks where the streams of a client\'s tables are: %s', async (endpoint, host) => {
  expect(await asked(endpoint)).toEqual({
    host,
    bodies: [
      { StreamArn: 'arn' },
      { StreamArn: 'arn', ShardId: 's', ShardIteratorType: 'LATEST' },
      { StreamArn: 'arn', ShardId: 's', ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: '5' },
      { StreamArn: 'arn', ShardId: 's', ShardIteratorType: 'TRIM_HORIZON' },
      { ShardIterator: 'i', Limit: 7 },
    ],
  })
})
