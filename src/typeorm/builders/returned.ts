import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import type { UpdateAction } from '../../expressions/Update.js'
import type { AttributeModel } from '../../metadata/EntityModel.js'
import type { Returns } from '../../planner/WritePlan.js'
import type { Item } from '../../vocabulary/AttributeValue.js'
import type { EntityStore } from '../EntityStore.js'
import { hydrate } from '../readEntities.js'
import type { WriteContext } from '../WriteContext.js'
import type { WriteOptions } from '../writeEntity.js'
import { storedRow } from './rawRows.js'
import { returningColumns } from './returningColumns.js'

/** What an update or a delete gives back of each item that it writes. */
export interface Returned {
  readonly image: 'new' | 'old'
  /** Undefined for those that the write changes. */
  readonly columns: readonly AttributeModel[] | undefined
  readonly asEntities: boolean
}

/** What of the items the words of `returning` stand for: whether as they are after the write, and whether all of it. */
const words: ReadonlyMap<unknown, { readonly image: 'new' | 'old'; readonly whole: boolean } | undefined> = new Map([
  ['none', undefined],
  ['all_new', { image: 'new', whole: true }],
  ['all_old', { image: 'old', whole: true }],
  ['updated_new', { image: 'new', whole: false }],
  ['updated_old', { image: 'old', whole: false }],
])

/** What `returning` asks of an update: entities by DynamoDB's words, or TypeORM's columns. Undefined where nothing shall be returned. */
export function returnedOf(store: EntityStore, returning: unknown): Returned | undefined {
  if (words.has(returning)) {
    const word = words.get(returning)
    return word && { image: word.image, columns: word.whole ? store.model.attributes.filter(({ selected }) => selected) : undefined, asEntities: true }
  }
  const columns = returningColumns(store, returning)
  return columns && { image: 'new', columns, asEntities: false }
}

/** The same of a delete, which leaves nothing new. */
export function returnedOfDelete(store: EntityStore, returning: unknown): Returned | undefined {
  const { name } = store.metadata
  if (returning !== 'all_old' && words.get(returning) !== undefined) throw new InvalidQueryError(`${name}: a delete gives back what was there. Use all_old.`, { entity: name, code: 'query.returning' })
  const returned = returnedOf(store, returning)
  return returned && { ...returned, image: 'old' }
}

/** A transaction returns nothing of what it writes, be it one of a single operation. @throws UnsupportedError inside one. */
export function refuseReturning(context: WriteContext, { metadata: { name } }: EntityStore, returned: Returned | undefined, options: WriteOptions = {}): void {
  if (returned === undefined) return
  if (context.isTransactionActive) throw new UnsupportedError('RETURNING in a transaction', name)
  if (options.idempotent === true) throw new InvalidQueryError(`${name}: what is sent with idempotent: true answers nothing. Leave out one of idempotent and returning.`, { entity: name, code: 'query.returning' })
}

/** What the answer to an update has to hold. Of a change within a column the whole column is told, and of a child its class. */
export function returnsOf(store: EntityStore, actions: readonly UpdateAction[], { image, columns }: Returned): Returns {
  return columns !== undefined || store.children.size > 0 || actions.some(({ path }) => path.length > 1) ? image : `updated-${image}`
}

/** An item in the forms in which it is given back. */
export function givenBack(store: EntityStore, { columns, asEntities }: Returned, item: Item, actions: readonly UpdateAction[] = []): { readonly row: Record<string, unknown>; readonly entity?: object | undefined } {
  const changed = new Set(actions.map(({ path }) => path[0]))
  const row = storedRow(columns ?? store.model.attributes.filter(({ name }) => changed.has(name)), item)
  return { row, entity: asEntities ? hydrate(store, [item], columns === undefined ? changed : undefined)[0] : undefined }
}
