import { DynamoOrmError } from '../errors/DynamoOrmError.js'
import type { AttributeValue, Item } from '../vocabulary/AttributeValue.js'
import type { Path } from './Condition.js'
import { addDecimals, parseDecimal } from './decimal.js'
import { equalValues, membersOf } from './equalValues.js'
import { valueAtPath } from './evaluateCondition.js'
import type { UpdateAction, UpdateValue } from './Update.js'

const refuse = (path: Path, rule: string): never => {
  throw new DynamoOrmError(`${path.join('.')}: ${rule}`, { code: 'update.refused', path: path.join('.') })
}

/** The item that an update leaves behind. Every value is worked out on the item as it was. */
export function applyUpdate(actions: readonly UpdateAction[], item: Item): Item {
  const result: Item = { ...item }
  const removed: Path[] = []
  for (const action of actions) {
    if (action.kind === 'set') assign(result, action.path, evaluate(action.value, item, action.path))
    else if (action.kind === 'remove') removed.push(action.path)
    else if (action.kind === 'add') assign(result, action.path, added(valueAtPath(action.path, item), action.value, action.path))
    else {
      const left = withoutMembers(valueAtPath(action.path, item), action.value, action.path)
      if (left === undefined) removed.push(action.path)
      else assign(result, action.path, left)
    }
  }
  // From the back, so that positions in lists stay right.
  for (const path of [...removed].sort((a, b) => comparePositions(b, a))) remove(result, path)
  return result
}

function comparePositions(a: Path, b: Path): number {
  const last = (path: Path): number => (typeof path.at(-1) === 'number' ? (path.at(-1) as number) : -1)
  return last(a) - last(b)
}

function evaluate(value: UpdateValue, item: Item, path: Path): AttributeValue {
  switch (value.kind) {
    case 'literal':
      return value.value
    case 'path':
      return valueAtPath(value.path, item) ?? refuse(path, `${value.path.join('.')} does not exist. Use if_not_exists.`)
    case 'if-not-exists':
      return valueAtPath(value.path, item) ?? evaluate(value.value, item, path)
    case 'plus':
      return sum(evaluate(value.left, item, path), evaluate(value.right, item, path), path)
    case 'minus':
      return sum(evaluate(value.left, item, path), negated(evaluate(value.right, item, path), path), path)
    case 'list-append': {
      const left = evaluate(value.left, item, path)
      const right = evaluate(value.right, item, path)
      if (left.L === undefined || right.L === undefined) return refuse(path, 'only lists can be appended.')
      return { L: [...left.L, ...right.L] }
    }
    default:
      return value satisfies never
  }
}

function sum(left: AttributeValue, right: AttributeValue, path: Path): AttributeValue {
  const a = left.N === undefined ? undefined : parseDecimal(String(left.N))
  const b = right.N === undefined ? undefined : parseDecimal(String(right.N))
  if (a === undefined || b === undefined) return refuse(path, 'only numbers can be added.')
  return { N: addDecimals(a, b) }
}

function negated(value: AttributeValue, path: Path): AttributeValue {
  if (value.N === undefined) return refuse(path, 'only numbers can be subtracted.')
  return { N: String(value.N).startsWith('-') ? String(value.N).slice(1) : `-${value.N}` }
}

type SetName = 'SS' | 'NS' | 'BS'
const setName = (value: AttributeValue): SetName | undefined => (value.SS ? 'SS' : value.NS ? 'NS' : value.BS ? 'BS' : undefined)
const setOf = (name: SetName, members: readonly AttributeValue[]): AttributeValue => ({ [name]: members.map((member) => member.S ?? member.N ?? member.B) }) as unknown as AttributeValue

function added(old: AttributeValue | undefined, value: AttributeValue, path: Path): AttributeValue {
  if (value.N !== undefined) return old === undefined ? { N: addDecimals(parseDecimal('0')!, parseDecimal(String(value.N))!) } : sum(old, value, path)
  const name = setName(value)
  if (name === undefined) return refuse(path, 'only numbers and sets can be added to.')
  if (old === undefined) return value
  if (setName(old) !== name) return refuse(path, 'a set takes members of its own type.')
  const members = membersOf(old)!
  return setOf(name, [...members, ...membersOf(value)!.filter((member) => !members.some((one) => equalValues(one, member)))])
}

function withoutMembers(old: AttributeValue | undefined, value: AttributeValue, path: Path): AttributeValue | undefined {
  const name = setName(value)
  if (name === undefined) return refuse(path, 'members can be deleted only from sets.')
  if (old === undefined) return undefined
  if (setName(old) !== name) return refuse(path, 'a set has members of its own type.')
  const gone = membersOf(value)!
  const left = membersOf(old)!.filter((member) => !gone.some((one) => equalValues(one, member)))
  return left.length === 0 ? undefined : setOf(name, left)
}

/** Copies what leads to the value, so that the old item stays as it was. */
function assign(item: Item, path: Path, value: AttributeValue): void {
  const [name, ...rest] = path
  item[name] = rest.length === 0 ? value : within(item[name], rest, path, (holder, segment) => {
    if (typeof segment === 'number') (holder.L![segment < holder.L!.length ? segment : holder.L!.length] as AttributeValue) = value
    else holder.M![segment] = value
  })
}

function remove(item: Item, path: Path): void {
  const [name, ...rest] = path
  if (rest.length === 0) delete item[name]
  else if (item[name] !== undefined) item[name] = within(item[name], rest, path, (holder, segment) => {
    if (typeof segment === 'number') holder.L!.splice(segment, 1)
    else delete holder.M![segment]
  })
}

function within(value: AttributeValue | undefined, segments: readonly (string | number)[], path: Path, change: (holder: AttributeValue, segment: string | number) => void): AttributeValue {
  const [segment, ...rest] = segments
  const copy: AttributeValue = value?.M !== undefined && typeof segment === 'string' ? { M: { ...value.M } } : value?.L !== undefined && typeof segment === 'number' ? { L: [...value.L] } : refuse(path, 'the path leads to nothing that is stored.')
  if (rest.length === 0) change(copy, segment!)
  else if (copy.M !== undefined) copy.M[segment as string] = within(copy.M[segment as string], rest, path, change)
  else copy.L![segment as number] = within(copy.L![segment as number], rest, path, change)
  return copy
}
