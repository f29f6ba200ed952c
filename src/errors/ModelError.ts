import { DynamoOrmError } from './DynamoOrmError.js'

/** Entities that cannot be stored as they are decorated. All faults of all entities are in one message. */
export class ModelError extends DynamoOrmError {
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(faults.length === 1 ? faults[0]! : `${faults.length} faults in the entities:\n- ${faults.join('\n- ')}`, { code: 'model.invalid' })
    this.faults = faults
  }
}
