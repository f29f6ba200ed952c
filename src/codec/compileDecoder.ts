import type { AttributeModel, EntityModel } from '../metadata/EntityModel.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import type { ValueCodec } from './compileValueCodec.js'
import { decodeJson } from './decodeJson.js'
import { defineMember } from './defineMember.js'

interface Step {
  readonly name: string
  /** The property, or the last of the properties that lead to the value. */
  readonly property: string
  /** Properties of embedded objects on the way; undefined for a property of the entity itself. */
  readonly embedded: readonly string[] | undefined
  readonly nullable: boolean
  readonly decode: ValueCodec['decode']
}

/** Compiles what makes entities of items. */
export function compileDecoder(model: EntityModel, codecOf: (attribute: AttributeModel) => ValueCodec) {
  const decoded = model.attributes.filter((attribute) => attribute.propertyless !== true && attribute.ofChild !== true)
  const stepOf = (attribute: AttributeModel): Step => ({
    name: attribute.name,
    property: attribute.path.at(-1)!,
    embedded: attribute.path.length > 1 ? attribute.path.slice(0, -1) : undefined,
    nullable: attribute.nullable,
    decode: codecOf(attribute).decode,
  })
  const all = decoded.map(stepOf)
  const selected = decoded.filter((attribute) => attribute.selected).map(stepOf)
  const properties = new Set([...model.attributes.map((attribute) => attribute.path[0]!), ...model.composed.map(({ name }) => name)])
  const { create, keepUnknownAttributes } = model

  return (item: Item, only?: ReadonlySet<string>): object => {
    const entity = create() as Record<string, unknown>
    const steps = only === undefined ? selected : all
    for (const step of steps) {
      if (only !== undefined && !only.has(step.name)) continue
      const value = item[step.name]
      if (value === undefined && !step.nullable) continue
      const property = step.decode(value)
      if (step.embedded === undefined) entity[step.property] = property
      else embeddedOf(entity, step.embedded)[step.property] = property
    }
    if (keepUnknownAttributes && only === undefined) keepUnknown(entity, item, model, properties)
    return entity
  }
}

function embeddedOf(entity: Record<string, unknown>, path: readonly string[]): Record<string, unknown> {
  let holder = entity
  for (const name of path) {
    const inner = holder[name]
    holder = (typeof inner === 'object' && inner !== null ? inner : (holder[name] = {})) as Record<string, unknown>
  }
  return holder
}

/** A property of a column stays the column's, whatever an unknown attribute is called. */
function keepUnknown(entity: object, item: Item, model: EntityModel, properties: ReadonlySet<string>): void {
  for (const name of Object.keys(item)) {
    if (!model.attributeByName.has(name) && !properties.has(name)) defineMember(entity, name, decodeJson(item[name]!))
  }
}
