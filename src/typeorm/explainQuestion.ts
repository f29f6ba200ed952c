import { analyzeReading } from '../client/analyzeReading.js'
import { answer } from '../client/answer.js'
import { isOverlaid } from '../client/overlaySteps.js'
import { readPage } from '../client/readPage.js'
import type { Pageable } from '../paging/Pageable.js'
import type { Criteria } from '../planner/Criteria.js'
import { explainRead } from '../planner/explainRead.js'
import { explanation, type Explanation } from '../planner/Explanation.js'
import { planRead } from '../planner/planRead.js'
import type { ReadChoice } from '../planner/ReadChoice.js'
import type { DynamoDriver } from './DynamoDriver.js'
import type { EntityStore } from './EntityStore.js'
import { pageCriteria, unsorted } from './findPage.js'
import { isolated } from './isolation.js'
import { choose, isolationIn, seenBy } from './readEntities.js'
import { relationCollection } from './relations/relationCollection.js'
import type { RelationNode } from './relations/RelationNode.js'
import type { WriteContext } from './WriteContext.js'

export interface ExplainOptions {
  /** Asks the question as well, and adds what that has cost. */
  readonly analyze?: boolean
  /** Explains a page, whose order an index must serve. */
  readonly page?: Pageable
}

interface Options {
  readonly analyze: boolean
  readonly page: Pageable | undefined
  readonly context: WriteContext | undefined
  /** Relations that may be read along. */
  readonly nodes: readonly RelationNode[]
}

/**
 * The plan of a question in words, and on demand its costs. A Scan is explained even where it would be refused.
 *
 * @throws InvalidQueryError for a page whose order no index serves.
 */
export async function explainQuestion(driver: DynamoDriver, store: EntityStore, asked: Criteria, { analyze, page, context, nodes }: Options): Promise<Explanation> {
  const criteria = asIsolated(context, store, page === undefined ? asked : pageCriteria(store, asked, page))
  const together = page === undefined && isolationIn(context)?.level !== 'SERIALIZABLE' ? relationCollection(driver, { store, criteria, nodes }) : undefined
  const planned: ReadChoice = together === undefined ? planRead(store.model, criteria) : { steps: [together.plan.step], order: criteria.order, ordered: true }
  if (page !== undefined && !planned.ordered) throw unsorted(store, planned)
  const seen = seenBy(context, store, { own: true })
  const explained = withOverlay(explainRead(store.model, criteria, planned), seen)
  if (!analyze) return explained
  const choice = together === undefined ? choose(driver, store, criteria, { context, own: true }) : planned
  const pages = page !== undefined && choice.steps.some(({ plan }) => plan.kind === 'query' || plan.kind === 'scan')
  const analyzed = await analyzeReading(driver.sender, async (sender) => {
    if (pages) return (await readPage(sender, { model: store.model, choice, size: page.pageSize, start: { backward: false, places: choice.steps.map(() => 'edge') }, budget: {}, seen })).items.length
    let returned = 0
    for await (const items of answer(sender, choice, criteria, { seen, whole: true })) returned += items.length
    return returned
  })
  return explanation({ ...explained, analyzed })
}

/** The same where unsent writes are seen: then it says so. */
export const withOverlay = (read: Explanation, seen: Parameters<typeof isOverlaid>[0]): Explanation =>
  isOverlaid(seen) ? explanation({ ...read, driver: [...read.driver, 'lays unsent writes of the transaction over what is stored'] }) : read

/** The question as the transaction at hand would ask it. What a SERIALIZABLE one would refuse is explained all the same. */
function asIsolated(context: WriteContext | undefined, { model }: EntityStore, asked: Criteria): Criteria {
  const isolation = isolationIn(context)
  const criteria = isolated(isolation, asked)
  const isKeyed = isolation?.level === 'SERIALIZABLE' && planRead(model, criteria).steps.every(({ plan }) => plan.kind === 'get' || plan.kind === 'batch-get')
  return isKeyed ? { ...criteria, consistent: true } : criteria
}
