import { FindOperator } from 'typeorm'
import { attributeCodecs } from '../../codec/attributeCodecs.js'
import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import { comparisonFault } from '../../expressions/comparisonFault.js'
import { all, any, compare, exists, isNull, negateAsSql, not, notExists, present } from '../../expressions/conditions.js'
import type { Comparison, Condition, Operand } from '../../expressions/Condition.js'
import { typeNames } from '../../expressions/filterWords.js'
import { likePattern } from '../../expressions/likePattern.js'
import type { OperatorName } from '../../expressions/operators.js'
import type { AttributeModel } from '../../metadata/EntityModel.js'
import { attributeTypes } from '../../vocabulary/attributeTypes.js'
import type { AttributeValue } from '../../vocabulary/AttributeValue.js'
import type { EntityStore } from '../EntityStore.js'
import { patternValue } from './patternValue.js'
import { rawCondition } from './fromText.js'

/** What an operator is asked of: an attribute, or its size. */
interface Asked {
  readonly store: EntityStore
  readonly attribute: AttributeModel
  readonly operand: Operand
  /** One value to compare with; undefined for null, which no comparison is satisfied by. */
  encode(value: unknown): AttributeValue | undefined
}

interface OperatorRow {
  /** What it asks; undefined where it compares with null, so that neither it nor its negation holds for anything. */
  readonly holds: (value: unknown, asked: Asked, operator: FindOperator<unknown>) => Condition | undefined
  /** What its negation asks, where that is not the negation in SQL's sense. */
  readonly fails?: (value: unknown, asked: Asked) => Condition
  /** Whether a size can be asked so. */
  readonly ofSize?: true
}

const never: Condition = any([])

/** @throws InvalidQueryError for what DynamoDB would refuse of every item. */
function checked(operator: OperatorName, { operand, attribute }: Asked, ...values: AttributeValue[]): Condition {
  const comparison: Comparison = { ...compare(operator, operand.path, ...values), operand }
  const fault = comparisonFault(comparison)
  if (fault !== undefined) throw new InvalidQueryError(`${attribute.subject}: ${fault}`, { path: attribute.property })
  return comparison
}

const comparing = (operator: OperatorName): OperatorRow => ({
  ofSize: true,
  holds(value, asked) {
    const encoded = asked.encode(value)
    return encoded === undefined ? undefined : checked(operator, asked, encoded)
  },
})

const equal = comparing('=')

const oneOf: OperatorRow = {
  ofSize: true,
  holds(value, asked) {
    const values = listOf(value, asked).flatMap((one) => asked.encode(one) ?? [])
    if (values.length === 0) return listOf(value, asked).length === 0 ? never : undefined
    return values.length === 1 ? checked('=', asked, values[0]!) : checked('in', asked, ...values)
  },
  fails(value, asked) {
    // As in SQL, everything is outside an empty list, and nothing is known to be outside one with null.
    const values = listOf(value, asked)
    if (values.length === 0) return all([])
    return values.some((one) => asked.encode(one) === undefined) ? never : negateAsSql(this.holds(value, asked, undefined as never)!)
  },
}

function listOf(value: unknown, { attribute }: Asked): readonly unknown[] {
  if (value instanceof Set) return [...(value as Set<unknown>)]
  if (!Array.isArray(value)) throw new InvalidQueryError(`${attribute.subject}: the find operator takes a list. Pass an array.`, { path: attribute.property })
  return value as unknown[]
}

/** One member of a list or set. @throws InvalidQueryError for attributes that have none. */
function membersOf(value: unknown, asked: Asked): AttributeValue[] {
  const { type, subject, property } = asked.attribute
  if (type !== 'json' && type !== 'set') throw new InvalidQueryError(`${subject}: array operators are for lists and sets, and this column is stored as one value. Use a json or set column.`, { path: property })
  return (Array.isArray(value) ? (value as unknown[]) : value instanceof Set ? [...(value as Set<unknown>)] : [value]).map((one) => attributeCodecs.json.encode(one, subject))
}

const containing = (members: readonly AttributeValue[], asked: Asked): Condition[] => members.map((member) => checked('contains', asked, member))

/** SQL's patterns, as far as DynamoDB can follow them. */
function like(value: unknown, asked: Asked): Condition | undefined {
  if (value === null || value === undefined) return undefined
  mustHaveParts(asked)
  const { operator, text } = likePattern(value, asked.attribute.subject)
  return operator === 'present' ? present(asked.operand.path) : checked(operator, asked, patternValue(asked.store, asked.attribute, text))
}

/** The text, bytes or member that another value begins with or contains. */
const partOf = (operator: 'begins_with' | 'contains') => (value: unknown, asked: Asked): Condition | undefined => {
  if (value === null || value === undefined) return undefined
  mustHaveParts(asked)
  if (typeof value === 'string' && attributeTypes[asked.attribute.type].wire === 'S') return checked(operator, asked, patternValue(asked.store, asked.attribute, value))
  return checked(operator, asked, attributeCodecs.json.encode(value, asked.attribute.subject))
}

function typeName(value: unknown, { attribute }: Asked): AttributeValue {
  if (typeof value === 'string' && typeNames.has(value)) return { S: value }
  throw new InvalidQueryError(`${attribute.subject}: AttributeType takes one of ${[...typeNames].join(', ')}. Name the type as DynamoDB does.`, { path: attribute.property })
}

