import { isThrottling } from '../client/isThrottling.js'
import { OutcomeUnknownError } from '../errors/OutcomeUnknownError.js'
import { ServiceError } from '../errors/ServiceError.js'
import { ThrottledError } from '../errors/ThrottledError.js'
import { TransactionConflictError } from '../errors/TransactionConflictError.js'

/**
 * - `expired`: the iterator is too old, and another serves.
 * - `trimmed`: what was asked for is older than what the stream keeps.
 * - `gone`: there is no such shard, or stream, any more.
 * - `passing`: throttling, a lost connection, an outage: the same may succeed later.
 */
export type StreamFault = 'expired' | 'trimmed' | 'gone' | 'passing'

/** What a failure means for who reads a stream; undefined for one that will not pass. */
export function streamFault(error: unknown): StreamFault | undefined {
  if (!(error instanceof Error)) return undefined
  const named = byName[error.name]
  if (named !== undefined) return named
  if (error instanceof ThrottledError || error instanceof OutcomeUnknownError || error instanceof TransactionConflictError) return 'passing'
  if (error instanceof ServiceError) return error.statusCode === 503 ? 'passing' : streamFault(error.cause)
  const status = (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode
  // Where the SDK does not know an error of the network for one, it only tells its text.
  const isLost = 'code' in error || error.name === 'TimeoutError' || error.message.startsWith('AWS SDK error wrapper for ')
  const isOutage = status === undefined ? isLost : status >= 500
  return isThrottling(error) || isOutage ? 'passing' : undefined
}

const byName: Readonly<Record<string, StreamFault>> = { ExpiredIteratorException: 'expired', TrimmedDataAccessException: 'trimmed', ResourceNotFoundException: 'gone' }
