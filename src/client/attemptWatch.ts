import type { DynamoDBClient, DynamoDBServiceException } from '@aws-sdk/client-dynamodb'
import { isThrottling } from './isThrottling.js'

/** What became of the attempts of one request, which the SDK's retries otherwise hide. */
export interface AttemptWatch {
  /** The request is not to be sent a second time after an attempt that may have done the work. */
  readonly once: boolean
  /** The failure of the last attempt that left it open whether the work was done; undefined where there was none. */
  lost?: unknown
}

/** The requests under way, by their input. */
const watches = new WeakMap<object, AttemptWatch>()
const watched = new WeakSet<DynamoDBClient>()

const place = { step: 'deserialize', priority: 'high', name: 'watchAttempts' } as const

/** Lets a client of our own watch all its requests: its chain of middleware stays the same for every command, and can be kept. */
export function watchClient(client: DynamoDBClient): void {
  client.middlewareStack.add(watchAttempts((input) => watches.get(input)) as never, place)
  watched.add(client)
}

interface WatchedCommand {
  readonly input: object
  readonly middlewareStack: { add(middleware: never, options: typeof place): void }
}

/** Watches the attempts of one request. A client that was handed in keeps its own set-up: there the command carries the watch. */
export function watchCommand(client: DynamoDBClient, command: WatchedCommand, once: boolean): AttemptWatch {
  const watch: AttemptWatch = { once }
  // Its own middleware may copy the input on the way, so that the input does not lead to the watch.
  if (watched.has(client)) watches.set(command.input, watch)
  else command.middlewareStack.add(watchAttempts(() => watch) as never, place)
  return watch
}

/** Ends a request: it bears none of the marks (name, code, status, cause) by which the SDK knows what it may send again. */
class LostAnswer extends Error {}

interface Given {
  readonly input: object
}

/**
 * A middleware inside the SDK's retry loop and outside of its reading of answers: it notes lost answers, and where the
 * request is to be sent once ends it at the first of them.
 */
function watchAttempts(find: (input: object) => AttemptWatch | undefined) {
  return <Result>(next: (given: Given) => Promise<Result>): ((given: Given) => Promise<Result>) =>
    async (given) => {
      const watch = find(given.input)
      if (watch === undefined) return next(given)
      // A retry strategy of the caller's own may repeat anything.
      if (watch.once && watch.lost !== undefined) throw new LostAnswer('The answer was lost.')
      try {
        return await next(given)
      } catch (error) {
        if (!isAmbiguous(error)) throw error
        watch.lost = error
        throw watch.once ? new LostAnswer('The answer was lost.') : error
      }
    }
}

const neverSent: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])

/** Whether the work may have been done: DynamoDB's refusals are definite, and so is a connection that never was. */
function isAmbiguous(error: unknown): boolean {
  if (!(error instanceof Error)) return true
  const status = (error as Partial<DynamoDBServiceException>).$metadata?.httpStatusCode
  if (status !== undefined) return !(status >= 400 && status < 500) && !isThrottling(error)
  if (neverSent.has((error as NodeJS.ErrnoException).code)) return false
  return !(error.name === 'TimeoutError' && error.message.includes('did not establish a connection'))
}
