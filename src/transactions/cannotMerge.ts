import { DynamoOrmError } from '../errors/DynamoOrmError.js'
import type { Path } from '../expressions/Condition.js'
import type { WritePlan } from '../planner/WritePlan.js'

/** The refusal of a write that cannot be made one with an earlier write of the same item. */
export function cannotMerge(plan: WritePlan, path: Path, rule: string): DynamoOrmError {
  const entity = plan.entity ?? plan.table
  const attribute = path.join('.')
  return new DynamoOrmError(`${entity}.${attribute}: ${rule}. Use two transactions, or put the whole entity.`, { code: 'transaction.cannotMerge', entity, path: attribute, operation: 'TransactWriteItems' })
}