/** What each of TypeORM's find operators, and each of this package's, asks of an item. */
const rows: Readonly<Record<string, OperatorRow>> = {
  equal,
  lessThan: comparing('<'),
  lessThanOrEqual: comparing('<='),
  moreThan: comparing('>'),
  moreThanOrEqual: comparing('>='),
  between: {
    ofSize: true,
    holds(value, asked) {
      const [low, high] = listOf(value, asked).map((one) => asked.encode(one))
      return low === undefined || high === undefined ? undefined : checked('between', asked, low, high)
    },
  },
  in: oneOf,
  any: oneOf,
  like: { holds: like },
  isNull: { holds: (_value, { operand }) => isNull(operand.path) },
  arrayContains: { holds: (value, asked) => all([...containing(membersOf(value, asked), asked), ...(membersOf(value, asked).length === 0 ? [present(asked.operand.path)] : [])]) },
  arrayContainedBy: { holds: (value, asked) => checked('contained_by', asked, ...membersOf(value, asked)) },
  arrayOverlap: {
    holds: (value, asked) => any(containing(membersOf(value, asked), asked)),
    fails: (value, asked) => all([negateAsSql(any(containing(membersOf(value, asked), asked))), ...(membersOf(value, asked).length === 0 ? [present(asked.operand.path)] : [])]),
  },
  raw: { holds: (value, { store, attribute }, operator) => rawCondition(store, attribute, value, operator) },
  beginsWith: { holds: partOf('begins_with') },
  contains: { holds: partOf('contains') },
  attributeExists: { holds: (_value, { operand }) => exists(operand.path) },
  attributeNotExists: { holds: (_value, { operand }) => notExists(operand.path) },
  attributeType: {
    holds: (value, asked) => checked('attribute_type', asked, typeName(value, asked)),
    fails: (value, asked) => all([exists(asked.operand.path), not(checked('attribute_type', asked, typeName(value, asked)))]),
  },
}

/** Operators of SQL that nothing stands for here, and why. */
const refused = { ilike: 'case-insensitive patterns', jsonContains: 'JsonContains' } as const

/** What a value in a where, find operator or not, asks of one attribute; with `negated`, what its negation in SQL's sense asks. */
export function attributeCondition(store: EntityStore, attribute: AttributeModel, value: unknown, negated = false): Condition {
  return asks({ store, attribute, operand: { kind: 'path', path: [attribute.name] }, encode: (one) => encoded(store, attribute, one) }, value, negated)
}

/** Negation goes down to the leaves, where a comparison with null holds neither way. */
function asks(asked: Asked, value: unknown, negated: boolean): Condition {
  if (!(value instanceof FindOperator)) return leaf(equal, asked, value, undefined as never, negated)
  const operator = value as FindOperator<unknown>
  const { type } = operator as { type: string }
  // `Not(operator)` keeps its operand as a child; `value` would unwrap it.
  const given: unknown = operator.child ?? operator.value
  if (type === 'not') return asks(asked, given, !negated)
  if (type === 'and' || type === 'or') return ((type === 'and') === negated ? any : all)(listOf(given, asked).map((one) => asks(asked, one, negated)))
  if (type === 'size') return asks(sizeOf(asked), given, negated)
  const row = rows[type]
  if (row === undefined) throw new UnsupportedError(refused[type as keyof typeof refused] ?? 'this find operator', asked.attribute.subject)
  if (given instanceof FindOperator) throw new InvalidQueryError(`${asked.attribute.subject}: a find operator stands within Not, And, Or and Size only. Give this one a value.`, { path: asked.attribute.property })
  return leaf(row, asked, given, operator, negated)
}

function leaf(row: OperatorRow, asked: Asked, value: unknown, operator: FindOperator<unknown>, negated: boolean): Condition {
  if (asked.operand.kind === 'size' && row.ofSize === undefined) throw new InvalidQueryError(`${asked.attribute.subject}: a size is compared with numbers. Use Equal, LessThan, MoreThan, Between or In within Size.`, { path: asked.attribute.property })
  if (negated && row.fails !== undefined) return row.fails(value, asked)
  const holds = row.holds(value, asked, operator)
  if (holds === undefined) return never
  return negated ? negateAsSql(holds) : holds
}

function encoded(store: EntityStore, attribute: AttributeModel, value: unknown): AttributeValue | undefined {
  if (value instanceof FindOperator) throw new InvalidQueryError(`${attribute.subject}: a find operator stands within Not, And, Or and Size only. Give values here.`, { path: attribute.property })
  return value === null || value === undefined ? undefined : store.codec.encodeValue(attribute, value)
}

const simple: ReadonlySet<string> = new Set(['N', 'BOOL'])

/** @throws InvalidQueryError for numbers and booleans, which neither begin with nor contain anything. */
function mustHaveParts({ attribute }: Asked): void {
  if (simple.has(attributeTypes[attribute.type].wire)) throw new InvalidQueryError(`${attribute.subject}: a ${attributeTypes[attribute.type].inJavaScript} begins with nothing and contains nothing. Compare it with Equal, In, or for numbers Between.`, { path: attribute.property })
}

function sizeOf(asked: Asked): Asked {
  const { attribute } = asked
  if (simple.has(attributeTypes[attribute.type].wire) || asked.operand.kind === 'size') throw new InvalidQueryError(`${attribute.subject}: only texts, binary, lists, maps and sets have a size. Compare the value itself.`, { path: attribute.property })
  return {
    ...asked,
    operand: { kind: 'size', path: asked.operand.path },
    encode: (one) => (one === null || one === undefined ? undefined : attributeCodecs.number.encode(one, `size of ${attribute.subject}`)),
  }
}
