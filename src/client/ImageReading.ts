import { compareText } from '../expressions/compareKeyValues.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import type { Place } from '../planner/pageCursor.js'
import { positionOf } from '../planner/positions.js'
import type { EntityModel, KeyAttribute } from '../metadata/EntityModel.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import type { StepOverlay } from './overlaySteps.js'

export interface ImageReadingOptions {
  readonly model: EntityModel
  readonly attributes: readonly KeyAttribute[]
  readonly place: Place
  readonly backward: boolean
}

/** The images of one step, from a place on. They need not be asked for, and their places are their own: no two of them are the same. */
export class ImageReading {
  private readonly left: Item[]
  private readonly first: Item | undefined
  private taken: Key | undefined

  constructor(over: StepOverlay, private readonly options: ImageReadingOptions) {
    const { model, place, backward } = options
    const identityOf = (item: Item): string => keyIdentity('', item, model.keyNames)
    const compare = (a: Item, b: Item): number => (over.compare(a, b) || compareText(identityOf(a), identityOf(b))) * (backward ? -1 : 1)
    const isBeyond = (item: Item): boolean => (typeof place === 'object' ? compare(item, place) > 0 : place === 'edge')
    this.left = over.images.filter(isBeyond)
    if (backward) this.left.reverse()
    this.first = this.left[0]
  }

  get head(): Item | undefined {
    return this.left[0]
  }

  take(): Item {
    const item = this.left.shift()!
    this.taken = positionOf(item, this.options.attributes)
    return item
  }

  /** Where the reading goes on behind what was taken, also behind the last one: what comes to lie there later is seen. */
  get place(): Place {
    return this.taken ?? this.options.place
  }

  /** Where a reading in the other direction begins that gives what lies before this one. */
  get reverse(): Place {
    if (this.options.place === 'edge') return 'done'
    return this.first === undefined ? 'edge' : positionOf(this.first, this.options.attributes)
  }
}
