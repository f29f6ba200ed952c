import { composeKey, composePart } from '../codec/composedKey.js'
import { compareKeyValues } from '../expressions/compareKeyValues.js'
import { compare } from '../expressions/conditions.js'
import type { Condition } from '../expressions/Condition.js'
import type { AttributeModel, KeyModel } from '../metadata/EntityModel.js'
import type { KeyTemplate } from '../metadata/ModelDefinition.js'
import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { limits } from '../vocabulary/limits.js'
import type { Binding, Bindings } from './bindings.js'
import { isKeyable } from './isKeyable.js'
import { isOfType } from './isOfType.js'

/** The key condition on a sort key: how many of its leading parts are bound, and which conjuncts it makes superfluous. */
export interface SortCondition {
  readonly condition: readonly Condition[]
  /** Leading parts that have one value. */
  readonly equalParts: number
  /** Whether a range or prefix narrows the part after them. */
  readonly narrowed: boolean
  readonly consumed: ReadonlySet<Condition>
}

const ranges: ReadonlySet<string> = new Set(['between', 'begins_with', '<', '<=', '>', '>='])
const lower: ReadonlySet<string> = new Set(['>', '>='])
const upper: ReadonlySet<string> = new Set(['<', '<='])
const beginning: ReadonlySet<string> = new Set(['begins_with'])
const betweens: ReadonlySet<string> = new Set(['between'])
const inclusive: ReadonlySet<string> = new Set(['between', '>=', '<='])

/** Binds as much of a sort key as the where allows, from the left. */
export function sortCondition(key: KeyModel, bound: Bindings): SortCondition {
  const equal: AttributeValue[] = []
  const consumed = new Set<Condition>()
  for (const part of key.parts) {
    const value = bound.equal(part.name)
    if (value === undefined || !isOfType(part, value) || !(key.template !== undefined || isKeyable([...equal, value], limits.sortKeyBytes))) break
    equal.push(value)
    for (const { conjunct } of bound.of(part.name)) consumed.add(conjunct)
  }
  const next = key.parts[equal.length]
  if (key.template === undefined) return plainCondition(key, bound, equal, next, consumed)
  const composed = composedCondition(key.attributes[0]!.name, key.template, bound, equal, next, consumed)
  return composed.condition.every(fitsKey) ? composed : unbound
}

const unbound: SortCondition = { condition: [], equalParts: 0, narrowed: false, consumed: new Set() }

const fitsKey = (condition: Condition): boolean =>
  condition.kind === 'comparison' && condition.values.every((value) => value.kind === 'literal' && isKeyable([value.value], limits.sortKeyBytes))

function plainCondition(key: KeyModel, bound: Bindings, equal: readonly AttributeValue[], next: AttributeModel | undefined, consumed: Set<Condition>): SortCondition {
  const condition = equal.map((value, position) => compare('=', key.parts[position]!.name, value))
  const range = next === undefined ? undefined : rangeOf(next, bound, equal)
  if (range === undefined) return { condition, equalParts: equal.length, narrowed: false, consumed }
  for (const conjunct of range.consumed) consumed.add(conjunct)
  return { condition: [...condition, range.condition], equalParts: equal.length, narrowed: true, consumed }
}

/** One range on an attribute: a prefix, or the narrowest bounds. Two of them become BETWEEN; an exclusive one then stays in the where as well. */
function rangeOf(part: AttributeModel, bound: Bindings, equal: readonly AttributeValue[]): { condition: Condition; consumed: Condition[] } | undefined {
  const { name } = part
  const fits = (value: AttributeValue): boolean => isOfType(part, value) && isKeyable([...equal, value], limits.sortKeyBytes)
  const fitting = bound.of(name).filter(({ conjunct, values }) => ranges.has(conjunct.operator) && values.every(fits))
  const low = narrowest(fitting, lower, 0)
  const high = narrowest(fitting, upper, 1)
  if (low !== undefined && high !== undefined) {
    const implied = ({ conjunct: { operator }, values }: Binding): boolean =>
      operator === 'between' || operator.endsWith('=') || (operator === '>' && compareKeyValues(values[0]!, low.value) < 0) || (operator === '<' && compareKeyValues(values[0]!, high.value) > 0)
    return { condition: compare('between', name, low.value, high.value), consumed: fitting.filter(implied).map(({ conjunct }) => conjunct) }
  }
  const prefix = fitting.find(({ conjunct }) => conjunct.operator === 'begins_with')
  if (prefix !== undefined) return { condition: prefix.conjunct, consumed: [prefix.conjunct] }
  const one = low ?? high
  // The other bounds are on the same side, and wider.
  return one === undefined ? undefined : { condition: one.conjunct, consumed: fitting.map(({ conjunct }) => conjunct) }
}

