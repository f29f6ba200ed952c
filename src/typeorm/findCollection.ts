import { analyzeReading } from '../client/analyzeReading.js'
import { answer } from '../client/answer.js'
import type { Sender } from '../client/Sender.js'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import { all, conjuncts } from '../expressions/conditions.js'
import type { KeyModel } from '../metadata/EntityModel.js'
import type { Pageable } from '../paging/Pageable.js'
import { bindings } from '../planner/bindings.js'
import { covers } from '../planner/candidates.js'
import { explainRead } from '../planner/explainRead.js'
import { explanation, type Explanation } from '../planner/Explanation.js'
import { itemsByMember, placed, planCollection, type CollectionMember, type CollectionPlan } from '../planner/planCollection.js'
import { namedIndex } from '../planner/planRead.js'
import type { ReadChoice } from '../planner/ReadChoice.js'
import { simplified } from '../planner/simplified.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { whereCondition } from './criteria/fromFindOptions.js'
import { visible } from './criteria/ofEntity.js'
import type { Collection, CollectionFindOptions, CollectionGroups, CollectionPage } from './DynamoCollectionOptions.js'
import type { DynamoDriver } from './DynamoDriver.js'
import type { EntityStore } from './EntityStore.js'
import { withOverlay, type ExplainOptions } from './explainQuestion.js'
import { readFound } from './findPage.js'
import { refuseSearches } from './isolation.js'
import { isolationIn, keptIn, seenBy } from './readEntities.js'
import { invalidValues } from './typeormLine.js'
import type { WriteContext } from './WriteContext.js'

/** A group of a collection. */
export interface Group {
  readonly name: string
  readonly store: EntityStore
}

/** Whose items are asked for, how, and on whose behalf. */
export interface CollectionQuestion {
  readonly driver: DynamoDriver
  readonly context: WriteContext
  readonly groups: readonly Group[]
  readonly options: CollectionFindOptions<any>
  /** Makes entities of items. */
  readonly load: (store: EntityStore, items: readonly Item[]) => Promise<object[]>
}

const names: Readonly<Record<keyof CollectionFindOptions<any>, true>> = { where: true, each: true, index: true, order: true, consistent: true, withDeleted: true, withExpired: true, take: true }

/**
 * The entities of each group, in order, by one Query of the partition that all of them share.
 *
 * @throws InvalidQueryError where they share none.
 */
export async function findCollection<Groups extends CollectionGroups>(question: CollectionQuestion): Promise<Collection<Groups>> {
  const plan = planned(question)
  const found = await itemsOf(question.driver.sender, question, plan)
  return loaded(question, itemsByMember(plan.plan, keptIn(question.context, plan.store, found)))
}

/** The plan of the same in words, and on demand what it has cost. */
export async function explainCollection(question: CollectionQuestion, { analyze = false }: Omit<ExplainOptions, 'page'> = {}): Promise<Explanation> {
  const plan = planned(question)
  const { choice, store, criteria } = plan
  const read = explainRead(store.model, { ...criteria, index: question.options.index }, choice)
  const explained = withOverlay(explanation({ ...read, entity: plan.plan.step.plan.entity! }), seenBy(question.context, store))
  if (!analyze) return explained
  return explanation({ ...explained, analyzed: await analyzeReading(question.driver.sender, async (sender) => (await itemsOf(sender, question, plan)).length) })
}

async function itemsOf(sender: Sender, question: CollectionQuestion, { choice, store }: Planned): Promise<Item[]> {
  const { context, options: { take } } = question
  if (take !== undefined && !(Number.isSafeInteger(take) && take >= 0)) throw refusal(question, 'take is a whole number from 0. Leave it out to read everything', 'take')
  const found: Item[] = []
  for await (const items of answer(sender, choice, { skip: 0, take }, { seen: seenBy(context, store), whole: true })) for (const item of items) found.push(item)
  return found
}

/** One page of the same. */
export async function findCollectionPage<Groups extends CollectionGroups>(question: CollectionQuestion, pageable: Pageable): Promise<CollectionPage<Groups>> {
  const { plan, choice, store, criteria } = planned(question, true)
  if (question.options.take !== undefined) throw refusal(question, 'take is for collection(). A page has the size of its Pageable', 'take')
  if (pageable.sort.orders.length > 0) throw refusal(question, 'a page of several entities is in the order of the sort key. Use order in place of the sort of its Pageable', 'sort')
  const { items, ...page } = await readFound(question.driver, store, { choice, criteria, pageable, context: question.context })
  return { content: await loaded(question, itemsByMember(plan, items)), ...page }
}

async function loaded<Groups extends CollectionGroups>({ groups, load }: CollectionQuestion, found: readonly (readonly Item[])[]): Promise<Collection<Groups>> {
  const entries: [string, object[]][] = []
  for (const [at, { name, store }] of groups.entries()) entries.push([name, await load(store, found[at]!)])
  return Object.fromEntries(entries) as Collection<Groups>
}

