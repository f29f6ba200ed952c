import { ConditionFailedError } from '../errors/ConditionFailedError.js'
import { conjuncts } from '../expressions/conditions.js'
import type { Refusal } from '../planner/planWrite.js'
import type { WritePlan } from '../planner/WritePlan.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import type { DynamoDriver } from './DynamoDriver.js'
import type { EntityStore } from './EntityStore.js'
import { refusalError } from './refusalError.js'

/** The error for a buffered write that what is stored refuses. */
export function commitError(driver: DynamoDriver, plan: WritePlan, reason: Refusal, stored: Item | undefined): Error {
  const store = driver.storesOf(plan.table).find(({ model }) => model.entity === plan.entity)
  if (store !== undefined) return refusalError(store, { reason, stored }, expectedVersion(store, plan))
  return new ConditionFailedError({ entity: plan.entity ?? plan.table, keyNames: Object.keys(plan.key), stored })
}

/** The version that a write was made for. */
function expectedVersion({ model: { version }, codec }: EntityStore, { condition }: WritePlan): unknown {
  if (version === undefined || condition === undefined) return undefined
  for (const one of conjuncts(condition)) {
    if (one.kind !== 'comparison' || one.operator !== '=' || one.operand.kind !== 'path' || one.operand.path.length > 1 || one.operand.path[0] !== version.name) continue
    const [expected] = one.values
    if (expected?.kind === 'literal') return codec.decodeValue(version, expected.value)
  }
  return undefined
}
