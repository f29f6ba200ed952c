import type { Path } from '../expressions/Condition.js'
import type { UpdateValue } from '../expressions/Update.js'
import type { UpdatePlan } from '../planner/WritePlan.js'
import { addDecimals, decimalText, negateDecimal, parseDecimal, storageFault, type Decimal } from '../vocabulary/decimal.js'
import { isSame, leftAt } from './leftAt.js'

/** The value that a SET after an update gives, worked out on the item before it; undefined where no value of a SET says that. */
export function valueAfter(value: UpdateValue, first: UpdatePlan): UpdateValue | undefined {
  switch (value.kind) {
    case 'literal':
      return value
    case 'path': {
      const left = leftAt(value.path, first)
      return left.kind === 'stored' ? value : left.kind === 'value' ? left.value : undefined
    }
    case 'if-not-exists':
      return orElseAfter(value, first)
    case 'plus':
    case 'minus':
    case 'list-append': {
      const left = valueAfter(value.left, first)
      const right = valueAfter(value.right, first)
      if (left === undefined || right === undefined) return undefined
      if (left === value.left && right === value.right) return value
      return value.kind === 'list-append' ? appended(left, right) : total(left, right, value.kind)
    }
    default:
      return value satisfies never
  }
}

function orElseAfter(value: Extract<UpdateValue, { kind: 'if-not-exists' }>, first: UpdatePlan): UpdateValue | undefined {
  const left = leftAt(value.path, first)
  const other = valueAfter(value.value, first)
  if (left.kind === 'unclear' || other === undefined) return undefined
  // DynamoDB asks for what would stand in even where nothing has to.
  if (left.kind === 'value') return hasValue(other) ? left.value : undefined
  if (left.kind === 'nothing') return other
  if (other === value.value) return value
  if (!isOperand(other)) return undefined
  // DynamoDB refuses a path that stands in for itself.
  if (!mentions(other, value.path)) return { ...value, value: other }
  return other.kind === 'path' ? other : undefined
}

/** Whether a value can be worked out for every item, whatever attributes it lacks. */
export function hasValue(value: UpdateValue): boolean {
  if (value.kind === 'literal') return true
  if (value.kind === 'path') return false
  return value.kind === 'if-not-exists' ? hasValue(value.value) : hasValue(value.left) && hasValue(value.right)
}

const mentions = (value: UpdateValue, path: Path): boolean =>
  value.kind === 'path' ? isSame(value.path, path) : value.kind === 'if-not-exists' && (isSame(value.path, path) || mentions(value.value, path))

/** What DynamoDB takes within a sum or a function. */
const isOperand = (value: UpdateValue): boolean => value.kind === 'literal' || value.kind === 'path' || (value.kind === 'if-not-exists' && isOperand(value.value))

/** A sum of at most one value that is not known, and a number. */
interface Sum {
  readonly base?: UpdateValue
  readonly amount: Decimal
}

/** A sum or difference as DynamoDB takes it: of two operands. */
export function total(left: UpdateValue, right: UpdateValue, kind: 'plus' | 'minus'): UpdateValue | undefined {
  const [a, b] = [sumOf(left), sumOf(right)]
  if (a === undefined || b === undefined) return undefined
  if (b.base !== undefined && (a.base !== undefined || kind === 'minus')) return isOperand(left) && isOperand(right) ? { kind, left, right } : undefined
  const amount = addDecimals(a.amount, kind === 'plus' ? b.amount : negateDecimal(b.amount))
  // What DynamoDB adds one after the other may have a sum all the same.
  if (storageFault(amount) !== undefined) return undefined
  const known: UpdateValue = { kind: 'literal', value: { N: decimalText(amount) } }
  const base = a.base ?? b.base
  return base === undefined ? known : { kind: 'plus', left: base, right: known }
}

function sumOf(value: UpdateValue): Sum | undefined {
  if (value.kind === 'literal') {
    const amount = value.value.N === undefined ? undefined : parseDecimal(String(value.value.N))
    return amount === undefined || storageFault(amount) !== undefined ? undefined : { amount }
  }
  if (isOperand(value)) return { base: value, amount: parseDecimal('0')! }
  if (value.kind !== 'plus' && value.kind !== 'minus') return undefined
  const [left, right] = [sumOf(value.left), sumOf(value.right)]
  if (left === undefined || right === undefined || (right.base !== undefined && (left.base !== undefined || value.kind === 'minus'))) return undefined
  const base = left.base ?? right.base
  return { ...(base === undefined ? {} : { base }), amount: addDecimals(left.amount, value.kind === 'plus' ? right.amount : negateDecimal(right.amount)) }
}

/** One list after the other as DynamoDB takes it: two operands. */
function appended(left: UpdateValue, right: UpdateValue): UpdateValue | undefined {
  const lists: UpdateValue[] = []
  for (const list of [...listsOf(left), ...listsOf(right)]) {
    const last = lists.at(-1)
    if (!isOperand(list) || (list.kind === 'literal' && list.value.L === undefined)) return undefined
    if (last?.kind === 'literal' && list.kind === 'literal') lists[lists.length - 1] = { kind: 'literal', value: { L: [...last.value.L!, ...list.value.L!] } }
    else lists.push(list)
  }
  const [first, second, third] = lists
  return third !== undefined ? undefined : second === undefined ? first : { kind: 'list-append', left: first!, right: second }
}

const listsOf = (value: UpdateValue): UpdateValue[] => (value.kind === 'list-append' ? [...listsOf(value.left), ...listsOf(value.right)] : [value])
