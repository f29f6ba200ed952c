import { DynamoOrmError } from '../errors/DynamoOrmError.js'
import type { AttributeValue, Item } from '../vocabulary/AttributeValue.js'
import type { Condition, Path, Value } from './Condition.js'
import { operators } from './operators.js'
import { sizeOf } from './sizeOf.js'

/** What DynamoDB would say of an item. */
export function evaluateCondition(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.conditions.every((one) => evaluateCondition(one, item))
    case 'or':
      return condition.conditions.some((one) => evaluateCondition(one, item))
    case 'not':
      return !evaluateCondition(condition.condition, item)
    case 'comparison':
      return operators[condition.operator].evaluate(valueOf(condition.operand, item), condition.values.map((value) => valueOf(value, item)))
    case 'raw':
      throw new DynamoOrmError('A condition in text of your own cannot be evaluated by the driver. Write it with where or filter.', { code: 'query.raw' })
    default:
      return condition satisfies never
  }
}

function valueOf(value: Value, item: Item): AttributeValue | undefined {
  if (value.kind === 'literal') return value.value
  const found = valueAtPath(value.path, item)
  return value.kind === 'size' ? sizeOf(found) : found
}

/** The value at a path of an item. */
export function valueAtPath(path: Path, item: Item): AttributeValue | undefined {
  const [name, ...rest] = path
  let value: AttributeValue | undefined = Object.hasOwn(item, name) ? item[name] : undefined
  for (const segment of rest) {
    if (typeof segment === 'number') value = value?.L?.[segment]
    else value = value?.M !== undefined && Object.hasOwn(value.M, segment) ? value.M[segment] : undefined
  }
  return value
}
