import { compareItems } from '../expressions/compareItems.js'
import type { EntityModel } from '../metadata/EntityModel.js'
import { isBeginning, type PageStart, type Place } from '../planner/pageCursor.js'
import { nativeOrder, positionAttributes } from '../planner/positions.js'
import type { ReadChoice } from '../planner/ReadChoice.js'
import type { PagedPlan } from '../planner/ReadPlan.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import { OverlaidReading } from './OverlaidReading.js'
import { overlaySteps, type Seen, type StepOverlays } from './overlaySteps.js'
import { requestPage } from './readPages.js'
import { roomFor } from './readStep.js'
import type { Sender } from './Sender.js'
import { StepReading, type PageReading } from './StepReading.js'

/** What one page may cost at most; each of its Queries may be sent once in any case. */
export interface PageBudget {
  /** Items that DynamoDB looks at. */
  readonly maxEvaluated?: number | undefined
  /** Requests, without those that fetch what an index lacks. */
  readonly maxRequests?: number | undefined
}

export interface PageRequest {
  readonly model: EntityModel
  readonly choice: ReadChoice
  readonly size: number
  readonly start: PageStart
  readonly budget: PageBudget
  /** What the reader sees otherwise than it is stored. */
  readonly seen?: Seen | undefined
}

/** The items of a page in their order, and where the pages behind and before it begin. */
export interface ItemPage {
  readonly items: Item[]
  readonly next?: PageStart | undefined
  readonly previous?: PageStart | undefined
  /** Whether the budget has ended the page, not its size or the end. */
  readonly exhausted: boolean
}

/** A request, where a filter drops much, looks at twice as many items as the one before, up to this. */
const mostAtOnce = 10_000

/**
 * Reads just one page: as many items as asked for, however many a filter drops, unless the end is reached or the budget used
 * up. One item more is looked at, to know whether there is another page.
 */
export async function readPage(sender: Sender, request: PageRequest): Promise<ItemPage> {
  const { choice, size, start, seen } = request
  const over = await overlaySteps(sender, seen, choice)
  const readings = readingsOf(sender, request, over)
  const { items, known } = await fill(request, start.backward ? readings.toReversed() : readings, over)
  const more = !known || readings.some((reading) => !reading.isOver)
  const onward = more ? startAt(start.backward, readings, 'place', 'imagePlace') : undefined
  const back = isBeginning(start) || choice.steps.some(({ plan }) => plan.kind === 'scan') ? undefined : startAt(!start.backward, readings, 'reverse', 'imageReverse')
  const exhausted = !known && items.length < size
  return start.backward ? { items: items.reverse(), next: back, previous: onward, exhausted } : { items, next: onward, previous: back, exhausted }
}

function readingsOf(sender: Sender, { model, choice, start }: PageRequest, overlays: StepOverlays): PageReading[] {
  const { backward } = start
  return choice.steps.map((step, at) => {
    const plan = step.plan as PagedPlan
    const attributes = positionAttributes(model, plan.index)
    const [place, image] = [start.places[at]!, start.images?.[at]]
    const over = overlays.get(step)
    // What was seen otherwise may be stored by now: the page goes on behind both.
    if (over === undefined) return new StepReading(sender, { step, attributes, place: plan.kind === 'scan' || image === undefined ? place : later(place, image, compareItems(nativeOrder(model, plan.index, plan.forward !== backward))), backward })
    const stored = new StepReading(sender, { step, attributes, place, backward, over })
    // A place in a Scan says nothing of images.
    return new OverlaidReading(stored, over, { model, attributes, place: image ?? (plan.kind === 'scan' && typeof place === 'object' ? 'edge' : place), backward })
  })
}

function later(a: Place, b: Place, compare: (a: Item, b: Item) => number): Place {
  if (typeof a !== 'object' || typeof b !== 'object') return typeof b !== 'object' || a === 'done' ? a : b
  return compare(a, b) < 0 ? b : a
}

function startAt(backward: boolean, readings: readonly PageReading[], place: 'place' | 'reverse', image: 'imagePlace' | 'imageReverse'): PageStart {
  const places = readings.map((reading) => reading[place])
  const isOverlaid = readings.some((reading) => reading[image] !== undefined)
  return { backward, places, ...(isOverlaid ? { images: readings.map((reading, at): Place => reading[image] ?? places[at]!) } : {}) }
}

/** Takes items from the readings, in turn or merged, and asks for more of those whose next item must be known. */
async function fill({ choice, size, start, budget }: PageRequest, readings: readonly PageReading[], overlays: StepOverlays): Promise<{ items: Item[]; known: boolean }> {
  const items: Item[] = []
  const { order } = choice
  const merged = order.length > 0
  const compare = compareItems(start.backward ? order.map(({ attribute, direction }) => ({ attribute, direction: direction === 'ASC' ? 'DESC' : 'ASC' })) : order)
  const hidden = Math.max(0, ...[...overlays.values()].map(roomFor))
  const filtered = hidden > 0 || choice.steps.some((step) => (step.plan as PagedPlan).filter !== undefined || step.residual !== undefined || step.fetch?.residual !== undefined)
  const { maxEvaluated = Infinity, maxRequests = Infinity } = budget
  const spent = { evaluated: 0, requests: 0 }
  const limits = new Map<PageReading, number>()
  for (;;) {
    // In turn, only the first that is not over is of interest.
    const wanted = merged ? readings : readings.filter((reading) => !reading.isOver).slice(0, 1)
    const unknown = wanted.filter((reading) => !reading.isKnown)
    if (unknown.length === 0) {
      const next = least(wanted, compare)
      if (next === undefined || items.length === size) return { items, known: true }
      items.push(next.take())
      continue
    }
    const affordable = spent.requests < maxRequests ? maxEvaluated - spent.evaluated : 0
    if (affordable <= 0) return { items, known: false }
    await Promise.all(unknown.map(async (reading) => {
      const before = limits.get(reading)
      const limit = before === undefined ? size + 1 - items.length + hidden : filtered ? Math.min(before * 2, mostAtOnce) : size + 1 - items.length
      limits.set(reading, Math.max(limit, 1))
      const { evaluated } = await reading.more(Math.max(Math.min(limit, Math.floor(affordable / unknown.length)), 1))
      spent.evaluated += evaluated
      spent.requests++
    }))
  }
}

/** Of equal ones the first. */
function least(readings: readonly PageReading[], compare: (a: Item, b: Item) => number): PageReading | undefined {
  let found: PageReading | undefined
  for (const reading of readings) if (reading.head !== undefined && (found === undefined || compare(reading.head, found.head!) < 0)) found = reading
  return found
}

/**
 * The position after so many items, found by counting, without fetching them; undefined where there are no more.
 */
export async function skipItems(sender: Sender, plan: PagedPlan, count: number): Promise<Key | undefined> {
  let left = count
  let startKey: Key | undefined
  while (left > 0) {
    const page = await requestPage(sender, { ...plan, startKey, pageLimit: left, count: true })
    left -= page.returned
    startKey = page.lastKey
    if (startKey === undefined) return undefined
  }
  return startKey
}
