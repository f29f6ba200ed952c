import { compareItems, type AttributeOrder } from '../expressions/compareItems.js'
import { evaluateCondition } from '../expressions/evaluateCondition.js'
import type { Condition } from '../expressions/Condition.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import type { ReadStep } from '../planner/ReadChoice.js'
import type { BatchGetPlan, PagedPlan } from '../planner/ReadPlan.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import { readItem } from './readItem.js'
import { readItems } from './readItems.js'
import { readPages } from './readPages.js'
import type { Sender } from './Sender.js'

/** An item as unsent writes will leave it, from what is stored. */
export type After = (table: string, key: Key, stored: Item | undefined) => Item | undefined

export interface StepOptions {
  readonly order: readonly AttributeOrder[]
  /** Items that are wanted at most. */
  readonly most?: number | undefined
  readonly after?: After | undefined
}

/** The items of one step, page by page, in the order asked for where the step can give it. */
export async function* readStep(sender: Sender, step: ReadStep, options: StepOptions): AsyncGenerator<Item[], void, undefined> {
  const { plan, residual } = step
  if (plan.kind === 'get' || plan.kind === 'batch-get') {
    const items = matching(await readByKeys(sender, plan.kind === 'get' ? { ...plan, kind: 'batch-get', keys: [plan.key] } : plan, options.after), residual)
    yield options.order.length === 0 ? items : items.sort(compareItems(options.order))
    return
  }
  // A limit counts what is evaluated: with a filter it would only cut the answer into more requests.
  const limited = options.most !== undefined && plan.filter === undefined && residual === undefined && step.fetch?.residual === undefined ? { ...plan, pageLimit: options.most } : plan
  for await (const page of readPages(sender, limited)) {
    if (page.items.length === 0) continue
    const found = matching(page.items, residual)
    yield step.fetch === undefined ? found : (await fetchWhole(sender, step, found)).filter((item) => item !== undefined)
  }
}

const matching = (items: Item[], residual: Condition | undefined): Item[] => (residual === undefined ? items : items.filter((item) => evaluateCondition(residual, item)))

async function readByKeys(sender: Sender, plan: BatchGetPlan, after: After | undefined): Promise<Item[]> {
  if (plan.keys.length === 1) {
    const [key] = plan.keys
    const stored = await readItem(sender, { ...plan, kind: 'get', key: key! })
    const item = after === undefined ? stored : after(plan.table, key!, stored)
    return item === undefined ? [] : [item]
  }
  const items = await readItems(sender, plan)
  if (after === undefined) return items
  const stored = new Map(items.map((item) => [keyIdentity(plan.table, item, Object.keys(plan.keys[0]!)), item]))
  return plan.keys.map((key) => after(plan.table, key, stored.get(keyIdentity(plan.table, key)))).filter((item) => item !== undefined)
}

/** The whole items for what an index gave, in its order; undefined for what is gone or matches no more. */
export async function fetchWhole(sender: Sender, { plan, fetch }: ReadStep, found: readonly Item[]): Promise<(Item | undefined)[]> {
  if (found.length === 0) return []
  const { table, entity, consistent } = plan as PagedPlan
  const keys = found.map((item) => keyOf(item, fetch!.keyNames))
  const whole = await readItems(sender, { kind: 'batch-get', table, entity, consistent, keys, projection: fetch!.projection })
  const byKey = new Map(whole.map((item) => [keyIdentity(table, item, fetch!.keyNames), item]))
  return keys.map((key) => {
    const item = byKey.get(keyIdentity(table, key))
    return item !== undefined && (fetch!.residual === undefined || evaluateCondition(fetch!.residual, item)) ? item : undefined
  })
}

function keyOf(item: Item, names: readonly string[]): Key {
  const key: Key = {}
  for (const name of names) key[name] = item[name]!
  return key
}
