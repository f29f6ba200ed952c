import type { EntityTarget, ObjectLiteral } from 'typeorm'
import { readAtOnce } from '../client/readAtOnce.js'
import { evaluateCondition } from '../expressions/evaluateCondition.js'
import type { GetPlan } from '../planner/ReadPlan.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { visible } from './criteria/ofEntity.js'
import type { KeyOf } from './DynamoOptions.js'
import type { EntityStore } from './EntityStore.js'
import type { WriteContext } from './WriteContext.js'

/** An entity and the key of one, for each place of a tuple of entities. */
export type AskedAtOnce<Entities extends readonly ObjectLiteral[]> = readonly [...{ readonly [At in keyof Entities]: readonly [target: EntityTarget<Entities[At]>, key: KeyOf<Entities[At]>] }]

/** What is found for each place; null for what is not there. */
export type FoundAtOnce<Entities extends readonly ObjectLiteral[]> = { -readonly [At in keyof Entities]: Entities[At] | null }

export interface AskedItem {
  readonly store: EntityStore
  readonly key: KeyOf<ObjectLiteral>
}

/** Items as they are at one moment, or as the writes of the transaction will leave them; undefined for what is not there or not visible. */
export async function transactGet(context: WriteContext, asked: readonly AskedItem[], withDeleted = false): Promise<(Item | undefined)[]> {
  const buffer = context.isTransactionActive ? context.buffer : undefined
  const plans = asked.map(({ store: { model, codec }, key }): GetPlan => ({ kind: 'get', table: model.table, entity: model.entity, key: codec.encodeKey(key), consistent: true }))
  const images = plans.map(({ table, key }) => buffer?.imageOf(table, key, Object.keys(key)))
  const isOpen = (position: number): boolean => images[position] === undefined || images[position].known === 'changed'
  const stored = (await readAtOnce(context.driver.sender, plans.filter((_, position) => isOpen(position)), context.driver.retry)).values()
  return plans.map(({ table, key }, position) => {
    const found = isOpen(position) ? stored.next().value : undefined
    const item = buffer === undefined ? found : buffer.after(table, key, found)
    return item !== undefined && evaluateCondition(visible(asked[position]!.store.model, withDeleted), item) ? item : undefined
  })
}
