import { executeStatementRequest, isReadStatement, type Statement } from '../operations/executeStatement.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import type { Sender } from './Sender.js'

/**
 * Runs a PartiQL statement, page by page. A statement that writes is never sent again after a lost answer.
 *
 * @throws OutcomeUnknownError when the answer to a statement that writes is lost.
 */
export async function* executeStatement(sender: Sender, statement: Statement): AsyncGenerator<Item[], void, undefined> {
  const options = { once: !isReadStatement(statement.statement) }
  let next: string | undefined
  do {
    const output = await sender.send('ExecuteStatement', executeStatementRequest(statement, next), options)
    yield output.Items ?? []
    next = output.NextToken
  } while (next !== undefined)
}
