import { EntityPropertyNotFoundError } from 'typeorm'
import type { AttributeModel } from '../../metadata/EntityModel.js'
import type { EntityStore } from '../EntityStore.js'

/** The columns that `returning()` names, by property or column; `*` for all. Undefined where nothing shall be returned. */
export function returningColumns(store: EntityStore, returning: unknown): readonly AttributeModel[] | undefined {
  if (typeof returning !== 'string' && !Array.isArray(returning)) return undefined
  const { model, metadata } = store
  const names = typeof returning === 'string' ? returning.split(',') : (returning as string[])
  return names.flatMap((given): readonly AttributeModel[] => {
    const name = given.trim()
    if (name === '*') return model.attributes.filter(({ hidden }) => hidden !== true)
    const attribute = model.attributeByProperty.get(name) ?? model.attributeByName.get(name)
    if (attribute === undefined) throw new EntityPropertyNotFoundError(name, metadata)
    return [attribute]
  })
}
