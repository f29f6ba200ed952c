import type { Comparison, Operand, Value } from './Condition.js'
import { typeNames } from './filterWords.js'
import { operators, type OperatorRow, type WireType } from './operators.js'
import { pathText } from './pathText.js'

const inWords: Readonly<Partial<Record<WireType, string>>> = { S: 'text', N: 'number', B: 'binary' }

/** Why DynamoDB would refuse a comparison, whatever the items are; undefined where it would not. */
export function comparisonFault({ operator, operand, values }: Comparison): string | undefined {
  const row: OperatorRow = operators[operator]
  const [least, most] = row.values
  if (values.length < least || (values.length > most && operator !== 'in')) return `${operator} takes ${least} value${least === 1 ? '' : 's'}${most > least ? ' at least' : ''}. Give as many.`
  if (values.some((value) => isSameOperand(value, operand))) return 'an attribute cannot be compared with itself. Compare it with a value, or with another attribute.'
  const literals = values.flatMap((value) => (value.kind === 'literal' ? [value.value] : []))
  if (row.types !== undefined && literals.some((literal) => !row.types!.some((type) => literal[type] !== undefined))) return `${operator} takes ${row.types.map((type) => inWords[type]).join(', ').replace(/, (\w+)$/, ' or $1')} only. Use =, <> or IN for other types.`
  if (operator === 'attribute_type' && literals.some((literal) => !typeNames.has(literal.S!))) return `attribute_type takes one of ${[...typeNames].join(', ')}. Name the type as DynamoDB does.`
  return undefined
}

const isSameOperand = (value: Value, operand: Operand): boolean => value.kind === 'path' && operand.kind === 'path' && pathText(value.path) === pathText(operand.path)
