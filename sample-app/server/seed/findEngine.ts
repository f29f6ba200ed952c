import { SeedArgumentError } from './readArguments.js'

/** This machine, or a name without a dot, such as the service `dynamodb` of docker-compose.yml. */
const near = /^(localhost|127(\.\d+){3}|\[::1\]|host\.docker\.internal|[a-z][\w-]*)$/i

/** Where the local DynamoDB answers. @throws SeedArgumentError where that is far away, or nothing answers. */
export async function findEngine(given: string | undefined): Promise<string> {
  const endpoint = given || 'http://127.0.0.1:8000'
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw new SeedArgumentError('DYNAMO_ENDPOINT must be a URL, such as http://127.0.0.1:8000.')
  if (!near.test(url.hostname)) throw new SeedArgumentError('DYNAMO_ENDPOINT names another machine. Made-up people are stored in a local DynamoDB alone.')
  const status = await fetch(url, { signal: AbortSignal.timeout(3000) }).then((response) => response.status, () => undefined)
  const remedy = 'Run `npm start` or `docker compose up dynamodb` first, or set DYNAMO_ENDPOINT to where it is.'
  if (status === undefined) throw new SeedArgumentError(`No DynamoDB answers at ${url.origin}. ${remedy}`)
  // What is not signed it refuses as a bad request; another server at this port would say something else.
  if (status !== 400) throw new SeedArgumentError(`What answers at ${url.origin} is no DynamoDB. ${remedy}`)
  return endpoint
}
