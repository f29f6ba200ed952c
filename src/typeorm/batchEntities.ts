import { inParallel } from '../client/inParallel.js'
import { listsOf } from '../client/listsOf.js'
import { readItemsInOrder } from '../client/readItems.js'
import { readKeysUnder } from '../client/readStep.js'
import { writeBatch } from '../client/writeBatch.js'
import { evaluateCondition } from '../expressions/evaluateCondition.js'
import { planWrite } from '../planner/planWrite.js'
import { knownTypes, refuseUnknownItems } from '../planner/refuseUnknownItems.js'
import type { DeletePlan, PutPlan } from '../planner/WritePlan.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import type { BatchOptions, BatchWriteItem, GetOptions } from './DynamoOptions.js'
import { refuseCondition } from './criteria/fromCondition.js'
import { ofClass, visible } from './criteria/ofEntity.js'
import { deleteEntity } from './deleteEntity.js'
import { storeOfEntity, type EntityStore } from './EntityStore.js'
import { planChange } from './planChange.js'
import { giveValues, preparePut, putEntity, putPrepared, type PreparedPut } from './putEntity.js'
import { consistentByKeys, seenBy } from './readEntities.js'
import { endFor, issuesOf } from './validateEntity.js'
import type { WriteContext } from './WriteContext.js'

/**
 * Puts and deletes many: 25 to a request, or buffered in a transaction. Versioned entities, child classes, entities that
 * others depend on (`onDelete`), and those with unique columns go one by one, since a batch cannot be conditional.
 */
export async function batchWriteEntities(context: WriteContext, store: EntityStore, writes: readonly BatchWriteItem<object>[], options: BatchOptions): Promise<void> {
  refuseCondition(store.metadata.name, options, 'a batch takes no condition. Put or delete each by itself, in a transaction where all or none shall be written.')
  if (context.isTransactionActive || store.model.version !== undefined || ofClass(store.model) !== undefined || context.driver.dependents(store.model).length > 0 || context.driver.uniquesOf(store.model.table, store.model.entity) !== undefined) return writeSingly(context, store, writes, options)
  const now = context.driver.now()
  const prepared: (PreparedPut | undefined)[] = []
  for (const write of writes) {
    if (write.type === 'DeleteRequest') prepared.push(undefined)
    else {
      const preparing = preparePut(context, storeOfEntity(context.driver, store, write.item), write.item, now)
      // A promise for each entity is 5 % of a batch.
      prepared.push(preparing instanceof Promise ? await preparing : preparing)
    }
  }
  if (isValidated(store) && (await refused(context, store, writes, prepared))) return
  const plans = writes.map((write, position): PutPlan | DeletePlan => {
    if (write.type === 'DeleteRequest') return planWrite(store.model, store.codec, { kind: 'delete', key: store.codec.encodeKey(write.item) }).plan as DeletePlan
    return planChange(storeOfEntity(context.driver, store, write.item), { kind: 'put', mode: 'replace', entity: prepared[position]!.entity }).plan as PutPlan
  })
  await writeBatch(context.driver.sender, plans, options)
  writes.forEach((write, position) => {
    if (prepared[position] !== undefined) giveValues(context, write.item as object, prepared[position].values)
  })
}

/** Entities that are held at a time, of those that come one by one. */
const heldAtOnce = 1000

/** Puts what comes one by one: so many at a time, each after those before it, so that of several for one key the last is stored. */
export async function putAsTheyCome(context: WriteContext, store: EntityStore, entities: AsyncIterable<object>, { onProgress, ...options }: BatchOptions): Promise<void> {
  let taken = 0
  for await (const some of listsOf(entities, heldAtOnce)) {
    const before = taken
    taken += some.length
    await batchWriteEntities(context, store, some.map((item) => ({ type: 'PutRequest' as const, item })), { ...options, ...(onProgress === undefined ? {} : { onProgress: (done) => onProgress(before + done, taken) }) })
  }
}

async function writeSingly(context: WriteContext, store: EntityStore, writes: readonly BatchWriteItem<object>[], options: BatchOptions): Promise<void> {
  let done = 0
  // Before the first is written, all are validated as they will be.
  const prepared: (PreparedPut | undefined)[] = []
  if (isValidated(store)) {
    for (const write of writes) prepared.push(write.type === 'DeleteRequest' ? undefined : await preparePut(context, storeOfEntity(context.driver, store, write.item), write.item, context.driver.now()))
    if (await refused(context, store, writes, prepared)) return
  }
  await inParallel([...writes.entries()], context.isTransactionActive ? 1 : (options.concurrency ?? 4), async ([position, write]) => {
    const put = prepared[position]
    if (write.type === 'PutRequest' && put !== undefined) await putPrepared(context, storeOfEntity(context.driver, store, write.item), write.item, put)
    else if (write.type === 'PutRequest') await putEntity(context, storeOfEntity(context.driver, store, write.item), write.item)
    else await deleteEntity(context, store, { kind: 'delete', key: store.codec.encodeKey(write.item), condition: ofClass(store.model) })
    options.onProgress?.(++done, writes.length)
  })
}

const isValidated = (store: EntityStore): boolean => [store, ...store.children.values()].some(({ model }) => model.validation !== undefined)

/** Whether schemas refuse some of the puts, where that is told later. @throws ValidationError for all that they refuse. */
async function refused(context: WriteContext, store: EntityStore, writes: readonly BatchWriteItem<object>[], prepared: readonly (PreparedPut | undefined)[]): Promise<boolean> {
  const issues = await Promise.all(prepared.flatMap((put, index) => (put === undefined ? [] : [issuesOf(storeOfEntity(context.driver, store, writes[index]!.item as object), put.entity, { index })])))
  return endFor(context, issues.flat())
}

/** The items of keys, in the order of the keys; undefined for what is not there. */
async function readKeys(context: WriteContext, store: EntityStore, keys: readonly Key[], consistent: boolean): Promise<(Item | undefined)[]> {
  const { table, entity } = store.model
  const plan = { kind: 'batch-get', table, entity, keys, consistent: consistentByKeys(context.driver, store, { context }) || consistent } as const
  const seen = seenBy(context, store)
  if (seen !== undefined) return readKeysUnder(seen.overlay, context.driver.sender, plan)
  return readItemsInOrder(context.driver.sender, plan)
}

/** The same, without what the options hide. @throws UnknownItemError for an item that no entity has, where its table wants that. */
export async function readShown(context: WriteContext, store: EntityStore, keys: readonly Key[], options: GetOptions): Promise<(Item | undefined)[]> {
  const wanted = visible(store.model, context.driver.now(), options)
  const items = (await readKeys(context, store, keys, options.consistent ?? false)).map((item) => (item !== undefined && evaluateCondition(wanted, item) ? item : undefined))
  refuseUnknownItems(knownTypes(store.model), items)
  return items
}
