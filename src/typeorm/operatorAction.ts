import { attributeCodecs } from '../codec/attributeCodecs.js'
import { applyUpdate } from '../expressions/applyUpdate.js'
import { InvalidValueError } from '../errors/InvalidValueError.js'
import type { Path } from '../expressions/Condition.js'
import { membersOf } from '../expressions/equalValues.js'
import { pathText } from '../expressions/pathText.js'
import type { UpdateAction, UpdateValue } from '../expressions/Update.js'
import type { AttributeModel } from '../metadata/EntityModel.js'
import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { decimalText, negateDecimal, parseDecimal } from '../vocabulary/decimal.js'
import type { EntityStore } from './EntityStore.js'
import { declaredAs } from './model/attributeTypeOf.js'
import { UpdateOperator, type UpdateOperatorName } from './updateOperator.js'

/** What an operator needs of a column, and of its operand. */
interface Need {
  readonly columns: string
  readonly fits: (attribute: AttributeModel, store: EntityStore) => boolean
  readonly operand: string
  readonly isOperand: (value: AttributeValue) => boolean
  readonly remedy: string
}

const numbers: Need = {
  columns: 'columns of numbers',
  fits: ({ type }) => type === 'number' || type === 'bigint' || type === 'decimal',
  operand: 'a number',
  isOperand: ({ N }) => N !== undefined,
  remedy: 'Set the value instead.',
}
const lists: Need = {
  columns: 'json columns that hold a list',
  fits: ({ type, name }, { metadata }) => type === 'json' && mayHoldList(metadata.columns.find(({ databaseName }) => databaseName === name)),
  operand: 'an array',
  isOperand: ({ L }) => L !== undefined,
  remedy: 'Set the whole value, or store it in a json column.',
}
const sets: Need = {
  columns: 'set columns',
  fits: ({ type }) => type === 'set',
  operand: 'members of a set',
  isOperand: (value) => membersOf(value) !== undefined,
  remedy: 'Set the whole value, or store it in a set column.',
}

/** A class that the property is declared with, and that no list is, tells that it never holds one. */
function mayHoldList(column: EntityStore['metadata']['columns'][number] | undefined): boolean {
  if (column === undefined || column.isArray) return true
  const declared = declaredAs(column)
  return declared === undefined || declared === Array || declared === Object
}

interface OperatorRow {
  readonly need?: Need
  readonly action: (path: Path, operand: AttributeValue) => UpdateAction
}

const literal = (value: AttributeValue): UpdateValue => ({ kind: 'literal', value })
const orElse = (path: Path, value: AttributeValue): UpdateValue => ({ kind: 'if-not-exists', path, value: literal(value) })
const negated = (value: AttributeValue): AttributeValue => ({ N: decimalText(negateDecimal(parseDecimal(String(value.N))!)) })
/** DynamoDB promises ADD for attributes alone, not for what lies inside of them. */
const sum = (path: Path, value: AttributeValue): UpdateAction => (path.length === 1 ? { kind: 'add', path, value } : { kind: 'set', path, value: { kind: 'plus', left: orElse(path, { N: '0' }), right: literal(value) } })

/** What each operator sends. */
const operators: Readonly<Record<Exclude<UpdateOperatorName, 'Remove'>, OperatorRow>> = {
  Add: { need: numbers, action: sum },
  Subtract: { need: numbers, action: (path, operand) => sum(path, negated(operand)) },
  Append: { need: lists, action: (path, operand) => ({ kind: 'set', path, value: { kind: 'list-append', left: orElse(path, { L: [] }), right: literal(operand) } }) },
  Prepend: { need: lists, action: (path, operand) => ({ kind: 'set', path, value: { kind: 'list-append', left: literal(operand), right: orElse(path, { L: [] }) } }) },
  AddToSet: { need: sets, action: (path, value) => ({ kind: 'add', path, value }) },
  DeleteFromSet: { need: sets, action: (path, value) => ({ kind: 'delete', path, value }) },
  IfNotExists: { action: (path, operand) => ({ kind: 'set', path, value: orElse(path, operand) }) },
}

/**
 * What an operator does to a column, or to what a path leads to inside of one.
 *
 * @throws InvalidValueError for a column that it is not for, or an operand that it does not take.
 */
export function operatorAction(store: EntityStore, attribute: AttributeModel, path: Path, { operator, operand }: UpdateOperator): UpdateAction {
  const subject = subjectOf(attribute, path)
  const refuse = (rule: string): never => {
    throw new InvalidValueError(subject, rule)
  }
  if (store.metadata.primaryColumns.some(({ databaseName }) => databaseName === attribute.name)) return refuse('a primary key cannot be changed. Delete the item and write another.')
  if (attribute === store.model.version) return refuse(`${operator}() is not for the version, which the driver counts by itself. Leave it out.`)
  if (operator === 'Remove') return { kind: 'remove', path }
  const { need, action } = operators[operator]
  const inside = path.length > 1
  if (need === sets && inside) return refuse('DynamoDB changes sets only where they are attributes. Store the set in a column of its own.')
  if (need !== undefined && !inside && !need.fits(attribute, store)) return refuse(`${operator}() is for ${need.columns}. ${need.remedy}`)
  if (operand === undefined || (operand === null && !inside)) return refuse(`${operator}() needs a value. Give it one, or use Remove().`)
  const members = need === sets && Array.isArray(operand) && attribute.container !== 'Array' ? new Set<unknown>(operand) : operand
  const value = inside ? attributeCodecs.json.encode(members, subject) : store.codec.encodeValue(attribute, members)
  if (value === undefined || (need !== undefined && !need.isOperand(value))) return refuse(`${operator}() takes ${need?.operand ?? 'a value'}. Give it one.`)
  return action(path, value)
}

/** `User.address.city`, for messages. */
export const subjectOf = ({ subject }: AttributeModel, path: Path): string => `${subject}${path.length === 1 ? '' : pathText(['', ...path.slice(1)])}`

/** What an operator makes of nothing, as the value of a property: of an entity that an upsert stores for the first time. */
export function madeOfNothing(store: EntityStore, attribute: AttributeModel, operator: UpdateOperator): unknown {
  const action = operatorAction(store, attribute, [attribute.name], operator)
  if (action.kind === 'remove' || action.kind === 'delete') throw new InvalidValueError(attribute.subject, `${operator.operator}() is not for upsert(), which may store the entity for the first time. Use null, or update().`)
  return store.codec.decodeValue(attribute, applyUpdate([action], {})[attribute.name])
}

/** @throws InvalidValueError for an operator where an entity stands, which is stored as it is. */
export function refuseOperator({ subject }: AttributeModel, value: unknown): void {
  if (value instanceof UpdateOperator) throw new InvalidValueError(subject, `${value.operator}() changes what is stored, and belongs into update(). Give the entity a value, or call update().`)
}
