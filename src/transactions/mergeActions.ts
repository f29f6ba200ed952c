import { applyUpdate } from '../expressions/applyUpdate.js'
import type { Path } from '../expressions/Condition.js'
import { equalValues, membersOf } from '../expressions/equalValues.js'
import type { UpdateAction, UpdateValue } from '../expressions/Update.js'
import type { UpdatePlan } from '../planner/WritePlan.js'
import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { cannotMerge } from './cannotMerge.js'
import { holds, isSame, overlaps } from './leftAt.js'
import { hasValue, total, valueAfter } from './valueAfter.js'

/**
 * The actions that do to any item what two updates do in turn. Attributes are taken to be of the types that the actions
 * ask for, and sums to stay within the range of numbers on their way.
 *
 * @throws DynamoOrmError `transaction.cannotMerge` where one update cannot say it.
 * @throws DynamoOrmError `update.refused` where DynamoDB would refuse the second after the first, whatever is stored.
 */
export function mergeActions(first: UpdatePlan, second: UpdatePlan): readonly UpdateAction[] {
  const merged = [...first.actions]
  const settled = new Set<UpdateAction>()
  for (const action of second.actions) {
    if (settled.has(action)) continue
    const rivals = first.actions.filter(({ path }) => overlaps(path, action.path))
    const [rival] = rivals
    if (rivals.some(({ path }) => !holds(path, action.path)) || (rival !== undefined && !isSame(rival.path, action.path) && !isKnown(rival))) {
      throw cannotMerge(second, action.path, 'an earlier update of the transaction changes what holds it, a part of it, or positions of its list')
    }
    // Positions are those before the second update, so that all that changes one known value does so at once.
    const parts = rival === undefined ? [] : second.actions.filter(({ path }) => holds(rival.path, path))
    const together = rival === undefined ? after(action, first) : isSame(rival.path, action.path) ? actionTable[formOf(rival)][formOf(action)]?.(rival, action, first) : changed(rival, parts, first)
    if (together === undefined) throw cannotMerge(second, action.path, 'it depends on an earlier update of the transaction in a way that one update cannot say')
    for (const part of parts) settled.add(part)
    if (rival === undefined) merged.push(together)
    else merged[first.actions.indexOf(rival)] = together
  }
  return merged
}

/** Whether an action can be left out when a later write replaces all that it changes: it fails for no item that has the right types. */
export const isDispensable = (action: UpdateAction): boolean => action.path.length === 1 && isTotal(action)

type Form = 'literal' | 'computed' | 'remove' | 'number' | 'union' | 'except'
type Merge = (first: UpdateAction, second: UpdateAction, plan: UpdatePlan) => UpdateAction | undefined

/** The second stands, for items for which the first would not have failed. */
const replaced: Merge = (first, second) => (isTotal(first) ? second : undefined)
/** The first leaves a value that is known, or none. */
const worked: Merge = (first, second, plan) => (second.kind === 'set' ? after(second, plan) : changed(first, [second], plan))
/** A value that is worked out from what the first leaves, or without it. */
const composed: Merge = (first, second, plan) => {
  if (keeps(second)) return first
  const together = isTotal(first) || isRead(first.path, second) ? after(second, plan) : undefined
  return together === undefined || first.kind !== 'add' ? together : asAddition(together)
}
const unlessRead: Merge = (first, second, plan) => (isRead(first.path, second) ? undefined : composed(first, second, plan))
const increased: Merge = (first, second) => {
  const value = first.kind === 'set' && second.kind === 'add' ? total(first.value, { kind: 'literal', value: second.value }, 'plus') : undefined
  return value && { kind: 'set', path: first.path, value }
}
/** Additions to one number, and additions to or deletions from one set, are one with the sum. */
const joined: Merge = (first, second, plan) => {
  const { kind, path, value } = first as Members
  if (value.N !== undefined) {
    const sum = total({ kind: 'literal', value }, { kind: 'literal', value: (second as Members).value }, 'plus')
    return sum?.kind === 'literal' ? { kind, path, value: sum.value } : undefined
  }
  const all = changed({ kind: 'set', path, value: { kind: 'literal', value } }, [{ kind: 'add', path, value: (second as Members).value }], plan)
  return all?.kind === 'set' && all.value.kind === 'literal' ? { kind, path, value: all.value.value } : undefined
}
const covering: Merge = (first, second) => (covers((second as Members).value, (first as Members).value) ? second : undefined)

