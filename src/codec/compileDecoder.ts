import type { AttributeModel, EntityModel } from '../metadata/EntityModel.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { compileFill, fillStep, type FillStep } from './compileFill.js'
import type { ValueCodec } from './compileValueCodec.js'
import { decodeJson } from './decodeJson.js'
import { defineMember } from './defineMember.js'

/** Compiles what makes entities of items. */
export function compileDecoder(model: EntityModel, codecOf: (attribute: AttributeModel) => ValueCodec) {
  const decoded = model.attributes.filter((attribute) => attribute.propertyless !== true && attribute.ofChild !== true)
  const stepOf = (attribute: AttributeModel): FillStep => ({
    name: attribute.name,
    property: attribute.path.at(-1)!,
    embedded: attribute.path.length > 1 ? attribute.path.slice(0, -1) : undefined,
    nullable: attribute.nullable,
    decode: codecOf(attribute).decode,
  })
  const all = decoded.map(stepOf)
  const fill = compileFill(decoded.filter((attribute) => attribute.selected).map(stepOf))
  const properties = new Set([...model.attributes.map((attribute) => attribute.path[0]!), ...model.composed.map(({ name }) => name)])
  const { create, keepUnknownAttributes } = model

  return (item: Item, only?: ReadonlySet<string>): object => {
    const entity = create() as Record<string, unknown>
    if (only !== undefined) {
      for (const step of all) if (only.has(step.name)) fillStep(step, item, entity)
      return entity
    }
    fill(item, entity)
    if (keepUnknownAttributes) keepUnknown(entity, item, model, properties)
    return entity
  }
}

/** A property of a column stays the column's, whatever an unknown attribute is called. */
function keepUnknown(entity: object, item: Item, model: EntityModel, properties: ReadonlySet<string>): void {
  for (const name of Object.keys(item)) {
    if (!model.attributeByName.has(name) && !properties.has(name)) defineMember(entity, name, decodeJson(item[name]!))
  }
}
