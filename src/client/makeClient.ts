import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import { watchClient } from './attemptWatch.js'
import { keepSigner } from './keepSigner.js'
import { leanMiddleware } from './leanMiddleware.js'
import { leanProtocol } from './leanProtocol.js'

type Environment = Readonly<Record<string, string | undefined>>

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/

/**
 * Makes a DynamoDB client. What the configuration leaves open comes from the environment: DYNAMO_ENDPOINT, DYNAMO_REGION,
 * AWS_REGION, DEFAULT_AWS_REGION. An engine on this machine needs neither region nor credentials.
 *
 * @throws InvalidQueryError when the endpoint is no URL.
 */
export function makeClient(config: DynamoDBClientConfig = {}, env: Environment = process.env): DynamoDBClient {
  const endpoint = config.endpoint ?? (env.DYNAMO_ENDPOINT || undefined)
  const local = typeof endpoint === 'string' && isLocal(endpoint)
  const region = config.region ?? (env.DYNAMO_REGION || env.AWS_REGION || env.DEFAULT_AWS_REGION || (local ? 'local' : 'us-east-1'))
  const client = new DynamoDBClient({
    // One chain of middleware for each kind of command, in place of one for each command.
    cacheMiddleware: true,
    ...config,
    requestHandler: requestHandler(config.requestHandler),
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(local && !hasCredentials(config, env) ? { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } } : {}),
  })
  // It copies every input and output, also where nobody reads them.
  if (config.logger === undefined) client.middlewareStack.remove('loggerMiddleware')
  if (config.protocol === undefined) leanProtocol(client)
  leanMiddleware(client)
  if (config.signer === undefined) keepSigner(client)
  watchClient(client)
  // It is copied several times for each request, and was put together in a way that makes that slow; a copy of it is not.
  Object.assign(client, { config: { ...client.config } })
  return client
}

/** A request that hangs would otherwise hang for ever: the SDK itself only warns. Options are completed, a handler is left as it is. */
function requestHandler(given: DynamoDBClientConfig['requestHandler']): DynamoDBClientConfig['requestHandler'] {
  if (given !== undefined && 'handle' in given) return given
  return { connectionTimeout: 3000, requestTimeout: 10_000, throwOnRequestTimeout: true, ...given }
}

function isLocal(endpoint: string): boolean {
  if (!/^https?:\/\//.test(endpoint) || !URL.canParse(endpoint)) {
    throw new InvalidQueryError('The endpoint of DynamoDB is not a URL. Give it with its scheme, such as http://localhost:8000.', { code: 'client.invalidEndpoint' })
  }
  return loopback.test(new URL(endpoint).hostname)
}

/** Credentials in any place where the SDK finds them at once; the others need a network that a local engine does not. */
function hasCredentials(config: DynamoDBClientConfig, env: Environment): boolean {
  return config.credentials !== undefined || config.profile !== undefined || Boolean(env.AWS_ACCESS_KEY_ID) || Boolean(env.AWS_PROFILE)
}
