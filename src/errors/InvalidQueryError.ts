import { DynamoOrmError } from './DynamoOrmError.js'

/** A question that cannot be asked as it stands: an unknown attribute, a malformed filter, an index that does not exist. Nothing has been sent. */
export class InvalidQueryError extends DynamoOrmError {
  readonly statusCode = 400

  constructor(message: string, details: { readonly entity?: string | undefined; readonly path?: string | undefined; readonly code?: string } = {}) {
    super(message, { code: 'query.invalid', ...details })
  }
}
