import { all, conditionNames, conjuncts as conjunctsOf } from '../expressions/conditions.js'
import type { Condition } from '../expressions/Condition.js'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import type { EntityModel } from '../metadata/EntityModel.js'
import { bindings, type Bindings } from './bindings.js'
import { candidates, type Candidate } from './candidates.js'
import type { Criteria } from './Criteria.js'
import { wholeKeys } from './wholeKeys.js'
import type { ReadPlan } from './ReadPlan.js'

/** How a question is answered. */
export interface ReadChoice {
  /** Undefined where nothing can match: no request is sent. */
  readonly plan?: ReadPlan | undefined
  /** What is left of the where for the driver to evaluate. */
  readonly residual?: Condition | undefined
  /** Whether the items come in the order asked for. */
  readonly ordered: boolean
  /** The index lacks attributes that are asked for: the items are fetched from the table by their keys. */
  readonly fetch: boolean
  /** Why this plan, for logs and messages. */
  readonly reason: string
  /** For a scan: the index that would answer the question. */
  readonly suggestion?: string | undefined
}

const nothing: ReadChoice = { ordered: true, fetch: false, reason: 'the conditions exclude each other' }

/**
 * Chooses how to answer a question: nothing, GetItem, BatchGetItem, Query or, last, Scan.
 * The same question always gets the same answer: more of the key bound, then everything projected, then the order served,
 * then the table, then the name of the index.
 *
 * @throws InvalidQueryError for an index that does not exist or cannot be read consistently.
 */
export function planRead(model: EntityModel, criteria: Criteria): ReadChoice {
  const conjuncts = conjunctsOf(criteria.where)
  if (conjuncts.some((conjunct) => conjunct.kind === 'or' && conjunct.conditions.length === 0)) return nothing
  const bound = bindings(conjuncts)
  if (bound.contradictory) return nothing
  const forced = criteria.index === undefined ? undefined : namedIndex(model, criteria.index, criteria.consistent)
  if (criteria.scan === true) return planScan(model, criteria, conjuncts, bound, candidates(model, criteria, bound, forced).find((one) => one.index?.name === forced))
  if (forced === undefined) {
    const byKey = planByKeys(model, criteria, conjuncts, bound)
    if (byKey !== undefined) return byKey
  }
  const [best] = candidates(model, criteria, bound, forced)
  return best === undefined || best.partition === undefined ? planScan(model, criteria, conjuncts, bound, best) : planQuery(model, criteria, conjuncts, best)
}

function namedIndex(model: EntityModel, name: string, consistent: boolean): string {
  const index = model.indexByName.get(name)
  if (index === undefined) {
    const known = model.indexes.map((other) => other.name).join(', ')
    throw new InvalidQueryError(`${model.entity}: there is no index "${name}". ${known === '' ? 'The entity has none.' : `Its indexes are ${known}.`}`, { entity: model.entity, path: name })
  }
  if (consistent && index.scope === 'global') throw new InvalidQueryError(`${model.entity}: the global index "${name}" cannot be read consistently. Leave out consistent, or read by the primary key.`, { entity: model.entity, path: name })
  return name
}

function planByKeys(model: EntityModel, criteria: Criteria, conjuncts: readonly Condition[], bound: Bindings): ReadChoice | undefined {
  const found = wholeKeys(model, conjuncts, bound)
  if (found === undefined) return undefined
  const { keys, rest } = found
  const projection = withNames(criteria.projection, rest, model)
  const common = { table: model.table, entity: model.entity, consistent: criteria.consistent, projection }
  const residual = rest.length === 0 ? undefined : all(rest)
  if (keys.length === 0) return nothing
  if (keys.length === 1) return { plan: { kind: 'get', key: keys[0]!, ...common }, residual, ordered: true, fetch: false, reason: 'the whole primary key is given' }
  return { plan: { kind: 'batch-get', keys, ...common }, residual, ordered: criteria.order.length === 0, fetch: false, reason: 'whole primary keys are given' }
}

function planQuery(model: EntityModel, criteria: Criteria, conjuncts: readonly Condition[], best: Candidate): ReadChoice {
  const keyCondition = all([...best.partition!, ...best.sort.condition])
  const rest = conjuncts.filter((conjunct) => !best.consumed.has(conjunct) && !best.sort.consumed.has(conjunct))
  const { filter, residual } = split(rest, best)
  return {
    plan: {
      kind: 'query',
      table: model.table,
      entity: model.entity,
      index: best.index?.name,
      keyCondition,
      filter,
      forward: best.forward,
      consistent: criteria.consistent,
      projection: best.fetch ? model.keyNames : withNames(criteria.projection, residual === undefined ? [] : [residual], model),
    },
    residual,
    ordered: best.ordered,
    fetch: best.fetch,
    reason: best.index === undefined ? 'the partition key is given' : `the partition key of ${best.index.name} is given`,
  }
}

function planScan(model: EntityModel, criteria: Criteria, conjuncts: readonly Condition[], bound: Bindings, forced: Candidate | undefined): ReadChoice {
  const fetch = forced?.fetch ?? false
  const { filter, residual } = fetch && forced !== undefined ? split(conjuncts, forced) : { filter: conjuncts.length === 0 ? undefined : all(conjuncts), residual: undefined }
  const equal = model.attributes.filter((attribute) => bound.equal(attribute.name) !== undefined).map((attribute) => attribute.property)
  return {
    plan: { kind: 'scan', table: model.table, entity: model.entity, index: forced?.index?.name, filter, consistent: criteria.consistent, projection: fetch ? model.keyNames : withNames(criteria.projection, [], model) },
    residual,
    ordered: criteria.order.length === 0,
    fetch,
    reason: criteria.scan === true ? 'a scan is asked for' : 'no key is given',
    suggestion: equal.length === 0 ? undefined : suggestIndex(equal),
  }
}

const suggestIndex = (properties: readonly string[]): string =>
  `@GlobalSecondaryIndex({ name: 'by${properties[0]!.charAt(0).toUpperCase()}${properties[0]!.slice(1).replace(/\W/g, '')}', partitionKey: ${properties.length === 1 ? `'${properties[0]}'` : `[${properties.map((property) => `'${property}'`).join(', ')}]`} })`

/** DynamoDB filters by nothing that is a key of what it reads, nor by what the index lacks: the driver does. */
function split(rest: readonly Condition[], candidate: Candidate): { filter?: Condition; residual?: Condition } {
  const forDriver = (condition: Condition): boolean => [...conditionNames(condition)].some((name) => candidate.keyNames.has(name) || !candidate.holds(name))
  const filter = rest.filter((condition) => !forDriver(condition))
  const residual = rest.filter(forDriver)
  return { ...(filter.length === 0 ? {} : { filter: all(filter) }), ...(residual.length === 0 ? {} : { residual: all(residual) }) }
}

/** The attributes to read: those asked for, those that the driver filters by, and the primary key. */
function withNames(projection: readonly string[] | undefined, conditions: readonly Condition[], model: EntityModel): readonly string[] | undefined {
  if (projection === undefined) return undefined
  return [...new Set([...projection, ...model.keyNames, ...conditions.flatMap((condition) => [...conditionNames(condition)])])]
}

