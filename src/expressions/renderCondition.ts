import { DynamoOrmError } from '../errors/DynamoOrmError.js'
import type { Condition, Operand, Value } from './Condition.js'
import { operators } from './operators.js'
import type { Placeholders } from './Placeholders.js'

/** A condition as DynamoDB reads it; empty where it holds for every item. */
export function renderCondition(condition: Condition, placeholders: Placeholders): string {
  switch (condition.kind) {
    case 'and':
      return condition.conditions.map((one) => nested(one, placeholders)).filter((text) => text !== '').join(' AND ')
    case 'or':
      if (condition.conditions.length === 0) throw new DynamoOrmError('A condition that can never hold cannot be sent. Ask nothing instead.', { code: 'query.neverTrue' })
      return condition.conditions.map((one) => nested(one, placeholders)).join(' OR ')
    case 'not':
      return `NOT (${renderCondition(condition.condition, placeholders)})`
    case 'comparison':
      return operators[condition.operator].render(operand(condition.operand, placeholders), condition.values.map((value) => rendered(value, placeholders)))
    case 'raw':
      return condition.text.replace(/[#:][A-Za-z0-9_]+/g, (token) => (token.startsWith('#') ? placeholders.name(condition.names[token] ?? token) : placeholders.value(condition.values[token]!)))
    default:
      return condition satisfies never
  }
}

const nested = (condition: Condition, placeholders: Placeholders): string => {
  const text = renderCondition(condition, placeholders)
  return condition.kind === 'comparison' || text === '' ? text : `(${text})`
}

const operand = (value: Operand, placeholders: Placeholders): string => (value.kind === 'size' ? `size(${placeholders.path(value.path)})` : placeholders.path(value.path))
const rendered = (value: Value, placeholders: Placeholders): string => (value.kind === 'literal' ? placeholders.value(value.value) : operand(value, placeholders))
