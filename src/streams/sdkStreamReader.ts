import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import { DynamoOrmError } from '../errors/DynamoOrmError.js'
import type { ShardPosition, StreamReader, StreamShard } from './StreamReader.js'

type Sdk = typeof import('@aws-sdk/client-dynamodb-streams')

export interface SdkStreamReaderOptions {
  readonly streamArn: string
  /** Records of a request at most. */
  readonly batchSize: number
}

/**
 * Reads a stream with the AWS SDK, as a DynamoDB client is set up: its region, credentials, endpoint and sockets.
 *
 * @throws DynamoOrmError where `@aws-sdk/client-dynamodb-streams` is not installed.
 */
export async function sdkStreamReader(client: DynamoDBClient, { streamArn: StreamArn, batchSize: Limit }: SdkStreamReaderOptions, load?: () => Sdk): Promise<StreamReader> {
  const { DescribeStreamCommand, DynamoDBStreamsClient: Client, GetRecordsCommand, GetShardIteratorCommand } = loaded(load)
  const { region, credentials, requestHandler, useFipsEndpoint, useDualstackEndpoint } = client.config
  const endpoint = await endpointOf(client)
  const streams: DynamoDBStreamsClient = new Client({ region, credentials, requestHandler, useFipsEndpoint, useDualstackEndpoint, ...(endpoint === undefined ? {} : { endpoint }) })
  return {
    async shards() {
      const found: (StreamShard & { closed: boolean })[] = []
      for (let start: string | undefined; ;) {
        const { StreamDescription: page } = await streams.send(new DescribeStreamCommand({ StreamArn, ...(start === undefined ? {} : { ExclusiveStartShardId: start }) }))
        for (const { ShardId, ParentShardId, SequenceNumberRange } of page?.Shards ?? []) found.push({ id: ShardId!, parent: ParentShardId, closed: SequenceNumberRange?.EndingSequenceNumber !== undefined })
        start = page?.LastEvaluatedShardId
        if (start === undefined) return found
      }
    },
    async iterator(ShardId, from) {
      const { ShardIterator } = await streams.send(new GetShardIteratorCommand({ StreamArn, ShardId, ...typeOf(from) }))
      return ShardIterator!
    },
    async records(ShardIterator) {
      const { Records = [], NextShardIterator } = await streams.send(new GetRecordsCommand({ ShardIterator, Limit }))
      return { records: Records, next: NextShardIterator ?? undefined }
    },
  }
}

/** Where tables and streams are at one endpoint. AWS has another for streams, which the SDK finds by the region. */
async function endpointOf({ config: { endpoint } }: DynamoDBClient) {
  const given = await endpoint?.()
  return given === undefined || /\.(amazonaws\.com|amazonaws\.com\.cn|api\.aws)$/.test(given.hostname) ? undefined : given
}

function typeOf(from: ShardPosition | 'latest') {
  if (from === 'latest') return { ShardIteratorType: 'LATEST' } as const
  return from.kind === 'after' ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: from.sequenceNumber } as const : { ShardIteratorType: 'TRIM_HORIZON' } as const
}

function loaded(load: (() => Sdk) | undefined): Sdk {
  try {
    // Bundlers take what is required within a try for optional.
    return load?.() ?? (require('@aws-sdk/client-dynamodb-streams') as Sdk)
  } catch (error) {
    if ((error as { code?: string }).code !== 'MODULE_NOT_FOUND') throw error
    throw new DynamoOrmError('Reading a stream needs the package @aws-sdk/client-dynamodb-streams. Install it: npm install @aws-sdk/client-dynamodb-streams', { code: 'stream.notInstalled', cause: error })
  }
}
