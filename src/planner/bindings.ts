import { conjuncts as conjunctsOf } from '../expressions/conditions.js'
import type { Comparison, Condition } from '../expressions/Condition.js'
import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { compareKeyValues } from '../expressions/compareKeyValues.js'
import { equalValues, memberIdentity } from '../expressions/equalValues.js'
import { operators } from '../expressions/operators.js'

/** A conjunct that compares one attribute with constants. */
export interface Binding {
  readonly conjunct: Comparison
  readonly values: readonly AttributeValue[]
}

/** What the conjuncts of a where say of each attribute. */
export interface Bindings {
  readonly conjuncts: readonly Condition[]
  /** The conjuncts that compare this attribute with constants. */
  of(attribute: string): readonly Binding[]
  /** The attribute's only possible value. */
  equal(attribute: string): AttributeValue | undefined
  /** The values that the attribute can have, each once; undefined where no list or equality names them. */
  possible(attribute: string): readonly AttributeValue[] | undefined
  /** Whether an item cannot match without a value of the attribute that a key could have. */
  requires(attribute: string): boolean
  /** The attributes of which `possible` knows the values. */
  readonly named: readonly string[]
  /** Whether the comparisons of an attribute exclude each other, so that nothing can match. */
  readonly contradictory: boolean
}

const none: readonly Binding[] = []

/** What the conjuncts say by themselves or, with `implied`, what an OR among them says of an attribute in each of its branches, too. */
export function bindings(conjuncts: readonly Condition[], { implied = false } = {}): Bindings {
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
  const possible = new Map<string, readonly AttributeValue[]>()
  let contradictory = false
  for (const [name, list] of byAttribute) {
    const values = possibleValues(list)
    if (values !== undefined) possible.set(name, values)
    if (values === undefined ? excludingBounds(list) : values.length === 0) contradictory = true
  }
  if (implied) {
    for (const conjunct of conjuncts) {
      if (conjunct.kind !== 'or') continue
      for (const [name, values] of valuesInAllBranches(conjunct.conditions)) {
        const known = possible.get(name)
        const left = known === undefined ? holding(values, byAttribute.get(name) ?? none) : known.filter((value) => values.some((other) => equalValues(value, other)))
        possible.set(name, left)
        if (left.length === 0) contradictory = true
      }
    }
  }
  return {
    conjuncts,
    of: (attribute) => byAttribute.get(attribute) ?? none,
    equal: (attribute) => {
      const values = possible.get(attribute)
      return values?.length === 1 ? values[0] : undefined
    },
    possible: (attribute) => possible.get(attribute),
    named: [...possible.keys()],
    requires: (attribute) => (possible.get(attribute)?.every((value) => value.NULL !== true) ?? false) || (byAttribute.get(attribute)?.some(({ conjunct, values }) => !absenceOperators.has(conjunct.operator) && !values.some((value) => value.NULL === true)) ?? false),
    contradictory,
  }
}

/** Whether two sets of conjuncts name values of one attribute of which none is the same. */
export function nameDifferentValues(a: Bindings, b: Bindings): boolean {
  for (const attribute of a.named) {
    const others = b.possible(attribute)
    if (others !== undefined && !a.possible(attribute)!.some((value) => others.some((other) => equalValues(value, other)))) return true
  }
  return false
}

/** The values of the first equality or list for which every other comparison holds. */
function possibleValues(list: readonly Binding[]): readonly AttributeValue[] | undefined {
  const naming = list.find((binding) => binding.conjunct.operator === '=') ?? list.find((binding) => binding.conjunct.operator === 'in')
  if (naming === undefined) return undefined
  return holding(naming.values.length < 2 ? naming.values : distinct(naming.values), list.filter((binding) => binding !== naming))
}

const holding = (values: readonly AttributeValue[], list: readonly Binding[]): readonly AttributeValue[] =>
  list.length === 0 ? values : values.filter((value) => list.every((binding) => operators[binding.conjunct.operator].evaluate(value, binding.values)))

const distinct = (values: readonly AttributeValue[]): readonly AttributeValue[] => [...new Map(values.map((value) => [identity(value), value])).values()]

/** The values that an attribute can have in any branch, for attributes of which every branch names values. */
function valuesInAllBranches(branches: readonly Condition[]): Map<string, readonly AttributeValue[]> {
  let found: Map<string, AttributeValue[]> | undefined
  for (const branch of branches) {
    const bound = bindings(conjunctsOf(branch), { implied: true })
    if (bound.contradictory) continue
    if (found === undefined) found = new Map(bound.named.map((name) => [name, [...bound.possible(name)!]]))
    else {
      for (const [name, values] of found) {
        const more = bound.possible(name)
        if (more === undefined) found.delete(name)
        else values.push(...more)
      }
    }
    if (found.size === 0) break
  }
  return new Map([...(found ?? [])].map(([name, values]) => [name, distinct(values)]))
}

const identity = (value: AttributeValue): string => (value.S ?? value.N ?? value.B) === undefined ? JSON.stringify(value) : memberIdentity(value)

/** A lower bound above the upper one, or the same value that one of them leaves out. */
function excludingBounds(list: readonly Binding[]): boolean {
  const bounds = (plain: ReadonlySet<string>, side: 0 | 1): { value: AttributeValue; strict: boolean }[] =>
    list.flatMap(({ conjunct: { operator }, values }) =>
      plain.has(operator) ? [{ value: values[0]!, strict: !operator.endsWith('=') }] : operator === 'between' ? [{ value: values[side]!, strict: false }] : [])
  const highs = bounds(uppers, 1)
  return bounds(lowers, 0).some((low) => highs.some((high) => {
    if (Object.keys(low.value)[0] !== Object.keys(high.value)[0]) return false
    return equalValues(low.value, high.value) ? low.strict || high.strict : compareKeyValues(low.value, high.value) > 0
  }))
}

const lowers: ReadonlySet<string> = new Set(['>', '>='])
const uppers: ReadonlySet<string> = new Set(['<', '<='])
/** These hold, or may hold, for an item that lacks the attribute, or whose value no key could have. */
const absenceOperators: ReadonlySet<string> = new Set(['<>', 'attribute_not_exists', 'attribute_type'])
