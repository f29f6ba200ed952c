import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import { all, any, exists, notExists } from '../expressions/conditions.js'
import { evaluateCondition } from '../expressions/evaluateCondition.js'
import type { Condition } from '../expressions/Condition.js'
import { epochSeconds, expired, notExpired } from '../planner/notExpired.js'
import { writeCondition } from './criteria/fromCondition.js'
import { ofClass } from './criteria/ofEntity.js'
import type { EntityStore } from './EntityStore.js'
import type { WriteContext } from './WriteContext.js'
import { addWrite } from './writeEntity.js'

/**
 * Makes a transaction depend on an item that it need not write: on a condition, or on its being there.
 *
 * @throws InvalidQueryError outside of a transaction.
 * @throws ConditionFailedError when the transaction itself has decided otherwise.
 */
export async function checkEntity(context: WriteContext, store: EntityStore, key: unknown, given: unknown): Promise<void> {
  const { model, metadata } = store
  if (!context.isTransactionActive) throw new InvalidQueryError(`${metadata.name}: a check is part of a transaction. Call it within one, or give the write itself a condition.`, { entity: metadata.name, code: 'transaction.notStarted' })
  const condition = writeCondition(store, given, context.driver.options)
  await addWrite(context, { kind: 'check', table: model.table, entity: model.entity, key: store.codec.encodeKey(key), condition: ofItem(store, condition, epochSeconds(context.driver.now())) })
}

/** The condition, of an item of the entity; its absence, where that satisfies it. */
function ofItem({ model }: EntityStore, condition: Condition | undefined, nowEpochSeconds: number): Condition {
  const partition = model.partitionKey.name
  const kind = ofClass(model)
  const alive = notExpired(model, nowEpochSeconds)
  if (condition === undefined) return all([kind ?? exists(partition), ...alive])
  if (kind === undefined && alive.length === 0) return condition
  const present = all([condition, ...(kind === undefined ? [] : [kind]), ...alive])
  return evaluateCondition(condition, {}) ? any([notExists(partition), ...expired(model, nowEpochSeconds), present]) : present
}
