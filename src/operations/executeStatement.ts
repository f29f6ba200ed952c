import type { ExecuteStatementCommandInput } from '@aws-sdk/client-dynamodb'
import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { minimal } from './minimal.js'

/** A PartiQL statement with a value for each `?`. */
export interface Statement {
  readonly statement: string
  readonly parameters?: readonly AttributeValue[] | undefined
  readonly consistent?: boolean | undefined
}

/**
 * What is sent for one page of a PartiQL statement.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html
 */
export function executeStatementRequest(statement: Statement, nextToken?: string): ExecuteStatementCommandInput {
  const { parameters } = statement
  return minimal({
    Statement: statement.statement,
    // An empty list is refused.
    Parameters: parameters === undefined || parameters.length === 0 ? undefined : [...parameters],
    ConsistentRead: statement.consistent || undefined,
    NextToken: nextToken,
  })
}

/** Anything but a SELECT may change items. */
export function isReadStatement(statement: string): boolean {
  return /^\s*SELECT\b/i.test(statement)
}
