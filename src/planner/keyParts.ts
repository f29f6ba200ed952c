import { composeKey, splitComposedKey } from '../codec/composedKey.js'
import type { EntityModel, KeyModel } from '../metadata/EntityModel.js'
import type { KeyTemplate } from '../metadata/ModelDefinition.js'
import { attributeTypes, type KeyWireType } from '../vocabulary/attributeTypes.js'
import type { AttributeValue, Item, Key } from '../vocabulary/AttributeValue.js'

/** The primary columns that a primary key tells; not those of which it says less than all. */
export function keyParts(model: EntityModel, key: Key): Item {
  if (model.primaryKey.every(({ template }) => template === undefined)) return key
  const found: Item = {}
  for (const { attributes: [attribute], parts, template } of model.primaryKey) {
    const text = key[attribute!.name]
    // What letters a value had, a key in one case does not tell.
    const values = template === undefined ? [text] : template.casing !== undefined ? [] : split(text, parts, template)
    for (const [position, value] of (values ?? []).entries()) if (value !== undefined) found[parts[position]!.name] = value
  }
  return found
}

/** Whether a key is one that the entity's templates make. */
export const isKeyOf = ({ primaryKey }: EntityModel, key: Key): boolean =>
  primaryKey.every(({ attributes: [attribute], parts, template }) => template === undefined || split(key[attribute!.name], parts, template) !== undefined)

const split = (text: AttributeValue | undefined, parts: KeyModel['parts'], template: KeyTemplate): AttributeValue[] | undefined =>
  splitComposedKey(text?.S ?? '', parts.map(({ type }) => attributeTypes[type].wire as KeyWireType), template)

/** The primary key that these values of the primary columns make; undefined where one is missing. */
export function keyOfParts(model: EntityModel, parts: Item): Key | undefined {
  const key: Key = {}
  for (const { attributes: [attribute], parts: columns, template } of model.primaryKey) {
    const value: AttributeValue | undefined = template === undefined ? parts[columns[0]!.name] : textOf(composeKey(columns.map(({ name }) => parts[name]), template))
    if (value === undefined) return undefined
    key[attribute!.name] = value
  }
  return key
}

const textOf = (text: string | undefined): AttributeValue | undefined => (text === undefined ? undefined : { S: text })
