import { OptimisticLockVersionMismatchError } from 'typeorm'
import { TransactionFailedError } from '../errors/TransactionFailedError.js'
import { conjuncts } from '../expressions/conditions.js'
import { equalValues } from '../expressions/equalValues.js'
import type { WritePlan } from '../planner/WritePlan.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import type { DynamoDriver } from './DynamoDriver.js'

/** The error for a buffered write whose item has another version than the write was made for; undefined for any other refusal. */
export function staleVersion(driver: DynamoDriver, plan: WritePlan, stored: Item | undefined): OptimisticLockVersionMismatchError | undefined {
  const { condition } = plan
  if (condition === undefined || stored === undefined) return undefined
  for (const { metadata, model, codec } of driver.storesOf(plan.table)) {
    const { version } = model
    if (version === undefined || (plan.entity !== undefined && plan.entity !== model.entity)) continue
    for (const one of conjuncts(condition)) {
      if (one.kind !== 'comparison' || one.operator !== '=' || one.operand.kind !== 'path' || one.operand.path.length > 1 || one.operand.path[0] !== version.name) continue
      const [expected] = one.values
      const actual = stored[version.name]
      if (expected?.kind !== 'literal' || (actual !== undefined && equalValues(expected.value, actual))) continue
      return new OptimisticLockVersionMismatchError(metadata.name, codec.decodeValue(version, expected.value) as number, codec.decodeValue(version, actual) as number)
    }
  }
  return undefined
}

/** A failed commit in TypeORM's word, if a stale version is what made it fail. */
export function staleVersionOf(driver: DynamoDriver, plans: readonly WritePlan[], error: unknown): unknown {
  if (!(error instanceof TransactionFailedError)) return error
  const position = error.reasons.findIndex((reason) => reason.code !== 'None')
  const plan = plans[position]
  const stale = plan === undefined ? undefined : staleVersion(driver, plan, error.reasons[position]?.stored)
  return stale === undefined ? error : Object.assign(stale, { cause: error })
}
