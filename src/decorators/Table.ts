import { decoratorRecords, type Constructor } from '../metadata/decoratorRecords.js'
import type { StreamViewType } from '../vocabulary/StreamViewType.js'

export interface TableSettings {
  /** Turns the table's stream on, and says what it tells of each change; see {@link streamHandler}. */
  readonly stream?: StreamViewType | undefined
  /** The attribute whose epoch seconds end an item, where no `@TimeToLive()` column says so. */
  readonly timeToLive?: string | undefined
}

/**
 * Settings of an entity's table, beside its keys. A table that entities share is set up by `defineTable()`.
 *
 * @example
 * ```ts
 * @Entity()
 * @Table({ stream: 'NEW_AND_OLD_IMAGES' })
 * export class Order { … }
 * ```
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
 */
export function Table(settings: TableSettings) {
  return (target: Constructor): void => {
    decoratorRecords.tables.push({ target, ...settings })
  }
}
