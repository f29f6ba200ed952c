import type { Condition } from '../expressions/Condition.js'
import type { Placeholders } from '../expressions/Placeholders.js'
import { renderCondition } from '../expressions/renderCondition.js'

/** The condition of a write. A write that is refused answers with the item that is there, which spares a second read. */
export function conditional(condition: Condition | undefined, placeholders: Placeholders) {
  const text = condition === undefined ? '' : renderCondition(condition, placeholders)
  if (text === '') return {}
  return { ConditionExpression: text, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const }
}
