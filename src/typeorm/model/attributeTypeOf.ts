import 'reflect-metadata'
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js'
import { decoratorRecords, recordsOf, type Constructor, type PropertyRecord } from '../../metadata/decoratorRecords.js'
import type { AttributeTypeName } from '../../vocabulary/attributeTypes.js'
import { columnTypes, declaredTypes } from './columnTypes.js'

/** The class that a property is declared with, as the compiler wrote it down. */
export const declaredAs = (column: ColumnMetadata): unknown =>
  typeof column.target === 'function' ? Reflect.getMetadata('design:type', column.target.prototype as object, column.propertyName) : undefined

export const isRecorded = (records: readonly PropertyRecord[], column: ColumnMetadata): boolean =>
  typeof column.target === 'function' && recordsOf(records, column.target as unknown as Constructor).some((record) => record.property === column.propertyName)

/** The column whose values a column holds: a foreign key without a property of its own is stored as the key that it refers to. */
export const writtenAs = (column: ColumnMetadata): ColumnMetadata => (column.isVirtual && column.referencedColumn !== undefined ? writtenAs(column.referencedColumn) : column)

/** What a column is stored as, or the fault in its type. */
export function attributeTypeOf(given: ColumnMetadata): AttributeTypeName | { readonly fault: string } {
  const column = writtenAs(given)
  const declared = declaredAs(column)
  const named = columnTypes.get(typeof column.type === 'string' ? column.type : '') ?? declaredTypes.get(column.type)
  if (column.type === (Object as unknown)) return { fault: 'the compiler knows the type of this property only as Object. Say it: @Column({ type: \'varchar\' }) for `string | null`, or \'json\' for objects.' }
  if (named === undefined) return { fault: `the column type ${nameOf(column.type)} is not supported. Use one of ${[...columnTypes.keys()].join(', ')}.` }
  if (column.isArray) return 'json'
  const epoch = epochOf(column)
  const isDate = declared === Date || named === 'datetime'
  if (epoch !== undefined && !isDate) return { fault: '@Epoch() needs a Date property.' }
  if (isRecorded(decoratorRecords.timesToLive, column)) {
    if (epoch === 'epoch-milliseconds') return { fault: 'a time to live is stored in seconds. Remove @Epoch(\'milliseconds\').' }
    if (isDate) return 'epoch-seconds'
  }
  if (epoch !== undefined) return epoch
  if (declared === Date && (named === 'number' || named === 'bigint')) return { fault: 'a Date in a number column needs its unit. Add @Epoch(\'seconds\') or @Epoch(\'milliseconds\').' }
  if (named === 'string' && column.enum !== undefined) return enumType(column.enum)
  // Exact either way: as the property is declared, text of a whole number or a number.
  if (named === 'bigint' && declared === String) return 'decimal'
  if (named === 'bigint' && declared === Number) return 'number'
  return named
}

function epochOf(column: ColumnMetadata): 'epoch-seconds' | 'epoch-milliseconds' | undefined {
  if (typeof column.target !== 'function') return undefined
  const record = recordsOf(decoratorRecords.epochs, column.target as unknown as Constructor).find((one) => one.property === column.propertyName)
  return record === undefined ? undefined : `epoch-${record.unit}`
}

function enumType(values: readonly unknown[]): AttributeTypeName | { readonly fault: string } {
  const kinds = new Set(values.map((value) => typeof value))
  if (kinds.size > 1) return { fault: 'an enum must have values of one type. Use only texts or only numbers.' }
  return kinds.has('number') ? 'number' : 'string'
}

const nameOf = (type: unknown): string => (typeof type === 'function' ? type.name : `"${String(type)}"`)
