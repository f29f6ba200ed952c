import { EntityPropertyNotFoundError, type EntityMetadata } from 'typeorm'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import { pathText } from '../expressions/pathText.js'
import { readPath } from '../expressions/readPath.js'
import { attributeAt, type FoundAttribute } from './attributeAt.js'
import type { EntityStore } from './EntityStore.js'
import type { Assignment } from './updateChange.js'
import { UpdateOperator } from './updateOperator.js'

/** Whether values of an update hold operators or paths, of which TypeORM knows nothing. */
export function isBeyondTypeorm(metadata: EntityMetadata, values: object, prefix = ''): boolean {
  return Object.entries(values).some(([key, value]) => {
    if (value instanceof UpdateOperator || /[.[\]]/.test(key)) return true
    const property = prefix === '' ? key : `${prefix}.${key}`
    return typeof value === 'object' && value !== null && metadata.findEmbeddedWithPropertyPath(property) !== undefined && isBeyondTypeorm(metadata, value as object, property)
  })
}

/**
 * The columns that values of an update name, each with what becomes of it: by property, by embedded objects, or by a path.
 *
 * @throws EntityPropertyNotFoundError for what leads to no column.
 */
export function updateLeaves(store: EntityStore, values: object, prefix = ''): Assignment[] {
  const { metadata, model } = store
  return Object.entries(values).flatMap(([key, value]): Assignment[] => {
    if (value === undefined) return []
    const property = prefix === '' ? key : `${prefix}.${key}`
    if (metadata.findEmbeddedWithPropertyPath(property) !== undefined) {
      const gone = value === null || isRemoval(value)
      if (!gone && !(value instanceof UpdateOperator)) return updateLeaves(store, value as object, property)
      if (gone) return model.attributes.filter((attribute) => attribute.property.startsWith(`${property}.`)).map((attribute) => [attribute, value] as const)
      throw new InvalidQueryError(`${metadata.name}.${property}: ${value.operator}() is for columns, and this holds several. Name one of them.`, { entity: metadata.name, path: property, code: 'update.value' })
    }
    const relation = value instanceof UpdateOperator ? metadata.findRelationWithPropertyPath(property) : undefined
    if (relation !== undefined && relation.joinColumns.length > 0 && isRemoval(value)) return relation.joinColumns.flatMap(({ databaseName }) => model.attributeByName.get(databaseName) ?? []).map((attribute) => [attribute, value] as const)
    const { attribute, path } = columnAt(store, property)
    return [[attribute, value, path]]
  })
}

const isRemoval = (value: unknown): boolean => value instanceof UpdateOperator && value.operator === 'Remove'

function columnAt(store: EntityStore, text: string): FoundAttribute {
  const segments = readPath(text)
  const found = segments && attributeAt(store, segments)
  if (found !== undefined) return found
  const holder = segments?.map((_, at) => attributeAt(store, segments.slice(0, at))).findLast((one) => one !== undefined)
  if (segments === undefined || holder === undefined) throw new EntityPropertyNotFoundError(text, store.metadata)
  throw new InvalidQueryError(`${store.metadata.name}.${pathText(segments)}: only what json columns hold can be changed in part. Set ${holder.attribute.property} as a whole.`, { entity: store.metadata.name, path: pathText(segments), code: 'update.value' })
}
