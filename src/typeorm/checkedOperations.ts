import { InvalidRequestError } from '../errors/InvalidRequestError.js'
import { TransactionConflictError } from '../errors/TransactionConflictError.js'
import type { CheckPlan } from '../planner/WritePlan.js'
import { brokenCheck } from '../transactions/brokenCheck.js'
import { withChecks } from '../transactions/withChecks.js'
import { limits } from '../vocabulary/limits.js'
import type { Operation } from './commitWrites.js'

/**
 * The operations of a commit with the checks of what its transaction has read. A check that no longer holds ends it, whatever else
 * is in the way.
 *
 * @throws InvalidRequestError for more operations than DynamoDB takes, the checks among them.
 */
export function checkedOperations(operations: readonly Operation[], checks: readonly CheckPlan[]): readonly Operation[] {
  if (checks.length === 0) return operations
  const plans = withChecks(operations.map(({ plan }) => plan), checks)
  if (plans.length > limits.transactionOperations) {
    throw new InvalidRequestError('Transaction', `it has ${plans.length} operations, ${plans.length - operations.length} of them checks of what it has read as SERIALIZABLE, maximum ${limits.transactionOperations} operations. Read or write less in it, or use REPEATABLE READ`, { operation: 'TransactWriteItems' })
  }
  return plans.map((plan, position): Operation => ({
    plan,
    refused: (stored) => {
      const operation = operations[position]
      return operation === undefined || brokenCheck(checks, plan.table, plan.key, stored) !== undefined ? changed(plan.entity ?? plan.table) : operation.refused(stored)
    },
  }))
}

const changed = (subject: string): TransactionConflictError => new TransactionConflictError(subject, { operation: 'TransactWriteItems', reason: 'an item that the transaction has read has changed since. Run the transaction again' })
