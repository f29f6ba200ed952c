import { attributeTypes } from '../vocabulary/attributeTypes.js'
import type { AttributeModel, ItemType, UniqueModel } from './EntityModel.js'
import type { ModelDefinition } from './ModelDefinition.js'

/**
 * Checks what shall be unique beside the primary key. A constraint that holds the whole primary key is kept by it, and several
 * over the same columns are one.
 */
export function compileUniques({ entity, uniques = [] }: ModelDefinition, byProperty: ReadonlyMap<string, AttributeModel>, keyNames: readonly string[], itemType: ItemType | undefined, fault: (text: string) => void): UniqueModel[] {
  const models = new Map<string, UniqueModel>()
  for (const { name, properties } of uniques) {
    const parts = properties.flatMap((property) => byProperty.get(property) ?? [])
    for (const { property, type } of parts) {
      const { key, wire } = attributeTypes[type]
      if (!key && wire !== 'BOOL') fault(`.${property}: a ${type} cannot be unique. Use a string, number, bigint, decimal, date, boolean or binary column.`)
    }
    if (keyNames.every((key) => parts.some((part) => part.name === key))) continue
    const names = parts.map((part) => part.name).toSorted()
    if (!models.has(names.join('\n'))) models.set(names.join('\n'), { name, entity, parts, names, itemType })
  }
  return [...models.values()]
}
