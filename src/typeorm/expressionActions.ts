import { UpdateValuesMissingError, EntityPropertyNotFoundError } from 'typeorm'
import { attributeCodecs } from '../codec/attributeCodecs.js'
import type { UpdateAction } from '../expressions/Update.js'
import type { AttributeModel } from '../metadata/EntityModel.js'
import { addAction, assignments, type Assignment } from './updateChange.js'
import type { EntityStore } from './EntityStore.js'

/** The actions of `{ setValues, addValues }`. */
export function expressionActions(store: EntityStore, options: { readonly setValues?: object; readonly addValues?: object }): UpdateAction[] {
  const set = leaves(store, options.setValues ?? {}).filter(([attribute]) => attribute.updatable)
  const added = leaves(store, options.addValues ?? {}).filter(([attribute]) => attribute.updatable).map(([attribute, value]) => addAction(attribute, attribute.type === 'set' ? attributeCodecs.set.encode(value, attribute.subject) : store.codec.encodeValue(attribute, value)!))
  if (set.length + added.length === 0) throw new UpdateValuesMissingError()
  return [...assignments(store, set), ...added]
}

function leaves(store: EntityStore, values: object, prefix = ''): Assignment[] {
  return Object.entries(values).flatMap(([key, value]): Assignment[] => {
    if (value === undefined) return []
    const path = prefix === '' ? key : `${prefix}.${key}`
    if (store.metadata.findEmbeddedWithPropertyPath(path) !== undefined) {
      if (value !== null) return leaves(store, value as object, path)
      return store.model.attributes.filter((attribute) => attribute.property.startsWith(`${path}.`)).map((attribute) => [attribute, null] as const)
    }
    const attribute: AttributeModel | undefined = store.model.attributeByProperty.get(path)
    if (attribute === undefined) throw new EntityPropertyNotFoundError(path, store.metadata)
    return [[attribute, value]]
  })
}