interface Planned {
  readonly plan: CollectionPlan
  readonly choice: ReadChoice
  /** One of those whose table it is. */
  readonly store: EntityStore
  readonly criteria: CollectionMember['criteria']
}

function planned(question: CollectionQuestion, paged = false): Planned {
  const { driver, groups, options, context } = question
  const [group] = groups
  if (group === undefined) throw new InvalidQueryError('A collection: it names no entity. Give each group a name and its entity.', { code: 'query.collection' })
  for (const name of Object.keys(options)) if (!Object.hasOwn(names, name)) throw refusal(question, `there is no option "${name}" of a collection. The options are ${Object.keys(names).join(', ')}`, name)
  const unknown = Object.keys(options.each ?? {}).find((name) => !groups.some((one) => one.name === name))
  if (unknown !== undefined) throw refusal(question, `each names ${unknown}, which is no group. Name one of ${groups.map(({ name }) => name).join(', ')}`, `each.${unknown}`)
  if (options.order !== undefined && options.order !== 'ASC' && options.order !== 'DESC') throw refusal(question, 'order is ASC or DESC, by the sort key. Sort by other properties what was found', 'order')
  const members = groups.map((one) => memberOf(driver, one, options))
  const stranger = groups.find(({ store }) => store.model.table !== group.store.model.table || store.model.itemType === undefined)
  if (stranger !== undefined) throw refusal(question, `${stranger.store.metadata.name} shares no table with ${stranger === group ? 'others' : group.store.metadata.name}. Find its entities by themselves`)
  const how = { forward: options.order !== 'DESC', consistent: options.consistent, paged }
  const plan = options.index === undefined
    ? indexesOf(members, options.consistent === true).map((index) => planCollection(members, { ...how, index })).find((one) => one !== undefined)
    : planCollection(members, { ...how, index: checkedIndex(question, options.index) })
  if (plan === undefined) throw refusal(question, whyNot(members, options.index))
  if (isolationIn(context)?.level === 'SERIALIZABLE') refuseSearches(group.store, { steps: [plan.step] })
  return { plan, choice: { steps: [plan.step], order: [], ordered: true }, store: group.store, criteria: members[0]!.criteria }
}

function memberOf(driver: DynamoDriver, { name, store }: Group, { where, each, consistent = false, withDeleted, withExpired }: CollectionFindOptions<any>): CollectionMember {
  const asked = [where, each?.[name]].flatMap((one) => (one === undefined ? [] : [whereCondition(store, one, invalidValues(driver.options))]))
  return { name, model: store.model, criteria: { where: all([...asked, visible(store.model, driver.now(), { withDeleted, withExpired })]), order: [], consistent, skip: 0 } }
}

/** The table, and the indexes that hold every item that can be meant. */
function indexesOf(members: readonly CollectionMember[], consistent: boolean): (string | undefined)[] {
  const [{ model }] = members as [CollectionMember]
  const holds = (name: string): boolean => members.every(({ model: { indexByName }, criteria }) => {
    const index = indexByName.get(name)
    return index !== undefined && !(consistent && index.scope === 'global') && covers(index, bindings(simplified(conjuncts(criteria.where))))
  })
  return [undefined, ...model.indexes.map(({ name }) => name).filter(holds).sort()]
}

function checkedIndex({ groups, options }: CollectionQuestion, index: string): string {
  for (const { store } of groups) namedIndex(store.model, index, options.consistent === true)
  return index
}

/** Why a collection has no partition. */
function whyNot(members: readonly CollectionMember[], index: string | undefined): string {
  const where = index === undefined ? 'the table or of an index' : `the index ${index}`
  const open = members.flatMap(({ model, criteria }) => {
    if (placed(model, criteria, index) !== undefined) return []
    const key: KeyModel = index === undefined ? model.primaryKey[0]! : model.indexByName.get(index)!.partitionKey
    const bound = bindings(simplified(conjuncts(criteria.where)))
    return [`${model.entity} by ${key.parts.filter(({ name }) => bound.equal(name) === undefined).map(({ property }) => property).join(', ') || 'a value that a key can have'}`]
  })
  if (open.length > 0) return `the where names no one partition of ${where}: it leaves open ${open.join(', ')}. Give one value for each, in where or in each`
  return `they lie in different partitions of ${where}. Name properties whose templates make the same key, or find each by itself`
}

const refusal = ({ groups }: CollectionQuestion, rule: string, path?: string): InvalidQueryError =>
  new InvalidQueryError(`A collection of ${groups.map(({ store }) => store.metadata.name).join(', ')}: ${rule}.`, { code: 'query.collection', ...(path === undefined ? {} : { path }) })
