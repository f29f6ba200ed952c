import { decoratorRecords, type Constructor } from '../metadata/decoratorRecords.js'

/**
 * Stores a `Date` column as a number of seconds or milliseconds since 1970 in place of ISO 8601 text.
 *
 * @throws ModelError when the data source opens, if the column is not a `Date`.
 * @example
 * ```ts
 * @Epoch('milliseconds') @Column() seenAt: Date
 * ```
 */
export function Epoch(unit: 'seconds' | 'milliseconds') {
  return (prototype: object, property: string): void => {
    decoratorRecords.epochs.push({ target: prototype.constructor as Constructor, property, unit })
  }
}
