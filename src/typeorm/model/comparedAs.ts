import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js'
import type { AttributeTypeName } from '../../vocabulary/attributeTypes.js'
import type { EntityStore } from '../EntityStore.js'

/**
 * How TypeORM compares a column's old and new value: dates as moments, maps and lists deeply, sets by their members. The
 * model keeps the column's own type and transformers.
 */
export function comparedAs(store: EntityStore, column: ColumnMetadata): Partial<Pick<ColumnMetadata, 'type' | 'transformer' | 'isUpdate'>> {
  const attribute = store.model.attributeByName.get(column.databaseName)
  // What follows others is no change by itself.
  return { ...comparedBy(attribute?.type, column), ...(attribute?.computed === undefined ? {} : { isUpdate: false }) }
}

function comparedBy(type: AttributeTypeName | undefined, column: ColumnMetadata): Partial<Pick<ColumnMetadata, 'type' | 'transformer'>> {
  switch (type) {
    case 'datetime':
    case 'epoch-seconds':
    case 'epoch-milliseconds':
      return { type: 'datetime' }
    case 'json':
      return { type: 'json' }
    case 'set':
      // TypeORM compares the members of a Set on one of its lines only.
      return column.transformer === undefined ? { type: 'varchar', transformer: { to: membersText, from: (value: unknown) => value } } : { type: 'json' }
    default:
      return {}
  }
}

function membersText(value: unknown): unknown {
  if (!(value instanceof Set) && !Array.isArray(value)) return value
  return [...value].map((member) => (member instanceof Uint8Array ? Buffer.from(member).toString('hex') : `${typeof member} ${String(member)}`)).sort().join('\u0000')
}
