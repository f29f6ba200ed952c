import type { Path } from '../expressions/Condition.js'
import { valueAtPath } from '../expressions/evaluateCondition.js'
import type { UpdateAction, UpdateValue } from '../expressions/Update.js'
import type { UpdatePlan } from '../planner/WritePlan.js'

/** What an update leaves at a path: what was there, nothing, a value as one could set it, or something that no value says. */
export type Left = { readonly kind: 'stored' } | { readonly kind: 'nothing' } | { readonly kind: 'value'; readonly value: UpdateValue } | { readonly kind: 'unclear' }

export function leftAt(path: Path, plan: UpdatePlan): Left {
  const [rival, another] = plan.actions.filter((action) => overlaps(action.path, path))
  // The key of an item that the update makes is not there before.
  if (rival === undefined) return path.length === 1 && Object.hasOwn(plan.key, path[0]) ? literal(plan.key[path[0]]!) : { kind: 'stored' }
  return another === undefined && holds(rival.path, path) ? leftBy(rival, path) : { kind: 'unclear' }
}

function leftBy(action: UpdateAction, path: Path): Left {
  if (action.kind === 'remove') return { kind: 'nothing' }
  if (action.kind === 'set' && action.value.kind === 'literal') {
    const value = valueAtPath(['it', ...path.slice(action.path.length)], { it: action.value.value })
    return value === undefined ? { kind: 'nothing' } : literal(value)
  }
  if (!isSame(action.path, path)) return { kind: 'unclear' }
  if (action.kind === 'set') return { kind: 'value', value: action.value }
  if (action.kind === 'delete' || action.value.N === undefined) return { kind: 'unclear' }
  return { kind: 'value', value: { kind: 'plus', left: { kind: 'if-not-exists', path, value: { kind: 'literal', value: { N: '0' } } }, right: { kind: 'literal', value: action.value } } }
}

const literal = (value: Extract<UpdateValue, { kind: 'literal' }>['value']): Left => ({ kind: 'value', value: { kind: 'literal', value } })

export const isSame = (a: Path, b: Path): boolean => a.length === b.length && isPrefix(a, b)

/** Whether a path is the other, or leads to it. A position in a list does not: beyond the end, a value comes where there is room. */
export const holds = (holder: Path, path: Path): boolean => isPrefix(holder, path) && typeof holder.at(-1) !== 'number'

const isPrefix = (a: Path, b: Path): boolean => a.every((segment, at) => segment === b[at])

/** Whether one path holds the other, or both end in one list, where a change of one position can move the other. */
export function overlaps(a: Path, b: Path): boolean {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    if (a[at] === b[at]) continue
    const inList = typeof a[at] === 'number' && typeof b[at] === 'number'
    return inList && (a.length === at + 1 || b.length === at + 1)
  }
  return true
}
