import { limits } from '../vocabulary/limits.js'
import type { Condition, Operand, Value } from './Condition.js'
import { operators } from './operators.js'

interface Weight {
  /** Comparisons, functions, AND, OR and NOT, as DynamoDB counts them. */
  readonly operators: number
  /** What the text takes at most. */
  readonly bytes: number
}

const connectorBytes = ' AND ()'.length
/** Between parts of a long list; the second comparison of a reversed BETWEEN takes less. */
const betweenLists = ') OR  IN ('
const notBytes = 'NOT ()'.length
const aliasBytes = 6

/** Whether DynamoDB takes a condition as one expression: within 300 operators and 4 KB. */
export function fitsExpression(conditions: readonly Condition[]): boolean {
  const { operators, bytes } = weightOfAll(conditions)
  return operators <= limits.expressionOperators && bytes <= limits.expressionBytes
}

/** As many of the conditions, in order, as fit into one expression together, and the others. */
export function fittingConditions(conditions: readonly Condition[]): { readonly fitting: readonly Condition[]; readonly left: readonly Condition[] } {
  if (fitsExpression(conditions)) return { fitting: conditions, left: [] }
  const fitting: Condition[] = []
  const left: Condition[] = []
  for (const condition of conditions) (fitsExpression([...fitting, condition]) ? fitting : left).push(condition)
  return { fitting, left }
}

/** Whether a projection of so many attributes fits into one expression. */
export const fitsProjection = (names: readonly string[]): boolean => names.length * (aliasBytes + ', '.length) <= limits.expressionBytes

function weightOfAll(conditions: readonly Condition[]): Weight {
  let operators = Math.max(conditions.length - 1, 0)
  let bytes = operators * connectorBytes
  for (const condition of conditions) {
    const weight = weightOf(condition)
    operators += weight.operators
    bytes += weight.bytes
  }
  return { operators, bytes }
}

function weightOf(condition: Condition): Weight {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return weightOfAll(condition.conditions)
    case 'not': {
      const { operators, bytes } = weightOf(condition.condition)
      return { operators: operators + 1, bytes: bytes + notBytes }
    }
    case 'comparison': {
      // A long list is sent as several, joined by OR; a reversed BETWEEN as two comparisons.
      const parts = condition.operator === 'in' ? Math.ceil(condition.values.length / limits.inOperands) : condition.operator === 'between' ? 2 : 1
      const operand = bytesOf(condition.operand)
      const sizes = [condition.operand, ...condition.values].filter((one) => one.kind === 'size').length
      return {
        operators: parts * 2 - 1 + sizes * parts,
        bytes: operators[condition.operator].render('#'.repeat(operand), condition.values.map((value) => ':'.repeat(bytesOf(value)))).length + (parts - 1) * (operand + betweenLists.length),
      }
    }
    case 'raw':
      // Its operators cannot be counted; no word of it is shorter than this.
      return { operators: Math.ceil(condition.text.length / 4), bytes: condition.text.length }
    default:
      return condition satisfies never
  }
}

function bytesOf(value: Operand | Value): number {
  if (value.kind === 'literal') return aliasBytes + 2
  return value.path.length * (aliasBytes + 3) + (value.kind === 'size' ? 'size()'.length : 0)
}
