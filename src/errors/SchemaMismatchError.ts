import { DynamoOrmError } from './DynamoOrmError.js'

/** Tables that differ from their entities in what DynamoDB cannot change. All differences of all tables are in one message. */
export class SchemaMismatchError extends DynamoOrmError {
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(faults.length === 1 ? faults[0]! : `${faults.length} differences between tables and entities:\n- ${faults.join('\n- ')}`, { code: 'schema.mismatch' })
    this.faults = faults
  }
}
