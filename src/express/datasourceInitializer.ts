import { withoutTransaction } from '../typeorm/ambientTransaction.js'
import { open } from '../typeorm/datasourceManager.js'
import type { DynamoDataSourceOptions } from '../typeorm/DynamoDataSourceOptions.js'
import type { Middleware } from './middleware.js'

/**
 * Opens the data source before the first request goes on. A failure goes to the error handler, and the next request tries
 * again. Each request runs outside of every transaction that was started elsewhere.
 *
 * @example `app.use(datasourceInitializer({ entities: [User], synchronize: environmentUtils.isLocal() }))`
 */
export function datasourceInitializer(options: DynamoDataSourceOptions = {}): Middleware {
  return function initializeDatasource(_request, _response, next) {
    open(options).then(() => withoutTransaction(next), next)
  }
}
