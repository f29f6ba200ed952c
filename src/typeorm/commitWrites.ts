import { randomUUID } from 'node:crypto'
import { patience } from '../client/backoff.js'
import { executeTransaction } from '../client/executeTransaction.js'
import { executeWrite } from '../client/executeWrite.js'
import { OutpacedError } from '../errors/OutpacedError.js'
import { TableNotFoundError } from '../errors/TableNotFoundError.js'
import { TransactionConflictError } from '../errors/TransactionConflictError.js'
import { TransactionFailedError } from '../errors/TransactionFailedError.js'
import type { Refusal } from '../planner/planWrite.js'
import type { SingleWritePlan, WritePlan } from '../planner/WritePlan.js'
import type { BufferedItem, WriteBuffer } from '../transactions/WriteBuffer.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { commitError } from './commitError.js'
import type { DynamoDriver } from './DynamoDriver.js'
import { makeBookkeepingTable } from './makeBookkeepingTable.js'
import { nothingKnown, uniqueOperations, type UniqueKnowledge } from './uniqueOperations.js'

/** One operation of a commit. */
export interface Operation {
  readonly plan: WritePlan
  /** Its condition did not hold for what is stored: gives the error that ends the transaction, or nothing once it is planned again. */
  readonly refused: (stored: Item | undefined) => Error | undefined | Promise<Error | undefined>
}

/** The operations of a buffer, of which those that the driver itself made conditional are planned again. */
export function operationsOf(driver: DynamoDriver, buffer: WriteBuffer, errorOf: (item: BufferedItem, reason: Refusal, stored: Item | undefined) => Error = (item, reason, stored) => commitError(driver, item.plan, reason, stored)): Operation[] {
  return buffer.items.map((item) => ({
    plan: item.plan,
    refused: (stored) => {
      const reason = buffer.planAgain(item, stored)
      return reason === undefined ? undefined : errorOf(item, reason, stored)
    },
  }))
}

/**
 * Sends operations, all or none, with the sentinels of their unique columns: a lone write that may be repeated as itself. Asks for
 * them again, and sends them under a token of their own, when only the driver's own conditions were in the way.
 *
 * @param known What has been read of entities with unique columns.
 * @throws TransactionFailedError when DynamoDB cancels it for several reasons; for one, the error of that.
 * @throws UniqueConstraintViolationError when another item has the values of unique columns.
 * @throws TransactionConflictError, ThrottledError or OutpacedError when others keep being faster.
 */
export async function commitWrites(driver: DynamoDriver, operations: () => readonly Operation[] | Promise<readonly Operation[]>, known: UniqueKnowledge = nothingKnown()): Promise<void> {
  // A rival has been faster, and is done: there is nothing to wait for but other rivals.
  const another = patience({ attempts: 20, longestMilliseconds: 200, ...driver.retry })
  for (let attempt = 1; ; attempt++) {
    const made = await uniqueOperations(driver, await operations(), known)
    const failure = await withBookkeeping(driver, made, () => send(driver, made.map(({ plan }) => plan)))
    if (failure === undefined) return
    const errors: Error[] = []
    for (const { position, stored } of failure.refused) errors.push(...[(await made[position]!.refused(stored)) ?? []].flat())
    if (errors.length === 1) throw told(errors[0]!, failure.cause)
    // Where what was read has changed, it does not matter what else was in the way.
    if (errors.length > 1) throw told(errors.find((error) => error instanceof TransactionConflictError) ?? failure.cause, failure.cause)
    const { plan } = made[failure.refused[0]!.position]!
    if (!(await another(attempt))) throw new OutpacedError(plan.entity ?? plan.table, attempt)
  }
}

/** Makes the driver's own table where it is needed for the first time. */
async function withBookkeeping<T>({ sender, bookkeepingTable }: DynamoDriver, made: readonly Operation[], work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof TableNotFoundError) || !made.some(({ plan }) => plan.table === bookkeepingTable)) throw error
    await makeBookkeepingTable(sender, bookkeepingTable)
    return work()
  }
}

/** The error of the one thing that made a transaction fail. */
const told = (error: Error, cause: TransactionFailedError): Error =>
  error === cause ? error : Object.assign(error, { message: `Transaction failed and nothing was written. ${error.message}`, cause })

interface Failure {
  readonly refused: readonly { readonly position: number; readonly stored?: Item | undefined }[]
  readonly cause: TransactionFailedError
}

async function send({ sender, retry }: DynamoDriver, plans: readonly WritePlan[]): Promise<Failure | undefined> {
  const [only] = plans
  if (only === undefined) return undefined
  if (plans.length === 1 && only.kind !== 'check') {
    const outcome = await executeWrite(sender, only, { ...retry, idempotent: true })
    return outcome.status === 'written' ? undefined : { refused: [{ position: 0, stored: outcome.stored }], cause: aloneRefused(only, outcome.stored) }
  }
  try {
    await executeTransaction(sender, plans, { ...retry, token: randomUUID() })
    return undefined
  } catch (error) {
    const refused = error instanceof TransactionFailedError ? error.reasons.flatMap(({ code, stored }, position) => (code === 'ConditionalCheckFailed' ? [{ position, stored }] : [])) : []
    if (refused.length === 0) throw error
    return { refused, cause: error as TransactionFailedError }
  }
}

const operationOf = { put: 'Put', update: 'Update', delete: 'Delete' } as const

/** A transaction of one write, which went as itself, fails as any other. */
const aloneRefused = ({ kind, entity, table, key }: SingleWritePlan, stored: Item | undefined): TransactionFailedError =>
  new TransactionFailedError([{ code: 'ConditionalCheckFailed', entity: entity ?? table, keyNames: Object.keys(key), operation: operationOf[kind], stored }])
