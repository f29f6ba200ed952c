import { DynamoOrmError } from './DynamoOrmError.js'

/** Other writers changed the item each time before this write arrived. Nothing has been written. */
export class OutpacedError extends DynamoOrmError {
  readonly statusCode = 409

  constructor(entity: string, attempts: number) {
    super(`${entity}: other writers changed the item ${attempts} times before this write arrived. Try again, or write it from fewer places at once.`, { code: 'write.outpaced', entity })
  }
}
