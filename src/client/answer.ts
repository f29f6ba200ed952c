import { compareKeyValues } from '../expressions/compareKeyValues.js'
import { evaluateCondition } from '../expressions/evaluateCondition.js'
import type { AttributeOrder, Criteria } from '../planner/Criteria.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import type { ReadChoice } from '../planner/planRead.js'
import type { BatchGetPlan } from '../planner/ReadPlan.js'
import type { AttributeValue, Item, Key } from '../vocabulary/AttributeValue.js'
import { readItem } from './readItem.js'
import { readItems } from './readItems.js'
import { countItems, readPages } from './readPages.js'
import type { Sender } from './Sender.js'

type Asked = Pick<Criteria, 'order' | 'skip' | 'take'>

/** An item as unsent writes will leave it, from what is stored. */
export type After = (table: string, key: Key, stored: Item | undefined) => Item | undefined

/**
 * Answers a question as planned, page by page: what DynamoDB could not filter is filtered here, what it could not order is
 * read whole and ordered here. Nothing is asked for beyond what the reader takes.
 */
export async function* answer(sender: Sender, choice: ReadChoice, asked: Asked, after?: After): AsyncGenerator<Item[]> {
  if (choice.plan === undefined || asked.take === 0) return
  if (choice.ordered) return yield* cut(matching(sender, choice, asked, after), asked)
  const everything: Item[] = []
  for await (const items of matching(sender, choice, { order: asked.order, skip: 0 }, after)) everything.push(...items)
  everything.sort(byOrder(asked.order))
  yield everything.slice(asked.skip, asked.take === undefined ? undefined : asked.skip + asked.take)
}

/** How many items a question has, without fetching them where DynamoDB can count by itself. */
export async function countAnswer(sender: Sender, choice: ReadChoice, after?: After): Promise<number> {
  const plan = choice.plan
  if (plan === undefined) return 0
  if ((plan.kind === 'query' || plan.kind === 'scan') && choice.residual === undefined) return countItems(sender, plan)
  let count = 0
  for await (const items of matching(sender, choice, { order: [], skip: 0 }, after)) count += items.length
  return count
}

async function* matching(sender: Sender, choice: ReadChoice, asked: Asked, after: After | undefined): AsyncGenerator<Item[]> {
  const residual = choice.residual
  for await (const items of raw(sender, choice, asked, after)) yield residual === undefined ? items : items.filter((item) => evaluateCondition(residual, item))
}

async function* raw(sender: Sender, choice: ReadChoice, asked: Asked, after: After | undefined): AsyncGenerator<Item[]> {
  const plan = choice.plan!
  if (plan.kind === 'get') {
    const stored = await readItem(sender, plan)
    const item = after === undefined ? stored : after(plan.table, plan.key, stored)
    if (item !== undefined) yield [item]
  } else if (plan.kind === 'batch-get') {
    const items = await readItems(sender, plan)
    yield after === undefined ? items : overlaid(items, plan, after)
  } else {
    // A limit counts what is evaluated: with a filter it would only cut the answer into more requests.
    const limited = asked.take !== undefined && plan.filter === undefined && choice.residual === undefined ? { ...plan, pageLimit: asked.skip + asked.take } : plan
    for await (const page of readPages(sender, limited)) {
      if (page.items.length > 0) yield choice.fetch ? await fetchWhole(sender, choice, page.items) : page.items
    }
  }
}

function overlaid(items: readonly Item[], plan: BatchGetPlan, after: After): Item[] {
  const stored = new Map(items.map((item) => [keyIdentity(plan.table, item, Object.keys(plan.keys[0]!)), item]))
  return plan.keys.map((key) => after(plan.table, key, stored.get(keyIdentity(plan.table, key)))).filter((item) => item !== undefined)
}

/** The whole items, in the order of the keys that an index gave. */
export async function fetchWhole(sender: Sender, choice: ReadChoice, keys: readonly Key[]): Promise<Item[]> {
  const { table, entity, consistent } = choice.plan!
  const names = Object.keys(keys[0]!)
  const text = (item: Item): string => keyIdentity(table, item, names)
  const items = new Map((await readItems(sender, { kind: 'batch-get', table, entity, consistent, keys })).map((item) => [text(item), item]))
  return keys.map((key) => items.get(text(key))).filter((item) => item !== undefined)
}

async function* cut(pages: AsyncGenerator<Item[]>, asked: Asked): AsyncGenerator<Item[]> {
  let skip = asked.skip
  let left = asked.take ?? Infinity
  for await (const items of pages) {
    const from = Math.min(skip, items.length)
    skip -= from
    const wanted = from === 0 && items.length <= left ? items : items.slice(from, from + left)
    left -= wanted.length
    if (wanted.length > 0) yield wanted
    if (left <= 0) return
  }
}

const rank = (value: AttributeValue | undefined): number => (value === undefined || value.NULL === true ? 0 : value.N !== undefined ? 1 : value.S !== undefined ? 2 : value.B !== undefined ? 3 : 4)

/** Items without the attribute come first, as in SQLite and MySQL. */
function byOrder(orders: readonly AttributeOrder[]): (a: Item, b: Item) => number {
  return (a, b) => {
    for (const { attribute, direction } of orders) {
      const compared = compareValues(a[attribute], b[attribute])
      if (compared !== 0) return direction === 'ASC' ? compared : -compared
    }
    return 0
  }
}

function compareValues(left: AttributeValue | undefined, right: AttributeValue | undefined): number {
  const ranks = rank(left) - rank(right)
  if (ranks !== 0 || left === undefined || right === undefined || rank(left) === 0) return ranks
  if (left.BOOL !== undefined && right.BOOL !== undefined) return Number(left.BOOL) - Number(right.BOOL)
  return rank(left) === 4 ? 0 : compareKeyValues(left, right)
}
