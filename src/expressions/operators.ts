import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { limits } from '../vocabulary/limits.js'
import { bytesOf } from '../vocabulary/bytesOf.js'
import { compareKeyValues } from './compareKeyValues.js'
import { equalValues, membersOf } from './equalValues.js'

type Given = AttributeValue | undefined

/** DynamoDB's names of its types. */
export type WireType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'M' | 'L' | 'SS' | 'NS' | 'BS'

export interface OperatorRow {
  /** How many values it takes; a longer `in` is sent as several. */
  readonly values: readonly [min: number, max: number]
  /** Types that its values may have, where not every type will do. */
  readonly types?: readonly WireType[]
  /** Where a key condition takes it: `partition` is for either part, `sort` for the sort key alone. */
  readonly key: 'partition' | 'sort' | 'none'
  /** DynamoDB has nothing of the kind: the driver evaluates it, and no request carries it. */
  readonly driverOnly?: true
  readonly render: (operand: string, values: readonly string[]) => string
  /** What DynamoDB says of an attribute and values, any of which may be missing. */
  readonly evaluate: (left: Given, values: readonly Given[]) => boolean
}

const scalars = ['S', 'N', 'B'] as const

const infix = (operator: string) => (operand: string, values: readonly string[]): string => `${operand} ${operator} ${values[0]}`
const call = (name: string) => (operand: string, values: readonly string[]): string => `${name}(${[operand, ...values].join(', ')})`

const equal = (left: Given, right: Given): boolean => left !== undefined && right !== undefined && equalValues(left, right)

/** Only text, numbers and binary of one type have an order. */
function ordered(left: Given, right: Given, holds: (order: number) => boolean): boolean {
  if (left === undefined || right === undefined) return false
  const comparable = (left.S !== undefined && right.S !== undefined) || (left.N !== undefined && right.N !== undefined) || (left.B !== undefined && right.B !== undefined)
  return comparable && holds(compareKeyValues(left, right))
}

const comparing = (operator: string, holds: (order: number) => boolean): OperatorRow => ({
  values: [1, 1], types: scalars, key: 'sort', render: infix(operator), evaluate: (left, [right]) => ordered(left, right, holds),
})

function beginsWith(left: Given, right: Given): boolean {
  if (left?.S !== undefined && right?.S !== undefined) return left.S.startsWith(right.S)
  if (left?.B === undefined || right?.B === undefined) return false
  const start = bytesOf(right.B)
  return Buffer.compare(bytesOf(left.B).subarray(0, start.length), start) === 0
}

function contains(left: Given, right: Given): boolean {
  if (left === undefined || right === undefined) return false
  if (left.S !== undefined) return right.S !== undefined && left.S.includes(right.S)
  if (left.B !== undefined) return right.B !== undefined && Buffer.from(bytesOf(left.B)).includes(Buffer.from(bytesOf(right.B)))
  return (left.L ?? membersOf(left) ?? []).some((member) => equalValues(member, right))
}

/** Whether every member of a list or set is among the values. */
function containedBy(left: Given, values: readonly Given[]): boolean {
  const members = left?.L ?? (left === undefined ? undefined : membersOf(left))
  return members !== undefined && members.every((member) => values.some((value) => equal(member, value)))
}

/** Every operator of conditions: DynamoDB's, and those that the driver evaluates itself. A new one is a row. */
export const operators = {
  '=': { values: [1, 1], key: 'partition', render: infix('='), evaluate: (left, [right]) => equal(left, right) },
  '<>': { values: [1, 1], key: 'none', render: infix('<>'), evaluate: (left, [right]) => !equal(left, right) },
  '<': comparing('<', (order) => order < 0),
  '<=': comparing('<=', (order) => order <= 0),
  '>': comparing('>', (order) => order > 0),
  '>=': comparing('>=', (order) => order >= 0),
  between: {
    values: [2, 2], types: scalars, key: 'sort', render: (operand, values) => `${operand} BETWEEN ${values[0]} AND ${values[1]}`,
    evaluate: (left, [low, high]) => ordered(left, low, (order) => order >= 0) && ordered(left, high, (order) => order <= 0),
  },
  in: {
    values: [1, limits.inOperands], key: 'none', render: (operand, values) => `${operand} IN (${values.join(', ')})`,
    evaluate: (left, values) => values.some((value) => equal(left, value)),
  },
  begins_with: { values: [1, 1], types: ['S', 'B'], key: 'sort', render: call('begins_with'), evaluate: (left, [right]) => beginsWith(left, right) },
  contains: { values: [1, 1], key: 'none', render: call('contains'), evaluate: (left, [right]) => contains(left, right) },
  attribute_exists: { values: [0, 0], key: 'none', render: call('attribute_exists'), evaluate: (left) => left !== undefined },
  attribute_not_exists: { values: [0, 0], key: 'none', render: call('attribute_not_exists'), evaluate: (left) => left === undefined },
  attribute_type: { values: [1, 1], types: ['S'], key: 'none', render: call('attribute_type'), evaluate: (left, [right]) => left !== undefined && Object.keys(left)[0] === right?.S },
  contained_by: { values: [0, Infinity], key: 'none', driverOnly: true, render: call('contained_by'), evaluate: containedBy },
} as const satisfies Record<string, OperatorRow>

export type OperatorName = keyof typeof operators
