import { ModelError } from '../errors/ModelError.js'
import { limits, tableNamePattern } from '../vocabulary/limits.js'
import { attributeTypes } from '../vocabulary/attributeTypes.js'
import { compileComputed } from './compileComputed.js'
import { compileIndexes } from './compileIndexes.js'
import { compileUniques } from './compileUniques.js'
import type { AttributeModel, ComposedAttribute, EntityModel, ItemType } from './EntityModel.js'
import { keyOfAttribute } from './keyOfAttribute.js'
import type { ModelDefinition } from './ModelDefinition.js'
import { sharedFaults, typesOf } from './sharedTables.js'

/**
 * Checks an entity against every rule that needs no server and derives what reads and writes need.
 *
 * @throws ModelError with all faults of the entity at once.
 */
export function compileModel(definition: ModelDefinition, knownTypes: readonly string[] = typesOf([definition], definition)): EntityModel {
  const faults: string[] = []
  const fault = (text: string): void => void faults.push(`${definition.entity}${text}`)

  if (!tableNamePattern.test(definition.table)) fault(`: the table name "${definition.table}" must have 3 to 255 characters of a-z, A-Z, 0-9, _, . and -. Name the table with ${definition.shared === undefined ? '@Entity({ name })' : 'defineTable({ name })'}.`)
  const attributes = definition.columns.map((column): Mutable<AttributeModel> => ({
    ...column,
    name: column.attribute,
    property: column.path.join('.'),
    subject: `${definition.entity}.${column.path.join('.')}`,
    keyOf: [],
    requiredBy: [],
  }))
  const byProperty = new Map<string, Mutable<AttributeModel>>()
  const byName = new Map<string, Mutable<AttributeModel>>()
  for (const attribute of attributes) {
    const other = byName.get(attribute.name)
    if (other !== undefined) fault(`.${attribute.property}: the attribute name "${attribute.name}" is also that of ${other.property}. Give one of the columns another name.`)
    if (byProperty.has(attribute.property)) fault(`.${attribute.property}: a key attribute of its table has the same name. Give the property another.`)
    byName.set(attribute.name, attribute)
    byProperty.set(attribute.property, attribute)
  }

  const { partitionKey, sortKey } = primaryKeys(definition, byProperty, fault)
  for (const key of [partitionKey, sortKey]) {
    if (key === undefined) continue
    if (!attributeTypes[key.type].key) fault(`.${key.property}: a ${key.type} cannot be a primary key. Use a string, number, bigint, decimal, date or binary column.`)
    key.keyOf = ['table']
    for (const part of keyOfAttribute(key, byProperty).parts as Mutable<AttributeModel>[]) if (part !== key) part.requiredBy = ['table']
  }

  const { indexes, composed } = compileIndexes(definition, byProperty, byName, partitionKey, sortKey, fault)
  const timeToLive = definition.timeToLive === undefined ? undefined : byProperty.get(definition.timeToLive)
  if (definition.timeToLive !== undefined) {
    if (timeToLive === undefined) fault(`.${definition.timeToLive}: @TimeToLive() needs a column. Add @Column().`)
    else if (timeToLive.type !== 'number' && timeToLive.type !== 'epoch-seconds') fault(`.${definition.timeToLive}: @TimeToLive() needs a Date or a number column.`)
  }
  const generated = (kind: AttributeModel['generated']): AttributeModel | undefined => attributes.find((attribute) => attribute.generated === kind)
  const version = generated('version')
  if (version !== undefined && version.type !== 'number') fault(`.${version.property}: @VersionColumn() needs a number column.`)
  const keyNames = [partitionKey, sortKey].flatMap((key) => key?.name ?? [])
  const itemType: ItemType | undefined = definition.shared && { attribute: definition.shared.table.typeAttribute, value: definition.shared.type, table: definition.shared.table, known: knownTypes }
  const uniques = compileUniques(definition, byProperty, keyNames, itemType, fault)
  const primaryKey = [partitionKey, sortKey].flatMap((key) => (key === undefined ? [] : [keyOfAttribute(key, byProperty)]))
  // A column may be in the partition key and in the sort key.
  const identity = [...new Set(primaryKey.flatMap((key) => key.parts))]
  const computed = compileComputed(attributes, byProperty, identity, fault)
  if (faults.length > 0 || partitionKey === undefined) throw new ModelError(faults)

  return Object.freeze({
    entity: definition.entity,
    table: definition.table,
    attributes: attributes.map((attribute) => Object.freeze(attribute)),
    filled: attributes.filter(({ generated: kind, defaultValue, ofChild, property }) => ofChild !== true && kind !== 'increment' && (kind !== undefined || defaultValue !== undefined || (definition.expiry !== undefined && property === timeToLive?.property))),
    counted: attributes.filter(({ generated: kind, ofChild }) => ofChild !== true && kind === 'increment'),
    attributeByProperty: new Map([...byProperty].filter(([, attribute]) => attribute.hidden !== true)),
    attributeByName: byName,
    partitionKey,
    sortKey,
    keyNames,
    primaryKey,
    identity,
    identityNames: identity.map(({ name }) => name),
    indexes,
    indexByName: new Map(indexes.map((index) => [index.name, index])),
    composed: [...composedColumns(attributes, byProperty, keyNames), ...composed],
    uniques,
    computed,
    itemType,
    timeToLive,
    expiry: definition.expiry,
    validation: validationOf(definition, attributes),
    version,
    createDate: generated('create-date'),
    updateDate: generated('update-date'),
    deleteDate: generated('delete-date'),
    discriminator: generated('discriminator'),
    discriminatorValue: definition.discriminatorValue,
    discriminatorValues: definition.discriminatorValues,
    tableTimeToLive: definition.tableTimeToLive,
    stream: definition.stream,
    create: definition.create,
    keepUnknownAttributes: definition.keepUnknownAttributes,
  })
}

