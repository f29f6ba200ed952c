import { DynamoOrmError } from '../errors/DynamoOrmError.js'
import type { Condition } from './Condition.js'
import { Placeholders } from './Placeholders.js'
import { renderCondition } from './renderCondition.js'

/** A condition as DynamoDB would read it, with names in place of their aliases and `?` for every value; `nothing` for one that never holds. */
export function describeCondition(condition: Condition): string {
  const placeholders = new Placeholders()
  try {
    return renderCondition(condition, placeholders).replace(/[#:]\d+/g, (alias) => (alias.startsWith(':') ? '?' : (placeholders.names?.[alias] ?? alias)))
  } catch (error) {
    if (error instanceof DynamoOrmError && error.code === 'query.neverTrue') return 'nothing'
    throw error
  }
}
