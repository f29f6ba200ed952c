import { compareText } from '../expressions/compareKeyValues.js'
import { conjuncts as conjunctsOf } from '../expressions/conditions.js'
import type { Condition } from '../expressions/Condition.js'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import type { EntityModel } from '../metadata/EntityModel.js'
import { askedNames } from './askedNames.js'
import { bindings, type Bindings } from './bindings.js'
import { candidates, wholeOf } from './candidates.js'
import type { Criteria } from './Criteria.js'
import { expansions, mostBranches, mostPageQueries, type Planned, type Planning } from './expansions.js'
import type { ReadChoice, ReadStep } from './ReadChoice.js'
import type { ScanPlan } from './ReadPlan.js'
import { stepByKeys, stepByQuery, stepByScan } from './readStep.js'
import { simplified } from './simplified.js'
import { keyValues, wholeKeys } from './wholeKeys.js'

/**
 * Chooses how to answer a question: nothing, GetItem, BatchGetItem, Query, several Queries or, last, Scan.
 *
 * The same question always gets the same answer. What binds more of a key comes first, since it evaluates least: two for each
 * part that has one value, one for a range. Then fewer requests, then what holds all that is asked for, then what serves the
 * order, then what is sparse and holds fewer items, then the table, then the name of the index. Several Queries replace one
 * only if each of them binds more, and more than ten replace nothing but a Scan. A page prefers what serves its order to all
 * of that.
 *
 * @throws InvalidQueryError for an index that does not exist or cannot be read consistently, or a page that takes too many Queries.
 */
export function planRead(model: EntityModel, asked: Criteria): ReadChoice {
  const criteria = telling(model, asked)
  const forced = criteria.index === undefined ? undefined : namedIndex(model, criteria.index, criteria.consistent)
  const conjuncts = conjunctsOf(criteria.where)
  const bound = bindings(conjuncts, { implied: true })
  const found = criteria.scan === true && !cannotMatch(model, conjuncts, bound) ? undefined : planned({ model, criteria, branchCriteria: { ...criteria, projection: askedNames(criteria, false) }, forced, left: 2 * mostBranches, branch: planned }, conjuncts, false)
  if (found !== undefined && criteria.paged === true && found.steps.length > mostPageQueries) throw tooManyQueries(model, found.steps.length)
  if (found !== undefined) return { steps: found.steps, order: criteria.order, ordered: criteria.order.length === 0 || found.ordered }
  return { steps: segmented(stepByScan(model, criteria, conjuncts, wholeOf(model, criteria, bound, forced)), criteria.segments ?? 1), order: criteria.order, ordered: criteria.order.length === 0, ...(criteria.scan === true ? {} : { suggestion: suggestIndex(model, bound) }) }
}

/** The same question, of items that tell their type where unknown ones are an error. */
const telling = ({ itemType }: EntityModel, criteria: Criteria): Criteria =>
  itemType?.table.unknownItems !== 'error' || criteria.projection === undefined ? criteria : { ...criteria, projection: [...new Set([...criteria.projection, itemType.attribute])] }

const segmented = (step: ReadStep, total: number): readonly ReadStep[] =>
  total === 1 ? [step] : Array.from({ length: total }, (_, number) => ({ ...step, plan: { ...(step.plan as ScanPlan), segment: { number, total } } }))

const nothing: Planned = { steps: [], ordered: true, strength: Infinity }
const wholeKeyStrength = 1000

