import type { ObjectLiteral } from 'typeorm'
import { answer } from '../client/answer.js'
import { isOverlaid, type Seen } from '../client/overlaySteps.js'
import { readPage, skipItems, type PageBudget } from '../client/readPage.js'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import type { Page } from '../paging/Page.js'
import type { Pageable } from '../paging/Pageable.js'
import type { Criteria } from '../planner/Criteria.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import { decodeCursor, encodeCursor, fingerprint, isBeginning, noCursor, type PageStart } from '../planner/pageCursor.js'
import type { ReadChoice } from '../planner/ReadChoice.js'
import type { BatchGetPlan, PagedPlan } from '../planner/ReadPlan.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import type { DynamoDriver } from './DynamoDriver.js'
import type { EntityStore } from './EntityStore.js'
import { choose, keptIn, seenBy } from './readEntities.js'
import type { WriteContext } from './WriteContext.js'

/** Items that a page number may skip at most, each of which is paid for. */
const maxSkipped = 10_000

/** A page of stored items. */
export type FoundPage = Omit<Page<ObjectLiteral>, 'content'> & { readonly items: Item[] }

export interface FindPageOptions {
  readonly budget?: PageBudget | undefined
  readonly context?: WriteContext | undefined
}

/**
 * Finds one page of a question: by cursor, or by number, which costs reading what it skips.
 *
 * @throws InvalidQueryError for a cursor of another question, an order that no index serves, or a number too far on.
 */
export async function findPage(driver: DynamoDriver, store: EntityStore, asked: Criteria, pageable: Pageable, { budget, context }: FindPageOptions = {}): Promise<FoundPage> {
  const criteria = pageCriteria(store, asked, pageable)
  const choice = choose(driver, store, criteria, { context })
  if (!choice.ordered) throw unsorted(store, choice)
  return readFound(driver, store, { choice, criteria, pageable, budget, context })
}

interface Chosen extends FindPageOptions {
  readonly choice: ReadChoice
  readonly criteria: Criteria
  readonly pageable: Pageable
}

/**
 * Reads one page of what has been planned already.
 *
 * @throws InvalidQueryError for a cursor of another question, or a number too far on.
 */
export async function readFound(driver: DynamoDriver, store: EntityStore, { choice, criteria, pageable, budget = {}, context }: Chosen): Promise<FoundPage> {
  const seen = seenBy(context, store)
  const [step] = choice.steps
  if (step === undefined) return result(pageable, { items: [], first: pageable.pageNumber === 0 && pageable.exclusiveStartKey === undefined })
  if (step.plan.kind === 'get' || step.plan.kind === 'batch-get') return ofKeys(driver, store, choice, criteria, { pageable, seen })
  const start = await startOf(driver, store, choice, { pageable, seen })
  if (start === undefined) return result(pageable, { items: [], first: false })
  const { items, next, previous, exhausted } = await readPage(driver.sender, { model: store.model, choice, size: pageable.pageSize, start, budget, seen })
  const cursor = (place: PageStart | undefined): string | undefined => (place === undefined ? undefined : driver.cursors.seal(encodeCursor(store.model, choice, place)))
  const first = start.backward ? previous === undefined : isBeginning(start)
  return result(pageable, { items: keptIn(context, store, items), first, next: cursor(next), previous: cursor(previous), exhausted })
}

/** The question of a page: its sort comes before the order of the question. */
export const pageCriteria = (store: EntityStore, asked: Criteria, pageable: Pageable): Criteria => ({ ...asked, order: orderOf(store, asked, pageable), paged: true, skip: 0, take: undefined })

interface Asked {
  readonly pageable: Pageable
  readonly seen: Seen | undefined
}

async function startOf(driver: DynamoDriver, { model }: EntityStore, choice: ReadChoice, { pageable: { exclusiveStartKey, pageNumber, pageSize }, seen }: Asked): Promise<PageStart | undefined> {
  if (exclusiveStartKey !== undefined) return decodeCursor(model, choice, opened(driver, exclusiveStartKey))
  const skipped = pageNumber * pageSize
  const beginning: PageStart = { backward: false, places: choice.steps.map(() => 'edge') }
  if (skipped === 0) return beginning
  const [step, second] = choice.steps
  const plan = step!.plan as PagedPlan
  const refused = (why: string): InvalidQueryError => new InvalidQueryError(`The parameter page: ${why}. Go on with lastEvaluatedKey of the page before, as exclusiveStartKey.`, { code: 'page.number', path: 'page' })
  if (step!.mostPass !== true && (plan.filter !== undefined || step!.residual !== undefined)) throw refused('where a filter stands, a page has no place of its own')
  if (second !== undefined) throw refused('where several Queries answer, a page has no place of its own')
  if (skipped > maxSkipped) throw refused(`more than ${maxSkipped} items would be skipped`)
  // DynamoDB cannot count what the reader sees otherwise or sorts out itself, nor tell what is unknown.
  if (isOverlaid(seen) || step!.known !== undefined || step!.residual !== undefined) return (await readPage(driver.sender, { model, choice, size: skipped, start: beginning, budget: {}, seen })).next
  const position = await skipItems(driver.sender, plan, skipped)
  return position === undefined ? undefined : { backward: false, places: [position] }
}

