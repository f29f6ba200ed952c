import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { DataSource } from 'typeorm'
import { meteredSender } from '../client/meteredSender.js'
import { sdkSender } from '../client/sdkSender.js'
import { serverOf } from '../client/serverOf.js'
import { tracedSender } from '../client/tracedSender.js'
import type { Tracing } from '../client/Tracing.js'
import type { Sender } from '../client/Sender.js'
import type { DynamoDataSourceOptions } from './DynamoDataSourceOptions.js'
import { logRequest } from './logRequest.js'

/** What sends a data source's requests: logged where the options ask for it, counted where a measure is under way, traced where tracing is given. */
export async function makeSender(client: DynamoDBClient, dataSource: DataSource, tracing: Tracing | undefined): Promise<Sender> {
  const { logging, logger, maxQueryExecutionTime, maxRequestUnits } = dataSource.options as unknown as DynamoDataSourceOptions
  const logged = (logging !== undefined && logging !== false) || maxQueryExecutionTime !== undefined || maxRequestUnits !== undefined || typeof logger === 'object'
  const sender = meteredSender(sdkSender(client, logged ? { returnCapacity: 'TOTAL', onRequest: (event) => logRequest(dataSource, event) } : {}), dataSource)
  const outermost = tracing === undefined ? sender : tracedSender(sender, tracing, await serverOf(client))
  return { ...outermost, warn: (message) => dataSource.logger.log('warn', message) }
}
