import { answer } from '../client/answer.js'
import { OutpacedError } from '../errors/OutpacedError.js'
import { all, compare } from '../expressions/conditions.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import { keyParts } from '../planner/keyParts.js'
import { planRead } from '../planner/planRead.js'
import type { DeleteChange } from '../planner/WriteChange.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import { keyOf } from './builders/targets.js'
import { findingOf, referredBy, type Dependent } from './dependents.js'
import type { EntityStore } from './EntityStore.js'
import { performTogether, type StoreChange } from './performTogether.js'
import { seenBy } from './readEntities.js'
import { versioned } from './updateChange.js'
import type { WriteContext } from './WriteContext.js'
import { performChange, storedIn, type PerformedChange } from './writeEntity.js'

/** How often what refers to an item is looked for again because it has changed meanwhile. */
const attempts = 10

/**
 * Deletes an item. Where `onDelete` of foreign keys says so, what refers to it is deleted or loses its reference, all in one
 * transaction: each of them under the condition that it still refers to it.
 *
 * @throws OutpacedError when what refers to it keeps changing.
 */
export async function deleteEntity(context: WriteContext, store: EntityStore, change: DeleteChange): Promise<PerformedChange> {
  const { table, keyNames } = store.model
  if (context.driver.dependents(store.model).length === 0) return performChange(context, store, change)
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const along = await consequences(context, store, change.key, new Set([keyIdentity(table, change.key, keyNames)]))
    if (along.length === 0) return performChange(context, store, change)
    const outcome = await performTogether(context, [{ store, change }, ...along])
    if (outcome.status === 'written' || outcome.refusedAt === 0) return outcome
  }
  throw new OutpacedError(store.model.entity, attempts)
}

/** What has to be written when an item goes, however far it reaches. Items are named once. */
async function consequences(context: WriteContext, store: EntityStore, key: Key, seen: Set<string>): Promise<StoreChange[]> {
  const { model } = store
  const along: StoreChange[] = []
  const known = keyParts(model, key)
  let item: Item | undefined = known
  for (const dependent of context.driver.dependents(model)) {
    if (item === known && dependent.columns.some(({ referenced }) => known[referenced] === undefined)) item = await storedIn(context, { kind: 'get', table: model.table, entity: model.entity, key, consistent: true })
    const values = item === undefined ? undefined : referredBy(dependent, item)
    if (values === undefined) continue
    const refers = all(dependent.columns.map(({ name }, position) => compare('=', name, values[position]!)))
    for (const one of await referring(context, dependent, values)) {
      const identity = keyIdentity(dependent.store.model.table, one, dependent.store.model.keyNames)
      if (seen.has(identity)) continue
      const of = keyOf(dependent.store, one)
      if (dependent.action === 'CASCADE') {
        seen.add(identity)
        along.push({ store: dependent.store, change: { kind: 'delete', key: of, condition: refers } }, ...(await consequences(context, dependent.store, of, seen)))
      } else {
        const { actions } = versioned(dependent.store, dependent.columns.map(({ name }) => ({ kind: 'remove', path: [name] })), undefined, context.driver.now()).change
        along.push({ store: dependent.store, change: { kind: 'update', key: of, condition: refers, actions } })
      }
    }
  }
  return along
}

/** The items that refer to values, as the transaction will leave them. */
async function referring(context: WriteContext, dependent: Dependent, values: Parameters<typeof findingOf>[1]): Promise<Item[]> {
  const { store } = dependent
  const certain = findingOf(dependent, values, true)
  const isCertain = planRead(store.model, certain).steps[0]?.plan.kind !== 'scan'
  const criteria = isCertain ? certain : findingOf(dependent, values, false)
  const found: Item[] = []
  for await (const items of answer(context.driver.sender, planRead(store.model, criteria), criteria, { seen: seenBy(context, store, { own: true }) })) for (const item of items) found.push(item)
  return found
}
