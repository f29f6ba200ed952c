import { decoratorRecords, type Constructor } from '../metadata/decoratorRecords.js'

/**
 * Keeps attributes that no column has as properties of the entities read. Without it they are dropped.
 *
 * @example
 * ```ts
 * @Entity()
 * @KeepUnknownAttributes()
 * export class Event { … }
 * ```
 */
export function KeepUnknownAttributes() {
  return (target: Constructor): void => {
    decoratorRecords.keepUnknownAttributes.push({ target })
  }
}
