import { decoratorRecords, type Constructor } from '../metadata/decoratorRecords.js'

/**
 * Says which primary column is the partition key. Without it, the first primary column is.
 *
 * @throws ModelError when the data source opens, if the property is not a primary column.
 * @example
 * ```ts
 * @PartitionKey() @PrimaryColumn() tenantId: string
 * @SortKey() @PrimaryColumn() orderId: string
 * ```
 */
export function PartitionKey() {
  return (prototype: object, property: string): void => {
    decoratorRecords.partitionKeys.push({ target: prototype.constructor as Constructor, property })
  }
}
