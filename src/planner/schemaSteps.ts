import { SchemaMismatchError } from '../errors/SchemaMismatchError.js'
import { limits } from '../vocabulary/limits.js'
import type { StreamViewType } from '../vocabulary/StreamViewType.js'
import { indexKey, keyAttributes, keyText, primaryKey, sameKey } from './keyAttributes.js'
import { plainProjection, projectionText, sameProjection } from './projections.js'
import type { ExistingIndex, ExistingTable, ProvisionedUnits, TableDefinition, TableIndex } from './TableDefinition.js'

/** One request that brings a table closer to what its entities ask for. */
export type SchemaStep =
  | { readonly kind: 'create-table'; readonly table: string; readonly definition: TableDefinition }
  | { readonly kind: 'create-index'; readonly table: string; readonly index: TableIndex; readonly provisioned?: ProvisionedUnits | undefined }
  | { readonly kind: 'delete-index'; readonly table: string; readonly index: string }
  | { readonly kind: 'enable-time-to-live'; readonly table: string; readonly attribute: string }
  | { readonly kind: 'enable-stream'; readonly table: string; readonly view: StreamViewType }

export interface SchemaStepOptions {
  /** Whether global indexes that no entity has are deleted, or the names of those that are. */
  readonly dropExtraIndexes: boolean | readonly string[]
}

type Fault = (text: string) => void

/**
 * What has to be done to a table, in order; nothing for one that is as its entities want it.
 *
 * @throws SchemaMismatchError with every difference that DynamoDB cannot remove.
 */
export function schemaSteps(wanted: TableDefinition, existing: ExistingTable | undefined, options: SchemaStepOptions): SchemaStep[] {
  const table = wanted.name
  const timeToLive: SchemaStep[] = wanted.timeToLive === undefined || wanted.timeToLive === existing?.timeToLive ? [] : [{ kind: 'enable-time-to-live', table, attribute: wanted.timeToLive }]
  if (existing === undefined || existing.status === 'DELETING') return [{ kind: 'create-table', table, definition: wanted }, ...timeToLive]

  const faults: string[] = []
  const fault: Fault = (text) => void faults.push(`Table ${table}${text}`)
  checkTable(wanted, existing, fault)

  // An index on its way out neither counts nor can be kept.
  const present = existing.indexes.filter((index) => index.status !== 'DELETING')
  const { dropExtraIndexes: dropped } = options
  const extra = present.filter((index) => (typeof dropped === 'boolean' ? dropped : dropped.includes(index.name)) && index.scope === 'global' && !wanted.indexes.some(({ name }) => name === index.name))
  const kept = present.filter((index) => !extra.includes(index))
  const missing = wanted.indexes.filter((index) => !present.some(({ name }) => name === index.name))
  for (const index of wanted.indexes) checkIndex(index, present.find(({ name }) => name === index.name), wanted, fault)
  checkRoom(existing, kept, missing, fault)
  if (faults.length > 0) throw new SchemaMismatchError(faults)

  return [
    // Deleted first: what goes may be in the way of what comes, by its number or by the type of an attribute.
    ...extra.map(({ name }): SchemaStep => ({ kind: 'delete-index', table, index: name })),
    ...missing.map((index): SchemaStep => ({ kind: 'create-index', table, index, provisioned: existing.provisioned })),
    ...(wanted.stream === undefined || existing.stream === wanted.stream ? [] : [{ kind: 'enable-stream' as const, table, view: wanted.stream }]),
    ...timeToLive,
  ]
}

function checkTable(wanted: TableDefinition, existing: ExistingTable, fault: Fault): void {
  const check = (what: string, its: TableDefinition['sortKey'], want: TableDefinition['sortKey']): void => {
    const text = its === undefined ? 'none' : keyText([its])
    const wantedText = want === undefined ? 'none' : keyText([want])
    if (text !== wantedText) fault(`: its ${what} is ${text}, the entity wants ${wantedText}. DynamoDB cannot change the key of a table. Create a table under another name and copy, or change the entity.`)
  }
  check('partition key', existing.partitionKey, wanted.partitionKey)
  check('sort key', existing.sortKey, wanted.sortKey)
  if (existing.stream !== undefined && wanted.stream !== undefined && existing.stream !== wanted.stream) {
    fault(`: its stream tells ${existing.stream}, the entity wants ${wanted.stream}. DynamoDB cannot change a stream. Disable it, which ends what reads it, and synchronise again, or change the entity.`)
  }
  if (existing.timeToLive !== undefined && wanted.timeToLive !== undefined && existing.timeToLive !== wanted.timeToLive) {
    fault(`: its time to live is on \`${existing.timeToLive}\`, the entity wants it on \`${wanted.timeToLive}\`. Disable it on \`${existing.timeToLive}\` and synchronise again an hour later, or change the entity.`)
  }
}

function checkIndex(wanted: TableIndex, existing: ExistingIndex | undefined, table: TableDefinition, fault: Fault): void {
  const faultHere: Fault = (text) => fault(`, index ${wanted.name}: ${text}`)
  if (existing === undefined) {
    if (wanted.scope === 'local') faultHere('the table has no such index, and DynamoDB makes local indexes only together with their table. Make it global, or create a table under another name and copy.')
    return
  }
  const differ = (what: string, its: string, want: string): void =>
    faultHere(`its ${what} is ${its}, the entity wants ${want}. DynamoDB cannot change an index. Declare it under another name, or change the entity.`)
  if (existing.scope !== wanted.scope) differ('scope', existing.scope, wanted.scope)
  if (!sameKey(existing.partitionKey, wanted.partitionKey)) differ('partition key', keyText(existing.partitionKey), keyText(wanted.partitionKey))
  if (!sameKey(existing.sortKey, wanted.sortKey)) differ('sort key', keyText(existing.sortKey) || 'none', keyText(wanted.sortKey) || 'none')
  const keys = [...primaryKey(table), ...indexKey(wanted)]
  const [its, want] = [plainProjection(existing.projection, keys), plainProjection(wanted.projection, keys)]
  if (!sameProjection(its, want)) differ('projection', projectionText(its), projectionText(want))
}

/** What comes must agree with what stays: in the types of attributes, which a table knows once, and in number. */
function checkRoom(existing: ExistingTable, kept: readonly ExistingIndex[], missing: readonly TableIndex[], fault: Fault): void {
  const types = new Map(keyAttributes(existing, kept).map(({ name, wire }) => [name, wire]))
  const added = missing.filter((index) => index.scope === 'global')
  for (const index of added) {
    for (const { name, wire } of indexKey(index)) {
      const type = types.get(name)
      if (type !== undefined && type !== wire) fault(`, index ${index.name}: \`${name}\` is a key of type ${type} in this table, the entity wants ${wire}. Store the column under another attribute name, or delete the indexes that use the attribute.`)
    }
  }
  const count = kept.filter((index) => index.scope === 'global').length + added.length
  if (added.length > 0 && count > limits.globalSecondaryIndexes) {
    fault(`: it would have ${count} global secondary indexes, and a table has ${limits.globalSecondaryIndexes} at most. Delete those that no entity has, by hand or with dropExtraIndexes.`)
  }
}
