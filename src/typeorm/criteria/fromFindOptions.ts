import { FindOperator, EntityPropertyNotFoundError } from 'typeorm'
import type { RelationMetadata } from 'typeorm/metadata/RelationMetadata.js'
import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import { all, any, isNull, negateAsSql } from '../../expressions/conditions.js'
import type { Condition } from '../../expressions/Condition.js'
import type { AttributeModel } from '../../metadata/EntityModel.js'
import type { EntityStore } from '../EntityStore.js'
import { attributeCondition } from './findOperators.js'

type Where = Readonly<Record<string, unknown>>

/** What TypeORM does with undefined and null in a where: `throw` on 1.x, `ignore` on 0.3, or as the data source says. */
export interface InvalidValues {
  readonly undefined: 'ignore' | 'throw' | 'never'
  readonly null: 'ignore' | 'sql-null' | 'throw' | 'never'
}

/** In a builder's where both compare as SQL's NULL does: with nothing. */
export const matchingNothing: InvalidValues = { undefined: 'never', null: 'never' }

export interface WhereReading {
  /** The property path that the where is within. */
  readonly prefix?: string
  /** What the negation of the where asks, in SQL's sense. */
  readonly negated?: boolean
}

/**
 * What a where asks of an item.
 *
 * @throws EntityPropertyNotFoundError for a property without a column.
 * @throws UnsupportedError for conditions on related entities.
 */
export function whereCondition(store: EntityStore, where: unknown, invalid: InvalidValues, reading: WhereReading = {}): Condition {
  const { prefix = '', negated = false } = reading
  const [both, either] = negated ? [any, all] : [all, any]
  if (Array.isArray(where)) return where.length === 0 ? both([]) : either((where as unknown[]).map((one) => whereCondition(store, one, invalid, reading)))
  if (typeof where !== 'object' || where === null || where instanceof FindOperator) throw new InvalidQueryError(`${subjectAt(store, prefix)}: a where is an object of properties, or an array of such. Name the properties.`, { entity: store.metadata.name, path: prefix })
  const conditions: Condition[] = []
  for (const [key, value] of Object.entries(where as Where)) {
    const path = prefix === '' ? key : `${prefix}.${key}`
    const attribute = store.model.attributeByProperty.get(path)
    const relation = store.metadata.findRelationWithPropertyPath(path)
    const embedded = store.metadata.findEmbeddedWithPropertyPath(path)
    if (attribute === undefined && relation === undefined && embedded === undefined) throw new EntityPropertyNotFoundError(path, store.metadata)
    if (value === undefined) {
      if (invalid.undefined === 'throw') throw new InvalidQueryError(`${store.metadata.name}.${path}: a where cannot compare with undefined. Leave the property out, or set invalidWhereValuesBehavior.undefined to 'ignore'.`, { entity: store.metadata.name, path })
      if (invalid.undefined === 'never') conditions.push(any([]))
    } else if (value === null) {
      if (invalid.null === 'throw') throw new InvalidQueryError(`${store.metadata.name}.${path}: a where cannot compare with null. Use IsNull(), or set invalidWhereValuesBehavior.null.`, { entity: store.metadata.name, path })
      if (invalid.null === 'never') conditions.push(any([]))
      if (invalid.null === 'sql-null' && attribute !== undefined) conditions.push(negated ? negateAsSql(isNull(attribute.name)) : isNull(attribute.name))
    } else if (embedded !== undefined) {
      conditions.push(whereCondition(store, value, invalid, { ...reading, prefix: path }))
    } else if (relation !== undefined) {
      conditions.push(relationCondition(store, relation, attribute, value, negated))
    } else {
      conditions.push(attributeCondition(store, attribute!, value, negated))
    }
  }
  return both(conditions)
}

const subjectAt = (store: EntityStore, path: string): string => (path === '' ? store.metadata.name : `${store.metadata.name}.${path}`)

