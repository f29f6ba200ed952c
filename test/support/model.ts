import { compileModel } from '../../src/metadata/compileModel.js'
import type { EntityModel } from '../../src/metadata/EntityModel.js'
import type { ColumnDefinition, IndexDefinition, ModelDefinition } from '../../src/metadata/ModelDefinition.js'
import type { AttributeTypeName } from '../../src/vocabulary/attributeTypes.js'

interface Wanted extends Partial<Omit<ModelDefinition, 'columns' | 'indexes'>> {
  /** Columns by property path; a type alone stands for a nullable column that is stored under the path's own text. */
  readonly columns: Readonly<Record<string, AttributeTypeName | Partial<ColumnDefinition>>>
  readonly indexes?: readonly (Partial<IndexDefinition> & { readonly name: string })[]
}

/** A compiled entity, `User` with the primary key `id` unless told otherwise. */
export function modelOf({ columns, indexes = [], ...more }: Wanted): EntityModel {
  return compileModel({
    entity: 'User',
    table: 'users',
    primaryColumns: ['id'],
    create: () => ({}),
    keepUnknownAttributes: false,
    ...more,
    columns: Object.entries(columns).map(([property, column]) => ({
      path: property.split('.'), attribute: property, type: 'string', nullable: true, selected: true, insertable: true, updatable: true, transformers: [],
      ...(typeof column === 'string' ? { type: column } : column),
    })),
    indexes: indexes.map((index) => ({ scope: 'global', partitionKey: [], sortKey: [], projection: 'ALL', keys: 'composed', composition: 'ordered', ...index })),
  })
}
