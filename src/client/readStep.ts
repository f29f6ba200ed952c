import { compareItems, type AttributeOrder } from '../expressions/compareItems.js'
import { evaluateCondition } from '../expressions/evaluateCondition.js'
import type { Condition } from '../expressions/Condition.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import { refuseUnknownItems } from '../planner/refuseUnknownItems.js'
import type { ReadStep } from '../planner/ReadChoice.js'
import type { BatchGetPlan, PagedPlan } from '../planner/ReadPlan.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import { limits } from '../vocabulary/limits.js'
import { mergeSorted } from './mergeSorted.js'
import type { Overlay } from './Overlay.js'
import { projected, type StepOverlay } from './overlaySteps.js'
import { readItem } from './readItem.js'
import { readItems, readItemsInOrder } from './readItems.js'
import { readPages } from './readPages.js'
import type { Sender } from './Sender.js'

export interface StepOptions {
  readonly order: readonly AttributeOrder[]
  /** Items that are wanted at most. */
  readonly most?: number | undefined
  /** What the reader sees otherwise than it is stored. */
  readonly overlay?: Overlay | undefined
  /** The same, as far as it concerns this Query or Scan. */
  readonly over?: StepOverlay | undefined
}

/** The items of one step, page by page, in the order asked for where the step can give it. */
export async function* readStep(sender: Sender, step: ReadStep, options: StepOptions): AsyncGenerator<Item[], void, undefined> {
  const { plan, residual } = step
  if (plan.kind === 'get' || plan.kind === 'batch-get') {
    const items = matching(await readByKeys(sender, plan.kind === 'get' ? { ...plan, kind: 'batch-get', keys: [plan.key] } : plan, options.overlay), residual)
    refuseUnknownItems(step.known, items)
    yield options.order.length === 0 ? items : items.sort(compareItems(options.order))
    return
  }
  const { over } = options
  if (over === undefined || over.images.length === 0) return yield* readStored(sender, step, options)
  const stored = readStored(sender, over.step, options)
  if (plan.kind === 'query') return yield* mergeSorted<Item>([onePage(over.images), stored], over.compare)
  yield [...over.images]
  yield* stored
}

/** So many items more are asked for, since as many may be hidden; beyond that another page is. */
export const roomFor = (over: StepOverlay | undefined): number => Math.min(over?.hidden ?? 0, limits.transactionOperations)

async function* onePage(items: readonly Item[]): AsyncGenerator<readonly Item[], void, undefined> {
  yield await Promise.resolve(items)
}

/** What DynamoDB gives, but for what the reader sees otherwise. */
async function* readStored(sender: Sender, step: ReadStep, { most, over }: StepOptions): AsyncGenerator<Item[], void, undefined> {
  const { residual } = step
  const plan = step.plan as PagedPlan
  // A limit counts what is evaluated: with a filter it would only cut the answer into more requests.
  const isFiltered = plan.filter !== undefined || residual !== undefined || step.fetch?.residual !== undefined
  const pageLimit = most !== undefined && (!isFiltered || step.mostPass === true) ? most + roomFor(over) : undefined
  for await (const page of readPages(sender, pageLimit === undefined ? plan : { ...plan, pageLimit }, { grows: isFiltered })) {
    if (page.items.length === 0) continue
    const found = matching(over === undefined ? page.items : page.items.filter((item) => !over.hides(item)), residual)
    const whole = step.fetch === undefined ? found : (await fetchWhole(sender, step, found)).filter((item) => item !== undefined)
    refuseUnknownItems(step.known, whole)
    yield whole
  }
}

const matching = (items: Item[], residual: Condition | undefined): Item[] => (residual === undefined ? items : items.filter((item) => evaluateCondition(residual, item)))

async function readByKeys(sender: Sender, plan: BatchGetPlan, overlay: Overlay | undefined): Promise<Item[]> {
  if (overlay !== undefined) return (await readKeysUnder(overlay, sender, plan)).filter((item) => item !== undefined)
  if (plan.keys.length > 1) return readItems(sender, plan)
  const item = await readItem(sender, { ...plan, kind: 'get', key: plan.keys[0]! })
  return item === undefined ? [] : [item]
}

/** Items by their keys, in the order of the keys, as a reader sees them; what it knows already is not read. */
export async function readKeysUnder(overlay: Overlay, sender: Sender, plan: BatchGetPlan): Promise<(Item | undefined)[]> {
  const { table } = plan
  const sights = plan.keys.map((key) => overlay.sightOf(table, key))
  const keys = plan.keys.filter((_key, at) => sights[at]?.known !== 'image' && sights[at]?.known !== 'absent')
  // What a change makes of an item may depend on all of it.
  const whole = sights.some((sight) => sight?.known === 'changed')
  const stored = await readStoredKeys(sender, { ...plan, keys, projection: whole ? undefined : plan.projection })
  return plan.keys.map((key, at) => {
    const sight = sights[at]
    if (sight?.known === 'absent') return undefined
    const found = stored.get(keyIdentity(table, key))
    if (sight?.known === 'changed' && plan.consistent) overlay.keep(table, key, found)
    const item = sight?.known === 'image' ? sight.item : overlay.after(table, key, found)
    return item === undefined ? undefined : projected(item, plan.projection)
  })
}

async function readStoredKeys(sender: Sender, plan: BatchGetPlan): Promise<ReadonlyMap<string, Item>> {
  const { table, keys: [first, ...others] } = plan
  if (first === undefined) return new Map()
  const items = others.length > 0 ? await readItems(sender, plan) : [await readItem(sender, { ...plan, kind: 'get', key: first })]
  const names = Object.keys(first)
  return new Map(items.flatMap((item) => (item === undefined ? [] : [[keyIdentity(table, item, names), item]])))
}

/** The whole items for what an index gave, in its order; undefined for what is gone or matches no more. */
export async function fetchWhole(sender: Sender, { plan, fetch }: ReadStep, found: readonly Item[]): Promise<(Item | undefined)[]> {
  if (found.length === 0) return []
  const { table, entity, consistent } = plan as PagedPlan
  const keys = found.map((item) => keyOf(item, fetch!.keyNames))
  const whole = await readItemsInOrder(sender, { kind: 'batch-get', table, entity, consistent, keys, projection: fetch!.projection })
  return whole.map((item) => (item !== undefined && (fetch!.residual === undefined || evaluateCondition(fetch!.residual, item)) ? item : undefined))
}

function keyOf(item: Item, names: readonly string[]): Key {
  const key: Key = {}
  for (const name of names) key[name] = item[name]!
  return key
}
