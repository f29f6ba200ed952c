import { conjuncts as conjunctsOf } from '../expressions/conditions.js'
import { describeCondition } from '../expressions/describeCondition.js'
import type { AttributeModel, EntityModel, IndexModel } from '../metadata/EntityModel.js'
import { limits } from '../vocabulary/limits.js'
import { bindings, type Bindings } from './bindings.js'
import { candidates, covers, lacking } from './candidates.js'
import type { Criteria } from './Criteria.js'
import { explanation, type ExplainedStep, type Explanation, type RejectedIndex } from './Explanation.js'
import type { ReadChoice, ReadStep } from './ReadChoice.js'

/** A choice in words: what is read, why so, and why not by another index. */
export function explainRead(model: EntityModel, criteria: Criteria, choice: ReadChoice): Explanation {
  const { steps, ordered, suggestion } = choice
  const order = criteria.order.map(({ attribute, direction }) => `${propertyOf(model, attribute)} ${direction}`).join(', ')
  return explanation({
    entity: model.entity,
    table: model.table,
    steps: steps.map((step) => explainStep(step)),
    ...(steps.length < 2 ? {} : { combined: steps[0]!.plan.kind === 'scan' ? 'in parallel' : ordered && order !== '' ? 'merged by the order' : 'in turn' }),
    ...(order === '' || steps.length === 0 ? {} : { order, orderedBy: ordered && steps.every(({ plan }) => plan.kind === 'query') ? 'the key' : 'the driver' }),
    driver: driverWork(choice, order !== ''),
    requests: { least: steps.reduce((sum, { plan }) => sum + (plan.kind === 'batch-get' ? Math.ceil(plan.keys.length / limits.batchGetKeys) : 1), 0), perPage: steps.some(({ plan }) => plan.kind === 'query' || plan.kind === 'scan') },
    rejected: rejectedIndexes(model, criteria, choice),
    ...(suggestion === undefined ? {} : { suggestion }),
  })
}

const operations = { get: 'GetItem', 'batch-get': 'BatchGetItem', query: 'Query', scan: 'Scan' } as const

function explainStep({ plan, residual, fetch, collects, reason }: ReadStep): ExplainedStep {
  const paged = plan.kind === 'query' || plan.kind === 'scan' ? plan : undefined
  return {
    operation: operations[plan.kind],
    ...(paged?.index === undefined ? {} : { index: paged.index }),
    reason,
    ...(collects === undefined ? {} : { collects }),
    ...(plan.kind === 'get' ? { keys: 1 } : plan.kind === 'batch-get' ? { keys: plan.keys.length } : {}),
    ...(plan.kind === 'query' ? { keyCondition: describeCondition(plan.keyCondition) } : {}),
    ...(paged?.filter === undefined ? {} : { filter: describeCondition(paged.filter) }),
    ...(residual === undefined ? {} : { driverFilter: describeCondition(residual) }),
    ...(fetch === undefined ? {} : { fetch: fetch.projection === undefined ? 'whole items, by BatchGetItem' : `${fetch.projection.join(', ')}, by BatchGetItem` }),
    ...(plan.kind === 'query' && !plan.forward ? { direction: 'backward' } : {}),
    ...(plan.consistent ? { consistent: true } : {}),
    ...(plan.projection === undefined ? {} : { attributes: plan.projection }),
  }
}

function driverWork({ steps, ordered }: ReadChoice, hasOrder: boolean): string[] {
  const inMemory = hasOrder && steps.length > 0 && (!ordered || steps.some(({ plan }) => plan.kind === 'batch-get'))
  return [
    ...(steps.some(({ residual }) => residual !== undefined) ? ['filters what DynamoDB does not filter by: keys of what is read, what the index lacks, or what is too long for one expression'] : []),
    ...(steps.some(({ fetch }) => fetch !== undefined) ? ['fetches from the table what the index lacks'] : []),
    ...(inMemory ? ['sorts in memory'] : []),
    ...(steps.length > 1 && hasOrder && ordered ? ['merges by the order'] : []),
  ]
}

function rejectedIndexes(model: EntityModel, criteria: Criteria, { steps }: ReadChoice): RejectedIndex[] {
  const used = new Set(steps.map(({ plan }) => ('index' in plan ? plan.index : undefined)))
  const bound = bindings(conjunctsOf(criteria.where), { implied: true })
  const able = candidates(model, criteria, bound, undefined)
  const chosen = steps.length === 1 ? able.find((one) => used.has(one.index?.name)) : undefined
  const why = (index: IndexModel): string => {
    const unable = whyNot(criteria, bound, index)
    if (unable !== undefined) return unable
    if (steps.length === 0) return 'nothing need be read'
    if (steps.every(({ plan }) => plan.kind === 'get' || plan.kind === 'batch-get')) return 'whole primary keys are given'
    const own = able.find((one) => one.index === index)
    return own === undefined || chosen === undefined ? 'key: several Queries bind more of their keys' : lacking(own, chosen, criteria.paged === true)
  }
  return model.indexes.filter(({ name }) => !used.has(name)).toSorted((a, b) => (a.name < b.name ? -1 : 1)).map((index) => ({ index: index.name, reason: why(index) }))
}

/** Why an index could not answer at all. */
function whyNot(criteria: Criteria, bound: Bindings, index: IndexModel): string | undefined {
  const named = (parts: readonly AttributeModel[]): string => parts.map(({ property }) => property).join(', ')
  const parts = [...index.partitionKey.parts, ...(index.sortKey?.parts ?? [])]
  const open = index.partitionKey.parts.filter(({ name }) => bound.possible(name) === undefined)
  if (criteria.scan === true) return 'a scan is asked for'
  if (criteria.index !== undefined) return `index ${criteria.index} is asked for`
  if (criteria.consistent && index.scope === 'global') return 'consistent: a global index is never read consistently'
  if (open.length > 0) return `key: the where gives no value of ${named(open)}`
  if (index.partial) return 'sparse: it holds only items of some child classes'
  if (index.when?.impliedBy((name) => bound.equal(name), bound.conjuncts) === false) return 'sparse: it holds only items that satisfy its condition'
  if (!covers(index, bound)) return `sparse: items without ${named(parts.filter((part) => part.nullable && !bound.requires(part.name)))} are not in it`
  return undefined
}

const propertyOf = (model: EntityModel, attribute: string): string => model.attributeByName.get(attribute)?.property ?? attribute
