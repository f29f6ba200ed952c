import { ModelError } from '../errors/ModelError.js'
import type { AttributeModel, EntityModel, IndexModel, KeyAttribute } from '../metadata/EntityModel.js'
import { attributeTypes, type KeyWireType } from '../vocabulary/attributeTypes.js'
import { limits, tableNamePattern } from '../vocabulary/limits.js'
import type { SharedTable } from '../metadata/SharedTable.js'
import { indexKey, keyText, primaryKey, sameKey } from './keyAttributes.js'
import { plainProjection, projectionText, sameProjection } from './projections.js'
import type { TableDefinition, TableIndex } from './TableDefinition.js'

type Fault = (text: string) => void

/** What is asked for, and the entity that asked first. */
interface Asked<T> {
  readonly by: string
  readonly what: T
}

/**
 * The tables that entities ask for, one per name: entities of one table share its key, and it has the indexes of all of them.
 *
 * @throws ModelError with every way in which entities of one table contradict each other.
 */
export function tableDefinitions(models: readonly EntityModel[]): TableDefinition[] {
  const byTable = new Map<string, EntityModel[]>()
  for (const model of models) {
    const others = byTable.get(model.table)
    if (others === undefined) byTable.set(model.table, [model])
    else others.push(model)
  }
  const faults: string[] = []
  const definitions = [...byTable].map(([table, entities]) => uniteTable(table, entities, (text) => void faults.push(`Table ${table}${text}`)))
  if (faults.length > 0) throw new ModelError(faults)
  return definitions
}

function uniteTable(name: string, models: readonly EntityModel[], fault: Fault): TableDefinition {
  const first = models[0]!
  const key = primaryKey(keysOf(first))
  for (const model of models.slice(1)) {
    const other = primaryKey(keysOf(model))
    if (!sameKey(key, other)) fault(`: ${first.entity} has the key ${keyText(key)}, ${model.entity} has ${keyText(other)}. Give both the same key, or tables of their own.`)
  }
  const shared = models.find(({ itemType }) => itemType !== undefined)?.itemType?.table
  if (shared !== undefined) return sharedDefinition(name, shared, models, fault)
  const indexes = new Map<string, Asked<TableIndex>>()
  for (const model of models) for (const index of model.indexes) uniteIndex(indexes, model.entity, tableIndex(index, key), fault)
  const united = [...indexes.values()].map(({ what }) => what)
  checkTypes(key, first.entity, indexes.values(), fault)
  checkCount(united, 'global', limits.globalSecondaryIndexes, fault)
  checkCount(united, 'local', limits.localSecondaryIndexes, fault)
  return { name, ...keysOf(first), indexes: united, timeToLive: uniteTimeToLive(models, fault), stream: uniteStream(models, fault) }
}

