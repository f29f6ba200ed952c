import { UnknownItemError } from '../errors/UnknownItemError.js'
import type { EntityModel, ItemType } from '../metadata/EntityModel.js'
import type { Item } from '../vocabulary/AttributeValue.js'

/** What the items of a reading must be of, where their table wants unknown ones to be an error. */
export interface KnownTypes extends ItemType {
  readonly entity: string
}

/** Of the entities whose tables want it so. */
export const knownTypes = ({ entity, itemType }: EntityModel): KnownTypes | undefined => (itemType?.table.unknownItems === 'error' ? { ...itemType, entity } : undefined)

/** @throws UnknownItemError for an item without a type, or with one that no entity has. */
export function refuseUnknownItems(known: KnownTypes | undefined, items: readonly (Item | undefined)[]): void {
  if (known === undefined) return
  for (const item of items) if (item !== undefined && !known.known.includes(item[known.attribute]?.S ?? '')) throw new UnknownItemError(known.entity, known.table.name, known.attribute)
}
