import { attributeTypes, type KeyWireType } from '../vocabulary/attributeTypes.js'
import { limits, tableNamePattern } from '../vocabulary/limits.js'
import type { Mutable } from './compileModel.js'
import type { AttributeModel, ComposedAttribute, IndexModel, KeyModel } from './EntityModel.js'
import { joined } from './joined.js'
import { keyOfAttribute } from './keyOfAttribute.js'
import type { IndexDefinition, ModelDefinition } from './ModelDefinition.js'

type Attributes = ReadonlyMap<string, Mutable<AttributeModel>>
type Fault = (text: string) => void

/** Checks the indexes of an entity and derives their stored keys. Marks the attributes that are keys, or required, by them. */
export function compileIndexes(definition: ModelDefinition, byProperty: Attributes, byName: Attributes, partitionKey: AttributeModel | undefined, sortKey: AttributeModel | undefined, fault: Fault): { indexes: IndexModel[]; composed: ComposedAttribute[] } {
  const indexes: IndexModel[] = []
  const composed = new Map<string, ComposedAttribute>()
  const names = new Set<string>()
  checkCounts(definition, fault)
  for (const index of definition.indexes) {
    const faultHere: Fault = (text) => fault(`, index ${index.name}: ${text}`)
    if (!tableNamePattern.test(index.name)) faultHere('the name must have 3 to 255 characters of a-z, A-Z, 0-9, _, . and -.')
    if (names.has(index.name)) faultHere('two indexes have this name. Rename one.')
    names.add(index.name)
    if (index.scope === 'local' && sortKey === undefined) faultHere('a local index needs a table with a sort key. Add one, or make the index global.')
    const partition = index.scope === 'local' && partitionKey !== undefined ? [partitionKey] : partsOf(index, 'partitionKey', byProperty, faultHere)
    const sort = partsOf(index, 'sortKey', byProperty, faultHere)
    if (index.scope === 'global' && index.partitionKey.length === 0 && index.templates?.partitionKey === undefined) faultHere('it needs a partition key.')
    if (index.scope === 'local' && index.sortKey.length === 0 && index.templates?.sortKey === undefined) faultHere('it needs a sort key.')
    if (partition === undefined || sort === undefined) continue
    const model: IndexModel = {
      name: index.name,
      scope: index.scope,
      keys: index.keys,
      partitionKey: indexKey(index, 'partitionKey', partition, byProperty, faultHere),
      sortKey: sort.length === 0 && index.templates?.sortKey === undefined ? undefined : indexKey(index, 'sortKey', sort, byProperty, faultHere),
      projection: projectionOf(index, byProperty, definition.shared !== undefined, faultHere),
      complete: index.partial !== true && index.when === undefined && [...partition, ...sort].every((part) => !part.nullable),
      partial: index.partial === true,
      when: index.when,
      follows: index.follows,
    }
    const shared = model.partitionKey.attributes.find(({ name }) => model.sortKey?.attributes.some((other) => other.name === name))
    if (shared !== undefined) faultHere(`${shared.name} is in its partition key and in its sort key. Leave it out of one of them.`)
    for (const [key, limitBytes] of [[model.partitionKey, limits.partitionKeyBytes], [model.sortKey, limits.sortKeyBytes]] as const) {
      if (key === undefined) continue
      const own = byName.get(key.attributes[0]!.name)
      if (key.template === undefined) for (const part of key.parts as Mutable<AttributeModel>[]) part.keyOf = [...part.keyOf, index.name]
      else if (own?.composedOf !== undefined) own.keyOf = [...own.keyOf, index.name]
      else compose(composed, key as ComposedKey, index, limitBytes, byName, faultHere)
      // Beside parts that a where must bind, those that are not nullable are relied on.
      if (!model.partial && model.when === undefined) for (const part of key.parts as Mutable<AttributeModel>[]) if (!part.nullable) part.requiredBy = [...part.requiredBy, index.name]
    }
    indexes.push(model)
  }
  return { indexes, composed: [...composed.values()] }
}

