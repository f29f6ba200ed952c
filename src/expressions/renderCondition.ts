import { DynamoOrmError } from '../errors/DynamoOrmError.js'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import { limits } from '../vocabulary/limits.js'
import { comparisonFault } from './comparisonFault.js'
import { compareKeyValues } from './compareKeyValues.js'
import type { Comparison, Condition, Operand, Value } from './Condition.js'
import { all, any, not } from './conditions.js'
import { operators } from './operators.js'
import { pathText } from './pathText.js'
import type { Placeholders } from './Placeholders.js'
import { renderRaw } from './renderRaw.js'

/**
 * A condition as DynamoDB reads it; empty where it holds for every item.
 *
 * @throws DynamoOrmError `query.neverTrue` for one that can never hold.
 * @throws InvalidQueryError for a comparison that DynamoDB does not have.
 */
export const renderCondition = (condition: Condition, placeholders: Placeholders): string => rendered(sendable(condition), placeholders)

/** The same condition in a form that DynamoDB takes: without redundant parentheses, and within what its operators allow. */
function sendable(condition: Condition): Condition {
  switch (condition.kind) {
    case 'and':
      return all(condition.conditions.map(sendable))
    case 'or':
      return any(condition.conditions.map(sendable))
    case 'not':
      return not(sendable(condition.condition))
    case 'comparison':
      return sendableComparison(condition)
    case 'raw':
      return condition
    default:
      return condition satisfies never
  }
}

function sendableComparison(comparison: Comparison): Condition {
  const fault = comparisonFault(comparison)
  if (fault !== undefined) throw new InvalidQueryError(`${pathText(comparison.operand.path)}: ${fault}`, { path: pathText(comparison.operand.path) })
  const { operator, operand, values } = comparison
  if (operator === 'in' && values.length > limits.inOperands) {
    const chunks = Array.from({ length: Math.ceil(values.length / limits.inOperands) }, (_, at) => values.slice(at * limits.inOperands, (at + 1) * limits.inOperands))
    return any(chunks.map((chunk): Comparison => ({ kind: 'comparison', operator, operand, values: chunk })))
  }
  // BETWEEN with bounds that no value lies between is refused, although two comparisons are not.
  if (operator === 'between' && isReversed(values)) {
    return all((['>=', '<='] as const).map((sign, at): Comparison => ({ kind: 'comparison', operator: sign, operand, values: [values[at]!] })))
  }
  return comparison
}

function isReversed([low, high]: readonly Value[]): boolean {
  if (low?.kind !== 'literal' || high?.kind !== 'literal') return false
  return Object.keys(low.value)[0] !== Object.keys(high.value)[0] || compareKeyValues(low.value, high.value) > 0
}

function rendered(condition: Condition, placeholders: Placeholders): string {
  switch (condition.kind) {
    case 'and':
      return condition.conditions.map((one) => nested(one, placeholders)).join(' AND ')
    case 'or':
      if (condition.conditions.length === 0) throw new DynamoOrmError('A condition that can never hold cannot be sent. Ask nothing instead.', { code: 'query.neverTrue' })
      return condition.conditions.map((one) => nested(one, placeholders)).join(' OR ')
    case 'not':
      return `NOT (${rendered(condition.condition, placeholders)})`
    case 'comparison':
      return operators[condition.operator].render(operandText(condition.operand, placeholders), condition.values.map((value) => valueText(value, placeholders)))
    case 'raw':
      return renderRaw(condition, placeholders)
    default:
      return condition satisfies never
  }
}

const nested = (condition: Condition, placeholders: Placeholders): string =>
  condition.kind === 'comparison' ? rendered(condition, placeholders) : `(${rendered(condition, placeholders)})`

const operandText = (operand: Operand, placeholders: Placeholders): string => (operand.kind === 'size' ? `size(${placeholders.path(operand.path)})` : placeholders.path(operand.path))
const valueText = (value: Value, placeholders: Placeholders): string => (value.kind === 'literal' ? placeholders.value(value.value) : operandText(value, placeholders))
