import { pageResult, type ReadPage } from '../operations/pages.js'
import { queryRequest } from '../operations/query.js'
import { scanRequest } from '../operations/scan.js'
import type { PagedPlan } from '../planner/ReadPlan.js'
import type { Sender } from './Sender.js'

/** Reads page by page; each is asked for when the reader comes to it, so that a reader who stops pays for no more. */
export async function* readPages(sender: Sender, plan: PagedPlan): AsyncGenerator<ReadPage, void, undefined> {
  let startKey = plan.startKey
  do {
    const page = await requestPage(sender, { ...plan, startKey })
    yield page
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
