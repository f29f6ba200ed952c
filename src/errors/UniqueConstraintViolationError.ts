import { DynamoOrmError } from './DynamoOrmError.js'

export interface ViolatedConstraint {
  readonly entity: string
  /** The name of the constraint. */
  readonly name: string
  /** Property paths of its columns. */
  readonly properties: readonly string[]
}

/** Another item has the values that only one may have. Nothing has been written. */
export class UniqueConstraintViolationError extends DynamoOrmError {
  readonly statusCode = 409
  /** The name of the constraint. */
  readonly constraint: string
  /** Property paths of its columns. */
  readonly properties: readonly string[]

  constructor({ entity, name, properties }: ViolatedConstraint, details: { readonly cause?: unknown } = {}) {
    super(`${entity}: another item has the same ${properties.join(' and ')}, which the constraint ${name} keeps unique. Choose another value.`, { code: 'write.unique', entity, path: properties.join(', '), ...details })
    this.constraint = name
    this.properties = properties
  }
}
