import { answer, countAnswer } from '../../src/client/answer.js'
import type { Seen } from '../../src/client/overlaySteps.js'
import { readPage, type ItemPage, type PageBudget } from '../../src/client/readPage.js'
import type { Sender } from '../../src/client/Sender.js'
import { InvalidQueryError } from '../../src/errors/InvalidQueryError.js'
import { compareItems } from '../../src/expressions/compareItems.js'
import { all, compare } from '../../src/expressions/conditions.js'
import { equalValues } from '../../src/expressions/equalValues.js'
import { evaluateCondition } from '../../src/expressions/evaluateCondition.js'
import type { Criteria } from '../../src/planner/Criteria.js'
import { explainRead } from '../../src/planner/explainRead.js'
import { keyIdentity } from '../../src/planner/keyIdentity.js'
import { decodeCursor, encodeCursor, type PageStart } from '../../src/planner/pageCursor.js'
import { planRead } from '../../src/planner/planRead.js'
import { nativeOrder, positionAttributes } from '../../src/planner/positions.js'
import type { ReadChoice } from '../../src/planner/ReadChoice.js'
import type { Item } from '../../src/vocabulary/AttributeValue.js'
import { whereOf, type AnyQuestion } from './anyQuestion.js'
import type { AnyTable } from './anyTable.js'

/** What was asked, for a test that would otherwise say little. */
export interface AskedCases {
  found: number
  empty: number
  paged: number
  readonly kinds: Record<string, number>
}

export interface Asking {
  readonly sender: Sender
  readonly cases: AskedCases
  /** What the reader sees otherwise than it is stored; the items of the table are those that it sees. */
  readonly seen?: Seen | undefined
}

/** Asks a question in every way, and compares the answers with what the conditions say of all items. */
export async function checkQuestion({ model, items }: AnyTable, question: AnyQuestion, asking: Asking): Promise<void> {
  const { sender, cases, seen } = asking
  const { order, projection, skip, take, scan } = question
  const named = whereOf(question, { model, items })
  // Where others share the table, the question says of whom it is.
  const where = model.itemType === undefined ? named : all([named, compare('=', model.itemType.attribute, { S: model.itemType.value })])
  const index = model.indexes.length === 0 || question.index === undefined ? undefined : model.indexes[question.index % model.indexes.length]
  const consistent = question.consistent && index?.scope !== 'global'
  const criteria: Criteria = { where, order, projection, consistent, index: index?.name, scan, skip, take }
  const inIndex = positionAttributes(model, index?.name)
  const expected = items.filter((item) => evaluateCondition(where, item) && inIndex.every(({ name }) => item[name] !== undefined))
  const asked: Asked = { criteria, order, expected, stored: new Map(items.map((item) => [idOf(item), item])), idOf, question, model, asking }
  function idOf(item: Item): string { return keyIdentity('', item, model.keyNames) }

  const choice = planRead(model, criteria)
  const say = (): string => JSON.stringify({ criteria, choice, keys: model.keyNames, indexes: model.indexes.map(({ name, scope, keys, projection: held, partitionKey, sortKey }) => ({ name, scope, keys, held, partition: partitionKey.parts.map((part) => [part.name, part.nullable]), sort: sortKey?.parts.map((part) => [part.name, part.nullable]), template: partitionKey.template })) })
  try {
    explainRead(model, criteria, choice)
    const found: Item[] = []
    for await (const some of answer(sender, choice, criteria, { seen })) found.push(...some)
    expect(found.length).toBe(Math.max(Math.min(expected.length - skip, take ?? Infinity), 0))
    checkItems(asked, found, expected.toSorted(compareItems(order)).slice(skip))
    expect(await countAnswer(sender, choice, seen)).toBe(expected.length)
    checkNativeOrder(asked, choice, found)
    cases[expected.length > 0 ? 'found' : 'empty']++
    const kind = choice.steps.length === 0 ? 'nothing' : choice.steps.length > 1 ? 'several' : choice.steps[0]!.plan.kind
    cases.kinds[kind] = (cases.kinds[kind] ?? 0) + 1
    await turnPages(asked)
  } catch (error) {
    if (error instanceof Error) error.message += `\n${say()}`
    throw error
  }
}

interface Asked {
  readonly criteria: Criteria
  readonly order: Criteria['order']
  readonly expected: readonly Item[]
  readonly stored: ReadonlyMap<string, Item>
  readonly idOf: (item: Item) => string
  readonly question: AnyQuestion
  readonly model: AnyTable['model']
  readonly asking: Asking
}

