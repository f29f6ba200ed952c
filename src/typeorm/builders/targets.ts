import type { Condition } from '../../expressions/Condition.js'
import { conditionNames } from '../../expressions/conditions.js'
import type { Criteria } from '../../planner/Criteria.js'
import type { Item, Key } from '../../vocabulary/AttributeValue.js'
import type { DynamoDriver } from '../DynamoDriver.js'
import type { EntityStore } from '../EntityStore.js'
import { choose } from '../readEntities.js'
import { answer } from '../../client/answer.js'

/** An item to write, and what must hold for it at that moment. */
export interface Target {
  readonly key: Key
  readonly condition?: Condition | undefined
}

/**
 * The items that a write by criteria concerns: the keys themselves where the criteria name them, else what a read finds.
 * The criteria enter each write's condition as well, so that an item that changes in between is left alone.
 */
export async function* targets(driver: DynamoDriver, store: EntityStore, where: Condition): AsyncGenerator<Target[]> {
  const { model } = store
  const criteria: Criteria = { where, order: [], consistent: false, skip: 0, projection: [...model.keyNames, ...conditionNames(where)] }
  const choice = choose(driver, store, criteria)
  if (choice.plan === undefined) return
  const condition = where.kind === 'and' && where.conditions.length === 0 ? undefined : where
  if (choice.plan.kind === 'get') yield [{ key: choice.plan.key, condition: choice.residual }]
  else if (choice.plan.kind === 'batch-get') yield choice.plan.keys.map((key) => ({ key, condition: choice.residual }))
  else for await (const items of answer(driver.sender, choice, criteria)) yield items.map((item) => ({ key: keyOf(store, item), condition }))
}

export function keyOf(store: EntityStore, item: Item): Key {
  const key: Key = {}
  for (const name of store.model.keyNames) key[name] = item[name]!
  return key
}
