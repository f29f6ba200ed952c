import { composeKey } from '../codec/composedKey.js'
import { compare, conditionNames } from '../expressions/conditions.js'
import type { Condition } from '../expressions/Condition.js'
import type { EntityModel, IndexModel, KeyModel } from '../metadata/EntityModel.js'
import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { limits } from '../vocabulary/limits.js'
import { askedNames } from './askedNames.js'
import type { Bindings } from './bindings.js'
import type { Criteria } from './Criteria.js'
import { isKeyable } from './isKeyable.js'
import { isOfType } from './isOfType.js'
import { sortCondition, type SortCondition } from './sortCondition.js'

/** The table or an index, and what it could do for a question. */
export interface Candidate {
  readonly index?: IndexModel | undefined
  /** The key condition on the partition key; undefined where the where does not bind it. */
  readonly partition?: readonly Condition[] | undefined
  readonly sort: SortCondition
  /** How much of the key the where binds: two for each part that has one value, one for a range; nothing for a text, or the type, that all items have. */
  readonly strength: number
  /** Conjuncts that the partition's condition makes superfluous. */
  readonly consumed: ReadonlySet<Condition>
  /** Attributes by which DynamoDB cannot filter here. */
  readonly keyNames: ReadonlySet<string>
  readonly holds: (attribute: string) => boolean
  readonly fetch: boolean
  /** Whether it holds only items that have what the where asks to be there. */
  readonly sparse: boolean
  readonly ordered: boolean
  readonly forward: boolean
}

/** What could answer a question, the best first; with a forced index only that. Indexes that may lack matching items are out. */
export function candidates(model: EntityModel, criteria: Criteria, bound: Bindings, forced: string | undefined): Candidate[] {
  const all = [undefined, ...model.indexes]
    .filter((index) => (forced === undefined ? index === undefined || usable(index, criteria, bound) : index?.name === forced))
    .map((index) => candidate(model, index, criteria, bound))
  return all.filter((one) => one.partition !== undefined).sort(better(criteria.paged === true))
}

/** An index answers only if every item that can match is in it. */
export const covers = (index: IndexModel, bound: Bindings): boolean =>
  !index.partial && index.when?.impliedBy((name) => bound.equal(name), bound.conjuncts) !== false && (index.complete || [...index.partitionKey.parts, ...(index.sortKey?.parts ?? [])].every((part) => !part.nullable || bound.requires(part.name)))

const usable = (index: IndexModel, criteria: Criteria, bound: Bindings): boolean => !(criteria.consistent && index.scope === 'global') && covers(index, bound)

/** The table or the forced index as a whole, for a Scan. */
export const wholeOf = (model: EntityModel, criteria: Criteria, bound: Bindings, forced: string | undefined): Candidate =>
  candidate(model, forced === undefined ? undefined : model.indexByName.get(forced), criteria, bound)

function candidate(model: EntityModel, index: IndexModel | undefined, criteria: Criteria, bound: Bindings): Candidate {
  const [partitionKey, sortKey] = index === undefined ? (model.primaryKey as readonly [KeyModel, KeyModel?]) : [index.partitionKey, index.sortKey]
  const partition = partitionCondition(partitionKey, bound)
  const sort = sortKey === undefined || partition === undefined ? emptySort : sortCondition(sortKey, bound)
  const holds = holdsOf(model, index)
  const order = servedOrder(sortKey, criteria, bound, partition !== undefined)
  return {
    index,
    partition: partition?.condition,
    sort,
    strength: partition === undefined ? 0 : (partitionKey.parts.filter((part) => part.hidden !== true).length + sort.equalParts) * 2 + (sort.narrowed ? 1 : 0),
    consumed: partition?.consumed ?? emptySet,
    keyNames: new Set([...partitionKey.attributes, ...(sortKey?.attributes ?? [])].map((attribute) => attribute.name)),
    holds,
    fetch: index !== undefined && index.projection !== 'ALL' && !neededNames(model, criteria, order.ordered, bound.conjuncts.filter((conjunct) => partition?.consumed.has(conjunct) !== true && !sort.consumed.has(conjunct))).every(holds),
    sparse: sortKey?.parts.some((part) => part.nullable && bound.equal(part.name) === undefined) ?? false,
    ...order,
  }
}

