import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import type { Sender } from '../client/Sender.js'

/** Stands where a data source is not open. */
export const nullSender: Sender = {
  send: () => Promise.reject(new InvalidQueryError('The data source is not open. Call initialize() or datasourceManager.open() first.', { code: 'dataSource.notOpen' })),
}
