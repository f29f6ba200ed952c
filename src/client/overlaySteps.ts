import { compareItems } from '../expressions/compareItems.js'
import { compareText } from '../expressions/compareKeyValues.js'
import { all } from '../expressions/conditions.js'
import type { Condition } from '../expressions/Condition.js'
import { evaluateCondition } from '../expressions/evaluateCondition.js'
import { fitsProjection } from '../expressions/expressionWeight.js'
import { mayHold } from '../expressions/mayHold.js'
import type { EntityModel } from '../metadata/EntityModel.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import { nativeOrder, positionAttributes } from '../planner/positions.js'
import type { ReadChoice, ReadStep } from '../planner/ReadChoice.js'
import type { PagedPlan } from '../planner/ReadPlan.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import type { OverlaidItem, Overlay, Sight } from './Overlay.js'
import { readItems } from './readItems.js'
import type { Sender } from './Sender.js'

/** Who reads: what it sees otherwise than it is stored, of the table of a model. */
export interface Seen {
  readonly overlay: Overlay
  readonly model: EntityModel
}

/** What a reader sees otherwise of what one Query or Scan gives. */
export interface StepOverlay {
  /** The step, with what it takes to find the place of an image among the items that it gives. */
  readonly step: ReadStep
  /** Whether an item that DynamoDB gives is not what the reader sees. */
  readonly hides: (item: Item) => boolean
  /** So many items may be hidden. */
  readonly hidden: number
  /** What the reader sees in their place, and what else belongs to the step: in its order, those in the same place by their keys. */
  readonly images: readonly Item[]
  /** The order in which the step gives its items; none of a Scan, whose images come first. */
  readonly compare: (a: Item, b: Item) => number
}

export type StepOverlays = ReadonlyMap<ReadStep, StepOverlay>

const nothing: StepOverlays = new Map()

export const isOverlaid = (seen: Seen | undefined): seen is Seen => seen !== undefined && seen.overlay.itemsOf(seen.model.table).length > 0

/**
 * What is laid over the Queries and Scans of an answer, as it is when the reading begins. What is changed without being known
 * is read first, all at once, unless it is certain that it could not belong to the answer.
 */
export async function overlaySteps(sender: Sender, seen: Seen | undefined, { steps }: Pick<ReadChoice, 'steps'>): Promise<StepOverlays> {
  if (!isOverlaid(seen)) return nothing
  const { overlay, model } = seen
  const items = overlay.itemsOf(model.table)
  const touched = new Map<ReadStep, readonly OverlaidItem[]>()
  for (const step of steps) {
    if (step.plan.kind !== 'query' && step.plan.kind !== 'scan') continue
    const condition = conditionOf(step)
    // An item never changes its key, so that neither what is stored nor what is seen belongs to the step.
    const some = items.filter(({ key }) => mayHold(condition, key, new Set(Object.keys(key))))
    if (some.length > 0) touched.set(step, some)
  }
  await readChanged(sender, seen, touched)
  return new Map([...touched].map(([step, some]) => [step, overlayOf(seen, step, some)]))
}

/** All conditions that an item meets to be given by a step. */
function conditionOf({ plan, residual, fetch }: ReadStep): Condition {
  const { filter } = plan as PagedPlan
  return all([plan.kind === 'query' ? plan.keyCondition : undefined, filter, residual, fetch?.residual].filter((one) => one !== undefined))
}

async function readChanged(sender: Sender, { overlay, model }: Seen, touched: ReadonlyMap<ReadStep, readonly OverlaidItem[]>): Promise<void> {
  const unknown = new Map<string, Key>()
  for (const [step, items] of touched) {
    const condition = conditionOf(step)
    const place = positionAttributes(model, (step.plan as PagedPlan).index)
    const mayBelong = (sight: Sight): boolean => sight.known === 'changed' && mayHold(condition, sight.item, sight.certain) && place.every(({ name }) => sight.item[name] !== undefined || !sight.certain.has(name))
    for (const { key, sight } of items) if (mayBelong(sight)) unknown.set(keyIdentity(model.table, key), key)
  }
  if (unknown.size === 0) return
  const { table, entity, keyNames } = model
  const found = await readItems(sender, { kind: 'batch-get', table, entity, consistent: true, keys: [...unknown.values()] })
  const stored = new Map(found.map((item) => [keyIdentity(table, item, keyNames), item]))
  for (const [identity, key] of unknown) overlay.keep(table, key, stored.get(identity))
}

function overlayOf({ overlay, model }: Seen, step: ReadStep, touched: readonly OverlaidItem[]): StepOverlay {
  const { table, keyNames } = model
  const plan = step.plan as PagedPlan
  const identityOf = (item: Item): string => keyIdentity(table, item, keyNames)
  const place = positionAttributes(model, plan.index).map(({ name }) => name)
  const compare = compareItems(plan.kind === 'scan' ? [] : nativeOrder(model, plan.index, plan.forward))
  const hidden = new Set(touched.map(({ key }) => identityOf(key)))
  const images = isOfOther(plan) ? [] : imagesOf(overlay, table, touched).filter((item) => place.every((name) => item[name] !== undefined) && evaluateCondition(conditionOf(step), item))
  const fetch = step.fetch === undefined ? undefined : { ...step.fetch, projection: withNames(step.fetch.projection, place) }
  const projection = withNames(plan.projection, place)
  return {
    step: { ...step, plan: { ...plan, projection }, fetch },
    hides: (item) => hidden.has(identityOf(item)),
    hidden: hidden.size,
    images: images.map((item) => projected(item, fetch === undefined ? projection : fetch.projection)).sort((a, b) => compare(a, b) || compareText(identityOf(a), identityOf(b))),
    compare,
  }
}

/** Of the segments of a Scan, the first one gives the images. */
const isOfOther = (plan: PagedPlan): boolean => plan.kind === 'scan' && plan.segment !== undefined && plan.segment.number > 0

function imagesOf(overlay: Overlay, table: string, touched: readonly OverlaidItem[]): Item[] {
  const items: Item[] = []
  for (const { key } of touched) {
    const sight = overlay.sightOf(table, key)
    if (sight?.known === 'image') items.push(sight.item)
  }
  return items
}

function withNames(projection: readonly string[] | undefined, more: readonly string[]): readonly string[] | undefined {
  if (projection === undefined) return undefined
  const names = [...new Set([...projection, ...more])]
  return fitsProjection(names) ? names : undefined
}

/** As much of an item as is asked for. */
export function projected(item: Item, names: readonly string[] | undefined): Item {
  if (names === undefined) return item
  const some: Item = {}
  for (const name of names) if (item[name] !== undefined) some[name] = item[name]
  return some
}
