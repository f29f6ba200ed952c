import { executeStatement } from '../client/executeStatement.js'
import { attributeCodecs } from '../codec/attributeCodecs.js'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import { UnsupportedError } from '../errors/unsupported.js'
import { readStatement, type StatementOutline } from '../expressions/readStatement.js'
import type { EntityModel } from '../metadata/EntityModel.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import type { DynamoDriver } from './DynamoDriver.js'
import type { WriteContext } from './WriteContext.js'

/**
 * Runs a PartiQL statement and reads all its pages.
 *
 * @throws UnsupportedError for SQL that is no PartiQL, for writes of what the driver keeps right, for writes in a transaction, and
 * for reads beside writes that it has not sent.
 */
export async function runStatement(context: WriteContext, text: string, parameters: unknown = [], consistent = false): Promise<Item[]> {
  if (/^\s*(?:BEGIN|START\s+TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET\s+TRANSACTION)\b/i.test(text)) throw new UnsupportedError('transactions in SQL text')
  if (!/^\s*(?:SELECT|INSERT|UPDATE|DELETE|EXISTS)\b/i.test(text)) throw new UnsupportedError('SQL text')
  if (!Array.isArray(parameters)) throw new InvalidQueryError('The parameters of a PartiQL statement are a list, one for each ?. Pass an array.', { code: 'statement.parameters' })
  const outline = readStatement(text)
  if (outline?.kind !== 'select') refuseWrites(context.driver, text, outline)
  if (context.isTransactionActive && outline?.kind !== 'select') throw new UnsupportedError('PartiQL writes in a transaction')
  if (context.isTransactionActive && (context.buffer?.size ?? 0) > 0) throw new UnsupportedError('PartiQL beside unsent writes of a transaction')
  if (context.isTransactionActive && context.isolation !== undefined) throw new UnsupportedError('PartiQL in a transaction above READ COMMITTED')
  const encoded = (parameters as readonly unknown[]).map((parameter, position) => attributeCodecs.json.encode(parameter, `parameter ${position + 1}`))
  const items: Item[] = []
  for await (const page of executeStatement(context.driver.sender, { statement: text, parameters: encoded, consistent })) items.push(...page)
  return items
}

/** Items as plain objects. */
export const plainItems = (items: readonly Item[]): Record<string, unknown>[] => items.map((item) => attributeCodecs.json.decode({ M: item }) as Record<string, unknown>)

/** In tables of entities, statements may not write what the driver fills or checks, nor be of a form that hides it. */
function refuseWrites(driver: DynamoDriver, text: string, outline: Exclude<StatementOutline, { kind: 'select' }> | undefined): void {
  if (outline === undefined) {
    const store = driver.allStores().find(({ model }) => text.toLowerCase().includes(model.table.toLowerCase()))
    if (store !== undefined) throw new UnsupportedError('PartiQL writes that it cannot read', store.metadata.name)
    return
  }
  // An ARN ends in the name of its table.
  const table = outline.table.split('/').at(-1)!.toLowerCase()
  refuseUniques(driver, table, outline)
  if (outline.kind === 'delete') return
  const stores = driver.allStores().filter((store) => store.model.table.toLowerCase() === table)
  for (const { model } of stores) {
    const kept = keptNames(model, outline.kind)
    const name = outline.names.find((one) => kept.has(one.toLowerCase()))
    if (name !== undefined) throw new UnsupportedError('PartiQL writes of index parts, composed attributes and versions', `${model.entity}: ${name}`)
  }
  if (outline.kind === 'update') return
  // An index is relied on to hold each item: one without such a part would be found by no question that it answers.
  const missing = stores.map(({ model }) => model.attributes.find((attribute) => attribute.requiredBy.length > 0 && !outline.names.includes(attribute.name)))
  if (missing[0] !== undefined && !missing.includes(undefined)) throw new UnsupportedError('PartiQL writes of index parts, composed attributes and versions', `${stores[0]!.model.entity}: ${missing[0].name}`)
}

/** A statement is one write, and what is unique takes more: those of its sentinels. */
function refuseUniques(driver: DynamoDriver, table: string, outline: Exclude<StatementOutline, { kind: 'select' }>): void {
  const named = outline.kind === 'delete' ? undefined : new Set(outline.names.map((name) => name.toLowerCase()))
  for (const { constraints, timeToLive } of driver.tableNames().filter((name) => name.toLowerCase() === table).flatMap((name) => driver.uniquesOf(name) ?? [])) {
    const ends = timeToLive !== undefined && outline.kind === 'update' && named?.has(timeToLive.toLowerCase()) === true
    const touched = constraints.find(({ names }) => named === undefined || ends || names.some((name) => named.has(name.toLowerCase())))
    if (touched !== undefined) throw new UnsupportedError('PartiQL writes of unique columns', `${touched.entity}: ${touched.parts.map(({ property }) => property).join(', ')}`)
  }
}

/** Names, in small letters, of what only the driver may write. An item to insert must have its key, which is nothing else's part unless it is composed. */
function keptNames(model: EntityModel, kind: 'update' | 'insert'): ReadonlySet<string> {
  const parts = model.indexes.flatMap((index) => [index.partitionKey, index.sortKey].flatMap((key) => (key === undefined ? [] : [...key.attributes, ...key.parts].map((attribute) => attribute.name))))
  const composed = model.composed.flatMap(({ name, parts: of }) => [name, ...of.map((part) => part.name)])
  // A function may ask for any column.
  const asked = model.composed.flatMap(({ when }) => (when === undefined ? [] : (when.names ?? model.attributes.map(({ name }) => name))))
  const names = [...parts.filter((name) => kind === 'update' || !model.keyNames.includes(name)), ...composed, ...asked, ...[model.version?.name, model.itemType?.attribute].filter((name) => name !== undefined)]
  return new Set(names.map((name) => name.toLowerCase()))
}
