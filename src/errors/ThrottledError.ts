import { DynamoOrmError } from './DynamoOrmError.js'

/** DynamoDB refused the work for want of throughput, also after several attempts. Nothing has been done. */
export class ThrottledError extends DynamoOrmError {
  readonly statusCode = 429

  constructor(subject: string, details: { readonly operation?: string | undefined; readonly cause?: unknown } = {}) {
    super(`${subject}: DynamoDB has no throughput left for this request. Try again later, spread the load over more partition keys, or raise the table's limits.`, { code: 'service.throttled', ...details })
  }
}
