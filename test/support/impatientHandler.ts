import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { clientConfig } from './engine.js'

type Handler = DynamoDBClient['config']['requestHandler']

export interface ImpatientHandler {
  readonly requestHandler: NonNullable<DynamoDBClientConfig['requestHandler']>
  /** Ends an attempt as the SDK's own handler does when the time for it is over. */
  giveUp(invocation: string): void
}

/** Handles requests like the SDK, but gives them up when it is told to instead of after a time. */
export function impatientHandler(): ImpatientHandler {
  const { requestHandler: handler } = new DynamoDBClient(clientConfig()).config
  const attempts = new Map<string, AbortController>()
  const impatient: Pick<Handler, 'handle' | 'destroy' | 'metadata'> = {
    ...(handler.metadata === undefined ? {} : { metadata: handler.metadata }),
    async handle(request, options) {
      const attempt = new AbortController()
      attempts.set(request.headers['amz-sdk-invocation-id']!, attempt)
      try {
        return await handler.handle(request, { ...options, abortSignal: attempt.signal })
      } catch (error) {
        throw attempt.signal.aborted ? Object.assign(new Error('The request has taken too long.'), { name: 'TimeoutError' }) : error
      }
    },
    destroy: () => handler.destroy?.(),
  }
  return {
    requestHandler: Object.assign(impatient, { updateHttpClientConfig: () => undefined, httpHandlerConfigs: () => ({}) }) as never,
    giveUp: (invocation) => attempts.get(invocation)?.abort(),
  }
}
