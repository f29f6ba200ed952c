import type { ConsumedCapacity } from './ConsumedCapacity.js'

/** What one kind of operation has consumed. */
export interface OperationCapacity extends ConsumedCapacity {
  readonly requests: number
}

/** What a table has consumed by itself, and each of its indexes apart. */
export interface TableCapacity extends ConsumedCapacity {
  /** By index name. These units are not in those of the table. */
  readonly indexes: Readonly<Record<string, ConsumedCapacity>>
}

/**
 * The bill of some work: a plain object, fit for JSON. The units of all tables and indexes add up to its own; so do those of
 * all operations.
 */
export interface CapacityReport extends ConsumedCapacity {
  /** Requests sent; one that the AWS SDK repeats counts once. A failed one counts, but DynamoDB does not tell its units. */
  readonly requests: number
  /** By DynamoDB's name of the operation, such as `Query`. */
  readonly operations: Readonly<Record<string, OperationCapacity>>
  /** By table name. */
  readonly tables: Readonly<Record<string, TableCapacity>>
}
