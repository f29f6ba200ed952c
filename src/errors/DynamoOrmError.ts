import { TypeORMError } from 'typeorm'

export interface DynamoOrmErrorDetails {
  /** Dotted, stable: `codec.invalidValue`. */
  readonly code: string
  readonly entity?: string | undefined
  /** Property path or attribute name. */
  readonly path?: string | undefined
  /** DynamoDB's action, such as `PutItem`. */
  readonly operation?: string | undefined
  readonly cause?: unknown
}

/**
 * What every error of this package is. The message names subject, rule and remedy, and never a value.
 *
 * @example
 * ```ts
 * try { await users.save(user) } catch (error) { if (error instanceof DynamoOrmError) console.log(error.code) }
 * ```
 */
export class DynamoOrmError extends TypeORMError {
  readonly code: string
  readonly entity?: string
  readonly path?: string
  readonly operation?: string

  constructor(message: string, details: DynamoOrmErrorDetails) {
    super(message)
    this.code = details.code
    if (details.entity !== undefined) this.entity = details.entity
    if (details.path !== undefined) this.path = details.path
    if (details.operation !== undefined) this.operation = details.operation
    if (details.cause !== undefined) this.cause = details.cause
  }
}
