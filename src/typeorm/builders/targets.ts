import type { Condition } from '../../expressions/Condition.js'
import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import { all, conditionNames, isSendable } from '../../expressions/conditions.js'
import { fitsExpression } from '../../expressions/expressionWeight.js'
import type { Criteria } from '../../planner/Criteria.js'
import type { Item, Key } from '../../vocabulary/AttributeValue.js'
import { limits } from '../../vocabulary/limits.js'
import { isKnownToBe } from '../criteria/ofEntity.js'
import type { EntityStore } from '../EntityStore.js'
import { choose, seenBy } from '../readEntities.js'
import type { WriteContext } from '../WriteContext.js'
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
export async function* targets(context: WriteContext, store: EntityStore, where: Condition): AsyncGenerator<Target[]> {
  const { model } = store
  const criteria: Criteria = { where, order: [], consistent: false, skip: 0, projection: [...model.keyNames, ...conditionNames(where)] }
  const choice = choose(context.driver, store, criteria, { context })
  const [step, second] = choice.steps
  const isOwn = isKnownToBe(model)
  const conditionOf = (condition: Condition | undefined): Condition | undefined => sendable(store, isOwn === undefined ? condition : all([...(condition === undefined ? [] : [condition]), isOwn]))
  if (step === undefined) return
  if (second === undefined && step.plan.kind === 'get') yield [{ key: step.plan.key, condition: conditionOf(step.residual) }]
  else if (second === undefined && step.plan.kind === 'batch-get') {
    const condition = conditionOf(step.residual)
    yield step.plan.keys.map((key) => ({ key, condition }))
  } else {
    const condition = conditionOf(where)
    for await (const items of answer(context.driver.sender, choice, criteria, { seen: seenBy(context, store) })) yield items.map((item) => ({ key: keyOf(store, item), condition }))
  }
}

/** What enters the condition of a write: it cannot be split as a filter can. */
export function sendable(store: EntityStore, condition: Condition | undefined): Condition | undefined {
  if (condition === undefined || (condition.kind === 'and' && condition.conditions.length === 0)) return undefined
  if (!isSendable(condition)) throw new InvalidQueryError(`${store.metadata.name}: the criteria of a write enter its condition, and ArrayContainedBy is evaluated by the driver. Find the entities, and write them by their keys.`, { entity: store.metadata.name, code: 'query.notSendable' })
  if (fitsExpression([condition])) return condition
  throw new InvalidQueryError(`${store.metadata.name}: the criteria of a write enter its condition, to which DynamoDB gives ${limits.expressionOperators} operators and ${limits.expressionBytes} bytes. Write in several steps, or by keys.`, { entity: store.metadata.name, code: 'query.tooLong' })
}

export function keyOf(store: EntityStore, item: Item): Key {
  const key: Key = {}
  for (const name of store.model.keyNames) key[name] = item[name]!
  return key
}
