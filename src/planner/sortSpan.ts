import { compareText } from '../expressions/compareKeyValues.js'
import { compare } from '../expressions/conditions.js'
import type { Condition } from '../expressions/Condition.js'
import { textAfter } from './sortCondition.js'

/** Where the texts lie that a condition on a sort key lets through; what is undefined has no end there. */
export interface SortSpan {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** The span of one condition on a sort key of text, or of none. */
export function spanOf(conditions: readonly Condition[]): SortSpan {
  const [condition, second] = conditions
  if (condition === undefined || second !== undefined || condition.kind !== 'comparison') return {}
  const [first, last] = condition.values.map((value) => (value.kind === 'literal' ? value.value.S : undefined))
  switch (condition.operator) {
    case '=':
      return { from: first, to: first }
    case 'between':
      return { from: first, to: last }
    case 'begins_with':
      // Behind other letters than these, what comes next in the order of bytes is not the next code unit.
      return { from: first, to: first !== undefined && /[ -}]$/.test(first) ? textAfter(first) : undefined }
    case '>':
    case '>=':
      return { from: first }
    case '<':
    case '<=':
      return { to: first }
    default:
      return {}
  }
}

/** The least span that holds all of them. */
export function spanAround(spans: readonly SortSpan[]): SortSpan {
  const outer = (side: keyof SortSpan, sign: 1 | -1): string | undefined =>
    spans.map((span) => span[side]).reduce((most, text) => (most === undefined || text === undefined ? undefined : compareText(text, most) * sign > 0 ? text : most))
  return { from: outer('from', -1), to: outer('to', 1) }
}

export const isSameSpan = (a: SortSpan, b: SortSpan): boolean => a.from === b.from && a.to === b.to

/** The condition on a sort key that lets just a span through. */
export function spanCondition(attribute: string, { from, to }: SortSpan): Condition[] {
  if (from === undefined) return to === undefined ? [] : [compare('<=', attribute, { S: to })]
  if (to === undefined) return [compare('>=', attribute, { S: from })]
  return [from === to ? compare('=', attribute, { S: from }) : compare('between', attribute, { S: from }, { S: to })]
}
