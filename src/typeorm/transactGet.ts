import type { EntityTarget, ObjectLiteral } from 'typeorm'
import { readAtOnce } from '../client/readAtOnce.js'
import type { Overlay, Sight } from '../client/Overlay.js'
import { evaluateCondition } from '../expressions/evaluateCondition.js'
import { knownTypes, refuseUnknownItems } from '../planner/refuseUnknownItems.js'
import type { GetPlan } from '../planner/ReadPlan.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { visible, type Shown } from './criteria/ofEntity.js'
import type { KeyOf } from './DynamoOptions.js'
import type { EntityStore } from './EntityStore.js'
import { consistentByKeys, seenBy } from './readEntities.js'
import type { WriteContext } from './WriteContext.js'

/** An entity and the key of one, for each place of a tuple of entities. */
export type AskedAtOnce<Entities extends readonly ObjectLiteral[]> = readonly [...{ readonly [At in keyof Entities]: readonly [target: EntityTarget<Entities[At]>, key: KeyOf<Entities[At]>] }]

/** What is found for each place; null for what is not there. */
export type FoundAtOnce<Entities extends readonly ObjectLiteral[]> = { -readonly [At in keyof Entities]: Entities[At] | null }

export interface AskedItem {
  readonly store: EntityStore
  readonly key: KeyOf<ObjectLiteral>
}

/** Items as they are at one moment, or as the transaction sees them; undefined for what is not there or not visible. What the transaction knows is not read. */
export async function transactGet(context: WriteContext, asked: readonly AskedItem[], shown: Shown = {}): Promise<(Item | undefined)[]> {
  const overlays = asked.map(({ store }) => {
    consistentByKeys(context.driver, store, { context })
    return seenBy(context, store)?.overlay
  })
  const plans = asked.map(({ store: { model, codec }, key }): GetPlan => ({ kind: 'get', table: model.table, entity: model.entity, key: codec.encodeKey(key), consistent: true }))
  const sights = plans.map(({ table, key }, position) => overlays[position]?.sightOf(table, key))
  const isOpen = (position: number): boolean => sights[position] === undefined || sights[position].known === 'changed'
  const stored = (await readAtOnce(context.driver.sender, plans.filter((_, position) => isOpen(position)), context.driver.retry)).values()
  const items = plans.map((plan, position) => {
    const item = isOpen(position) ? seenOf(overlays[position], plan, stored.next().value) : imageOf(sights[position])
    return item !== undefined && evaluateCondition(visible(asked[position]!.store.model, context.driver.now(), shown), item) ? item : undefined
  })
  for (const [position, { store }] of asked.entries()) refuseUnknownItems(knownTypes(store.model), [items[position]])
  return items
}

const seenOf = (overlay: Overlay | undefined, { table, key }: GetPlan, stored: Item | undefined): Item | undefined => (overlay === undefined ? stored : overlay.after(table, key, stored))
const imageOf = (sight: Sight | undefined): Item | undefined => (sight?.known === 'image' ? sight.item : undefined)
