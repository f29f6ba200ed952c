import { FindOperator } from 'typeorm'

/** A where as people write it, with its values: only for what an entity declares, never for what is asked. */
export function whereText(where: unknown): string {
  if (Array.isArray(where)) return where.map(whereText).join(', or ')
  return Object.entries(where as object).map(([name, value]) => `${name}: ${valueText(value)}`).join(', ')
}

function valueText(value: unknown): string {
  if (value instanceof FindOperator) return `${value.type[0]!.toUpperCase()}${value.type.slice(1)}(${operandText(value)})`
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return `{ ${whereText(value)} }`
  return JSON.stringify(value) ?? String(value)
}

function operandText(operator: FindOperator<unknown>): string {
  if (operator.child !== undefined) return valueText(operator.child)
  const { value } = operator
  return value === undefined ? '' : valueText(value)
}
