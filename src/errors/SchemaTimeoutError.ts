import { DynamoOrmError } from './DynamoOrmError.js'

/** A table that was not ready in time. DynamoDB goes on with what was asked of it. */
export class SchemaTimeoutError extends DynamoOrmError {
  readonly table: string
  readonly waitedMilliseconds: number

  /** @param state What it was doing, such as `UPDATING`. */
  constructor(table: string, state: string, waitedMilliseconds: number) {
    super(`Table ${table}: it was still ${state} after ${Math.round(waitedMilliseconds / 1000)} seconds. Wait until DynamoDB has finished, then try again, or allow more time.`, { code: 'schema.timeout' })
    this.table = table
    this.waitedMilliseconds = waitedMilliseconds
  }
}
