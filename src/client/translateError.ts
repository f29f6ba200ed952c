import type { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { ConditionFailedError } from '../errors/ConditionFailedError.js'
import { DynamoOrmError } from '../errors/DynamoOrmError.js'
import { hideMember } from '../errors/hideMember.js'
import { InvalidRequestError } from '../errors/InvalidRequestError.js'
import { ItemTooLargeError } from '../errors/ItemTooLargeError.js'
import { OutcomeUnknownError } from '../errors/OutcomeUnknownError.js'
import { ServiceError } from '../errors/ServiceError.js'
import { TableNotFoundError } from '../errors/TableNotFoundError.js'
import { ThrottledError } from '../errors/ThrottledError.js'
import { TransactionConflictError } from '../errors/TransactionConflictError.js'
import { isReadStatement } from '../operations/executeStatement.js'
import { isThrottling } from './isThrottling.js'
import { tablesOf } from './tablesOf.js'
import { transactionFailure } from './transactionFailure.js'
import { withoutValues } from './withoutValues.js'
import type { ActionName } from './Sender.js'

export interface SentRequest {
  readonly action: ActionName
  readonly input: object
  /** The failure of an earlier or the last attempt that left it open whether the work was done. */
  readonly lost?: unknown
}

const writes: ReadonlySet<ActionName> = new Set<ActionName>(['BatchWriteItem', 'DeleteItem', 'PutItem', 'TransactWriteItems', 'UpdateItem'])

/** The typed error for what the SDK has thrown, without values in what is printed of it. The SDK's error is its `cause`. */
export function translateError(failure: unknown, sent: SentRequest): DynamoOrmError {
  if (failure instanceof DynamoOrmError) return failure
  const { action, input, lost } = sent
  const cause = hideValues(failure instanceof Error ? failure : new Error('The AWS SDK has thrown something else than an error.'))
  const tables = tablesOf(input)
  const subject = tables.length === 0 ? action : `${action} of ${tables.join(', ')}`
  const details = { operation: action, cause }
  if (lost !== undefined && isWrite(action, input) && !verdicts.has(cause.name)) return new OutcomeUnknownError(subject, { operation: action, cause: lost instanceof Error ? hideValues(lost) : cause })
  if (isThrottling(cause)) return new ThrottledError(subject, details)
  switch (cause.name) {
    case 'ConditionalCheckFailedException':
      return new ConditionFailedError({ entity: tables[0] ?? action, keyNames: keyNamesOf(input), stored: (cause as ConditionalCheckFailedException).Item, resent: lost !== undefined, ...details })
    // The local engine leaves out its ending.
    case 'DuplicateItem':
    case 'DuplicateItemException':
      return new ConditionFailedError({ entity: tables[0] ?? action, keyNames: [], resent: lost !== undefined, ...details })
    case 'TransactionCanceledException':
      return transactionFailure(cause, input, { operation: action, resent: lost !== undefined })
    case 'TransactionConflictException':
    case 'ReplicatedWriteConflictException':
      return new TransactionConflictError(subject, details)
    case 'TransactionInProgressException':
      return new OutcomeUnknownError(subject, details)
    case 'ResourceNotFoundException':
      return new TableNotFoundError(tables.join(' or ') || 'of the statement', details)
    case 'ValidationException':
    case 'SerializationException':
      return /item size/i.test(cause.message) ? new ItemTooLargeError(subject, details) : new InvalidRequestError(subject, cause.message, details)
    case 'IdempotentParameterMismatchException':
      return new InvalidRequestError(subject, 'the token has served another transaction', details)
    default:
      return new ServiceError(subject, nameOf(cause), { statusCode: isOutage(cause) ? 503 : 500, ...details })
  }
}

function isWrite(action: ActionName, input: object): boolean {
  if (action !== 'ExecuteStatement') return writes.has(action)
  return !isReadStatement((input as { readonly Statement?: string }).Statement ?? '')
}

/** The answers of DynamoDB when it has looked at a write, or at its form; being throttled, locked out or in the way says nothing of an earlier attempt. */
const verdicts: ReadonlySet<string> = new Set(['ConditionalCheckFailedException', 'DuplicateItem', 'DuplicateItemException', 'IdempotentParameterMismatchException', 'ItemCollectionSizeLimitExceededException', 'ResourceNotFoundException', 'SerializationException', 'TransactionCanceledException', 'ValidationException'])

function statusOf(cause: Error): number | undefined {
  return (cause as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode
}

/** No answer, or one that says that DynamoDB itself is at fault. */
function isOutage(cause: Error): boolean {
  const status = statusOf(cause)
  if (status !== undefined) return status >= 500
  return (cause as NodeJS.ErrnoException).code !== undefined || cause.name === 'TimeoutError'
}

function nameOf(cause: Error): string {
  return cause.name === 'Error' ? ((cause as NodeJS.ErrnoException).code ?? 'Error') : cause.name
}

function keyNamesOf(input: object): string[] {
  return Object.keys((input as { readonly Key?: object }).Key ?? {})
}

/** A logger prints the cause too. What the members hold stays reachable by name. */
function hideValues<E extends Error>(error: E): E {
  for (const name of ['Item', 'CancellationReasons']) {
    if (name in error) hideMember(error, name, (error as unknown as Record<string, unknown>)[name])
  }
  const { message, stack } = error
  const shown = withoutValues(message)
  if (shown !== message) {
    error.message = shown
    if (stack !== undefined) error.stack = stack.replace(message, () => shown)
  }
  return error
}
