import type { AttributeModel } from '../metadata/EntityModel.js'
import { attributeTypes } from '../vocabulary/attributeTypes.js'
import type { AttributeValue } from '../vocabulary/AttributeValue.js'

/**
 * Whether a value is of the type that an attribute is stored as. No key can be asked for by another: DynamoDB refuses it, and
 * inside a composed key the text of one type may read like another's.
 */
export function isOfType({ type }: AttributeModel, value: AttributeValue): boolean {
  const { wire } = attributeTypes[type]
  return wire !== 'dynamic' && value[wire] !== undefined
}
