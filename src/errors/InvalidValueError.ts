import { DynamoOrmError } from './DynamoOrmError.js'

/** A value that DynamoDB cannot store where it stands. Nothing has been sent. */
export class InvalidValueError extends DynamoOrmError {
  readonly statusCode = 400

  /** @param subject `User.age` or an attribute's name. */
  constructor(subject: string, rule: string) {
    const dot = subject.indexOf('.')
    super(`${subject}: ${rule}`, {
      code: 'value.invalid',
      entity: dot > 0 ? subject.slice(0, dot) : undefined,
      path: dot > 0 ? subject.slice(dot + 1) : subject,
    })
  }
}
