import { answer } from '../client/answer.js'
import { OutpacedError } from '../errors/OutpacedError.js'
import { all, compare } from '../expressions/conditions.js'
import { evaluateCondition } from '../expressions/evaluateCondition.js'
import type { EntityModel } from '../metadata/EntityModel.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import { keyParts } from '../planner/keyParts.js'
import { inPartitionOf, type PartitionOwner } from '../planner/inPartitionOf.js'
import { itemsByMember, planCollection, type CollectionMember } from '../planner/planCollection.js'
import { planRead } from '../planner/planRead.js'
import type { DeleteChange } from '../planner/WriteChange.js'
import type { AttributeValue, Item, Key } from '../vocabulary/AttributeValue.js'
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
 * transaction, or outside of one in as many as it takes: each of them under the condition that it still refers to it.
 *
 * @throws OutpacedError when what refers to it keeps changing.
 */
export async function deleteEntity(context: WriteContext, store: EntityStore, change: DeleteChange): Promise<PerformedChange> {
  const { table, keyNames } = store.model
  if (context.driver.dependents(store.model).length === 0) return performChange(context, store, change)
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const near = await nearItems(context, store, change.key)
    const along = await consequences(context, store, change.key, { seen: new Set([keyIdentity(table, change.key, keyNames)]), near })
    if (along.length === 0) return performChange(context, store, change)
    // What lies furthest goes first, so that a deletion in parts can be repeated from the entity on.
    const outcome = await performTogether(context, [...along.reverse(), { store, change }], { told: along.length, inParts: true })
    if (outcome.status === 'written' || outcome.refusedAt === along.length) return outcome
  }
  throw new OutpacedError(store.model.entity, attempts)
}

interface Going {
  /** Items that are named already. */
  readonly seen: Set<string>
  /** Items that may refer to what goes, as far as they have been read. */
  readonly near: ReadonlyMap<Dependent, readonly Item[]>
}

/** What has to be written when an item goes, however far it reaches. Items are named once. */
async function consequences(context: WriteContext, store: EntityStore, key: Key, going: Going): Promise<StoreChange[]> {
  const { seen, near } = going
  const { model } = store
  const along: StoreChange[] = []
  const known = keyParts(model, key)
  let item: Item | undefined = known
  for (const dependent of context.driver.dependents(model)) {
    if (item === known && dependent.columns.some(({ referenced }) => known[referenced] === undefined)) item = await storedIn(context, { kind: 'get', table: model.table, entity: model.entity, key, consistent: true })
    const values = item === undefined ? undefined : referredBy(dependent, item)
    if (values === undefined) continue
    const refers = all(dependent.columns.map(({ name }, position) => compare('=', name, values[position]!)))
    for (const one of near.get(dependent)?.filter((item) => evaluateCondition(refers, item)) ?? (await referring(context, dependent, values))) {
      const identity = keyIdentity(dependent.store.model.table, one, dependent.store.model.keyNames)
      if (seen.has(identity)) continue
      const of = keyOf(dependent.store, one)
      if (dependent.action === 'CASCADE') {
        seen.add(identity)
        along.push({ store: dependent.store, change: { kind: 'delete', key: of, condition: refers } }, ...(await consequences(context, dependent.store, of, going)))
      } else {
        const { actions } = versioned(dependent.store, dependent.columns.map(({ name }) => ({ kind: 'remove', path: [name] })), undefined, context.driver.now()).change
        along.push({ store: dependent.store, change: { kind: 'update', key: of, condition: refers, actions } })
      }
    }
  }
  return along
}

interface Near {
  readonly dependent: Dependent
  readonly member: CollectionMember
}

/** What may go along with an item and lies where it has all to itself, by one Query; nothing where there is just one kind of that. */
async function nearItems(context: WriteContext, { model }: EntityStore, key: Key): Promise<ReadonlyMap<Dependent, readonly Item[]>> {
  const owner: PartitionOwner = { model, partition: key[model.keyNames[0]!]?.S ?? '', sortKey: key[model.keyNames[1] ?? '']?.S }
  const near = model.itemType === undefined ? [] : nearOf(context, owner, model, keyParts(model, key), new Set())
  const plan = near.length < 2 ? undefined : planCollection(near.map(({ member }) => member), { consistent: true })
  if (plan === undefined) return new Map()
  const read: Item[] = []
  for await (const items of answer(context.driver.sender, { steps: [plan.step], order: [], ordered: true }, { skip: 0 }, { seen: seenBy(context, near[0]!.dependent.store, { own: true }), whole: true })) for (const item of items) read.push(item)
  return new Map(itemsByMember(plan, read).map((items, at) => [near[at]!.dependent, items]))
}

/** The foreign keys of what may lie there, and of what refers to that in turn, each with as much of its values as is known. */
function nearOf(context: WriteContext, owner: PartitionOwner, model: EntityModel, known: Item, met: Set<Dependent>): Near[] {
  return context.driver.dependents(model).flatMap((dependent) => {
    const { store, columns } = dependent
    if (met.has(dependent) || store.model.itemType === undefined || store.model.table !== owner.model.table) return []
    const bound = columns.filter(({ referenced }) => known[referenced] !== undefined)
    const member: CollectionMember = { model: store.model, name: store.metadata.name, criteria: findingOf({ store, columns: bound }, bound.map(({ referenced }) => known[referenced]!), true) }
    if (!inPartitionOf(member, owner)) return []
    met.add(dependent)
    return [{ dependent, member }, ...(dependent.action === 'CASCADE' ? nearOf(context, owner, store.model, Object.fromEntries(bound.map(({ name, referenced }) => [name, known[referenced]!])), met) : [])]
  })
}

/** The items that refer to values, as the transaction will leave them. */
async function referring(context: WriteContext, dependent: Dependent, values: readonly AttributeValue[]): Promise<Item[]> {
  const { store } = dependent
  const certain = findingOf(dependent, values, true)
  const isCertain = planRead(store.model, certain).steps[0]?.plan.kind !== 'scan'
  const criteria = isCertain ? certain : findingOf(dependent, values, false)
  const found: Item[] = []
  for await (const items of answer(context.driver.sender, planRead(store.model, criteria), criteria, { seen: seenBy(context, store, { own: true }) })) for (const item of items) found.push(item)
  return found
}