function checkCounts(definition: ModelDefinition, fault: Fault): void {
  const count = (scope: IndexDefinition['scope']): number => definition.indexes.filter((index) => index.scope === scope).length
  if (count('global') > limits.globalSecondaryIndexes) fault(`: it has ${count('global')} global secondary indexes, and a table has ${limits.globalSecondaryIndexes} at most. Share indexes between questions.`)
  if (count('local') > limits.localSecondaryIndexes) fault(`: it has ${count('local')} local secondary indexes, and a table has ${limits.localSecondaryIndexes} at most. Make some of them global.`)
}

function partsOf(index: IndexDefinition, side: 'partitionKey' | 'sortKey', byProperty: Attributes, fault: Fault): Mutable<AttributeModel>[] | undefined {
  const properties = index[side]
  const isComposed = index.templates?.[side] !== undefined || (properties.length > 1 && index.keys === 'composed')
  if (index.keys === 'native' && properties.length > limits.nativeKeyAttributes) fault(`a native key has ${limits.nativeKeyAttributes} attributes at most. Use keys: 'composed'.`)
  if (index.scope === 'local' && index.keys === 'native' && properties.length > 1) fault(`the native sort key of a local index is one property. Use keys: 'composed'.`)
  const parts: Mutable<AttributeModel>[] = []
  for (const property of properties) {
    const attribute = byProperty.get(property)
    if (attribute === undefined) {
      fault(`${property} is not a property with a column. Name properties of the entity.`)
      continue
    }
    const { key, wire } = attributeTypes[attribute.type]
    if (!key && !(isComposed && wire === 'BOOL')) fault(`${property} is of type ${attribute.type}, which cannot be ${isComposed ? 'part of ' : ''}a key. Use a string, number, bigint, decimal, date or binary column.`)
    parts.push(attribute)
  }
  return parts.length === properties.length ? parts : undefined
}

function indexKey(index: IndexDefinition, side: 'partitionKey' | 'sortKey', parts: readonly AttributeModel[], byProperty: Attributes, fault: Fault): KeyModel {
  if (new Set(parts).size !== parts.length) fault('a key names one property twice.')
  const made = index.templates?.[side]
  if (made !== undefined) return { parts, template: made.template, attributes: [{ name: made.attribute, wire: 'S' }] }
  if (parts.length === 1) return keyOfAttribute(parts[0]!, byProperty)
  if (index.keys === 'native') return { parts, attributes: parts.map((part) => ({ name: part.name, wire: attributeTypes[part.type].wire as KeyWireType })) }
  return { parts, template: joined(parts.length, index.composition), attributes: [{ name: parts.map((part) => part.name).join('#'), wire: 'S' }] }
}

type ComposedKey = KeyModel & Pick<ComposedAttribute, 'template'>

function compose(composed: Map<string, ComposedAttribute>, key: ComposedKey, index: IndexDefinition, limitBytes: number, byName: Attributes, fault: Fault): void {
  const name = key.attributes[0]!.name
  if (byName.has(name)) fault(`the composed attribute "${name}" is also the name of a column. Give the column another name.`)
  const other = composed.get(name)
  if (other !== undefined && !sameTemplate(other, key)) fault(`index ${other.index} composes "${name}" in another way. Use one composition for both.`)
  if (other !== undefined && other.when !== index.when) fault(`index ${other.index} composes "${name}" for other entities. Give both one condition, or attributes of their own.`)
  composed.set(name, { name, parts: key.parts, template: key.template, when: index.when, index: other?.index ?? index.name, limitBytes: Math.min(limitBytes, other?.limitBytes ?? limitBytes) })
}

const sameTemplate = (a: Pick<ComposedAttribute, 'parts' | 'template'>, b: Pick<ComposedAttribute, 'parts' | 'template'>): boolean =>
  a.template.composition === b.template.composition && a.template.literals.join('\n') === b.template.literals.join('\n') && a.parts.every((part, position) => part === b.parts[position])

function projectionOf(index: IndexDefinition, byProperty: Attributes, isShared: boolean, fault: Fault): IndexModel['projection'] {
  // A shared table names the attributes of all its entities.
  if (typeof index.projection === 'string' || isShared) return index.projection
  return index.projection.flatMap((property) => {
    const attribute = byProperty.get(property)
    if (attribute === undefined) fault(`the projection names ${property}, which is not a property with a column.`)
    return attribute === undefined ? [] : [attribute.name]
  })
}
