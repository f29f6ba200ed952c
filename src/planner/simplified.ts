import { all, any, compare, conjuncts as conjunctsOf } from '../expressions/conditions.js'
import type { Condition } from '../expressions/Condition.js'
import { operators } from '../expressions/operators.js'
import { bindings, type Bindings } from './bindings.js'

/**
 * The same conditions, with what they say of one another: a value that every branch of an OR gives stands by itself, branches
 * that the other conditions exclude are gone, and so is what the others say already.
 */
export function simplified(conjuncts: readonly Condition[]): readonly Condition[] {
  if (!conjuncts.some((conjunct) => conjunct.kind === 'or')) return conjuncts
  const bound = bindings(conjuncts, { implied: true })
  const given = bound.named.flatMap((name): Condition[] => {
    const value = bound.equal(name)
    return value === undefined || bound.of(name).some(({ conjunct }) => conjunct.operator === '=') ? [] : [compare('=', name, value)]
  })
  const plain = [...conjuncts.filter((conjunct) => conjunct.kind !== 'or'), ...given]
  return [...conjuncts.flatMap((conjunct) => (conjunct.kind === 'or' ? conjunctsOf(reduced(conjunct.conditions, plain, bound)) : [conjunct])), ...given]
}

function reduced(branches: readonly Condition[], plain: readonly Condition[], bound: Bindings): Condition {
  const left: Condition[] = []
  for (const branch of branches) {
    const parts = conjunctsOf(branch)
    if (bindings([...plain, ...parts]).contradictory) continue
    const open = parts.filter((part) => !isSaid(part, bound))
    if (open.length === 0) return all([])
    left.push(all(open))
  }
  return any(left)
}

/** Whether a comparison holds for the only value that its attribute can have. */
function isSaid(part: Condition, bound: Bindings): boolean {
  if (part.kind !== 'comparison' || part.operand.kind !== 'path' || part.operand.path.length !== 1) return false
  const value = bound.equal(part.operand.path[0])
  const values = part.values.flatMap((one) => (one.kind === 'literal' ? [one.value] : []))
  return value !== undefined && values.length === part.values.length && operators[part.operator].evaluate(value, values)
}
