import { decoratorRecords, type Constructor } from '../metadata/decoratorRecords.js'

export interface TimeToLiveOptions {
  /** `create` (default): the time counts from the first write, where none is given. `write`: each write moves it, unless it names the column itself. */
  readonly on?: 'create' | 'write'
}

/**
 * Marks the column after whose time an item is hidden from reads, and deleted by DynamoDB, usually within days. A `Date` is stored
 * as epoch seconds; a number is epoch seconds already. The table gets its time-to-live setting when it is synchronised.
 *
 * @param at Gives the time, as the type of the column has it, from that of the write. Without it, whoever writes gives the time.
 * @throws ModelError when the data source opens, if the column is neither a `Date` nor a number.
 * @example
 * ```ts
 * @TimeToLive((now) => new Date(now.getTime() + 24 * 3600 * 1000), { on: 'write' }) @Column() expiresAt: Date
 * ```
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export function TimeToLive(at?: (now: Date) => Date | number | null, { on = 'create' }: TimeToLiveOptions = {}) {
  return (prototype: object, property: string): void => {
    decoratorRecords.timesToLive.push({ target: prototype.constructor as Constructor, property, expiry: at === undefined ? undefined : { at, on } })
  }
}
