import type { Path } from '../expressions/Condition.js'
import type { AttributeModel } from '../metadata/EntityModel.js'
import type { EntityStore } from './EntityStore.js'

/** What a path of properties leads to: an attribute, or what lies inside a map or list. */
export interface FoundAttribute {
  readonly attribute: AttributeModel
  readonly path: Path
}

/** The longest property that the segments name, and what follows it inside a map or list. */
export function attributeAt({ model }: EntityStore, segments: readonly (string | number)[]): FoundAttribute | undefined {
  for (let length = segments.length; length > 0; length--) {
    const name = segments.slice(0, length).join('.')
    const attribute = model.attributeByProperty.get(name) ?? model.attributeByName.get(name)
    if (attribute !== undefined) return length < segments.length && attribute.type !== 'json' ? undefined : { attribute, path: [attribute.name, ...segments.slice(length)] }
  }
  return undefined
}
