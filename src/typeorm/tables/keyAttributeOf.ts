import type { TableColumn } from 'typeorm'
import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import type { KeyAttribute } from '../../metadata/EntityModel.js'
import { attributeTypes } from '../../vocabulary/attributeTypes.js'
import { columnTypes } from '../model/columnTypes.js'

/** A column as a key attribute. */
export function keyAttributeOf(table: string, { name, type }: Pick<TableColumn, 'name' | 'type'>): KeyAttribute {
  const attributeType = columnTypes.get(type)
  if (attributeType === undefined || !attributeTypes[attributeType].key) throw new InvalidQueryError(`${table}.${name}: a column of type ${type} cannot be a key. Use a string, number, bigint, decimal, date or binary column.`, { path: `${table}.${name}` })
  return { name, wire: attributeTypes[attributeType].wire as KeyAttribute['wire'] }
}
