import { DynamoOrmError } from './DynamoOrmError.js'

/** A transaction was changing the item at the same moment. Nothing has been done. */
export class TransactionConflictError extends DynamoOrmError {
  readonly statusCode = 409

  constructor(subject: string, details: { readonly operation?: string | undefined; readonly cause?: unknown } = {}) {
    super(`${subject}: another transaction is changing the item. Try again.`, { code: 'transaction.conflict', ...details })
  }
}
