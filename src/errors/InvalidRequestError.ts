import { DynamoOrmError } from './DynamoOrmError.js'

/** DynamoDB refused a request as invalid. Nothing has been done. */
export class InvalidRequestError extends DynamoOrmError {
  readonly statusCode = 400

  /** @param reason What DynamoDB says, without values. */
  constructor(subject: string, reason: string, details: { readonly operation?: string | undefined; readonly cause?: unknown } = {}) {
    super(`${subject}: DynamoDB refuses the request: ${reason.replace(/\.$/, '')}. Correct the entity, the criteria or the expression.`, { code: 'request.invalid', ...details })
  }
}
