import { all, any, compare, conditionNames, conjuncts as conjunctsOf, isSendable } from '../expressions/conditions.js'
import type { Condition } from '../expressions/Condition.js'
import { evaluateCondition } from '../expressions/evaluateCondition.js'
import { fittingConditions } from '../expressions/expressionWeight.js'
import type { EntityModel } from '../metadata/EntityModel.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { askedNames } from './askedNames.js'
import { bindings } from './bindings.js'
import { wholeOf, type Candidate } from './candidates.js'
import type { Criteria } from './Criteria.js'
import { isOfMoment } from './notExpired.js'
import { positionAttributes } from './positions.js'
import type { ReadStep } from './ReadChoice.js'
import { knownTypes } from './refuseUnknownItems.js'
import { withNames } from './readStep.js'
import { simplified } from './simplified.js'
import { isSameSpan, spanAround, spanCondition, spanOf, type SortSpan } from './sortSpan.js'

/** Items of one kind among those that share a partition. */
export interface CollectionMember {
  readonly model: EntityModel
  /** Which of them: it names the partition. */
  readonly criteria: Criteria
  /** What they are to the reader, for explanations. */
  readonly name: string
}

export interface CollectionOptions {
  /** The index whose partition they share; the table's where there is none. */
  readonly index?: string | undefined
  readonly forward?: boolean | undefined
  readonly consistent?: boolean | undefined
  /** The answer is read page by page, each from a cursor. */
  readonly paged?: boolean | undefined
}

/** One Query for items of several kinds. */
export interface CollectionPlan {
  readonly step: ReadStep
  /** What the items of each member satisfy. */
  readonly wanted: readonly Condition[]
}

/** Where a member lies in the table or an index. */
export interface Placed {
  readonly candidate: Candidate
  readonly conjuncts: readonly Condition[]
  /** The text of the partition key. */
  readonly partition: string
  readonly span: SortSpan
}

/** Where the items of a question lie; undefined where it does not name one partition. */
export function placed(model: EntityModel, criteria: Criteria, index?: string): Placed | undefined {
  const conjuncts = simplified(conjunctsOf(criteria.where))
  const candidate = wholeOf(model, criteria, bindings(conjuncts), index)
  const partition = partitionText(candidate)
  return partition === undefined ? undefined : { candidate, conjuncts, partition, span: spanOf(candidate.sort.condition) }
}

function partitionText({ partition = [] }: Candidate): string | undefined {
  const [condition, second] = partition
  if (condition?.kind !== 'comparison' || second !== undefined) return undefined
  const [value] = condition.values
  return value?.kind === 'literal' ? value.value.S : undefined
}

/**
 * Plans one Query for items of several entities that share a partition of a table or an index: no more of it than from the first to
 * the last that can be meant, filtered by what is asked of each. Undefined where they share none.
 */
export function planCollection(members: readonly CollectionMember[], { index, forward = true, consistent = false, paged = false }: CollectionOptions = {}): CollectionPlan | undefined {
  const places = members.map(({ model, criteria }) => placed(model, criteria, index))
  const [first] = places
  const [{ model }] = members as [CollectionMember]
  if (first === undefined || !places.every((place, at): place is Placed => place?.partition === first.partition && members[at]!.model.table === model.table)) return undefined
  const span = spanAround(places.map((place) => place.span))
  const same = places.find((place) => isSameSpan(place.span, span))
  const sortKey = index === undefined ? model.primaryKey[1] : model.indexByName.get(index)!.sortKey
  const sort = same?.candidate.sort.condition ?? (sortKey === undefined ? [] : spanCondition(sortKey.attributes[0]!.name, span))
  const rests = places.map((place) => restOf(place, isSameSpan(place.span, span)))
  const wanted = members.map(({ criteria }) => criteria.where)
  const asked = members.map(({ criteria }) => askedNames(criteria, true))
  const names = asked.every((one) => one !== undefined) ? [...new Set(asked.flat())] : undefined
  const fetches = places.some(({ candidate }) => candidate.fetch)
  const { filter, isWhole } = filterOf(members, places, rests)
  const position = paged ? positionAttributes(model, index).map(({ name }) => name) : model.keyNames
  return {
    step: {
      plan: {
        kind: 'query', table: model.table, entity: members.map((member) => member.model.entity).join(', '), index,
        keyCondition: all([...first.candidate.partition!, ...sort]), filter, forward, consistent,
        projection: withNames(fetches ? [] : names, position, fetches ? [] : wanted),
      },
      ...(isWhole || fetches ? {} : { residual: any(wanted) }),
      ...(rests.every((rest, at) => rest.every((condition) => isType(members[at]!.model, condition) || isOfMoment(condition))) ? { mostPass: true } : {}),
      ...(fetches ? { fetch: { keyNames: model.keyNames, projection: withNames(names, model.keyNames, wanted), residual: any(wanted) } } : {}),
      // What is unknown is told of the last: a question's relations, rather than what they belong to, are many.
      known: knownTypes(members.at(-1)!.model),
      ordered: true,
      reason: `the partition key${index === undefined ? '' : ` of ${index}`} is given, and shared`,
      collects: members.map(({ name }) => name),
    },
    wanted,
  }
}

/** What is asked of the items of a member besides the key condition that all share. */
const restOf = ({ candidate, conjuncts }: Placed, hasOwnSpan: boolean): Condition[] =>
  conjuncts.filter((conjunct) => !candidate.consumed.has(conjunct) && !(hasOwnSpan && candidate.sort.consumed.has(conjunct)))

/** What DynamoDB filters by, and whether that is all that is asked of the items. */
function filterOf(members: readonly CollectionMember[], places: readonly Placed[], rests: readonly (readonly Condition[])[]): { filter?: Condition | undefined; isWhole: boolean } {
  const open = places.map(({ candidate }, at) => rests[at]!.filter((condition) => isSendable(condition) && [...conditionNames(condition)].every((name) => !candidate.keyNames.has(name) && candidate.holds(name))))
  const isWhole = open.every((some, at) => some.length === rests[at]!.length)
  const types = members.flatMap(({ model }, at) => (open[at]!.length === 1 && isType(model, open[at]![0]!) ? [{ S: model.itemType!.value }] : []))
  const others = open.filter((some, at) => !(some.length === 1 && isType(members[at]!.model, some[0]!))).map((some) => all(some))
  const attribute = members[0]!.model.itemType?.attribute
  const distinct = [...new Map(types.map((type) => [type.S, type])).values()]
  const filter = any([...(distinct.length === 0 ? [] : [compare(distinct.length === 1 ? '=' : 'in', attribute!, ...distinct)]), ...others])
  if (filter.kind === 'and' && filter.conditions.length === 0) return { isWhole }
  return fittingConditions([filter]).fitting.length === 0 ? { isWhole: false } : { filter, isWhole }
}

/** Whether a condition says just of which entity an item is. */
const isType = ({ itemType }: EntityModel, condition: Condition): boolean =>
  itemType !== undefined && condition.kind === 'comparison' && condition.operator === '=' && condition.operand.kind === 'path' && condition.operand.path.length === 1 && condition.operand.path[0] === itemType.attribute

/** The items of each member among those that a plan has read: one may be of several. */
export const itemsByMember = ({ wanted }: CollectionPlan, items: readonly Item[]): Item[][] =>
  wanted.map((condition) => items.filter((item) => evaluateCondition(condition, item)))
