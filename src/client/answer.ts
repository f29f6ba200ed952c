import { compareItems } from '../expressions/compareItems.js'
import type { Criteria } from '../planner/Criteria.js'
import type { ReadChoice } from '../planner/ReadChoice.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { inParallel } from './inParallel.js'
import { mergeSorted } from './mergeSorted.js'
import { readAsTheyCome } from './readAsTheyCome.js'
import { readInTurn } from './readInTurn.js'
import { countItems } from './readPages.js'
import { overlaySteps, type Seen, type StepOverlays } from './overlaySteps.js'
import { readStep } from './readStep.js'
import type { Sender } from './Sender.js'

type Asked = Pick<Criteria, 'skip' | 'take'>

export interface AnswerOptions {
  /** What the reader sees otherwise than it is stored, as it is when the reading begins. */
  readonly seen?: Seen | undefined
  /** The reader takes everything: several readings may be under way at once. */
  readonly whole?: boolean | undefined
}

const atOnce = 4

/**
 * Answers a question as planned, page by page: what DynamoDB could not filter is filtered here, what it could not order is
 * read whole and ordered here. Nothing is asked for beyond what the reader takes.
 */
export async function* answer(sender: Sender, choice: ReadChoice, asked: Asked, { seen, whole = false }: AnswerOptions = {}): AsyncGenerator<Item[], void, undefined> {
  if (choice.steps.length === 0 || asked.take === 0) return
  const over = await overlaySteps(sender, seen, choice)
  if (choice.ordered) return yield* cut(combined(sender, choice, asked, { seen, over, whole }), asked)
  const everything: Item[] = []
  for await (const items of combined(sender, { ...choice, order: [] }, { skip: 0 }, { seen, over, whole: true })) for (const item of items) everything.push(item)
  everything.sort(compareItems(choice.order))
  yield everything.slice(asked.skip, asked.take === undefined ? undefined : asked.skip + asked.take)
}

/** How many items a question has, without fetching them where DynamoDB can count by itself. */
export async function countAnswer(sender: Sender, choice: ReadChoice, seen?: Seen): Promise<number> {
  const over = await overlaySteps(sender, seen, choice)
  let count = 0
  await inParallel(choice.steps, atOnce, async (step) => {
    const { plan } = step
    if ((plan.kind === 'query' || plan.kind === 'scan') && step.residual === undefined && step.fetch === undefined && step.known === undefined && !over.has(step)) {
      const counted = await countItems(sender, plan)
      count += counted
      return
    }
    for await (const items of readStep(sender, step, { order: [], overlay: seen?.overlay, over: over.get(step) })) count += items.length
  })
  return count
}

interface Combining extends AnswerOptions {
  readonly over: StepOverlays
}

function combined(sender: Sender, { steps, order }: ReadChoice, asked: Asked, { seen, over, whole = false }: Combining): AsyncGenerator<Item[], void, undefined> {
  const most = asked.take === undefined ? undefined : asked.skip + asked.take
  const readings = steps.map((step) => readStep(sender, step, { order, most, overlay: seen?.overlay, over: over.get(step) }))
  if (readings.length === 1) return readings[0]!
  if (steps[0]!.plan.kind === 'scan') return readAsTheyCome(readings)
  return order.length > 0 ? mergeSorted(readings, compareItems(order)) : readInTurn(readings, whole && asked.take === undefined ? atOnce - 1 : 0)
}

/** What is asked for of pages, none of which is read beyond it. */
export async function* cut<T>(pages: AsyncGenerator<T[]>, asked: Asked): AsyncGenerator<T[], void, undefined> {
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
