import type { ColumnDefinition } from '../../metadata/ModelDefinition.js'

/** A key or type attribute, which no property holds. */
export const keyColumn = (attribute: string, composedOf?: ColumnDefinition['composedOf']): ColumnDefinition => ({
  path: [attribute], attribute, type: 'string', nullable: false, selected: false, insertable: true, updatable: false, transformers: [], composedOf, propertyless: true, hidden: true,
})
