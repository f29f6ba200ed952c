import type { AttributeModel, ComposedAttribute, EntityModel } from '../metadata/EntityModel.js'
import type { AttributeValue, Item, Key } from '../vocabulary/AttributeValue.js'
import { compileDecoder } from './compileDecoder.js'
import { compileEncoder } from './compileEncoder.js'
import { compileValueCodec, type ValueCodec } from './compileValueCodec.js'

/** Turns entities of one class into items and back. */
export interface EntityCodec {
  /**
   * The whole item of an entity: every attribute that has a value, and the composed ones. null and undefined are left out.
   *
   * @throws InvalidValueError for a primary key without value, for a missing part of an index that needs it, and for
   * values that do not fit their columns.
   */
  encode(entity: object): Item
  /**
   * One property's value: its transformers, then its type. undefined for null and undefined. No rule of a key is applied:
   * what is asked for may be what cannot be stored.
   */
  encodeValue(attribute: AttributeModel, value: unknown): AttributeValue | undefined
  /**
   * The primary key of an entity, of an object of its key properties, or of the one value that it is made of.
   *
   * @throws InvalidValueError when a part has no value.
   */
  encodeKey(entityOrKey: unknown): Key
  /**
   * An instance with the columns of the attributes that `only` names, else with all that are selected. An absent attribute
   * is null where the column is nullable, else the property stays as the class made it.
   */
  decode(item: Item, only?: ReadonlySet<string>): object
  /** One property's value: its type, then its transformers from last to first. */
  decodeValue(attribute: AttributeModel, value: AttributeValue | undefined): unknown
  /**
   * What a composed attribute holds for an item; undefined where a part is missing, as the item is then not in the index.
   *
   * @throws InvalidValueError when it is longer than a key can be.
   */
  compose(composed: ComposedAttribute, item: Item): AttributeValue | undefined
}

/** Compiles the codec of an entity: once per model, since everything that depends on the model alone is decided here. */
export function compileCodec(model: EntityModel): EntityCodec {
  const codecs = new Map<AttributeModel, ValueCodec>(model.attributes.map((attribute) => [attribute, compileValueCodec(attribute)]))
  const codecOf = (attribute: AttributeModel): ValueCodec => codecs.get(attribute) ?? compileValueCodec(attribute)
  return {
    ...compileEncoder(model, codecOf),
    decode: compileDecoder(model, codecOf),
    encodeValue: (attribute, value) => codecOf(attribute).encode(value),
    decodeValue: (attribute, value) => codecOf(attribute).decode(value),
  }
}
