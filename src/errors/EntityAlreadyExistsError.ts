import { DynamoOrmError } from './DynamoOrmError.js'

/** The item that was to be inserted exists already. Nothing has been written. */
export class EntityAlreadyExistsError extends DynamoOrmError {
  readonly statusCode = 409

  constructor(entity: string, keyNames: readonly string[]) {
    super(`${entity}: an item with this ${keyNames.join(' and ')} exists already. Use save() or put() to replace it.`, { code: 'write.exists', entity, operation: 'PutItem' })
  }
}
