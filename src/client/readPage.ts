import { evaluateCondition } from '../expressions/evaluateCondition.js'
import type { KeyAttribute } from '../metadata/EntityModel.js'
import { positionOf } from '../planner/pageCursor.js'
import type { ReadChoice } from '../planner/planRead.js'
import type { PagedPlan } from '../planner/ReadPlan.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import { fetchWhole } from './answer.js'
import { requestPage } from './readPages.js'
import type { Sender } from './Sender.js'

export interface PageRequest {
  readonly choice: ReadChoice
  readonly plan: PagedPlan
  readonly attributes: readonly KeyAttribute[]
  readonly size: number
  readonly after?: Key | undefined
}

/** The items of a page, and the position of the last of them if there are more. */
export interface ItemPage {
  readonly items: Item[]
  readonly next?: Key | undefined
}

/**
 * Reads just one page: as many items as asked for, however many a filter drops, unless the end is reached. One item more is
 * looked at, to know whether the page is the last.
 */
export async function readPage(sender: Sender, { choice, plan, attributes, size, after }: PageRequest): Promise<ItemPage> {
  const found: Item[] = []
  const { residual } = choice
  const filtered = plan.filter !== undefined || residual !== undefined
  let limit = size + 1
  let startKey = after
  do {
    // The next request, where a filter has dropped much, looks at twice as many.
    const page = await requestPage(sender, { ...plan, startKey, pageLimit: limit })
    const read = choice.fetch && page.items.length > 0 ? await fetchWhole(sender, choice, page.items) : page.items
    for (const item of read) if (residual === undefined || evaluateCondition(residual, item)) found.push(item)
    startKey = page.lastKey
    limit = filtered ? Math.min(limit * 2, 10_000) : Math.max(size + 1 - found.length, 1)
  } while (startKey !== undefined && found.length <= size)
  const items = found.slice(0, size)
  return { items, next: found.length > size ? positionOf(items.at(-1)!, attributes) : undefined }
}

/**
 * The position after so many items, found by counting, without fetching them; undefined where there are no more.
 */
export async function skipItems(sender: Sender, plan: PagedPlan, count: number): Promise<{ readonly position: Key | undefined; readonly ended: boolean }> {
  let left = count
  let startKey: Key | undefined
  while (left > 0) {
    const page = await requestPage(sender, { ...plan, startKey, pageLimit: left, count: true })
    left -= page.returned
    startKey = page.lastKey
    if (startKey === undefined) return { position: undefined, ended: true }
  }
  return { position: startKey, ended: false }
}