/** Each once, of those expected, with all that was asked for, and in an order that differs from the expected one in ties only. */
function checkItems({ order, expected, stored, idOf, criteria: { projection } }: Asked, found: readonly Item[], sorted: readonly Item[]): void {
  const ids = found.map(idOf)
  const wanted = new Set(expected.map(idOf))
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.filter((id) => !wanted.has(id))).toEqual([])
  for (const [at, id] of ids.entries()) {
    const item = stored.get(id)!
    for (const name of projection ?? Object.keys(item)) {
      const [there, here] = [item[name], found[at]![name]]
      if (there === undefined ? here !== undefined : here === undefined || !equalValues(there, here)) throw new Error(`${name} of ${id} is ${JSON.stringify(here)}, not ${JSON.stringify(there)}`)
    }
    if (compareItems(order)(item, sorted[at]!) !== 0) throw new Error(`at ${at} comes ${id}, not ${idOf(sorted[at]!)}`)
  }
}

/** One Query without an order gives what it gives in the order of its sort key. */
function checkNativeOrder({ model, order, stored, idOf }: Asked, { steps }: ReadChoice, found: readonly Item[]): void {
  const [step, second] = steps
  if (step?.plan.kind !== 'query' || second !== undefined || order.length > 0) return
  const compare = compareItems(nativeOrder(model, step.plan.index, step.plan.forward))
  const items = found.map((item) => stored.get(idOf(item))!)
  expect(items.every((item, at) => at === 0 || compare(items[at - 1]!, item) <= 0)).toBe(true)
}

async function turnPages(asked: Asked): Promise<void> {
  const { expected, question, order } = asked
  const criteria: Criteria = { ...asked.criteria, paged: true, skip: 0, take: undefined }
  const choice = planned(asked, criteria)
  const [step] = choice?.steps ?? []
  if (choice === undefined || !choice.ordered || step === undefined || step.plan.kind === 'get' || step.plan.kind === 'batch-get') return
  asked.asking.cases.paged++
  const sorted = expected.toSorted(compareItems(order))
  const { sizes, budget } = question
  for (const spending of [{}, budget]) {
    const pages = await forwards(asked, choice, sizes, spending)
    const items = pages.flatMap((page) => page.items)
    expect(items.length).toBe(expected.length)
    checkItems(asked, items, sorted)
    await backwards(asked, choice, pages, sizes, spending)
  }
}

function planned({ model }: Asked, criteria: Criteria): ReadChoice | undefined {
  try {
    return planRead(model, criteria)
  } catch (error) {
    if (error instanceof InvalidQueryError && error.code === 'page.queries') return undefined
    throw error
  }
}

const isLimited = ({ maxEvaluated, maxRequests }: PageBudget): boolean => maxEvaluated !== undefined || maxRequests !== undefined

async function page({ model, asking: { sender, seen } }: Asked, choice: ReadChoice, size: number, start: PageStart, budget: PageBudget): Promise<ItemPage> {
  return readPage(sender, { model, choice, size, start: decodeCursor(model, choice, encodeCursor(model, choice, start)), budget, seen })
}

async function forwards(asked: Asked, choice: ReadChoice, sizes: readonly number[], budget: PageBudget): Promise<ItemPage[]> {
  const pages: ItemPage[] = []
  let start: PageStart | undefined = { backward: false, places: choice.steps.map(() => 'edge') }
  while (start !== undefined) {
    const size = sizes[pages.length % sizes.length]!
    const one: ItemPage = await page(asked, choice, size, start, budget)
    if (!isLimited(budget)) expect(one.next === undefined ? one.items.length <= size : one.items.length === size).toBe(true)
    expect(one.exhausted).toBe(one.next !== undefined && one.items.length < size)
    pages.push(one)
    if (pages.length > (asked.stored.size + 2) * (choice.steps.length + 1)) throw new Error('the pages do not end')
    start = one.next
  }
  return pages
}

/** From the last page to the first; without a budget page by page the same. */
async function backwards(asked: Asked, choice: ReadChoice, pages: readonly ItemPage[], sizes: readonly number[], budget: PageBudget): Promise<void> {
  if (choice.steps.some(({ plan }) => plan.kind === 'scan')) {
    expect(pages.every(({ previous }) => previous === undefined)).toBe(true)
    return
  }
  const ids = (some: readonly Item[]): string[] => some.map(asked.idOf)
  expect(pages[0]!.previous).toBeUndefined()
  const before: string[] = []
  let at = pages.length - 1
  let turned = 0
  for (let start = pages.at(-1)!.previous; start !== undefined;) {
    const one: ItemPage = await page(asked, choice, sizes[--at < 0 ? 0 : at % sizes.length]!, start, budget)
    before.unshift(...ids(one.items))
    if (!isLimited(budget)) {
      expect(ids(one.items)).toEqual(ids(pages[at]!.items))
      if (one.next !== undefined) expect(ids((await page(asked, choice, sizes[(at + 1) % sizes.length]!, one.next, budget)).items)).toEqual(ids(pages[at + 1]!.items))
    }
    if (++turned > (asked.stored.size + 2) * (choice.steps.length + 1)) throw new Error('the pages do not end backwards')
    start = one.previous
  }
  expect(before).toEqual(ids(pages.slice(0, -1).flatMap(({ items }) => items)))
}
