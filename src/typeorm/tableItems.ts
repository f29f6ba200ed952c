import { inParallel } from '../client/inParallel.js'
import { executeWrite } from '../client/executeWrite.js'
import { writeBatch } from '../client/writeBatch.js'
import { attributeCodecs } from '../codec/attributeCodecs.js'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import { InvalidValueError } from '../errors/InvalidValueError.js'
import { parseUpdate } from '../expressions/parseUpdate.js'
import type { EntityModel } from '../metadata/EntityModel.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import { isOfType } from '../planner/isOfType.js'
import { isKeyOf } from '../planner/keyParts.js'
import type { DeletePlan, PutPlan, SingleWritePlan } from '../planner/WritePlan.js'
import type { AttributeValue, Item, Key } from '../vocabulary/AttributeValue.js'
import type { DynamoDriver } from './DynamoDriver.js'
import { keyNamesOf } from './keyNamesOf.js'
import { performUnique } from './performUnique.js'
import { versioned } from './updateChange.js'
import { addWrite, performChange } from './writeEntity.js'
import type { WriteContext } from './WriteContext.js'

type Plain = Readonly<Record<string, unknown>>

/** An update of one item of a table, in the words of DynamoDB's API. */
export interface TableUpdate {
  readonly table: string
  readonly key: Plain
  readonly updateExpression: string
  /** By placeholder: `{ ':status': 'active' }`. */
  readonly values?: Plain | undefined
  /** By placeholder: `{ '#status': 'status' }`. */
  readonly names?: Readonly<Record<string, string>> | undefined
}

/** Puts of plain objects into a table. Where entities live there, their index attributes are filled. */
export async function putItems(context: WriteContext, table: string, documents: readonly Plain[]): Promise<void> {
  const names = await keyNamesOf(context.driver, table)
  const plans = documents.map((document): PutPlan => {
    const item = itemOf(context.driver, table, document)
    return { kind: 'put', table, key: keyOf(table, names, item), item }
  })
  await write(context, plans)
}

/** Deletes of items of a table by their keys. */
export async function deleteItems(context: WriteContext, table: string, keys: readonly Plain[]): Promise<void> {
  const names = await keyNamesOf(context.driver, table)
  await write(context, keys.map((key): DeletePlan => ({ kind: 'delete', table, key: keyOf(table, names, encode(table, key)) })))
}

/** An update of one item. Where entities live in the table, the item must exist, its index attributes are kept right, and its version and date are those of a change. */
export async function updateItem(context: WriteContext, { table, key: given, updateExpression, values = {}, names }: TableUpdate): Promise<void> {
  const key = keyOf(table, await keyNamesOf(context.driver, table), encode(table, given))
  const bound: Record<string, AttributeValue> = {}
  for (const [name, value] of Object.entries(values)) bound[name.startsWith(':') ? name : `:${name}`] = attributeCodecs.json.encode(value, `${table} ${name}`)
  const actions = parseUpdate(updateExpression, { names, values: bound })
  const store = context.driver.storesOf(table).find(({ model }) => model.itemType === undefined || isKeyOf(model, key))
  if (store !== undefined) {
    for (const { path: [name, ...inside], ...action } of actions) if (inside.length === 0 && action.kind === 'set' && action.value.kind === 'literal') checkPart(store.model, name, action.value.value)
    const outcome = await performChange(context, store, { kind: 'update', key, ...versioned(store, actions, undefined, context.driver.now()).change })
    if (outcome.status === 'refused') throw new InvalidQueryError(`Table ${table}: there is no item with this key to update. Put it first.`, { code: 'write.absent', path: table })
    return
  }
  await write(context, [{ kind: 'update', table, key, actions }])
}

async function write(context: WriteContext, plans: readonly SingleWritePlan[]): Promise<void> {
  context.mustBeOpen?.()
  if (context.isTransactionActive) for (const plan of plans) await addWrite(context, plan)
  else if (plans[0] !== undefined && context.driver.uniquesOf(plans[0].table) !== undefined) await writeUniques(context.driver, plans)
  else if (plans.length === 1) await executeWrite(context.driver.sender, plans[0]!, context.driver.retry)
  else await writeBatch(context.driver.sender, plans as (PutPlan | DeletePlan)[])
}

/** Each with its sentinels; of several for one key the last is done, as in a batch. */
async function writeUniques(driver: DynamoDriver, plans: readonly SingleWritePlan[]): Promise<void> {
  const last = new Map(plans.map((plan) => [keyIdentity(plan.table, plan.key), plan]))
  await inParallel(last.values(), 4, async (plan) => void (await performUnique(driver, { kind: 'ready', plan, refused: () => 'condition' })))
}

const encode = (table: string, plain: Plain): Item => {
  const item: Item = {}
  for (const [name, value] of Object.entries(plain)) if (value !== undefined && value !== null) item[name] = attributeCodecs.json.encode(value, `${table}.${name}`)
  return item
}

function itemOf(driver: DynamoDriver, table: string, document: Plain): Item {
  const item = encode(table, document)
  const made: Item = {}
  const stale = new Set<string>()
  for (const { model, codec } of driver.storesOf(table)) {
    if (model.itemType !== undefined && item[model.itemType.attribute]?.S !== model.itemType.value) continue
    for (const [name, value] of Object.entries(item)) checkPart(model, name, value)
    for (const composed of model.composed) {
      const value = codec.compose(composed, item)
      if (value !== undefined) made[composed.name] = value
      // What was in an index, and is put back changed, may have left it.
      else if (!model.keyNames.includes(composed.name)) stale.add(composed.name)
    }
  }
  for (const name of stale) delete item[name]
  return { ...item, ...made }
}

/** @throws InvalidValueError for a part of a key that has not the type of its column: its text could be that of another value. */
function checkPart(model: EntityModel, name: string, value: AttributeValue): void {
  const part = model.composed.flatMap(({ parts }) => parts).find((one) => one.name === name)
  if (part !== undefined && value.NULL === undefined && !isOfType(part, value)) throw new InvalidValueError(part.subject, 'a part of a key must have the type of its column. Give the value as the column stores it.')
}

function keyOf(table: string, names: readonly string[], item: Item): Key {
  const key: Key = {}
  for (const name of names) {
    const value = item[name]
    if (value === undefined) throw new InvalidValueError(`${table}.${name}`, 'the primary key has no value. Set one first.')
    key[name] = value
  }
  return key
}
