import { fitsProjection, fittingConditions } from '../expressions/expressionWeight.js'
import { all, conditionNames, isSendable } from '../expressions/conditions.js'
import type { Condition } from '../expressions/Condition.js'
import type { EntityModel } from '../metadata/EntityModel.js'
import type { Key } from '../vocabulary/AttributeValue.js'
import { askedNames } from './askedNames.js'
import type { Candidate } from './candidates.js'
import type { Criteria } from './Criteria.js'
import { positionAttributes } from './positions.js'
import type { FetchStep, ReadStep } from './ReadChoice.js'
import { knownTypes } from './refuseUnknownItems.js'

/** Items by their whole keys. */
export function stepByKeys(model: EntityModel, criteria: Criteria, keys: readonly Key[], rest: readonly Condition[]): ReadStep {
  const common = { table: model.table, entity: model.entity, consistent: criteria.consistent, projection: withNames(askedNames(criteria, keys.length === 1), model.keyNames, rest) }
  const residual = rest.length === 0 ? undefined : all(rest)
  const how = { residual, ...known(model), ordered: true }
  // What is read at once is put in order at once.
  if (keys.length === 1) return { plan: { kind: 'get', key: keys[0]!, ...common }, ...how, reason: 'the whole primary key is given' }
  return { plan: { kind: 'batch-get', keys, ...common }, ...how, reason: 'whole primary keys are given' }
}

/** A Query of the table or an index whose partition key the where gives. */
export function stepByQuery(model: EntityModel, criteria: Criteria, conjuncts: readonly Condition[], best: Candidate): ReadStep {
  const rest = conjuncts.filter((conjunct) => !best.consumed.has(conjunct) && !best.sort.consumed.has(conjunct))
  const { filter, ...driver } = divided(model, criteria, conjuncts, rest, best)
  return {
    plan: {
      kind: 'query',
      table: model.table,
      entity: model.entity,
      index: best.index?.name,
      keyCondition: all([...best.partition!, ...best.sort.condition]),
      filter,
      forward: best.forward,
      consistent: criteria.consistent,
      projection: indexProjection(model, criteria, best, driver.residual),
    },
    ...driver,
    ...known(model),
    ordered: best.ordered,
    reason: best.index === undefined ? 'the partition key is given' : `the partition key of ${best.index.name} is given`,
  }
}

/** A Scan of the table or of an index. */
export function stepByScan(model: EntityModel, criteria: Criteria, conjuncts: readonly Condition[], candidate: Candidate): ReadStep {
  // A scan may filter by every attribute, but for what the index lacks.
  const { filter, ...driver } = divided(model, criteria, conjuncts, conjuncts, { ...candidate, keyNames: new Set() })
  return {
    plan: { kind: 'scan', table: model.table, entity: model.entity, index: candidate.index?.name, filter, consistent: criteria.consistent, projection: indexProjection(model, criteria, candidate, driver.residual) },
    ...driver,
    ...known(model),
    ordered: criteria.order.length === 0,
    reason: criteria.scan === true ? 'a scan is asked for' : 'no key is given',
  }
}

function known(model: EntityModel): Pick<ReadStep, 'known'> {
  const types = knownTypes(model)
  return types === undefined ? {} : { known: types }
}

/**
 * What DynamoDB filters, and what the driver does: DynamoDB takes no key of what it reads, nothing that the index lacks, no
 * operator of the driver's own, and no more than 300 operators and 4 KB.
 */
function divided(model: EntityModel, criteria: Criteria, conjuncts: readonly Condition[], rest: readonly Condition[], candidate: Candidate): { filter?: Condition; residual?: Condition; mostPass?: boolean; fetch?: FetchStep } {
  const names = new Map(rest.map((condition) => [condition, [...conditionNames(condition)]]))
  const { fitting, left } = fittingConditions(rest.filter((condition) => isSendable(condition) && names.get(condition)!.every((name) => !candidate.keyNames.has(name) && candidate.holds(name))))
  const driver = rest.filter((condition) => !fitting.includes(condition))
  // Before fetching, as much is left out as the index can tell.
  const early = candidate.fetch ? driver.filter((condition) => left.includes(condition) || names.get(condition)!.every(candidate.holds)) : driver
  return {
    ...(fitting.length === 0 ? {} : { filter: all(fitting) }),
    ...(early.length === 0 ? {} : { residual: all(early) }),
    ...(rest.length > 0 && rest.every((condition) => candidate.index?.when?.implies(condition) === true || names.get(condition)!.every((name) => leavesFew(model, name))) ? { mostPass: true } : {}),
    ...(candidate.fetch ? { fetch: fetching(model, askedNames(criteria, candidate.ordered), conjuncts) } : {}),
  }
}

/** Whether what is asked of an attribute leaves out few items: those of other entities with keys like these, and what has just expired. */
const leavesFew = ({ itemType, keyNames, timeToLive }: EntityModel, name: string): boolean => name === timeToLive?.name || (itemType !== undefined && (name === itemType.attribute || keyNames.includes(name)))

const fetching = (model: EntityModel, asked: readonly string[] | undefined, conjuncts: readonly Condition[]): FetchStep => ({
  keyNames: model.keyNames,
  projection: withNames(asked, model.keyNames, conjuncts),
  ...(conjuncts.length === 0 ? {} : { residual: all(conjuncts) }),
})

function indexProjection(model: EntityModel, criteria: Criteria, candidate: Candidate, residual: Condition | undefined): readonly string[] | undefined {
  const asked = candidate.fetch ? [] : askedNames(criteria, candidate.ordered)
  const place = criteria.paged === true ? positionAttributes(model, candidate.index?.name).map(({ name }) => name) : model.keyNames
  return withNames(asked, place, residual === undefined ? [] : [residual])
}

/** The attributes to read: those asked for, the keys, and those that the driver filters by; whole items where they are too many to name. */
export function withNames(projection: readonly string[] | undefined, keys: readonly string[], conditions: readonly Condition[]): readonly string[] | undefined {
  if (projection === undefined) return undefined
  const names = [...new Set([...projection, ...keys, ...conditions.flatMap((condition) => [...conditionNames(condition)])])]
  return fitsProjection(names) ? names : undefined
}
