import { DynamoOrmError } from '../errors/DynamoOrmError.js'
import type { AttributeValue, Item } from '../vocabulary/AttributeValue.js'
import { assignAt, removeAt } from './assignAt.js'
import type { Path } from './Condition.js'
import { addDecimals, decimalText, negateDecimal, parseDecimal, storageFault, type Decimal } from '../vocabulary/decimal.js'
import { memberIdentity, membersOf } from './equalValues.js'
import { valueAtPath } from './evaluateCondition.js'
import { pathFault } from './pathFault.js'
import { pathText } from './pathText.js'
import type { UpdateAction, UpdateValue } from './Update.js'

const refuse = (path: Path, rule: string): never => {
  throw new DynamoOrmError(`${pathText(path)}: ${rule}`, { code: 'update.refused', path: pathText(path) })
}

/**
 * The item that an update leaves behind. Every value is worked out on the item as it was, which stays as it is.
 *
 * @throws DynamoOrmError `update.refused` where DynamoDB would refuse the update of this item.
 */
export function applyUpdate(actions: readonly UpdateAction[], item: Item): Item {
  const assigned: { path: Path; value: AttributeValue }[] = []
  const removed: Path[] = []
  for (const [at, action] of actions.entries()) {
    const { path } = action
    const fault = pathFault(path, item, actions.slice(0, at))
    if (fault !== undefined) refuse(path, fault)
    const value = outcome(action, item)
    if (value !== undefined) assigned.push({ path, value })
    else if (valueAtPath(path, item) !== undefined) removed.push(path)
  }
  const result: Item = { ...item }
  // Positions are those of the old lists: what is appended comes in their order, and what goes, goes from the back.
  for (const { path, value } of assigned.sort((a, b) => comparePaths(a.path, b.path))) assignAt(result, path, value)
  for (const path of removed.sort((a, b) => comparePaths(b, a))) removeAt(result, path)
  return result
}

/** Orders paths so that positions in one list ascend. */
function comparePaths(a: Path, b: Path): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const left = a[at]!
    const right = b[at]!
    if (left !== right) return left < right ? -1 : 1
  }
  return a.length - b.length
}

/** The value that an action leaves at its path; undefined for none. */
function outcome(action: UpdateAction, item: Item): AttributeValue | undefined {
  switch (action.kind) {
    case 'set':
      return evaluate(action.value, item, action.path)
    case 'remove':
      return undefined
    case 'add':
      return added(valueAtPath(action.path, item), action.value, action.path)
    case 'delete':
      return withoutMembers(valueAtPath(action.path, item), action.value, action.path)
    default:
      return action satisfies never
  }
}

function evaluate(value: UpdateValue, item: Item, path: Path): AttributeValue {
  switch (value.kind) {
    case 'literal':
      return value.value
    case 'path':
      return valueAtPath(value.path, item) ?? refuse(path, `${pathText(value.path)} does not exist. Use if_not_exists.`)
    case 'if-not-exists': {
      // DynamoDB asks for what would stand in even where nothing has to.
      const other = evaluate(value.value, item, path)
      return valueAtPath(value.path, item) ?? other
    }
    case 'plus':
      return sum(numberOf(evaluate(value.left, item, path), path), numberOf(evaluate(value.right, item, path), path), path)
    case 'minus':
      return sum(numberOf(evaluate(value.left, item, path), path), negateDecimal(numberOf(evaluate(value.right, item, path), path)), path)
    case 'list-append': {
      const left = evaluate(value.left, item, path)
      const right = evaluate(value.right, item, path)
      if (left.L === undefined || right.L === undefined) return refuse(path, 'only lists can be appended. Set a list instead.')
      return { L: [...left.L, ...right.L] }
    }
    default:
      return value satisfies never
  }
}

function numberOf(value: AttributeValue, path: Path): Decimal {
  const number = value.N === undefined ? undefined : parseDecimal(String(value.N))
  if (number === undefined) return refuse(path, 'only numbers can be added or subtracted. Set a number instead.')
  const fault = storageFault(number)
  return fault === undefined ? number : refuse(path, `${fault}.`)
}

function sum(left: Decimal, right: Decimal, path: Path): AttributeValue {
  const result = addDecimals(left, right)
  const fault = storageFault(result)
  return fault === undefined ? { N: decimalText(result) } : refuse(path, `the result cannot be stored, since ${fault}.`)
}

type SetName = 'SS' | 'NS' | 'BS'
const setName = (value: AttributeValue): SetName | undefined => (value.SS !== undefined ? 'SS' : value.NS !== undefined ? 'NS' : value.BS !== undefined ? 'BS' : undefined)
const setOf = (name: SetName, members: readonly AttributeValue[]): AttributeValue => ({ [name]: members.map((member) => member.S ?? member.N ?? member.B) }) as unknown as AttributeValue

function added(old: AttributeValue | undefined, value: AttributeValue, path: Path): AttributeValue {
  if (value.N !== undefined) return old === undefined ? value : sum(numberOf(old, path), numberOf(value, path), path)
  const name = setName(value)
  if (name === undefined) return refuse(path, 'only numbers and sets can be added. Set other values.')
  if (old === undefined) return value
  if (setName(old) !== name) return refuse(path, 'a set takes members of its own type. Set the attribute instead.')
  const members = membersOf(old)!
  const known = new Set(members.map(memberIdentity))
  return setOf(name, [...members, ...membersOf(value)!.filter((member) => !known.has(memberIdentity(member)))])
}

function withoutMembers(old: AttributeValue | undefined, value: AttributeValue, path: Path): AttributeValue | undefined {
  const name = setName(value)
  if (name === undefined) return refuse(path, 'only members of sets can be deleted. Remove other values.')
  if (old === undefined) return undefined
  if (setName(old) !== name) return refuse(path, 'a set has members of its own type. Remove the attribute instead.')
  const gone = new Set(membersOf(value)!.map(memberIdentity))
  const left = membersOf(old)!.filter((member) => !gone.has(memberIdentity(member)))
  return left.length === 0 ? undefined : setOf(name, left)
}
