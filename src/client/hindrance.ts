import type { DynamoOrmError } from '../errors/DynamoOrmError.js'
import { ThrottledError } from '../errors/ThrottledError.js'
import { TransactionConflictError } from '../errors/TransactionConflictError.js'
import { TransactionFailedError } from '../errors/TransactionFailedError.js'
import type { Key } from '../vocabulary/AttributeValue.js'

interface Planned {
  readonly table: string
  readonly entity?: string | undefined
  readonly key: Key
}

/** A cancelled transaction in the words of its plans, which know the entities and all keys. */
export function namedFailure(error: TransactionFailedError, plans: readonly Planned[]): TransactionFailedError {
  const reasons = error.reasons.map((reason, position) => {
    const plan = plans[position]
    return plan === undefined ? reason : { ...reason, stored: reason.stored, entity: plan.entity ?? plan.table, keyNames: Object.keys(plan.key) }
  })
  return new TransactionFailedError(reasons, { cause: error.cause, operation: error.operation, resent: error.resent })
}

/** The error of the one thing that hindered a transaction to the end; the failure itself where it was several. */
export function hindrance(cause: TransactionFailedError): DynamoOrmError {
  const reasons = cause.reasons.filter(({ code }) => code !== 'None')
  const subject = [...new Set(reasons.map(({ entity }) => entity))].join(', ')
  const conflicts = reasons.filter(({ code }) => code === 'TransactionConflict').length
  if (conflicts > 0 && conflicts < reasons.length) return cause
  return new (conflicts > 0 ? TransactionConflictError : ThrottledError)(subject, { operation: cause.operation, cause })
}
