/**
 * What DynamoDB refuses to exceed, with units in the names.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
export const limits = {
  batchGetKeys: 100,
  batchWriteItems: 25,
  batchWriteBytes: 16 * 1024 * 1024,
  transactionOperations: 100,
  transactionBytes: 4 * 1024 * 1024,
  itemBytes: 400 * 1024,
  /** Not a limit, but where one is told of the limit of an item. */
  itemWarningBytes: 300 * 1024,
  partitionKeyBytes: 2048,
  sortKeyBytes: 1024,
  expressionBytes: 4096,
  expressionOperators: 300,
  inOperands: 100,
  globalSecondaryIndexes: 20,
  localSecondaryIndexes: 5,
  nativeKeyAttributes: 4,
  numberDigits: 38,
  /** Powers of ten of the first digit. */
  numberExponent: { min: -130, max: 125 },
  /** Maps and lists in one another, the innermost value included. */
  nestingLevels: 32,
  nameCharacters: { min: 3, max: 255 },
} as const

/** What a table or an index may be called. */
export const tableNamePattern = /^[a-zA-Z0-9_.-]{3,255}$/
