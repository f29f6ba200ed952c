import { FindOperator } from 'typeorm'
import { attributeCodecs } from '../../codec/attributeCodecs.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import { all, any, compare, exists, isNull, negateAsSql, notExists } from '../../expressions/conditions.js'
import type { Condition } from '../../expressions/Condition.js'
import type { AttributeModel } from '../../metadata/EntityModel.js'
import type { AttributeValue } from '../../vocabulary/AttributeValue.js'
import type { EntityStore } from '../EntityStore.js'

interface Asked {
  readonly attribute: AttributeModel
  /** One value of the attribute; undefined for null, which no comparison is satisfied by. */
  encode(value: unknown): AttributeValue | undefined
  /** One member of a list or set. */
  member(value: unknown): AttributeValue
  again(value: unknown): Condition
}

const never: Condition = any([])

const comparing = (operator: '=' | '<' | '<=' | '>' | '>=' | 'begins_with' | 'contains') => (value: unknown, asked: Asked): Condition => {
  const encoded = asked.encode(value)
  return encoded === undefined ? never : compare(operator, asked.attribute.name, encoded)
}

const equal = comparing('=')

function oneOf(value: unknown, asked: Asked): Condition {
  const values = (value as readonly unknown[]).flatMap((one) => asked.encode(one) ?? [])
  if (values.length === 0) return never
  return values.length === 1 ? compare('=', asked.attribute.name, values[0]!) : compare('in', asked.attribute.name, ...values)
}

function between(value: unknown, asked: Asked): Condition {
  const [low, high] = (value as readonly unknown[]).map((one) => asked.encode(one))
  return low === undefined || high === undefined ? never : compare('between', asked.attribute.name, low, high)
}

/** SQL's patterns, as far as DynamoDB can follow them. */
function like(value: unknown, asked: Asked): Condition {
  const pattern = String(value)
  const [, open = '', text = '', close = ''] = /^(%*)(.*?)(%*)$/s.exec(pattern) ?? []
  if (/[%_]/.test(text) || (open !== '' && close === '' && text !== '')) throw new UnsupportedError('patterns in the middle of a text', asked.attribute.subject)
  if (text === '' && (open !== '' || close !== '')) return all([exists(asked.attribute.name), negateAsSql(isNull(asked.attribute.name))])
  if (open !== '') return comparing('contains')(text, asked)
  return close === '' ? equal(text, asked) : comparing('begins_with')(text, asked)
}

const containsAll = (value: unknown, asked: Asked): Condition => all([value].flat().map((one) => compare('contains', asked.attribute.name, asked.member(one))))
const containsSome = (value: unknown, asked: Asked): Condition => any([value].flat().map((one) => compare('contains', asked.attribute.name, asked.member(one))))

/** What each of TypeORM's find operators, and each of this package's, asks of an item. */
const rows: Readonly<Record<string, (value: unknown, asked: Asked) => Condition>> = {
  equal,
  lessThan: comparing('<'),
  lessThanOrEqual: comparing('<='),
  moreThan: comparing('>'),
  moreThanOrEqual: comparing('>='),
  between,
  in: oneOf,
  any: oneOf,
  like,
  isNull: (_value, asked) => isNull(asked.attribute.name),
  // Nothing is equal to null, and nothing is unequal to it.
  not: (value, asked) => (value === null || (value instanceof FindOperator && value.value === null && value.type === 'equal') ? never : negateAsSql(asked.again(value))),
  and: (value, asked) => all((value as readonly unknown[]).map(asked.again)),
  or: (value, asked) => any((value as readonly unknown[]).map(asked.again)),
  arrayContains: containsAll,
  arrayOverlap: containsSome,
  beginsWith: comparing('begins_with'),
  contains: (value, asked) => compare('contains', asked.attribute.name, asked.member(value)),
  exists: (_value, asked) => exists(asked.attribute.name),
  notExists: (_value, asked) => notExists(asked.attribute.name),
}

/** What a value in a where, find operator or not, asks of one attribute. */
export function attributeCondition(store: EntityStore, attribute: AttributeModel, value: unknown): Condition {
  const asked: Asked = {
    attribute,
    encode: (one) => store.codec.encodeValue(attribute, one),
    member: (one) => attributeCodecs.json.encode(one, attribute.subject),
    again: (one) => attributeCondition(store, attribute, one),
  }
  if (!(value instanceof FindOperator)) return equal(value, asked)
  const operator = value as FindOperator<unknown>
  const row = rows[operator.type]
  if (row === undefined) throw new UnsupportedError(operator.type === 'ilike' ? 'case-insensitive patterns' : 'this find operator', attribute.subject)
  // `Not(operator)` keeps its operand as a child; `value` would unwrap it.
  return row(operator.child ?? operator.value, asked)
}
