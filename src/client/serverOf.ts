import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'

export interface ServerAddress {
  readonly address: string
  readonly port: number
}

/** Where a client sends its requests; undefined where its configuration does not tell, such as without a region. */
export async function serverOf({ config }: DynamoDBClient): Promise<ServerAddress | undefined> {
  try {
    const { hostname, port, protocol } = config.endpoint === undefined ? await regional(config) : await config.endpoint()
    return { address: hostname, port: Number(port) || (protocol === 'http:' ? 80 : 443) }
  } catch {
    return undefined
  }
}

async function regional(config: DynamoDBClient['config']): Promise<URL> {
  return config.endpointProvider({ Region: await config.region(), UseFIPS: await config.useFipsEndpoint(), UseDualStack: await config.useDualstackEndpoint() }).url
}
