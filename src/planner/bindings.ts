import type { Comparison, Condition } from '../expressions/Condition.js'
import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { compareKeyValues } from '../expressions/compareKeyValues.js'
import { equalValues } from '../expressions/equalValues.js'

/** A conjunct that compares one attribute with constants. */
export interface Binding {
  readonly conjunct: Comparison
  readonly values: readonly AttributeValue[]
}

/** What the conjuncts of a where say of each attribute. */
export interface Bindings {
  readonly byAttribute: ReadonlyMap<string, readonly Binding[]>
  /** The attribute's only possible value. */
  equal(attribute: string): AttributeValue | undefined
  /** Values of which the attribute must have one. */
  oneOf(attribute: string): readonly AttributeValue[] | undefined
  find(attribute: string, operators: ReadonlySet<string>): Binding | undefined
  /** Whether an item without the attribute cannot match. */
  requires(attribute: string): boolean
  /** Whether two equalities exclude each other, so that nothing can match. */
  readonly contradictory: boolean
}

export function bindings(conjuncts: readonly Condition[]): Bindings {
  const byAttribute = new Map<string, Binding[]>()
  for (const conjunct of conjuncts) {
    if (conjunct.kind !== 'comparison' || conjunct.operand.kind !== 'path' || conjunct.operand.path.length !== 1) continue
    const values: AttributeValue[] = []
    for (const value of conjunct.values) if (value.kind === 'literal') values.push(value.value)
    if (values.length !== conjunct.values.length) continue
    const name = conjunct.operand.path[0]
    const known = byAttribute.get(name)
    if (known === undefined) byAttribute.set(name, [{ conjunct, values }])
    else known.push({ conjunct, values })
  }
  const find = (attribute: string, operators: ReadonlySet<string>): Binding | undefined => byAttribute.get(attribute)?.find((binding) => operators.has(binding.conjunct.operator))
  return {
    byAttribute,
    find,
    equal: (attribute) => find(attribute, equality)?.values[0],
    oneOf: (attribute) => find(attribute, membership)?.values,
    requires: (attribute) => byAttribute.get(attribute)?.some((binding) => !absenceOperators.has(binding.conjunct.operator)) ?? false,
    contradictory: [...byAttribute.values()].some(contradicts),
  }
}

/** Two equalities that exclude each other, or a lower bound above the upper one. */
function contradicts(list: readonly Binding[]): boolean {
  const valuesOf = (...operators: string[]): AttributeValue[] => list.filter((binding) => operators.includes(binding.conjunct.operator)).map((binding) => binding.values[0]!)
  const equalities = valuesOf('=')
  if (equalities.some((value) => !equalValues(value, equalities[0]!))) return true
  const lows = valuesOf('>', '>=', 'between')
  const highs = [...valuesOf('<', '<='), ...list.filter((binding) => binding.conjunct.operator === 'between').map((binding) => binding.values[1]!)]
  return lows.some((low) => highs.some((high) => Object.keys(low)[0] === Object.keys(high)[0] && compareKeyValues(low, high) > 0))
}

const equality: ReadonlySet<string> = new Set(['='])
const membership: ReadonlySet<string> = new Set(['=', 'in'])
/** These hold, or may hold, for an item that lacks the attribute. */
const absenceOperators: ReadonlySet<string> = new Set(['<>', 'attribute_not_exists'])
