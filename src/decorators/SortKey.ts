import { decoratorRecords, type Constructor } from '../metadata/decoratorRecords.js'

/**
 * Says which primary column is the sort key. Without it, the second primary column is.
 *
 * @throws ModelError when the data source opens, if the property is not a primary column.
 * @example
 * ```ts
 * @SortKey() @PrimaryColumn() orderId: string
 * ```
 */
export function SortKey() {
  return (prototype: object, property: string): void => {
    decoratorRecords.sortKeys.push({ target: prototype.constructor as Constructor, property })
  }
}
