import { DynamoOrmError } from './DynamoOrmError.js'

/** A request that is invalid: DynamoDB has refused it, or the driver before it was sent. Nothing has been done. */
export class InvalidRequestError extends DynamoOrmError {
  readonly statusCode = 400

  /**
   * @param reason What DynamoDB says, without values; with a remedy, what the driver says of a request that it does not send.
   */
  constructor(subject: string, reason: string, { remedy, ...details }: { readonly operation?: string | undefined; readonly cause?: unknown; readonly remedy?: string } = {}) {
    const refused = remedy === undefined ? `DynamoDB refuses the request: ${reason.replace(/\.$/, '')}. Correct the entity, the criteria or the expression.` : `${reason}. ${remedy}`
    super(`${subject}: ${refused}`, { code: 'request.invalid', ...details })
  }
}
