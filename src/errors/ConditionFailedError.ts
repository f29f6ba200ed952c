import type { Item } from '../vocabulary/AttributeValue.js'
import { DynamoOrmError } from './DynamoOrmError.js'
import { hideMember } from './hideMember.js'

export interface ConditionFailure {
  /** The entity, or the table where that is not known. */
  readonly entity: string
  readonly keyNames: readonly string[]
  readonly stored?: Item | undefined
  readonly operation?: string | undefined
  readonly resent?: boolean | undefined
  readonly cause?: unknown
}

/** The condition of a write did not hold for the item that is stored. Nothing has been written. */
export class ConditionFailedError extends DynamoOrmError {
  readonly statusCode = 409
  /** The item that is there, where DynamoDB gave it; not printed with the error. */
  declare readonly stored: Item | undefined
  /** Whether an earlier sending had no answer: then the write may be what made its own condition fail. */
  declare readonly resent: boolean

  constructor({ entity, keyNames, stored, operation, resent = false, cause }: ConditionFailure) {
    const key = keyNames.length === 0 ? '' : ` for the item with this ${keyNames.join(' and ')}`
    super(`${entity}: the condition of the write does not hold${key}. Read it again and decide on what is there now.`, { code: 'write.conditionFailed', entity, operation, cause })
    hideMember(this, 'stored', stored)
    hideMember(this, 'resent', resent)
  }
}
