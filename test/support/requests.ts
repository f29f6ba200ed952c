import { Readable } from 'node:stream'
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
  /** The next request of the action waits until the work is done, which may send others. */
  before(action: string, work: () => Promise<unknown>): void
  actions(): string[]
  clear(): void
}

type Handler = DynamoDBClient['config']['requestHandler']

export function recordedConfig(): Recorder {
  const requests: SentRequest[] = []
  const hooks: { readonly action: string; readonly work: () => Promise<unknown> }[] = []
  const { requestHandler: handler } = new DynamoDBClient(clientConfig()).config
  const recorder: Pick<Handler, 'handle' | 'destroy' | 'metadata'> = {
    ...(handler.metadata === undefined ? {} : { metadata: handler.metadata }),
    async handle(request, options) {
      const action = String(request.headers['x-amz-target']).split('.')[1]!
      const hook = hooks.findIndex((one) => one.action === action)
      if (hook >= 0) await hooks.splice(hook, 1)[0]!.work()
      const sent = { action, input: JSON.parse(typeof request.body === 'string' ? request.body : new TextDecoder().decode(request.body as Uint8Array)) as SentRequest['input'] }
      requests.push(sent)
      const answered = await handler.handle(request, options)
      if (answered.response.statusCode !== 500) return answered
      const body = Buffer.concat(await (answered.response.body as Readable).toArray() as Buffer[])
      // What the engine itself failed to do under load, the SDK sends again: that is no request of the driver's. Faults that tests make have another name.
      if (body.includes('#InternalFailure') && requests.includes(sent)) requests.splice(requests.indexOf(sent), 1)
      return { response: Object.assign(answered.response, { body: Readable.from([body]) }) }
    },
    destroy: () => handler.destroy?.(),
  }
  return {
    config: { ...clientConfig(), requestHandler: Object.assign(recorder, { updateHttpClientConfig: () => undefined, httpHandlerConfigs: () => ({}) }) as never },
    requests,
    before: (action, work) => void hooks.push({ action, work }),
    actions: () => requests.map((request) => request.action),
    clear: () => void (requests.length = 0),
  }
}
