import { DynamoOrmError } from './DynamoOrmError.js'

/** A transaction was changing the item at the same moment, or it has changed since a SERIALIZABLE transaction read it. Nothing has been done. */
export class TransactionConflictError extends DynamoOrmError {
  readonly statusCode = 409

  constructor(subject: string, { reason = 'another transaction is changing the item. Try again', ...details }: { readonly operation?: string | undefined; readonly reason?: string; readonly cause?: unknown } = {}) {
    super(`${subject}: ${reason}.`, { code: 'transaction.conflict', ...details })
  }
}
