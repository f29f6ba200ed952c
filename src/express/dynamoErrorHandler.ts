import { DynamoOrmError } from '../errors/DynamoOrmError.js'
import type { Next } from './middleware.js'

interface Response {
  readonly headersSent: boolean
  status(code: number): { json(body: unknown): unknown }
}

/** What a client is told, by status code: nothing of tables, keys or the service. */
const told: Readonly<Record<number, string>> = {
  400: 'The request is not valid.',
  404: 'There is no such thing.',
  409: 'It was changed meanwhile, or exists already. Read it again.',
  413: 'It is too large.',
  429: 'There are too many requests. Try again later.',
  503: 'The database cannot be reached. Try again later.',
}

/** TypeORM's own errors, by name. */
const ofTypeOrm: Readonly<Record<string, number>> = { EntityNotFoundError: 404, EntityPropertyNotFoundError: 400, OptimisticLockVersionMismatchError: 409 }

/** Mistakes of the application, for which no client is to blame. */
const ofServer: ReadonlySet<string> = new Set([
  'query.scan', 'query.emptyCriteria', 'query.condition', 'query.emptyCondition', 'table.notFound', 'dataSource.notOpen', 'runner.released',
  'transaction.notStarted', 'transaction.sending', 'transaction.ended', 'transaction.isolation', 'transaction.search', 'transaction.uncheckable',
])

/** Only what is wrong with a parameter of the request is told in its own words. */
const isOfRequest = (error: DynamoOrmError): boolean => error.code.startsWith('page.')

/**
 * Answers the errors of this package, and TypeORM's, by a status code and JSON: `{ status, code, message }`, without inner
 * detail. Others go on to the next error handler.
 *
 * @example `app.use(dynamoErrorHandler())` after all routes.
 */
export function dynamoErrorHandler() {
  return function handleDynamoError(error: unknown, _request: object, response: Response, next: Next): void {
    const status = statusOf(error)
    if (status === undefined || response.headersSent) {
      next(error)
      return
    }
    const code = error instanceof DynamoOrmError ? error.code : (error as Error).name
    response.status(status).json({ status, code, message: error instanceof DynamoOrmError && isOfRequest(error) ? error.message : told[status] })
  }
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || (error instanceof DynamoOrmError && ofServer.has(error.code))) return undefined
  const known = error instanceof DynamoOrmError ? (error as { statusCode?: number }).statusCode : ofTypeOrm[error.name]
  return known !== undefined && told[known] !== undefined ? known : undefined
}
