import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import type { Condition, Path, Value } from './Condition.js'
import type { OperatorName } from './operators.js'

/** A comparison of an attribute with constants. */
export function compare(operator: OperatorName, attribute: string | Path, ...values: readonly AttributeValue[]): Condition & { kind: 'comparison' } {
  const path: Path = typeof attribute === 'string' ? [attribute] : attribute
  return { kind: 'comparison', operator, operand: { kind: 'path', path }, values: values.map((value): Value => ({ kind: 'literal', value })) }
}

export const exists = (attribute: string): Condition => compare('attribute_exists', attribute)
export const notExists = (attribute: string): Condition => compare('attribute_not_exists', attribute)

/** Holds for the attribute's absence, and for a stored NULL. */
export const isNull = (attribute: string): Condition => any([notExists(attribute), compare('attribute_type', attribute, { S: 'NULL' })])

/** All of the conditions: nested ones are taken in, a single one stands alone. */
export function all(conditions: readonly Condition[]): Condition {
  const flat = conditions.flatMap((condition) => (condition.kind === 'and' ? condition.conditions : [condition]))
  return flat.length === 1 ? flat[0]! : { kind: 'and', conditions: flat }
}

/** Any of the conditions; what can never hold is left out, and what always holds decides. */
export function any(conditions: readonly Condition[]): Condition {
  const flat = conditions.flatMap((condition) => (condition.kind === 'or' ? condition.conditions : [condition]))
  const always = flat.find((condition) => condition.kind === 'and' && condition.conditions.length === 0)
  if (always !== undefined) return always
  return flat.length === 1 ? flat[0]! : { kind: 'or', conditions: flat }
}

export const not = (condition: Condition): Condition => (condition.kind === 'not' ? condition.condition : { kind: 'not', condition })

/** Whether a condition can hold for no item at all. */
export const isNever = (condition: Condition): boolean => condition.kind === 'or' ? condition.conditions.every(isNever) : condition.kind === 'and' && condition.conditions.some(isNever)

/**
 * SQL's negation: a missing or null attribute satisfies no comparison, negated or not. So the negation is pushed to the
 * leaves, and each of them asks that the attribute has a value.
 */
export function negateAsSql(condition: Condition): Condition {
  switch (condition.kind) {
    case 'and':
      return any(condition.conditions.map(negateAsSql))
    case 'or':
      return all(condition.conditions.map(negateAsSql))
    case 'not':
      return condition.condition
    case 'raw':
      return not(condition)
    case 'comparison': {
      if (condition.operator === 'attribute_exists') return { ...condition, operator: 'attribute_not_exists' }
      if (condition.operator === 'attribute_not_exists') return { ...condition, operator: 'attribute_exists' }
      if (condition.operator === 'attribute_type') return not(condition)
      const { path } = condition.operand
      return all([not(condition), compare('attribute_exists', path), not(compare('attribute_type', path, { S: 'NULL' }))])
    }
    default:
      return condition satisfies never
  }
}

/** The conditions that must hold together. */
export const conjuncts = (condition: Condition): readonly Condition[] => (condition.kind === 'and' ? condition.conditions : [condition])

/** Names of the attributes that a condition looks at. */
export function conditionNames(condition: Condition): Set<string> {
  const names = new Set<string>()
  collect(condition, names)
  return names
}

function collect(condition: Condition, names: Set<string>): void {
  switch (condition.kind) {
    case 'and':
    case 'or':
      for (const one of condition.conditions) collect(one, names)
      break
    case 'not':
      collect(condition.condition, names)
      break
    case 'comparison':
      names.add(condition.operand.path[0])
      for (const value of condition.values) if (value.kind !== 'literal') names.add(value.path[0])
      break
    case 'raw':
      for (const name of Object.values(condition.names)) names.add(name)
      break
    default:
      condition satisfies never
  }
}
