import { attributeTypes, type KeyWireType } from '../vocabulary/attributeTypes.js'
import type { AttributeModel, KeyModel } from './EntityModel.js'

/** The key that one attribute is: made of itself, or of the columns that it is composed of. */
export function keyOfAttribute(attribute: AttributeModel, byProperty: ReadonlyMap<string, AttributeModel>): KeyModel {
  const { composedOf } = attribute
  return {
    attributes: [{ name: attribute.name, wire: attributeTypes[attribute.type].wire as KeyWireType }],
    parts: composedOf === undefined ? [attribute] : composedOf.properties.flatMap((property) => byProperty.get(property) ?? []),
    ...(composedOf === undefined ? {} : { template: composedOf.template }),
  }
}
