import type { StreamViewType } from '../vocabulary/StreamViewType.js'
import type { Composition, Expiry, IndexKeyForm } from './ModelDefinition.js'
import type { StandardSchema } from '../vocabulary/StandardSchema.js'
import type { SharedEntity } from './SharedTable.js'

export type Constructor<T = object> = abstract new (...args: never[]) => T

export interface IndexRecord {
  readonly target: Constructor
  readonly scope: 'global' | 'local'
  readonly name: string
  readonly partitionKey: readonly string[]
  readonly sortKey: readonly string[]
  readonly projection: 'ALL' | 'KEYS_ONLY' | readonly string[]
  readonly keys: IndexKeyForm
  readonly composition: Composition
}

export interface PropertyRecord {
  readonly target: Constructor
  readonly property: string
}

export interface TimeToLiveRecord extends PropertyRecord {
  readonly expiry: Expiry | undefined
}

export interface ComputedRecord extends PropertyRecord {
  readonly from: readonly string[]
  readonly compute: (source: object) => unknown
}

/** What a schema judges: a property, or the whole class. */
export interface ValidationRecord {
  readonly target: Constructor
  readonly property: string | undefined
  readonly schema: StandardSchema
  readonly part: StandardSchema | undefined
}

export interface EpochRecord extends PropertyRecord {
  readonly unit: 'seconds' | 'milliseconds'
}

export interface SingleTableRecord extends SharedEntity {
  readonly target: Constructor
}

export interface TableRecord {
  readonly target: Constructor
  readonly stream?: StreamViewType | undefined
  readonly timeToLive?: string | undefined
}

/** What the decorators have written down, in the order in which they ran. Data sources read it when they open. */
export const decoratorRecords = {
  indexes: [] as IndexRecord[],
  partitionKeys: [] as PropertyRecord[],
  sortKeys: [] as PropertyRecord[],
  timesToLive: [] as TimeToLiveRecord[],
  epochs: [] as EpochRecord[],
  computed: [] as ComputedRecord[],
  validations: [] as ValidationRecord[],
  singleTables: [] as SingleTableRecord[],
  tables: [] as TableRecord[],
  streamSubscribers: [] as { readonly target: Constructor }[],
  expirations: [] as PropertyRecord[],
  keepUnknownAttributes: [] as { readonly target: Constructor }[],
}

/** The records of a class and of the classes that it extends; those of the base class first. */
export function recordsOf<R extends { readonly target: Constructor }>(records: readonly R[], target: Constructor): R[] {
  return records.filter((record) => record.target === target || Object.prototype.isPrototypeOf.call(record.target, target))
}