const emptySet: ReadonlySet<Condition> = new Set()
const emptySort: SortCondition = { condition: [], equalParts: 0, narrowed: false, consumed: emptySet }

function partitionCondition(key: KeyModel, bound: Bindings): { condition: Condition[]; consumed: Set<Condition> } | undefined {
  const values: AttributeValue[] = []
  const consumed = new Set<Condition>()
  for (const part of key.parts) {
    const value = bound.equal(part.name)
    if (value === undefined || !isOfType(part, value)) return undefined
    values.push(value)
    for (const { conjunct } of bound.of(part.name)) consumed.add(conjunct)
  }
  const stored: AttributeValue[] = key.template === undefined ? values : [{ S: composeKey(values, key.template)! }]
  if (!isKeyable(stored, limits.partitionKeyBytes)) return undefined
  if (key.template?.composition === 'plain') consumed.clear()
  return { condition: stored.map((value, position) => compare('=', key.attributes[position]!.name, value)), consumed }
}

/** What is asked for, ordered by, and filtered by besides the key. */
function neededNames(model: EntityModel, criteria: Criteria, ordered: boolean, rest: readonly Condition[]): string[] {
  const asked = askedNames(criteria, ordered) ?? model.attributes.map((attribute) => attribute.name)
  return [...asked, ...rest.flatMap((condition) => [...conditionNames(condition)])]
}

function holdsOf(model: EntityModel, index: IndexModel | undefined): (attribute: string) => boolean {
  if (index === undefined || index.projection === 'ALL') return () => true
  const keys = [index.partitionKey, index.sortKey].flatMap((key) => key?.attributes.map((attribute) => attribute.name) ?? [])
  const held = new Set([...model.keyNames, ...keys, ...(index.projection === 'KEYS_ONLY' ? [] : index.projection)])
  return (attribute) => held.has(attribute)
}

/** The sort key serves an order that names its parts from the left, all in one direction. What has one value needs none. */
function servedOrder(sortKey: KeyModel | undefined, criteria: Criteria, bound: Bindings, single: boolean): { ordered: boolean; forward: boolean } {
  const open = (name: string): boolean => bound.equal(name) === undefined
  const wanted = criteria.order.filter((order) => open(order.attribute))
  if (wanted.length === 0) return { ordered: single || criteria.order.length === 0, forward: true }
  const forward = wanted[0]!.direction === 'ASC'
  const served =
    single && sortKey !== undefined && sortKey.template?.composition !== 'plain' &&
    wanted.every((order, position) => order.attribute === sortKey.parts.filter((part) => open(part.name))[position]?.name && (order.direction === 'ASC') === forward)
  return { ordered: served, forward: served ? forward : true }
}

/** What makes one candidate better than another, in this order; of two that are equal in all, the name of the index decides. */
const rankings: readonly { readonly lacking: string; readonly rank: (one: Candidate, paged: boolean) => number }[] = [
  // Not at the price of reading every item of an entity.
  { lacking: 'order: a page needs what serves its order', rank: (one, paged) => (paged && one.ordered && one.strength > 1 ? 1 : 0) },
  { lacking: 'key: another binds more of its key', rank: (one) => one.strength },
  { lacking: 'projection: it lacks attributes that are asked for', rank: (one) => (one.fetch ? 0 : 1) },
  { lacking: 'order: it does not serve the order', rank: (one) => (one.ordered ? 1 : 0) },
  { lacking: 'another is sparse, and holds only items that have what is asked to be there', rank: (one) => (one.sparse ? 1 : 0) },
  { lacking: 'the table serves as well', rank: (one) => (one.index === undefined ? 1 : 0) },
]

const better = (paged: boolean) => (a: Candidate, b: Candidate): number => {
  for (const { rank } of rankings) {
    const difference = rank(b, paged) - rank(a, paged)
    if (difference !== 0) return difference
  }
  return (a.index?.name ?? '') < (b.index?.name ?? '') ? -1 : 1
}

/** Why one candidate is not as good as another. */
export const lacking = (one: Candidate, best: Candidate, paged: boolean): string =>
  rankings.find(({ rank }) => rank(one, paged) < rank(best, paged))?.lacking ?? 'another serves as well, and its name comes first'
