import { readItems } from '../../client/readItems.js'
import { executeWrite } from '../../client/executeWrite.js'
import { composeKey } from '../../codec/composedKey.js'
import { TableNotFoundError } from '../../errors/TableNotFoundError.js'
import { notExists } from '../../expressions/conditions.js'
import { joined } from '../../metadata/joined.js'
import type { PutPlan } from '../../planner/WritePlan.js'
import type { Key } from '../../vocabulary/AttributeValue.js'
import type { DynamoDriver } from '../DynamoDriver.js'
import type { DynamoEntityManager } from '../DynamoEntityManager.js'
import type { DynamoQueryRunner } from '../DynamoQueryRunner.js'
import { makeBookkeepingTable } from '../makeBookkeepingTable.js'
import { addWrite } from '../writeEntity.js'

/** A stream keeps its records for a day, so that none comes again after two. */
const keptSeconds = 2 * 24 * 60 * 60

/** Who has handled what: a record of one table, by its number. */
export interface Handled {
  readonly table: string
  /** Tells handlers of one stream apart. */
  readonly consumer: string
  readonly sequenceNumber: string
}

const keyOf = ({ table, consumer, sequenceNumber }: Handled): Key => ({ pk: { S: composeKey(['handled', table, consumer, sequenceNumber].map((S) => ({ S })), joined(4))! } })

const markOf = (driver: DynamoDriver, handled: Handled): PutPlan => ({
  kind: 'put', table: driver.bookkeepingTable, entity: undefined, key: keyOf(handled), condition: notExists('pk'),
  item: { ...keyOf(handled), expiresAtEpochSeconds: { N: String(Math.floor(Date.now() / 1000) + keptSeconds) } },
})

/** The numbers of those that have been handled already. Makes the bookkeeping table where there is none. */
export async function handledAlready(driver: DynamoDriver, asked: readonly Handled[]): Promise<ReadonlySet<string>> {
  const keys = new Map(asked.map((handled) => [keyOf(handled).pk!.S!, handled]))
  const read = () => readItems(driver.sender, { kind: 'batch-get', table: driver.bookkeepingTable, keys: [...keys.keys()].map((S) => ({ pk: { S } })), consistent: true })
  try {
    return new Set((await read()).map((item) => keys.get(item.pk!.S!)!.sequenceNumber))
  } catch (error) {
    if (!(error instanceof TableNotFoundError)) throw error
    await makeBookkeepingTable(driver.sender, driver.bookkeepingTable)
    return new Set()
  }
}

/** Does the work and marks it: what fails in between is done again. */
export async function marking<R>(driver: DynamoDriver, handled: Handled, work: () => Promise<R>): Promise<R> {
  const result = await work()
  const { condition: _unconditional, ...plan } = markOf(driver, handled)
  await executeWrite(driver.sender, plan, driver.retry)
  return result
}

/** Does the work in a transaction whose commit holds the mark: what it writes is written once. undefined where another has done it meanwhile. */
export async function markingTogether<R>(driver: DynamoDriver, handled: Handled, work: (manager: DynamoEntityManager) => Promise<R>): Promise<R | undefined> {
  const { manager } = driver.dataSource as unknown as { manager: DynamoEntityManager }
  try {
    return await manager.transaction(async (own) => {
      const result = await work(own)
      await addWrite(own.queryRunner as unknown as DynamoQueryRunner, markOf(driver, handled))
      return result
    })
  } catch (error) {
    if ((await handledAlready(driver, [handled])).size > 0) return undefined
    throw error
  }
}