function opened(driver: DynamoDriver, cursor: string): string {
  const text = driver.cursors.open(cursor)
  if (text === undefined) throw noCursor()
  return text
}

function orderOf(store: EntityStore, asked: Criteria, { sort }: Pageable): Criteria['order'] {
  if (sort.orders.length === 0) return asked.order
  return sort.orders.map(({ property, direction }) => {
    const attribute = store.model.attributeByProperty.get(property)
    if (attribute === undefined) throw new InvalidQueryError(`The parameter sort: ${store.metadata.name} has no property "${property}". Sort by one that it has.`, { code: 'page.sort', path: 'sort', entity: store.metadata.name })
    return { attribute: attribute.name, direction }
  })
}

/** That no index serves the order of a page, and which would. */
export function unsorted(store: EntityStore, { steps, order }: ReadChoice): InvalidQueryError {
  const properties = order.map(({ attribute }) => store.model.attributeByName.get(attribute)!.property)
  const sortKey = properties.length === 1 ? `'${properties[0]}'` : `[${properties.map((property) => `'${property}'`).join(', ')}]`
  const where = steps[0]?.plan.kind === 'query' ? 'the properties that the where compares' : 'a property that the where compares'
  const sparse = store.model.indexes.find((index) => !index.partial && (!index.complete || index.when !== undefined) && order.every(({ attribute }, at) => index.sortKey?.parts[at]?.name === attribute))
  if (sparse !== undefined) return new InvalidQueryError(`The parameter sort: no index serves ${store.metadata.name} by ${properties.join(', ')} for this question. ${sparse.name} has this order, but not every entity: ask for the columns that may be null to be there, with Not(IsNull()), or name it with index.`, { code: 'page.sort', path: 'sort', entity: store.metadata.name })
  const template = properties.map((property) => `{${property}}`).join('#')
  const wouldServe = store.model.itemType === undefined ? `One would: @GlobalSecondaryIndex({ name, partitionKey: ${where}, sortKey: ${sortKey} })` : `One would whose template in @SingleTable is sortKey: '${template}'`
  return new InvalidQueryError(`The parameter sort: no index serves ${store.metadata.name} by ${properties.join(', ')} for this question. ${wouldServe}.`, { code: 'page.sort', path: 'sort', entity: store.metadata.name })
}

/** Whole keys are read at once; the page is cut out of what is found, and its cursor counts. */
async function ofKeys(driver: DynamoDriver, store: EntityStore, choice: ReadChoice, criteria: Criteria, { pageable, seen }: Asked): Promise<FoundPage> {
  const { pageNumber, pageSize, exclusiveStartKey } = pageable
  const print = fingerprint(store.model, choice)
  const from = exclusiveStartKey === undefined ? pageNumber * pageSize : countOf(opened(driver, exclusiveStartKey), print)
  const found: Item[] = []
  for await (const items of answer(driver.sender, choice, criteria, { seen, whole: true })) found.push(...items)
  const [step] = choice.steps
  if (criteria.order.length === 0 && step?.plan.kind === 'batch-get') inOrderOf(step.plan, found)
  const cursor = (at: number): string => driver.cursors.seal(`${print}-${at}`)
  return result(pageable, {
    items: found.slice(from, from + pageSize),
    first: from === 0,
    next: from + pageSize < found.length ? cursor(from + pageSize) : undefined,
    previous: from > 0 ? cursor(Math.max(0, from - pageSize)) : undefined,
  })
}

function countOf(cursor: string, print: string): number {
  const [, question, count] = /^(\w+)-(\d{1,6})$/.exec(cursor) ?? []
  if (question !== print || count === undefined) throw noCursor()
  return Number(count)
}

/** DynamoDB answers a batch in any order; the pages of one question need the same each time. */
function inOrderOf({ table, keys }: BatchGetPlan, items: Item[]): void {
  const names = Object.keys(keys[0]!)
  const places = new Map(keys.map((key, place) => [keyIdentity(table, key), place]))
  items.sort((a, b) => places.get(keyIdentity(table, a, names))! - places.get(keyIdentity(table, b, names))!)
}

interface Found {
  readonly items: Item[]
  readonly first: boolean
  readonly next?: string | undefined
  readonly previous?: string | undefined
  readonly exhausted?: boolean
}

function result(pageable: Pageable, { items, first, next, previous, exhausted = false }: Found): FoundPage {
  return {
    items,
    size: pageable.pageSize,
    numberOfElements: items.length,
    pageNumber: pageable.pageNumber,
    first,
    last: next === undefined,
    ...(next === undefined ? {} : { lastEvaluatedKey: next }),
    ...(previous === undefined ? {} : { previousKey: previous }),
    ...(exhausted ? { budgetExhausted: true as const } : {}),
  }
}
