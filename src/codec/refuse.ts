import { InvalidValueError } from '../errors/InvalidValueError.js'

/** Ends the encoding of a value, where an expression is wanted. */
export function refuse(subject: string, rule: string): never {
  throw new InvalidValueError(subject, rule)
}