/** A related entity by its foreign key: the key itself, or an object with just the key. */
function relationCondition(store: EntityStore, relation: RelationMetadata, attribute: AttributeModel | undefined, value: unknown, negated: boolean): Condition {
  const columns = relation.joinColumns
  if (!relation.isOwning || columns.length === 0 || relation.isManyToMany) throw new UnsupportedError('relations in a where', `${store.metadata.name}.${relation.propertyPath}`)
  if (typeof value !== 'object' || value instanceof FindOperator || value instanceof Date || Buffer.isBuffer(value)) {
    if (columns.length === 1 && attribute !== undefined) return attributeCondition(store, attribute, value, negated)
    throw new UnsupportedError('relations in a where', `${store.metadata.name}.${relation.propertyPath}`)
  }
  const referenced = new Set(columns.map((column) => column.referencedColumn!.propertyPath))
  const isEntity = typeof relation.inverseEntityMetadata.target === 'function' && value instanceof relation.inverseEntityMetadata.target
  if (!isEntity && Object.keys(value as object).some((key) => !referenced.has(key))) throw new UnsupportedError('relations in a where', `${store.metadata.name}.${relation.propertyPath}`)
  return (negated ? any : all)(columns.map((column) => attributeCondition(store, store.model.attributeByName.get(column.databaseName)!, column.referencedColumn!.getEntityValue(value as never), negated)))
}

/** Names of the attributes of a `select`; undefined where everything is wanted. */
export function selectedAttributes(store: EntityStore, select: unknown): string[] | undefined {
  if (select === undefined || select === null) return undefined
  const paths = Array.isArray(select) ? (select as string[]) : selectedPaths(store, select as Where, '')
  const names = paths.map((path) => {
    const attribute = store.model.attributeByProperty.get(path)
    if (attribute === undefined) throw new EntityPropertyNotFoundError(path, store.metadata)
    return attribute.name
  })
  return names.length === 0 ? undefined : names
}

function selectedPaths(store: EntityStore, select: Where, prefix: string): string[] {
  return Object.entries(select).flatMap(([key, value]) => {
    const path = prefix === '' ? key : `${prefix}.${key}`
    if (value === undefined || value === false || value === null) return []
    const embedded = store.metadata.findEmbeddedWithPropertyPath(path)
    if (embedded !== undefined) return typeof value === 'object' ? selectedPaths(store, value as Where, path) : embedded.columnsFromTree.map((column) => column.propertyPath)
    // What is selected of a related entity says nothing unless the relation is loaded.
    return store.metadata.findRelationWithPropertyPath(path) === undefined ? [path] : []
  })
}

/** `order` of the find options as a list of attributes; the order of related entities is theirs, if their relation is loaded. */
export function orderOf(store: EntityStore, order: unknown, prefix = '', loaded: ReadonlySet<string> = new Set()): { attribute: string; direction: 'ASC' | 'DESC' }[] {
  return Object.entries((order ?? {}) as Where).flatMap(([key, value]) => {
    if (value === undefined) return []
    const path = prefix === '' ? key : `${prefix}.${key}`
    if (store.metadata.findEmbeddedWithPropertyPath(path) !== undefined) return orderOf(store, value, path, loaded)
    if (loaded.has(path) && typeof value === 'object') return []
    const attribute = store.model.attributeByProperty.get(path)
    if (attribute === undefined) {
      if (store.metadata.findRelationWithPropertyPath(path) !== undefined) throw new UnsupportedError('joins', `${store.metadata.name}.${path}`)
      throw new EntityPropertyNotFoundError(path, store.metadata)
    }
    return [{ attribute: attribute.name, direction: directionOf(value, attribute.subject) }]
  })
}

export function directionOf(value: unknown, subject: string): 'ASC' | 'DESC' {
  const direction = typeof value === 'object' && value !== null ? (value as { direction?: unknown }).direction : value
  if (typeof value === 'object' && value !== null && (value as { nulls?: unknown }).nulls !== undefined) throw new InvalidQueryError(`${subject}: DynamoDB has no NULLS FIRST or LAST. Items without the property come first in ascending order.`, { path: subject })
  if (direction === 1 || direction === 'ASC' || direction === 'asc') return 'ASC'
  if (direction === -1 || direction === 'DESC' || direction === 'desc') return 'DESC'
  throw new InvalidQueryError(`${subject}: an order is 'ASC' or 'DESC'.`, { path: subject })
}
