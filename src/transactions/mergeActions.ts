import type { Path } from '../expressions/Condition.js'
import { applyUpdate } from '../expressions/applyUpdate.js'
import { equalValues, membersOf } from '../expressions/equalValues.js'
import { namesRead } from '../expressions/namesRead.js'
import type { UpdateAction, UpdateValue } from '../expressions/Update.js'
import type { UpdatePlan } from '../planner/WritePlan.js'
import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { cannotMerge } from './cannotMerge.js'
import { updateKnowledge } from './updateKnowledge.js'

/**
 * The actions that do to any item what two updates do in turn. Attributes are taken to be of the types that the actions
 * ask for.
 *
 * @throws DynamoOrmError `transaction.cannotMerge` where one update cannot say it.
 */
export function mergeActions(first: UpdatePlan, second: UpdatePlan): readonly UpdateAction[] {
  const merged = [...first.actions]
  for (const action of second.actions) {
    const rivals = first.actions.filter(({ path }) => overlaps(path, action.path))
    if (rivals.some(({ path }) => !isSame(path, action.path) || typeof path.at(-1) === 'number')) {
      throw cannotMerge(second, action.path, 'an earlier update of the transaction changes what holds it, a part of it, or positions of its list')
    }
    const [rival] = rivals
    const together = rival === undefined ? settled(action, first) : actionTable[formOf(rival)][formOf(action)]?.(rival, action, first)
    if (together === undefined) throw cannotMerge(second, action.path, 'it depends on an earlier update of the transaction in a way that one update cannot say')
    if (rival === undefined) merged.push(together)
    else merged[first.actions.indexOf(rival)] = together
  }
  return merged
}

/** Whether an action can be left out when a later write replaces all that it changes: it fails for no item that has the right types. */
export const isDispensable = (action: UpdateAction): boolean => action.path.length === 1 && isTotal(action)

type Form = 'literal' | 'count' | 'computed' | 'remove' | 'union' | 'except'
type Merge = (first: UpdateAction, second: UpdateAction, plan: UpdatePlan) => UpdateAction | undefined

/** The second stands, for items for which the first would not have failed. */
const replaced: Merge = (first, second, plan) => (isTotal(first) ? settled(second, plan) : undefined)
const whole: Merge = (_first, second, plan) => settled(second, plan)
/** Additions to one number, and additions to or deletions from one set, are one with the sum. */
const joined: Merge = (first, second) => withAmount(first, applyUpdate([{ kind: 'add', path: [first.path[0]], value: amountOf(second) }], { [first.path[0]]: amountOf(first) })[first.path[0]]!)
const covering: Merge = (first, second) => (covers(amountOf(second), amountOf(first)) ? second : undefined)

/** What one update says of a path, by the forms of the first and the second action on it. Without an entry there is none that says it. */
const actionTable: Readonly<Record<Form, Readonly<Partial<Record<Form, Merge>>>>> = {
  literal: { literal: whole, remove: whole, count: whole, computed: whole, union: whole, except: whole },
  remove: { literal: whole, remove: whole, count: whole, computed: whole, union: whole, except: whole },
  count: { literal: replaced, remove: replaced, computed: replaced, count: joined },
  computed: { literal: replaced, remove: replaced, computed: replaced },
  union: { literal: replaced, remove: replaced, computed: replaced, union: joined, except: covering },
  except: { literal: replaced, remove: replaced, computed: replaced, except: joined, union: covering },
}

function formOf(action: UpdateAction): Form {
  switch (action.kind) {
    case 'set':
      return action.value.kind === 'literal' ? 'literal' : isCount(action.path, action.value) ? 'count' : 'computed'
    case 'remove':
      return 'remove'
    case 'add':
      return action.value.N === undefined ? 'union' : 'count'
    case 'delete':
      return 'except'
    default:
      return action satisfies never
  }
}

type Count = UpdateValue & { readonly kind: 'plus'; readonly right: { readonly kind: 'literal' } }

/** `n = n + 1`, or `n = if_not_exists(n, 0) + 1`. */
function isCount(path: Path, value: UpdateValue): value is Count {
  if (value.kind !== 'plus' || value.right.kind !== 'literal' || value.right.value.N === undefined) return false
  const { left } = value
  return (left.kind === 'path' || (left.kind === 'if-not-exists' && left.value.kind === 'literal')) && isSame(left.path, path)
}

function amountOf(action: UpdateAction): AttributeValue {
  return action.kind === 'set' ? (action.value as Count).right.value : (action as UpdateAction & { value: AttributeValue }).value
}

const withAmount = (action: UpdateAction, amount: AttributeValue): UpdateAction =>
  action.kind === 'set' ? { ...action, value: { ...(action.value as Count), right: { kind: 'literal', value: amount } } } : ({ ...action, value: amount } as UpdateAction)

function covers(set: AttributeValue, part: AttributeValue): boolean {
  const members = membersOf(set) ?? []
  return (membersOf(part) ?? []).every((member) => members.some((one) => equalValues(one, member)))
}

/** The action as it is where it reads nothing that the first update changes; worked out where all that it reads is certain. */
function settled(action: UpdateAction, first: UpdatePlan): UpdateAction | undefined {
  const { item, certain, changed } = updateKnowledge(first)
  const [name] = action.path
  const reads = namesRead(action)
  // An addition beside what the first update changes within the same map reads none of that.
  const dependent = action.kind === 'set' ? reads.some((one) => changed.has(one) || Object.hasOwn(first.key, one)) : reads.length > 0 && first.actions.some(({ path }) => isSame(path, action.path))
  if (!dependent) return action
  if (action.path.length > 1 || !reads.every((one) => certain.has(one))) return undefined
  const value = applyUpdate([action], item)[name]
  return value === undefined ? { kind: 'remove', path: action.path } : { kind: 'set', path: action.path, value: { kind: 'literal', value } }
}

/** Whether an action's value can be worked out for every item, whatever attributes it lacks. */
const isTotal = (action: UpdateAction): boolean => action.kind !== 'set' || hasValue(action.value)

function hasValue(value: UpdateValue): boolean {
  if (value.kind === 'literal') return true
  if (value.kind === 'path') return false
  return value.kind === 'if-not-exists' ? hasValue(value.value) : hasValue(value.left) && hasValue(value.right)
}

const isSame = (a: Path, b: Path): boolean => a.length === b.length && a.every((segment, at) => segment === b[at])

/** Whether one path holds the other, or both end in one list, where a change of one position can move the other. */
function overlaps(a: Path, b: Path): boolean {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    if (a[at] === b[at]) continue
    const inList = typeof a[at] === 'number' && typeof b[at] === 'number'
    return inList && (a.length === at + 1 || b.length === at + 1)
  }
  return true
}
