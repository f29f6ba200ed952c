import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import type { Comparison, Condition, Path, Value } from './Condition.js'
import { operators, type OperatorName } from './operators.js'

/** A comparison of an attribute with constants. */
export function compare(operator: OperatorName, attribute: string | Path, ...values: readonly AttributeValue[]): Comparison {
  const path: Path = typeof attribute === 'string' ? [attribute] : attribute
  return { kind: 'comparison', operator, operand: { kind: 'path', path }, values: values.map((value): Value => ({ kind: 'literal', value })) }
}

export const exists = (attribute: string | Path): Condition => compare('attribute_exists', attribute)
export const notExists = (attribute: string | Path): Condition => compare('attribute_not_exists', attribute)

/** Holds for the attribute's absence, and for a stored NULL. */
export const isNull = (attribute: string | Path): Condition => any([notExists(attribute), compare('attribute_type', attribute, { S: 'NULL' })])

/** Holds for a value other than NULL. What is negated in SQL's sense loses it, since NULL satisfies neither. */
export const present = (path: Path): Condition => all(hasValue(path))

/** All of the conditions: nested ones are taken in, a single one stands alone, and one that can never hold decides. */
export function all(conditions: readonly Condition[]): Condition {
  const flat = conditions.flatMap((condition) => (condition.kind === 'and' ? condition.conditions : [condition]))
  const never = flat.find((condition) => condition.kind === 'or' && condition.conditions.length === 0)
  if (never !== undefined) return never
  return flat.length === 1 ? flat[0]! : { kind: 'and', conditions: flat }
}

/** Any of the conditions; what can never hold is left out, and what always holds decides. */
export function any(conditions: readonly Condition[]): Condition {
  const flat = conditions.flatMap((condition) => (condition.kind === 'or' ? condition.conditions : [condition]))
  const always = flat.find((condition) => condition.kind === 'and' && condition.conditions.length === 0)
  if (always !== undefined) return always
  return flat.length === 1 ? flat[0]! : { kind: 'or', conditions: flat }
}

/** DynamoDB's negation, which holds for items that lack the attribute. */
export function not(condition: Condition): Condition {
  if (condition.kind === 'not') return condition.condition
  if (condition.kind === 'and' && condition.conditions.length === 0) return any([])
  if (condition.kind === 'or' && condition.conditions.length === 0) return all([])
  return { kind: 'not', condition }
}

/**
 * SQL's negation: a missing or null attribute satisfies no comparison, negated or not. So the negation is pushed to the
 * leaves, and each of them asks that its attributes have values. Negating twice gives the condition back.
 */
export function negateAsSql(condition: Condition): Condition {
  switch (condition.kind) {
    case 'and':
      return any(condition.conditions.filter((one) => !isImplied(one)).map(negateAsSql))
    case 'or':
      return all(condition.conditions.map(negateAsSql))
    case 'not':
      return condition.condition
    case 'raw':
      return not(condition)
    case 'comparison':
      return negateComparison(condition)
    default:
      return condition satisfies never
  }
}

function negateComparison(comparison: Comparison): Condition {
  if (comparison.operator === 'attribute_exists') return { ...comparison, operator: 'attribute_not_exists' }
  if (comparison.operator === 'attribute_not_exists') return { ...comparison, operator: 'attribute_exists' }
  if (comparison.operator === 'attribute_type') return not(comparison)
  const attributes = [comparison.operand, ...comparison.values].flatMap((one) => (one.kind === 'literal' ? [] : [one.path]))
  return all([not(comparison), ...attributes.flatMap(hasValue)])
}

const hasValue = (path: Path): Condition[] => [
  { ...compare('attribute_exists', path), implied: true },
  not({ ...compare('attribute_type', path, { S: 'NULL' }), implied: true }),
]

/** Whether a condition is there only because a negation in SQL's sense asks for a value. */
export const isImplied = (condition: Condition): boolean => (condition.kind === 'not' ? isImplied(condition.condition) : condition.kind === 'comparison' && condition.implied === true)

/** The conditions that must hold together. */
export const conjuncts = (condition: Condition): readonly Condition[] => (condition.kind === 'and' ? condition.conditions : [condition])

/** Whether DynamoDB can evaluate a condition: none of its operators is the driver's own. */
export function isSendable(condition: Condition): boolean {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.conditions.every(isSendable)
    case 'not':
      return isSendable(condition.condition)
    case 'comparison':
      return !('driverOnly' in operators[condition.operator])
    case 'raw':
      return true
    default:
      return condition satisfies never
  }
}

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
