import type { AttributeModel, ComposedAttribute, EntityModel } from '../metadata/EntityModel.js'
import type { AttributeValue, Item, Key } from '../vocabulary/AttributeValue.js'
import type { ValueCodec } from './compileValueCodec.js'
import { attributeTypes, type KeyWireType } from '../vocabulary/attributeTypes.js'
import { composeKey, composePart, splitComposedKey } from './composedKey.js'
import { propertyReader } from './propertyReader.js'
import { refuse } from './refuse.js'

interface Step {
  readonly attribute: AttributeModel
  readonly name: string
  readonly read: (entity: object) => unknown
  readonly encode: ValueCodec['encode']
  /** Whether a rule of a key or index has to be checked. */
  readonly ruled: boolean
}

/** Compiles what writes whole items, keys and composed attributes of an entity. */
export function compileEncoder(model: EntityModel, codecOf: (attribute: AttributeModel) => ValueCodec) {
  const steps = model.attributes.filter((attribute) => attribute.composedOf === undefined).map((attribute): Step => ({
    attribute,
    name: attribute.name,
    read: propertyReader(attribute),
    encode: codecOf(attribute).encode,
    ruled: attribute.keyOf.length > 0 || attribute.requiredBy.length > 0,
  }))
  const keySteps = model.identity.map((attribute) => steps.find((step) => step.attribute === attribute)!)
  const composedKeys = model.composed.filter(({ name }) => model.keyNames.includes(name))
  const compose = (composed: ComposedAttribute, item: Item): AttributeValue | undefined => composeAttribute(model, composed, item)

  return {
    compose,

    encode(entity: object): Item {
      const item: Item = {}
      for (const step of steps) {
        const value = step.encode(step.read(entity))
        if (step.ruled) checkRules(step.attribute, value)
        if (value !== undefined) item[step.name] = value
      }
      for (const composed of model.composed) {
        const value = compose(composed, item)
        if (value !== undefined) item[composed.name] = value
      }
      return item
    },

    encodeKey(entityOrKey: unknown): Key {
      const scalar = isScalarKey(model, entityOrKey)
      const parts: Key = {}
      for (const { attribute, name, read, encode } of keySteps) {
        const value = encode(scalar ? entityOrKey : read(entityOrKey as object))
        checkRules(attribute, value)
        parts[name] = value!
      }
      if (composedKeys.length === 0) return parts
      const key: Key = {}
      for (const name of model.keyNames) {
        const composed = composedKeys.find((one) => one.name === name)
        key[name] = composed === undefined ? parts[name]! : compose(composed, parts)!
      }
      return key
    },
  }
}

/** Whether a key is given as the value of its one part. */
function isScalarKey({ entity, identity }: EntityModel, given: unknown): boolean {
  const [first, ...others] = identity as readonly [AttributeModel, ...AttributeModel[]]
  const isObject = typeof given === 'object' && given !== null && !(given instanceof Date) && !(given instanceof Uint8Array)
  // A transformer can make a key of any object; one that has the key property is an entity all the same.
  if (isObject) return others.length === 0 && first.transformers.length > 0 && !(first.path[0]! in given)
  return others.length === 0 || refuse(entity, `the primary key has several parts. Give an object with ${identity.map(({ property }) => property).join(' and ')}.`)
}

function checkRules({ subject, keyOf, requiredBy }: AttributeModel, value: AttributeValue | undefined): void {
  const isPrimary = keyOf.includes('table') || requiredBy.includes('table')
  if (value === undefined) {
    if (isPrimary) refuse(subject, 'the primary key has no value. Set one first.')
    if (requiredBy.length > 0) refuse(subject, `index ${requiredBy[0]} needs a value in each item. Give one, or make the column nullable.`)
    return
  }
  const kind = value.S === '' ? 'string' : value.B?.length === 0 ? 'binary value' : undefined
  if (kind === undefined || keyOf.length === 0) return
  refuse(subject, isPrimary ? `an empty ${kind} cannot be a primary key. Give it a value.` : `an empty ${kind} cannot be in the key of index ${keyOf[0]}. Use null to leave the index.`)
}

const halfOfPair = /\p{Surrogate}/u

/** A plain key says the same of other values, if those can be mistaken for the text around them. */
function checkExact({ entity }: EntityModel, { parts, template }: ComposedAttribute, item: Item, text: string): void {
  const read = splitComposedKey(text, parts.map(({ type }) => attributeTypes[type].wire as KeyWireType), template)
  const isSame = (value: AttributeValue, position: number): boolean => composePart(value, template, position) === composePart(item[parts[position]!.name]!, template, position)
  if (read?.every(isSame) !== true) refuse(`${entity}.${parts.map(({ property }) => property).join(', ')}`, 'the key could be that of other values, since its composition is plain. Use values without the text that stands between the parts.')
}

function composeAttribute(model: EntityModel, composed: ComposedAttribute, item: Item): AttributeValue | undefined {
  const text = composeKey(composed.parts.map((part) => item[part.name]), composed.template)
  if (text === undefined || composed.when?.holds(item) === false) return undefined
  if (composed.index === undefined && composed.template.exact === true) checkExact(model, composed, item, text)
  // A character has three bytes at most, so a short text needs no count.
  if (text.length * 3 > composed.limitBytes && Buffer.byteLength(text) > composed.limitBytes) {
    refuse(`${model.entity}.${composed.name}`, `${composed.index === undefined ? 'the primary key' : `the key of index ${composed.index}`} would have more than ${composed.limitBytes} bytes. Shorten ${composed.parts.map((part) => part.property).join(' or ')}.`)
  }
  if (halfOfPair.test(text)) refuse(`${model.entity}.${composed.parts.map((part) => part.property).join(', ')}`, 'half of a surrogate pair cannot be in a key, since DynamoDB makes another character of it. Repair the text.')
  if (text === '') refuse(`${model.entity}.${composed.parts.at(-1)!.property}`, composed.index === undefined ? 'an empty string cannot be a primary key. Give it a value.' : `an empty string cannot be in the key of index ${composed.index}. Use null to leave the index.`)
  return { S: text }
}
