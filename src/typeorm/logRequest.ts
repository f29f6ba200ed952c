import type { DataSource } from 'typeorm'
import type { RequestEvent } from '../client/sdkSender.js'
import { tablesOf } from '../client/tablesOf.js'
import { consumedCapacity } from '../operations/consumedCapacity.js'
import { describeRequest } from '../operations/describeRequest.js'
import type { DynamoDataSourceOptions } from './DynamoDataSourceOptions.js'

const warned = new Set<string>()

/** One line for each request, through TypeORM's logger; slow, costly and failed ones as such. */
export function logRequest(dataSource: DataSource, event: RequestEvent): void {
  const text = describeRequest(event.action, event.input, event.output)
  if (event.error !== undefined) dataSource.logger.logQueryError(event.error as Error, text)
  else dataSource.logger.logQuery(text)
  const { maxQueryExecutionTime: slow, maxRequestUnits: costly } = dataSource.options as unknown as DynamoDataSourceOptions
  if (slow !== undefined && slow > 0 && event.durationMs > slow) dataSource.logger.logQuerySlow(event.durationMs, text)
  if (costly !== undefined) warnOfCost(dataSource, event, costly, text)
}

/** TypeORM's own loggers are silent about warnings unless `logging` asks for them: so the process is warned too, once for each operation on a table. */
function warnOfCost(dataSource: DataSource, { action, input, output }: RequestEvent, most: number, text: string): void {
  const { readUnits, writeUnits } = consumedCapacity(action, input, output)
  const units = readUnits + writeUnits
  if (units <= most) return
  const message = `A request has consumed ${units} capacity units, more than the ${most} of maxRequestUnits: ${text}`
  const kind = [action, ...tablesOf(input)].join(' ')
  if (!warned.has(kind)) {
    warned.add(kind)
    process.emitWarning(message, { code: 'TYPEORM_DYNAMODB_COSTLY_REQUEST' })
  }
  dataSource.logger.log('warn', message)
}
