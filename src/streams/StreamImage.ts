import type { Item, Key } from '../vocabulary/AttributeValue.js'
import type { StreamViewType } from '../vocabulary/StreamViewType.js'

/** What became of an item. */
export type StreamEventName = 'INSERT' | 'MODIFY' | 'REMOVE'

/** One change of one item, as the stream tells it. */
export interface StreamImage {
  readonly table: string
  readonly eventName: StreamEventName
  readonly keys: Key
  readonly newImage?: Item | undefined
  readonly oldImage?: Item | undefined
  /** Grows with the changes of one item. */
  readonly sequenceNumber: string
  /** To the second on AWS. */
  readonly approximateCreationDateTime?: Date | undefined
  readonly viewType: StreamViewType
  /** Whether DynamoDB deleted the item because its time to live was over. */
  readonly expired: boolean
}
