import { DynamoOrmError } from './DynamoOrmError.js'

/** The answer to a write never came: it may have been done or not. */
export class OutcomeUnknownError extends DynamoOrmError {
  readonly statusCode = 503

  constructor(subject: string, details: { readonly operation?: string | undefined; readonly cause?: unknown } = {}) {
    super(`${subject}: the answer of DynamoDB was lost, and the write may have been done or not. Read the item before you try again; additions can be sent with \`idempotent: true\`.`, { code: 'write.outcomeUnknown', ...details })
  }
}
