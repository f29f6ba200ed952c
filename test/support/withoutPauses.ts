import timers from 'node:timers/promises'
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'

interface Token {
  getRetryCount(): number
  getRetryDelay(): number
}

/** Sends again whatever the SDK would send again, as often as it would, but at once, and whatever has failed before. */
export function retryAtOnce(attempts: number): NonNullable<DynamoDBClientConfig['retryStrategy']> {
  const token = (count: number): Token => ({ getRetryCount: () => count, getRetryDelay: () => 0 })
  return {
    acquireInitialRetryToken: () => Promise.resolve(token(0)),
    refreshRetryTokenForRetry: (given: Token, { errorType }: { readonly errorType: string }) => {
      const next = given.getRetryCount() + 1
      if (next >= attempts || (errorType !== 'TRANSIENT' && errorType !== 'THROTTLING')) return Promise.reject(new Error('No attempts are left.'))
      return Promise.resolve(token(next))
    },
    recordSuccess: () => undefined,
  } as never
}

/** The driver's own pauses between attempts end at once, until the function given back is called. */
export function withoutPauses(): () => void {
  const pauses = jest.spyOn(timers, 'setTimeout').mockImplementation(() => Promise.resolve() as never)
  return () => pauses.mockRestore()
}
