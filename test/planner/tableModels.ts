import { compileModel } from '../../src/metadata/compileModel.js'
import type { EntityModel } from '../../src/metadata/EntityModel.js'
import type { IndexDefinition, ModelDefinition } from '../../src/metadata/ModelDefinition.js'
import type { AttributeTypeName } from '../../src/vocabulary/attributeTypes.js'

interface Wanted {
  readonly table?: string
  /** Attribute types by property; the properties are stored under their own names. */
  readonly columns: Readonly<Record<string, AttributeTypeName>>
  readonly primary: readonly string[]
  readonly indexes?: readonly IndexDefinition[]
  readonly timeToLive?: string
}

/** A compiled entity with nothing but columns, keys and indexes. */
export function tableModel(entity: string, { table = entity.toLowerCase(), columns, primary, indexes = [], timeToLive }: Wanted): EntityModel {
  const definition: ModelDefinition = {
    entity,
    table,
    columns: Object.entries(columns).map(([name, type]) => ({
      path: [name], attribute: name, type, nullable: true, selected: true, insertable: true, updatable: true, transformers: [],
    })),
    primaryColumns: primary,
    indexes,
    timeToLive,
    create: () => ({}),
    keepUnknownAttributes: false,
  }
  return compileModel(definition)
}

/** A global index with composed keys of all attributes, unless told otherwise. */
export function globalIndex(name: string, partitionKey: readonly string[], sortKey: readonly string[] = [], more: Partial<IndexDefinition> = {}): IndexDefinition {
  return { name, scope: 'global', partitionKey, sortKey, projection: 'ALL', keys: 'composed', composition: 'ordered', ...more }
}
