/** The wire types that a key attribute may have. */
export type KeyWireType = 'S' | 'N' | 'B'

interface AttributeTypeFacts {
  /** What the type is stored as; `dynamic` is decided by each value. */
  readonly wire: KeyWireType | 'BOOL' | 'dynamic'
  /** Whether the attribute may be a key, or a part of a composed key. */
  readonly key: boolean
  /** What it is in JavaScript, for messages. */
  readonly inJavaScript: string
}

/**
 * The types that an attribute can have, one row each. `codec/` holds how each is written and read.
 */
export const attributeTypes = {
  string: { wire: 'S', key: true, inJavaScript: 'string' },
  number: { wire: 'N', key: true, inJavaScript: 'number' },
  bigint: { wire: 'N', key: true, inJavaScript: 'bigint' },
  /** Up to 38 digits, exact, as text in JavaScript. */
  decimal: { wire: 'N', key: true, inJavaScript: 'text of a number' },
  boolean: { wire: 'BOOL', key: false, inJavaScript: 'boolean' },
  /** ISO 8601 text in UTC. */
  datetime: { wire: 'S', key: true, inJavaScript: 'Date' },
  'epoch-seconds': { wire: 'N', key: true, inJavaScript: 'Date' },
  'epoch-milliseconds': { wire: 'N', key: true, inJavaScript: 'Date' },
  /** `YYYY-MM-DD`, text in JavaScript as TypeORM has it. */
  date: { wire: 'S', key: true, inJavaScript: 'text of a day' },
  /** `HH:MM:SS`, text in JavaScript as TypeORM has it. */
  time: { wire: 'S', key: true, inJavaScript: 'text of a time of day' },
  binary: { wire: 'B', key: true, inJavaScript: 'Buffer' },
  /** Text joined by commas, as TypeORM has it. */
  'simple-array': { wire: 'S', key: false, inJavaScript: 'array of strings' },
  /** JSON as one text, as TypeORM has it. */
  'simple-json': { wire: 'S', key: false, inJavaScript: 'JSON value' },
  /** Maps and lists in DynamoDB's own types. */
  json: { wire: 'dynamic', key: false, inJavaScript: 'JSON value' },
  /** A string, number or binary set; a `Set` in JavaScript. */
  set: { wire: 'dynamic', key: false, inJavaScript: 'Set' },
} as const satisfies Record<string, AttributeTypeFacts>

export type AttributeTypeName = keyof typeof attributeTypes
