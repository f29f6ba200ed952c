import type { EntityMetadata } from 'typeorm'
import { joined } from '../../metadata/joined.js'
import type { ColumnDefinition } from '../../metadata/ModelDefinition.js'
import { keyColumn } from './keyColumn.js'

export interface JunctionKeys {
  /** Columns that hold the keys of sides with several columns: the values of these, composed. */
  readonly columns: readonly ColumnDefinition[]
  /** The side with the table, which is the partition key, and the other side. */
  readonly primaryColumns: readonly [string, string]
}

/** The primary key of the table of a many-to-many relation: a key of DynamoDB has one attribute for each side. */
export function junctionKeys(metadata: EntityMetadata): JunctionKeys {
  const composed: ColumnDefinition[] = []
  const side = (names: readonly string[]): string => {
    if (names.length === 1) return names[0]!
    const attribute = names.join('#')
    composed.push(keyColumn(attribute, { properties: names, template: joined(names.length) }))
    return attribute
  }
  const primaryColumns = [side(metadata.ownerColumns.map((column) => column.databaseName)), side(metadata.inverseColumns.map((column) => column.databaseName))] as const
  return { columns: composed, primaryColumns }
}
