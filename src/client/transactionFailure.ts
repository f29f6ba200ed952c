import type { TransactionCanceledException, TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb'
import type { DynamoOrmError } from '../errors/DynamoOrmError.js'
import { ItemTooLargeError } from '../errors/ItemTooLargeError.js'
import { TransactionFailedError, type CancellationReason } from '../errors/TransactionFailedError.js'

/** Joins the reasons of a cancelled transaction with the operations that they stand beside. An item that an update would make too large is told as that. */
export function transactionFailure(cause: Error, input: object, { operation = 'TransactWriteItems', resent }: { readonly operation?: string; readonly resent?: boolean } = {}): DynamoOrmError {
  const entries = (input as Partial<TransactWriteItemsCommandInput>).TransactItems ?? []
  const given = (cause as Partial<TransactionCanceledException>).CancellationReasons ?? []
  const reasons = given.map((reason, position): CancellationReason => {
    const [kind = 'operation', request] = Object.entries(entries[position] ?? {}).find(([, value]) => value !== undefined) ?? []
    const { TableName = 'a table', Key = {} } = (request ?? {}) as { readonly TableName?: string; readonly Key?: object }
    return { code: reason.Code ?? 'None', entity: TableName, keyNames: Object.keys(Key), operation: kind, stored: reason.Item }
  })
  const tooLarge = given.findIndex(({ Message = '' }) => /item size/i.test(Message))
  if (tooLarge >= 0) return new ItemTooLargeError(`${reasons[tooLarge]!.operation} of ${reasons[tooLarge]!.entity}, operation ${tooLarge + 1} of ${given.length}`, { operation, cause })
  return new TransactionFailedError(reasons, { operation, cause, resent })
}
