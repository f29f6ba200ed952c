import type { Item, Key } from '../vocabulary/AttributeValue.js'

/** What became of an item. */
export type StreamEventName = 'INSERT' | 'MODIFY' | 'REMOVE'

/** What a table's stream tells of each change. */
export type StreamViewType = 'NEW_AND_OLD_IMAGES' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'KEYS_ONLY'

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
