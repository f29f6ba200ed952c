import type { EntityMetadata } from 'typeorm'
import { decoratorRecords, recordsOf, type Constructor } from '../../metadata/decoratorRecords.js'
import type { AttributeTemplate, ColumnDefinition, IndexDefinition, Membership, ModelDefinition } from '../../metadata/ModelDefinition.js'
import { parseTemplate, type ParsedTemplate } from '../../metadata/parseTemplate.js'
import type { IndexTemplates, SharedEntity, SharedIndex } from '../../metadata/SharedTable.js'
import { keyColumn } from './keyColumn.js'

/** What the table that an entity shares makes of its definition. */
export interface SharedDefinition extends Pick<ModelDefinition, 'table' | 'primaryColumns' | 'partitionKey' | 'sortKey' | 'shared'> {
  /** The table's key and the type attribute, which no property holds. */
  readonly columns: readonly ColumnDefinition[]
  readonly indexes: readonly IndexDefinition[]
}

type Fault = (text: string) => void
type Side = 'partitionKey' | 'sortKey'

/** Makes a condition of what an index is given as `when`. */
export type MembershipOf = (when: unknown) => Membership

/** How an entity is stored by templates; undefined for one that shares no table so. */
export function sharedDefinition(metadata: EntityMetadata, membershipOf: MembershipOf, faults: string[]): SharedDefinition | undefined {
  const { target } = metadata
  const record = typeof target === 'function' ? recordsOf(decoratorRecords.singleTables, target as unknown as Constructor).at(-1) : undefined
  if (record === undefined) return undefined
  const fault: Fault = (text) => void faults.push(`${metadata.name}: ${text}`)
  const { table, type } = record
  const keys = (['partitionKey', 'sortKey'] as const).flatMap((side) => primaryTemplate(record, side, fault) ?? [])
  const known = new Set(metadata.columns.map((column) => column.propertyPath))
  const primary = metadata.primaryColumns.map((column) => column.propertyPath)
  const parts = keys.flatMap(({ properties }) => properties)
  for (const name of parts) if (known.has(name) && !primary.includes(name)) fault(`${name} is in the key and not a primary column. Make it @PrimaryColumn(), or leave it out of the key.`)
  for (const name of primary) if (!parts.includes(name)) fault(`the primary column ${name} is in none of the key's templates. Name it in one, so that no two entities have the same key.`)
  for (const name of parts) if (!known.has(name)) fault(`the key names ${name}, which is not a property with a column. Name properties of the entity.`)
  const indexes = Object.entries(table.indexes).flatMap(([name, index]) => indexDefinition(record, name, index, membershipOf, fault) ?? [])
  for (const name of Object.keys(record.indexes)) if (!Object.hasOwn(table.indexes, name)) fault(`the table ${table.name} has no index ${name}. Name one of defineTable().`)
  return {
    table: `${metadata.connection.options.entityPrefix ?? ''}${table.name}`,
    columns: [...keys.map(({ attribute, properties, template }) => keyColumn(attribute, { properties, template })), { ...keyColumn(table.typeAttribute), read: () => type }],
    primaryColumns: [table.partitionKey, ...(table.sortKey === undefined ? [] : [table.sortKey])],
    partitionKey: table.partitionKey,
    sortKey: table.sortKey,
    shared: record,
    indexes,
  }
}

function primaryTemplate({ table, key }: SharedEntity, side: Side, fault: Fault): (ParsedTemplate & AttributeTemplate) | undefined {
  const attribute = table[side]
  const text = key[side]
  if ((attribute === undefined) !== (text === undefined)) fault(attribute === undefined ? `the table ${table.name} has no sort key. Leave its template out.` : `the key ${attribute} of the table ${table.name} needs a template. Give one.`)
  const parsed = attribute === undefined || text === undefined ? undefined : parseTemplate(text, table, fault)
  return parsed && { attribute: attribute!, ...parsed }
}

/** An index that the entity gives templates for, or that consists of attributes which it has in any case. */
function indexDefinition(record: SharedEntity, name: string, index: SharedIndex, membershipOf: MembershipOf, fault: Fault): IndexDefinition | undefined {
  const { table } = record
  const scope = index.scope ?? 'global'
  const given = record.indexes[name]
  const own = [table.partitionKey, table.sortKey, table.typeAttribute]
  const sides = scope === 'local' ? (['sortKey'] as const) : (['partitionKey', 'sortKey'] as const)
  const open = sides.filter((side) => index[side] !== undefined && !own.includes(index[side]))
  if (given === undefined && open.length > 0) return undefined
  const made: Partial<Record<Side, ParsedTemplate & AttributeTemplate>> = {}
  for (const side of sides) made[side] = indexTemplate(record, { name, given, side, isOpen: open.includes(side) }, index, fault)
  const properties = (side: Side): readonly string[] => (index[side] === undefined || (scope === 'local' && side === 'partitionKey') ? [] : (made[side]?.properties ?? [index[side]]))
  return {
    name, scope, partitionKey: properties('partitionKey'), sortKey: properties('sortKey'),
    projection: index.projection ?? 'ALL', keys: 'composed', composition: table.composition,
    templates: made,
    when: given?.when === undefined ? undefined : membershipOf(given.when),
  }
}

function indexTemplate({ table }: SharedEntity, { name, given, side, isOpen }: { name: string; given: IndexTemplates | undefined; side: Side; isOpen: boolean }, index: SharedIndex, fault: Fault): (ParsedTemplate & AttributeTemplate) | undefined {
  const text = given?.[side]
  const attribute = index[side]
  if (isOpen !== (text !== undefined)) fault(`index ${name}: ${isOpen ? `its ${attribute} needs a template. Give one as ${side}.` : `its ${side} ${attribute === undefined ? 'does not exist' : `is ${attribute}, which is made already`}. Leave the template out.`}`)
  const parsed = isOpen && text !== undefined ? parseTemplate(text, table, (found) => fault(`index ${name}: ${found}`)) : undefined
  return parsed && { attribute: attribute!, ...parsed }
}
