import { evaluateCondition } from '../expressions/evaluateCondition.js'
import type { KeyAttribute } from '../metadata/EntityModel.js'
import type { Place } from '../planner/pageCursor.js'
import { positionOf } from '../planner/positions.js'
import type { ReadStep } from '../planner/ReadChoice.js'
import type { PagedPlan } from '../planner/ReadPlan.js'
import { refuseUnknownItems } from '../planner/refuseUnknownItems.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import type { ReadPage } from '../operations/pages.js'
import type { StepOverlay } from './overlaySteps.js'
import { fetchWhole } from './readStep.js'
import { requestPage } from './readPages.js'
import type { Sender } from './Sender.js'

interface Found {
  readonly item: Item
  readonly key: Key
}

export interface ReadingOptions {
  readonly step: ReadStep
  readonly attributes: readonly KeyAttribute[]
  readonly place: Place
  readonly backward: boolean
  /** What of the step the reader sees otherwise than it is stored: that is left out. */
  readonly over?: StepOverlay | undefined
}

/** A reading of which a page takes items. */
export interface PageReading {
  /** The next item, as far as it is known. */
  readonly head: Item | undefined
  /** Whether the next item, or that there is none, is known. */
  readonly isKnown: boolean
  readonly isOver: boolean
  take(): Item
  /** Sends one request, which looks at so many items at most. */
  more(limit: number): Promise<ReadPage>
  /** Where the reading goes on behind what was taken. */
  readonly place: Place
  /** Where a reading in the other direction begins that gives what lies before this one. */
  readonly reverse: Place
  /** The same in what the reader sees otherwise than it is stored; undefined where that is nothing. */
  readonly imagePlace?: Place
  readonly imageReverse?: Place
}

/** One step of a page, read from a place on, item by item, so that another page can go on from there, or back. */
export class StepReading implements PageReading {
  private readonly found: Found[] = []
  private readonly step: ReadStep
  private readonly plan: PagedPlan
  private taken: Key | undefined
  private first: Key | undefined
  private scanned: Key | undefined
  private ended: boolean
  private begun = false

  constructor(private readonly sender: Sender, private readonly options: ReadingOptions) {
    this.step = options.over?.step ?? options.step
    const plan = this.step.plan as PagedPlan
    this.plan = plan.kind === 'query' && options.backward ? { ...plan, forward: !plan.forward } : plan
    this.ended = options.place === 'done'
    if (typeof options.place === 'object') this.scanned = options.place
  }

  get head(): Item | undefined {
    return this.found[0]?.item
  }

  get isKnown(): boolean {
    return this.found.length > 0 || this.ended
  }

  get isOver(): boolean {
    return this.found.length === 0 && this.ended
  }

  take(): Item {
    const { item, key } = this.found.shift()!
    this.taken = key
    return item
  }

  async more(limit: number): Promise<ReadPage> {
    const page = await requestPage(this.sender, { ...this.plan, startKey: this.scanned, pageLimit: limit })
    const { residual, fetch } = this.step
    const { over } = this.options
    const seen = over === undefined ? page.items : page.items.filter((item) => !over.hides(item))
    const matching = residual === undefined ? seen : seen.filter((item) => evaluateCondition(residual, item))
    const whole = fetch === undefined ? matching : await fetchWhole(this.sender, this.step, matching)
    refuseUnknownItems(this.step.known, whole)
    for (const [at, item] of whole.entries()) if (item !== undefined) this.found.push({ item, key: positionOf(matching[at]!, this.options.attributes) })
    this.first ??= this.found[0]?.key
    this.scanned = page.lastKey
    this.ended = page.lastKey === undefined
    this.begun = true
    return page
  }

  get place(): Place {
    if (this.found.length > 0) return this.taken ?? this.options.place
    return this.ended ? 'done' : (this.scanned ?? 'edge')
  }

  get reverse(): Place {
    // DynamoDB refuses to go on from a key at the end of a range, so it must not be asked for what lies beyond the edge.
    if (this.options.place === 'edge') return 'done'
    if (this.first !== undefined) return this.first
    // Nothing was found up to here, so that the other direction begins here, or at the end.
    if (this.ended) return 'edge'
    return this.begun ? (this.scanned ?? 'edge') : this.options.place
  }
}
