import type { AttributeOrder } from '../expressions/compareItems.js'
import type { EntityModel, KeyAttribute } from '../metadata/EntityModel.js'
import { attributeTypes, type KeyWireType } from '../vocabulary/attributeTypes.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'

/** The key attributes that tell where a reading of the table or an index stands. */
export function positionAttributes(model: EntityModel, indexName: string | undefined): KeyAttribute[] {
  const index = indexName === undefined ? undefined : model.indexByName.get(indexName)
  const own = model.keyNames.map((name): KeyAttribute => ({ name, wire: attributeTypes[model.attributeByName.get(name)!.type].wire as KeyWireType }))
  const all = [...own, ...(index?.partitionKey.attributes ?? []), ...(index?.sortKey?.attributes ?? [])]
  return all.filter((attribute, position) => all.findIndex((other) => other.name === attribute.name) === position)
}

/** The position of an item in a reading. */
export function positionOf(item: Item, attributes: readonly KeyAttribute[]): Key {
  const key: Key = {}
  for (const { name } of attributes) key[name] = item[name]!
  return key
}

/** The order in which a Query of the table or an index gives its items: that of the sort key. */
export function nativeOrder(model: EntityModel, indexName: string | undefined, forward: boolean): AttributeOrder[] {
  const names = indexName === undefined ? (model.sortKey === undefined ? [] : [model.sortKey.name]) : (model.indexByName.get(indexName)?.sortKey?.attributes.map(({ name }) => name) ?? [])
  return names.map((attribute) => ({ attribute, direction: forward ? 'ASC' : 'DESC' }))
}
