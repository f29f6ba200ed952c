import { compileModel } from '../../src/metadata/compileModel.js'
import type { EntityModel } from '../../src/metadata/EntityModel.js'
import type { ColumnDefinition, IndexDefinition, ModelDefinition } from '../../src/metadata/ModelDefinition.js'

type ColumnSketch = Partial<Omit<ColumnDefinition, 'path'>>
type IndexSketch = Partial<IndexDefinition> & Pick<IndexDefinition, 'partitionKey'>

/** A definition in few words: columns by property path, indexes by name. */
export function defineModel(entity: string, keys: readonly string[], columns: Readonly<Record<string, ColumnSketch>>, indexes: Readonly<Record<string, IndexSketch>> = {}, more: Partial<ModelDefinition> = {}): ModelDefinition {
  return {
    entity,
    table: `${entity.toLowerCase()}s`,
    columns: Object.entries(columns).map(([path, column]): ColumnDefinition => ({
      path: path.split('.'), attribute: path.replace('.', '_'), type: 'string', nullable: false, selected: true, insertable: true, updatable: true, transformers: [], ...column,
    })),
    primaryColumns: keys,
    indexes: Object.entries(indexes).map(([name, index]): IndexDefinition => ({ name, scope: 'global', sortKey: [], projection: 'ALL', keys: 'composed', composition: 'ordered', ...index })),
    create: () => ({}),
    keepUnknownAttributes: false,
    ...more,
  }
}

export const modelOf = (...sketch: Parameters<typeof defineModel>): EntityModel => compileModel(defineModel(...sketch))
