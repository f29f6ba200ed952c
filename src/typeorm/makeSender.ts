import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { DataSource } from 'typeorm'
import { meteredSender } from '../client/meteredSender.js'
import { sdkSender } from '../client/sdkSender.js'
import type { Sender } from '../client/Sender.js'
import type { DynamoDataSourceOptions } from './DynamoDataSourceOptions.js'
import { logRequest } from './logRequest.js'

/** What sends a data source's requests: logged where the options ask for it, counted where a measure is under way. */
export function makeSender(client: DynamoDBClient, dataSource: DataSource): Sender {
  const { logging, logger, maxQueryExecutionTime, maxRequestUnits } = dataSource.options as unknown as DynamoDataSourceOptions
  const logged = (logging !== undefined && logging !== false) || maxQueryExecutionTime !== undefined || maxRequestUnits !== undefined || typeof logger === 'object'
  const sender = sdkSender(client, logged ? { returnCapacity: 'TOTAL', onRequest: (event) => logRequest(dataSource, event) } : {})
  return { ...meteredSender(sender, dataSource), warn: (message) => dataSource.logger.log('warn', message) }
}
