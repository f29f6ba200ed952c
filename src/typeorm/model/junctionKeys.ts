import type { EntityMetadata } from 'typeorm'
import { attributeCodecs } from '../../codec/attributeCodecs.js'
import { composeKey } from '../../codec/composedKey.js'
import type { ColumnDefinition } from '../../metadata/ModelDefinition.js'

export interface JunctionKeys {
  /** Columns that hold the keys of sides with several columns: the values of these, composed. */
  readonly columns: readonly ColumnDefinition[]
  /** The side with the table, which is the partition key, and the other side. */
  readonly primaryColumns: readonly [string, string]
}

/** The primary key of the table of a many-to-many relation: a key of DynamoDB has one attribute for each side. */
export function junctionKeys(metadata: EntityMetadata, columns: readonly ColumnDefinition[]): JunctionKeys {
  const composed: ColumnDefinition[] = []
  const side = (names: readonly string[]): string => {
    if (names.length === 1) return names[0]!
    const parts = names.map((name) => columns.find((column) => column.attribute === name)!)
    const attribute = names.join('#')
    composed.push({
      path: [attribute], attribute, type: 'string', nullable: false, selected: false, insertable: true, updatable: false, transformers: [], composedOf: names, propertyless: true,
      read: (entity) => composeKey(parts.map((part) => encoded(part, (entity as Record<string, unknown>)[part.attribute], metadata.name)), 'ordered'),
    })
    return attribute
  }
  const primaryColumns = [side(metadata.ownerColumns.map((column) => column.databaseName)), side(metadata.inverseColumns.map((column) => column.databaseName))] as const
  return { columns: composed, primaryColumns }
}

function encoded({ type, transformers }: ColumnDefinition, value: unknown, entity: string): ReturnType<(typeof attributeCodecs)['string']['encode']> | undefined {
  let stored = value
  for (const transformer of transformers) stored = transformer.to(stored)
  return stored === undefined || stored === null ? undefined : attributeCodecs[type].encode(stored, entity)
}
