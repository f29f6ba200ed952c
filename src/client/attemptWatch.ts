import type { DynamoDBServiceException } from '@aws-sdk/client-dynamodb'
import { isThrottling } from './isThrottling.js'

/** What became of the attempts of one request, which the SDK's retries otherwise hide. */
export interface AttemptWatch {
  /** The failure of the last attempt that left it open whether the work was done; undefined where there was none. */
  lost?: unknown
}

/** Ends a request: it bears none of the marks (name, code, status, cause) by which the SDK knows what it may send again. */
class LostAnswer extends Error {}

type Handler<Arguments, Result> = (given: Arguments) => Promise<Result>

/**
 * A middleware for one command, inside the SDK's retry loop and outside of its reading of answers: it notes lost answers, and
 * with `once` ends the request at the first of them.
 */
export function watchAttempts(watch: AttemptWatch, once: boolean) {
  return <Arguments, Result>(next: Handler<Arguments, Result>): Handler<Arguments, Result> =>
    async (given) => {
      // A retry strategy of the caller's own may repeat anything.
      if (once && watch.lost !== undefined) throw new LostAnswer('The answer was lost.')
      try {
        return await next(given)
      } catch (error) {
        if (!isAmbiguous(error)) throw error
        watch.lost = error
        throw once ? new LostAnswer('The answer was lost.') : error
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