/** A table that is defined by itself has all its indexes, whether an entity is in them or not. */
function sharedDefinition(name: string, shared: SharedTable, models: readonly EntityModel[], fault: Fault): TableDefinition {
  const text = (attribute: string | undefined): KeyAttribute[] => (attribute === undefined ? [] : [{ name: attribute, wire: 'S' }])
  const key = [...text(shared.partitionKey), ...text(shared.sortKey)]
  const indexes = Object.entries(shared.indexes).map(([index, { scope = 'global', partitionKey, sortKey, projection = 'ALL' }]): TableIndex => {
    const keys = { partitionKey: text(scope === 'local' ? shared.partitionKey : partitionKey), sortKey: text(sortKey) }
    if (keys.partitionKey.length === 0) fault(`, index ${index}: it needs a partition key. Name its attribute.`)
    if (scope === 'local' && (shared.sortKey === undefined || sortKey === undefined)) fault(`, index ${index}: a local index needs a sort key, and a table with one. Add them, or make the index global.`)
    if (scope === 'local' && partitionKey !== undefined && partitionKey !== shared.partitionKey) fault(`, index ${index}: a local index has the partition key of the table. Leave it out, or make the index global.`)
    if (!tableNamePattern.test(index)) fault(`, index ${index}: the name must have 3 to 255 characters of a-z, A-Z, 0-9, _, . and -.`)
    return { name: index, scope, ...keys, projection: plainProjection(projection, [...key, ...keys.partitionKey, ...keys.sortKey]) }
  })
  checkCount(indexes, 'global', limits.globalSecondaryIndexes, fault)
  checkCount(indexes, 'local', limits.localSecondaryIndexes, fault)
  const own = uniteTimeToLive(models, fault)
  if (own !== undefined && own !== shared.timeToLive) fault(`: an entity has its time to live in \`${own}\`, and defineTable() ${shared.timeToLive === undefined ? 'names no attribute for it' : `names \`${shared.timeToLive}\``}. ${shared.timeToLive === undefined ? `Name it there: timeToLive: '${own}'` : `Give the column that name: @Column({ name: '${shared.timeToLive}' })`}.`)
  return { name, partitionKey: key[0]!, sortKey: key[1], indexes, timeToLive: shared.timeToLive, stream: shared.stream }
}

function keysOf(model: EntityModel): Pick<TableDefinition, 'partitionKey' | 'sortKey'> {
  return { partitionKey: keyAttribute(model.partitionKey), sortKey: model.sortKey === undefined ? undefined : keyAttribute(model.sortKey) }
}

function keyAttribute({ name, type }: AttributeModel): KeyAttribute {
  // A compiled model has no other types in its keys.
  return { name, wire: attributeTypes[type].wire as KeyWireType }
}

function tableIndex({ name, scope, partitionKey, sortKey, projection }: IndexModel, key: readonly KeyAttribute[]): TableIndex {
  const index = { name, scope, partitionKey: partitionKey.attributes, sortKey: sortKey?.attributes ?? [], projection }
  return { ...index, projection: plainProjection(projection, [...key, ...indexKey(index)]) }
}

function uniteIndex(indexes: Map<string, Asked<TableIndex>>, entity: string, index: TableIndex, fault: Fault): void {
  const asked = indexes.get(index.name)
  if (asked === undefined) {
    indexes.set(index.name, { by: entity, what: index })
    return
  }
  const other = asked.what
  const contradict = (what: string, its: string, mine: string): void =>
    fault(`, index ${index.name}: ${asked.by} wants ${what} ${its}, ${entity} wants ${mine}. Declare it alike in both, or under two names.`)
  if (other.scope !== index.scope) contradict('the scope', other.scope, index.scope)
  if (!sameKey(other.partitionKey, index.partitionKey)) contradict('the partition key', keyText(other.partitionKey), keyText(index.partitionKey))
  if (!sameKey(other.sortKey, index.sortKey)) contradict('the sort key', keyText(other.sortKey) || 'none', keyText(index.sortKey) || 'none')
  if (!sameProjection(other.projection, index.projection)) contradict('the projection', projectionText(other.projection), projectionText(index.projection))
}

function checkTypes(key: readonly KeyAttribute[], entity: string, indexes: Iterable<Asked<TableIndex>>, fault: Fault): void {
  const types = new Map(key.map(({ name, wire }): [string, Asked<KeyWireType>] => [name, { by: entity, what: wire }]))
  for (const { by, what: index } of indexes) {
    for (const { name, wire } of indexKey(index)) {
      const other = types.get(name)
      if (other === undefined) types.set(name, { by, what: wire })
      else if (other.what !== wire) fault(`, index ${index.name}: \`${name}\` is a key of type ${other.what} for ${other.by} and of type ${wire} for ${by}. Give both columns one type, or attributes of their own.`)
    }
  }
}

function checkCount(indexes: readonly TableIndex[], scope: TableIndex['scope'], most: number, fault: Fault): void {
  const count = indexes.filter((index) => index.scope === scope).length
  if (count > most) fault(`: its entities have ${count} ${scope} secondary indexes, and a table has ${most} at most. Share indexes between entities, or give them tables of their own.`)
}

function uniteTimeToLive(models: readonly EntityModel[], fault: Fault): string | undefined {
  const named = models.flatMap(({ entity, timeToLive, tableTimeToLive }) => [timeToLive?.name, tableTimeToLive].flatMap((name) => (name === undefined ? [] : [{ entity, name }])))
  const [first] = named
  for (const { entity, name } of named) {
    if (name !== first!.name) fault(`: ${first!.entity} has its time to live in \`${first!.name}\`, ${entity} in \`${name}\`. A table has one attribute for it: give both columns one name.`)
  }
  return first?.name
}

function uniteStream(models: readonly EntityModel[], fault: Fault): EntityModel['stream'] {
  const first = models.find((model) => model.stream !== undefined)
  for (const model of models) {
    if (model.stream !== undefined && model.stream !== first!.stream) fault(`: ${first!.entity} wants the stream ${first!.stream}, ${model.entity} wants ${model.stream}. A table has one: give both the same.`)
  }
  return first?.stream
}
