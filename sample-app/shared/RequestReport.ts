/** What DynamoDB did for one HTTP request, in the header `DynamoDB-Requests` of its answer: as JSON, encoded by `encodeURIComponent`. */
export interface RequestReport {
  /** The driver's line of each request, of which the last may tell how many more there were: operation, table, index, conditions without values, counts, units. */
  readonly requests: readonly string[]
  readonly readUnits: number
  readonly writeUnits: number
  /** How long DynamoDB was busy. */
  readonly durationMs: number
}
