import type { TransactionCanceledException, TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb'
import { TransactionFailedError, type CancellationReason } from '../errors/TransactionFailedError.js'

/** Joins the reasons of a cancelled transaction with the operations that they stand beside. */
export function transactionFailure(cause: Error, input: object): TransactionFailedError {
  const entries = (input as Partial<TransactWriteItemsCommandInput>).TransactItems ?? []
  const given = (cause as Partial<TransactionCanceledException>).CancellationReasons ?? []
  const reasons = given.map((reason, position): CancellationReason => {
    const [operation = 'operation', request] = Object.entries(entries[position] ?? {}).find(([, value]) => value !== undefined) ?? []
    const { TableName = 'a table', Key = {} } = (request ?? {}) as { readonly TableName?: string; readonly Key?: object }
    return { code: reason.Code ?? 'None', subject: TableName, keyNames: Object.keys(Key), operation, stored: reason.Item }
  })
  return new TransactionFailedError(reasons, { cause })
}