function validationOf({ schemas: whole = [] }: ModelDefinition, attributes: readonly AttributeModel[]): EntityModel['validation'] {
  const columns = attributes.filter(({ schemas }) => schemas !== undefined)
  return whole.length + columns.length === 0 ? undefined : { whole, columns }
}

export type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Compiles every entity of a data source, and reports the faults of all of them together. */
export function compileModels(definitions: readonly ModelDefinition[]): EntityModel[] {
  const faults = [...sharedFaults(definitions)]
  const models: EntityModel[] = []
  for (const definition of definitions) {
    try {
      models.push(compileModel(definition, typesOf(definitions, definition)))
    } catch (error) {
      if (!(error instanceof ModelError)) throw error
      faults.push(...error.faults)
    }
  }
  if (faults.length > 0) throw new ModelError(faults)
  return models
}

/** Key attributes that are composed of columns for the table's own key. */
const composedColumns = (attributes: readonly AttributeModel[], byProperty: ReadonlyMap<string, AttributeModel>, keyNames: readonly string[]): ComposedAttribute[] =>
  attributes.flatMap((attribute) => (attribute.composedOf === undefined ? [] : [{ name: attribute.name, parts: keyOfAttribute(attribute, byProperty).parts, template: attribute.composedOf.template, limitBytes: attribute.name === keyNames[0] ? limits.partitionKeyBytes : limits.sortKeyBytes }]))

function primaryKeys(definition: ModelDefinition, byProperty: ReadonlyMap<string, Mutable<AttributeModel>>, fault: (text: string) => void): { partitionKey?: Mutable<AttributeModel> | undefined; sortKey?: Mutable<AttributeModel> | undefined } {
  const primary = definition.primaryColumns
  for (const named of [definition.partitionKey, definition.sortKey]) {
    if (named !== undefined && !primary.includes(named)) fault(`.${named}: a partition or sort key must be a primary column. Add @PrimaryColumn().`)
  }
  if (primary.length === 0) fault(': it has no primary column. Add @PrimaryColumn().')
  if (primary.length > 2) fault(`: it has ${primary.length} primary columns (${primary.join(', ')}), and a table has two key attributes at most. Keep the partition key and the sort key, and make the others @Column().`)
  if (definition.partitionKey !== undefined && definition.partitionKey === definition.sortKey) fault(`.${definition.partitionKey}: it cannot be partition key and sort key at once.`)
  const partition = definition.partitionKey ?? primary.find((property) => property !== definition.sortKey)
  const sort = definition.sortKey ?? primary.find((property) => property !== partition)
  return { partitionKey: partition === undefined ? undefined : byProperty.get(partition), sortKey: sort === undefined ? undefined : byProperty.get(sort) }
}
