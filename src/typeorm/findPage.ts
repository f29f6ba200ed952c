import type { ObjectLiteral } from 'typeorm'
import { answer } from '../client/answer.js'
import { readPage, skipItems } from '../client/readPage.js'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import type { Page } from '../paging/Page.js'
import type { Pageable } from '../paging/Pageable.js'
import type { Criteria } from '../planner/Criteria.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import { decodeCursor, encodeCursor, positionAttributes } from '../planner/pageCursor.js'
import type { ReadChoice } from '../planner/planRead.js'
import type { BatchGetPlan, PagedPlan } from '../planner/ReadPlan.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import type { DynamoDriver } from './DynamoDriver.js'
import type { EntityStore } from './EntityStore.js'
import { choose } from './readEntities.js'

/** Items that a page number may skip at most, each of which is paid for. */
const maxSkipped = 10_000

/** A page of stored items. */
export type FoundPage = Omit<Page<ObjectLiteral>, 'content'> & { readonly items: Item[] }

/**
 * Finds one page of a question: by cursor, or by number, which costs reading what it skips.
 *
 * @throws InvalidQueryError for a cursor of another question, an order that no index serves, or a number too far on.
 */
export async function findPage(driver: DynamoDriver, store: EntityStore, asked: Criteria, pageable: Pageable): Promise<FoundPage> {
  const criteria = { ...asked, order: orderOf(store, asked, pageable), skip: 0, take: undefined }
  const choice = choose(driver, store, criteria)
  const { plan } = choice
  if (plan === undefined) return result(pageable, [], undefined)
  if (plan.kind === 'get' || plan.kind === 'batch-get') return ofKeys(driver, choice, criteria, pageable)
  if (!choice.ordered) throw unsorted(store, choice, criteria)
  const attributes = positionAttributes(store.model, plan)
  const paged = { ...plan, projection: plan.projection === undefined || choice.fetch ? plan.projection : [...new Set([...plan.projection, ...attributes.map(({ name }) => name)])] }
  const start = await startOf(driver, choice, paged, pageable, attributes)
  if (start.ended) return result(pageable, [], undefined)
  const { items, next } = await readPage(driver.sender, { choice, plan: paged, attributes, size: pageable.pageSize, after: start.position })
  return result(pageable, items, next === undefined ? undefined : encodeCursor(choice, plan, next, attributes))
}

async function startOf(driver: DynamoDriver, choice: ReadChoice, plan: PagedPlan, pageable: Pageable, attributes: Parameters<typeof decodeCursor>[3]): ReturnType<typeof skipItems> {
  const { exclusiveStartKey, pageNumber, pageSize } = pageable
  if (exclusiveStartKey !== undefined) return { position: decodeCursor(exclusiveStartKey, choice, choice.plan as PagedPlan, attributes), ended: false }
  const skipped = pageNumber * pageSize
  if (skipped === 0) return { position: undefined, ended: false }
  if (plan.filter !== undefined || choice.residual !== undefined) throw new InvalidQueryError('The parameter page: where a filter stands, a page has no place of its own. Go on with lastEvaluatedKey of the page before, as exclusiveStartKey.', { code: 'page.number', path: 'page' })
  if (skipped > maxSkipped) throw new InvalidQueryError(`The parameter page: more than ${maxSkipped} items would be skipped. Go on with lastEvaluatedKey of the page before, as exclusiveStartKey.`, { code: 'page.number', path: 'page' })
  return skipItems(driver.sender, plan, skipped)
}

function orderOf(store: EntityStore, asked: Criteria, { sort }: Pageable): Criteria['order'] {
  if (sort.orders.length === 0) return asked.order
  return sort.orders.map(({ property, direction }) => {
    const attribute = store.model.attributeByProperty.get(property)
    if (attribute === undefined) throw new InvalidQueryError(`The parameter sort: ${store.metadata.name} has no property "${property}". Sort by one that it has.`, { code: 'page.sort', path: 'sort', entity: store.metadata.name })
    return { attribute: attribute.name, direction }
  })
}

function unsorted(store: EntityStore, { plan }: ReadChoice, { order }: Criteria): InvalidQueryError {
  const properties = order.map(({ attribute }) => store.model.attributeByName.get(attribute)!.property)
  const sortKey = properties.length === 1 ? `'${properties[0]}'` : `[${properties.map((property) => `'${property}'`).join(', ')}]`
  const where = plan?.kind === 'query' ? 'the properties that the where compares' : 'a property that the where compares'
  return new InvalidQueryError(`The parameter sort: no index serves ${store.metadata.name} by ${properties.join(', ')} for this question. One would: @GlobalSecondaryIndex({ name, partitionKey: ${where}, sortKey: ${sortKey} }).`, { code: 'page.sort', path: 'sort', entity: store.metadata.name })
}

/** Whole keys are read at once; the page is cut out of what is found, and its cursor counts. */
async function ofKeys(driver: DynamoDriver, choice: ReadChoice, criteria: Criteria, pageable: Pageable): Promise<FoundPage> {
  const { pageNumber, pageSize, exclusiveStartKey } = pageable
  const from = exclusiveStartKey === undefined ? pageNumber * pageSize : Number(/^at(\d{1,6})$/.exec(exclusiveStartKey)?.[1] ?? NaN)
  if (Number.isNaN(from)) throw new InvalidQueryError('The parameter exclusiveStartKey: it is no cursor of this question. Begin with the first page.', { code: 'page.cursor', path: 'exclusiveStartKey' })
  const found: Item[] = []
  for await (const items of answer(driver.sender, choice, criteria)) found.push(...items)
  if (criteria.order.length === 0 && choice.plan?.kind === 'batch-get') inOrderOf(choice.plan, found)
  return result(pageable, found.slice(from, from + pageSize), from + pageSize < found.length ? `at${from + pageSize}` : undefined)
}

/** DynamoDB answers a batch in any order; the pages of one question need the same each time. */
function inOrderOf({ table, keys }: BatchGetPlan, items: Item[]): void {
  const names = Object.keys(keys[0]!)
  const places = new Map(keys.map((key, place) => [keyIdentity(table, key), place]))
  items.sort((a, b) => places.get(keyIdentity(table, a, names))! - places.get(keyIdentity(table, b, names))!)
}

function result(pageable: Pageable, items: Item[], cursor: string | undefined): FoundPage {
  return {
    items,
    size: pageable.pageSize,
    numberOfElements: items.length,
    pageNumber: pageable.pageNumber,
    first: pageable.pageNumber === 0 && pageable.exclusiveStartKey === undefined,
    last: cursor === undefined,
    ...(cursor === undefined ? {} : { lastEvaluatedKey: cursor }),
  }
}
