import { evaluateCondition } from '../expressions/evaluateCondition.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import type { CheckPlan } from '../planner/WritePlan.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'

/** The check that an item which DynamoDB has given back no longer satisfies; undefined where it is as it was read, or was not. */
export const brokenCheck = (checks: readonly CheckPlan[], table: string, key: Key, stored: Item | undefined): CheckPlan | undefined =>
  checks.find((check) => keyIdentity(check.table, check.key) === keyIdentity(table, key) && !evaluateCondition(check.condition, stored ?? {}))
