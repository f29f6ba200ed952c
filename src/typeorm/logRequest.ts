import type { DataSource } from 'typeorm'
import type { RequestEvent } from '../client/sdkSender.js'
import { describeRequest } from '../operations/describeRequest.js'

/** One line for each request, through TypeORM's logger; slow and failed ones as such. */
export function logRequest(dataSource: DataSource, event: RequestEvent): void {
  const text = describeRequest(event.action, event.input, event.output)
  if (event.error !== undefined) dataSource.logger.logQueryError(event.error as Error, text)
  else dataSource.logger.logQuery(text)
  const slow = dataSource.options.maxQueryExecutionTime
  if (slow !== undefined && slow > 0 && event.durationMs > slow) dataSource.logger.logQuerySlow(event.durationMs, text)
}