/** Plans conditions that must hold together; undefined where only a Scan would find what matches. */
function planned(planning: Planning, given: readonly Condition[], isBranch: boolean): Planned | undefined {
  const { model, forced } = planning
  const criteria = isBranch ? planning.branchCriteria : planning.criteria
  if (planning.left-- <= 0) return undefined
  const conjuncts = simplified(given)
  const own = bindings(conjuncts)
  if (cannotMatch(model, conjuncts, own)) return nothing
  // A page that is merged goes on from keys of indexes, so its branches are Queries all.
  const keys = forced !== undefined || (isBranch && criteria.paged === true) ? undefined : wholeKeys(model, conjuncts, own)
  if (keys !== undefined) return keys.keys.length === 0 ? nothing : { steps: [stepByKeys(model, criteria, keys.keys, keys.rest)], ordered: true, strength: wholeKeyStrength }
  const bound = conjuncts.some((conjunct) => conjunct.kind === 'or') ? bindings(conjuncts, { implied: true }) : own
  if (bound.contradictory) return nothing
  const [best] = candidates(model, criteria, bound, forced)
  const single: Planned | undefined = best === undefined ? undefined : { steps: [stepByQuery(model, criteria, conjuncts, best)], ordered: best.ordered, strength: best.strength }
  // Inside a branch the first Query will do.
  if (single !== undefined && isBranch) return single
  return [...(single === undefined ? [] : [single]), ...expansions(planning, conjuncts, bound, single !== undefined)].sort(better(criteria))[0]
}

const better = (criteria: Criteria) => (a: Planned, b: Planned): number => {
  const serves = (one: Planned): number => (criteria.paged === true && one.ordered && one.strength > 1 ? 1 : 0)
  const isFew = (one: Planned): number => (one.steps.length <= mostPageQueries ? 1 : 0)
  const fetches = (one: Planned): number => (one.steps.some(({ fetch }) => fetch !== undefined) ? 1 : 0)
  return serves(b) - serves(a) || isFew(b) - isFew(a) || b.strength - a.strength || a.steps.length - b.steps.length || fetches(a) - fetches(b) || Number(b.ordered) - Number(a.ordered) || compareText(placesOf(a), placesOf(b))
}

/** Where an answer is read, so that neither the order of the indexes nor that of the where decides; the table comes first. */
const placesOf = ({ steps }: Planned): string => steps.map(({ plan }) => ('index' in plan ? (plan.index ?? '') : '')).join('|')

function cannotMatch(model: EntityModel, conjuncts: readonly Condition[], bound: Bindings): boolean {
  return bound.contradictory || conjuncts.some((conjunct) => conjunct.kind === 'or' && conjunct.conditions.length === 0) || model.primaryKey.some((key) => keyValues(model, key, bound)?.values.length === 0)
}

/** @throws InvalidQueryError for an index that does not exist, or cannot be read consistently. */
export function namedIndex(model: EntityModel, name: string, consistent: boolean): string {
  const index = model.indexByName.get(name)
  if (index === undefined) {
    const known = model.indexes.map((other) => other.name).join(', ')
    throw new InvalidQueryError(`${model.entity}: there is no index "${name}". ${known === '' ? 'The entity has none.' : `Its indexes are ${known}.`}`, { entity: model.entity, path: name })
  }
  if (consistent && index.scope === 'global') throw new InvalidQueryError(`${model.entity}: the global index "${name}" cannot be read consistently. Leave out consistent, or read by the primary key.`, { entity: model.entity, path: name })
  return name
}

function suggestIndex(model: EntityModel, bound: Bindings): string | undefined {
  const equal = model.attributes.filter((attribute) => attribute.hidden !== true && bound.possible(attribute.name) !== undefined).map((attribute) => attribute.property)
  const [first] = equal
  if (model.itemType !== undefined && first === undefined) return `an index in defineTable() with partitionKey: '${model.itemType.attribute}', and in @SingleTable a template for its sort key`
  if (first === undefined) return undefined
  if (model.itemType !== undefined) return `an index in defineTable(), and in @SingleTable its template partitionKey: '${[model.itemType.value, ...equal.map((property) => `{${property}}`)].join('#')}'`
  return `@GlobalSecondaryIndex({ name: 'by${first.charAt(0).toUpperCase()}${first.slice(1).replace(/\W/g, '')}', partitionKey: ${equal.length === 1 ? `'${first}'` : `[${equal.map((property) => `'${property}'`).join(', ')}]`} })`
}

const tooManyQueries = (model: EntityModel, queries: number): InvalidQueryError =>
  new InvalidQueryError(`${model.entity}: a page of this question would take ${queries} Queries, and it may take ${mostPageQueries}. Ask for fewer values at a time, or use find().`, { entity: model.entity, code: 'page.queries' })