interface Bound {
  readonly value: AttributeValue
  readonly conjunct: Condition
  readonly strict: boolean
}

/** The narrowest of the bounds on one side; of the same values the one that leaves its own out. */
function narrowest(fitting: readonly Binding[], operators: ReadonlySet<string>, side: 0 | 1): Bound | undefined {
  let found: Bound | undefined
  for (const { conjunct, values } of fitting) {
    if (!operators.has(conjunct.operator) && conjunct.operator !== 'between') continue
    const next: Bound = { value: values[conjunct.operator === 'between' ? side : 0]!, conjunct, strict: conjunct.operator === '<' || conjunct.operator === '>' }
    const order = found === undefined ? 1 : compareKeyValues(next.value, found.value) * (side === 0 ? 1 : -1)
    if (order > 0 || (order === 0 && next.strict)) found = next
  }
  return found
}

/** The first conjunct on an attribute with one of these operators, whose values will do. */
const boundBy = (operators: ReadonlySet<string>, name: string, bound: Bindings, fits: (value: AttributeValue) => boolean): Binding | undefined =>
  bound.of(name).find(({ conjunct, values }) => operators.has(conjunct.operator) && values.every(fits))

function composedCondition(name: string, template: KeyTemplate, bound: Bindings, equal: readonly AttributeValue[], next: AttributeModel | undefined, consumed: Set<Condition>): SortCondition {
  // A plain join cannot tell the borders of its parts, so there the where stays to sort out what the text lets through.
  if (template.composition === 'plain') consumed.clear()
  const prefix = composeKey(equal, template)!
  if (next === undefined) return { condition: [compare('=', name, { S: prefix })], equalParts: equal.length, narrowed: false, consumed }
  const range = template.composition === 'ordered' ? composedRange(template, bound, equal.length, next) : undefined
  if (range === undefined) {
    return { condition: prefix === '' ? [] : [compare('begins_with', name, { S: prefix })], equalParts: equal.length, narrowed: false, consumed }
  }
  for (const conjunct of range.consumed) consumed.add(conjunct)
  return { condition: [textCondition(name, prefix, range)], equalParts: equal.length, narrowed: true, consumed }
}

function textCondition(name: string, prefix: string, range: TextRange): Condition {
  if (range.begins !== undefined) return compare('begins_with', name, { S: prefix + range.begins })
  const from = prefix + (range.from ?? '')
  const to = range.to !== undefined ? prefix + range.to : textAfter(prefix)
  if (to === undefined) return compare('>=', name, { S: from })
  return from === '' ? compare('<=', name, { S: to }) : compare('between', name, { S: from }, { S: to })
}

/** Comes after every text that begins with this one; undefined where none does. It ends as a template's text does. */
export function textAfter(prefix: string): string | undefined {
  const last = prefix.at(-1)
  return last === undefined ? undefined : prefix.slice(0, -1) + String.fromCharCode(last.charCodeAt(0) + 1)
}

interface TextRange { begins?: string; from?: string; to?: string; consumed: Condition[] }

/**
 * A range on one part as a range of composed text. It may let a border through that the where excludes, so only prefixes, and
 * borders that the where includes, are taken out of the where; the latter of a part that nothing follows, whose text is its value.
 */
function composedRange(template: KeyTemplate, bound: Bindings, position: number, attribute: AttributeModel): TextRange | undefined {
  const part = (value: AttributeValue): string => composePart(value, template, position)
  // Everything that continues a part's text with another part comes before this.
  const after = template.literals[position + 1] === '' ? '' : '$'
  const typed = (operators: ReadonlySet<string>): Binding | undefined => boundBy(operators, attribute.name, bound, (value) => isOfType(attribute, value))
  const begins = typed(beginning)
  if (begins !== undefined && begins.values[0]!.S) return { begins: part(begins.values[0]!), consumed: [begins.conjunct] }
  const between = typed(betweens)
  const from: Binding | undefined = typed(lower)
  const to: Binding | undefined = typed(upper)
  const low = between?.values[0] ?? from?.values[0]
  const high = between?.values[1] ?? to?.values[0]
  if (low === undefined && high === undefined) return undefined
  return {
    ...(low === undefined ? {} : { from: part(low) }),
    ...(high === undefined ? {} : { to: part(high) + after }),
    consumed: after === '' ? (between === undefined ? [from, to] : [between]).flatMap((one) => (one !== undefined && inclusive.has(one.conjunct.operator) ? [one.conjunct] : [])) : [],
  }
}
