import { pageResult, type ReadPage } from '../operations/pages.js'
import { queryRequest } from '../operations/query.js'
import { scanRequest } from '../operations/scan.js'
import type { PagedPlan } from '../planner/ReadPlan.js'
import type { Sender } from './Sender.js'

export interface PagesOptions {
  /** Whether each page may look at twice as many items as the one before, since too few passed. */
  readonly grows?: boolean | undefined
}

/** Reads page by page; each is asked for when the reader comes to it, so that a reader who stops pays for no more. */
export async function* readPages(sender: Sender, plan: PagedPlan, { grows = false }: PagesOptions = {}): AsyncGenerator<ReadPage, void, undefined> {
  let { startKey, pageLimit } = plan
  do {
    const page = await requestPage(sender, { ...plan, startKey, pageLimit })
    yield page
    if (grows && pageLimit !== undefined) pageLimit *= 2
    startKey = page.lastKey
  } while (startKey !== undefined)
}

/** Counts over all pages, without fetching items. Every item looked at is paid for. */
export async function countItems(sender: Sender, plan: PagedPlan): Promise<number> {
  let count = 0
  for await (const page of readPages(sender, { ...plan, count: true })) count += page.returned
  return count
}

/** One request: what DynamoDB gives at a time. */
export async function requestPage(sender: Sender, plan: PagedPlan): Promise<ReadPage> {
  return pageResult(plan.kind === 'query' ? await sender.send('Query', queryRequest(plan)) : await sender.send('Scan', scanRequest(plan)))
}
