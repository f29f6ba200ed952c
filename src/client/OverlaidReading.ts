import type { ReadPage } from '../operations/pages.js'
import type { Place } from '../planner/pageCursor.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { ImageReading, type ImageReadingOptions } from './ImageReading.js'
import type { StepOverlay } from './overlaySteps.js'
import type { PageReading, StepReading } from './StepReading.js'

/** A step's reading with the images of an overlay at their places; where they stand beside what is stored, they come first. */
export class OverlaidReading implements PageReading {
  private readonly images: ImageReading
  private readonly isOrdered: boolean

  constructor(private readonly stored: StepReading, private readonly over: StepOverlay, private readonly options: ImageReadingOptions) {
    this.images = new ImageReading(over, options)
    this.isOrdered = over.step.plan.kind === 'query'
  }

  get head(): Item | undefined {
    return this.next?.head
  }

  get isKnown(): boolean {
    return this.stored.isKnown || (!this.isOrdered && this.images.head !== undefined)
  }

  get isOver(): boolean {
    return this.stored.isOver && this.images.head === undefined
  }

  take(): Item {
    return this.next!.take()
  }

  more(limit: number): Promise<ReadPage> {
    return this.stored.more(limit)
  }

  get place(): Place {
    return this.stored.place
  }

  get reverse(): Place {
    return this.stored.reverse
  }

  get imagePlace(): Place {
    return this.images.place
  }

  get imageReverse(): Place {
    return this.images.reverse
  }

  private get next(): ImageReading | StepReading | undefined {
    const [image, item] = [this.images.head, this.stored.head]
    if (image === undefined || item === undefined) return image === undefined ? (item === undefined ? undefined : this.stored) : this.images
    if (!this.isOrdered) return this.images
    const order = this.over.compare(image, item)
    return (this.options.backward ? order > 0 : order <= 0) ? this.images : this.stored
  }
}