type Members = Extract<UpdateAction, { kind: 'add' | 'delete' }>

/** What one update says of a path, by the forms of the first and the second action on it. Without an entry there is none that says it. */
export const actionTable: Readonly<Record<Form, Readonly<Partial<Record<Form, Merge>>>>> = {
  literal: { literal: replaced, remove: replaced, computed: worked, number: worked, union: worked, except: worked },
  remove: { literal: replaced, remove: replaced, computed: worked, number: worked, union: worked, except: worked },
  computed: { literal: replaced, remove: replaced, computed: composed, number: increased },
  number: { literal: replaced, remove: replaced, computed: composed, number: joined },
  union: { literal: replaced, remove: replaced, computed: composed, union: joined, except: covering },
  except: { literal: replaced, remove: replaced, computed: unlessRead, except: joined, union: covering },
}

function formOf(action: UpdateAction): Form {
  switch (action.kind) {
    case 'set':
      return action.value.kind === 'literal' ? 'literal' : 'computed'
    case 'remove':
      return 'remove'
    case 'add':
      return action.value.N === undefined ? 'union' : 'number'
    case 'delete':
      return 'except'
    default:
      return action satisfies never
  }
}

/** An action on what the first update leaves, as one on what was stored. */
function after(action: UpdateAction, first: UpdatePlan): UpdateAction | undefined {
  if (action.kind !== 'set') return action
  const value = valueAfter(action.value, first)
  return value === action.value ? action : value && { ...action, value }
}

/** Changes of a value that the first update leaves, or of parts of it, worked out. */
function changed(rival: UpdateAction, parts: readonly UpdateAction[], first: UpdatePlan): UpdateAction | undefined {
  const { path } = rival
  const [name] = path
  const local: UpdateAction[] = []
  for (const part of parts) {
    const action = after(part, first)
    if (action === undefined || (action.kind === 'set' && action.value.kind !== 'literal')) return undefined
    local.push({ ...action, path: [name, ...action.path.slice(path.length)] })
  }
  const left = applyUpdate(local, rival.kind === 'set' && rival.value.kind === 'literal' ? { [name]: rival.value.value } : {})[name]
  return left === undefined ? { kind: 'remove', path } : { kind: 'set', path, value: { kind: 'literal', value: left } }
}

const isKnown = (action: UpdateAction): boolean => action.kind === 'remove' || (action.kind === 'set' && action.value.kind === 'literal')

/** `a = a`, or `a = if_not_exists(a, …)` where it exists. */
function keeps({ path, ...action }: UpdateAction): boolean {
  if (action.kind !== 'set') return false
  const { value } = action
  return (value.kind === 'path' || (value.kind === 'if-not-exists' && hasValue(value.value))) && isSame(value.path, path)
}

/** Whether an action asks for the value at a path in any case. */
const isRead = (path: Path, action: UpdateAction): boolean => action.kind === 'set' && isReadBy(path, action.value)

function isReadBy(path: Path, value: UpdateValue): boolean {
  if (value.kind === 'literal') return false
  return value.kind === 'path' || value.kind === 'if-not-exists' ? isSame(value.path, path) : isReadBy(path, value.left) || isReadBy(path, value.right)
}

/** A sum that is also an addition, as one. */
function asAddition(action: UpdateAction): UpdateAction {
  if (action.kind !== 'set' || action.value.kind !== 'plus') return action
  const { left, right } = action.value
  const counts = left.kind === 'if-not-exists' && isSame(left.path, action.path) && left.value.kind === 'literal' && left.value.value.N === '0' && right.kind === 'literal'
  return counts ? { kind: 'add', path: action.path, value: right.value } : action
}

function covers(set: AttributeValue, part: AttributeValue): boolean {
  const members = membersOf(set) ?? []
  return (membersOf(part) ?? []).every((member) => members.some((one) => equalValues(one, member)))
}

/** Whether an action's value can be worked out for every item, whatever attributes it lacks. */
const isTotal = (action: UpdateAction): boolean => action.kind !== 'set' || hasValue(action.value)
