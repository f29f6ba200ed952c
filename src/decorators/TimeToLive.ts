import { decoratorRecords, type Constructor } from '../metadata/decoratorRecords.js'

/**
 * Marks the column after whose time DynamoDB deletes the item, usually within days. A `Date` is stored as epoch seconds; a
 * number is epoch seconds already. The table gets its time-to-live setting when it is synchronised.
 *
 * @throws ModelError when the data source opens, if the column is neither a `Date` nor a number.
 * @example
 * ```ts
 * @TimeToLive() @Column({ nullable: true }) expiresAt: Date | null
 * ```
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export function TimeToLive() {
  return (prototype: object, property: string): void => {
    decoratorRecords.timesToLive.push({ target: prototype.constructor as Constructor, property })
  }
}
