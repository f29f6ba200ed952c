import type { AttributeModel } from '../../metadata/EntityModel.js'
import type { AttributeValue } from '../../vocabulary/AttributeValue.js'
import type { EntityStore } from '../EntityStore.js'

/** A part of a text, as it stands in what is stored: with the column's transformers, and no type's rules for whole values. */
export const patternValue = (store: EntityStore, attribute: AttributeModel, text: string): AttributeValue =>
  attribute.type === 'string' && attribute.allowedValues === undefined ? (store.codec.encodeValue(attribute, text) ?? { S: text }) : { S: text }
