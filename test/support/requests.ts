import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { clientConfig } from './engine.js'

/** A request as it went over the wire. */
export interface SentRequest {
  readonly action: string
  readonly input: Readonly<Record<string, unknown>>
}

export interface Recorder {
  /** A client configuration that writes down every request, in order. */
  readonly config: DynamoDBClientConfig
  readonly requests: SentRequest[]
  actions(): string[]
  clear(): void
}

type Handler = DynamoDBClient['config']['requestHandler']

export function recordedConfig(): Recorder {
  const requests: SentRequest[] = []
  const { requestHandler: handler } = new DynamoDBClient(clientConfig()).config
  const recorder: Pick<Handler, 'handle' | 'destroy' | 'metadata'> = {
    ...(handler.metadata === undefined ? {} : { metadata: handler.metadata }),
    handle(request, options) {
      requests.push({ action: String(request.headers['x-amz-target']).split('.')[1]!, input: JSON.parse(typeof request.body === 'string' ? request.body : new TextDecoder().decode(request.body as Uint8Array)) as SentRequest['input'] })
      return handler.handle(request, options)
    },
    destroy: () => handler.destroy?.(),
  }
  return {
    config: { ...clientConfig(), requestHandler: Object.assign(recorder, { updateHttpClientConfig: () => undefined, httpHandlerConfigs: () => ({}) }) as never },
    requests,
    actions: () => requests.map((request) => request.action),
    clear: () => void (requests.length = 0),
  }
}
