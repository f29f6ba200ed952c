import { keyIdentity } from '../planner/keyIdentity.js'
import type { WritePlan } from '../planner/WritePlan.js'
import type { WriteBuffer } from '../transactions/WriteBuffer.js'
import { limits } from '../vocabulary/limits.js'
import { commitWrites, type Operation } from './commitWrites.js'
import type { DynamoDriver } from './DynamoDriver.js'
import { nothingKnown, type UniqueKnowledge } from './uniqueOperations.js'

const warned = new Set<string>()

/**
 * Sends a deletion and what goes along with it: in one transaction or, where that cannot hold it, in several, one after the other.
 * What was buffered last goes last, and every part before depends on its condition: a deletion that fails half-way leaves it, and
 * can be repeated.
 *
 * @param operations Those of the buffer.
 */
export async function commitInParts(driver: DynamoDriver, buffer: WriteBuffer, operations: () => readonly Operation[], known?: UniqueKnowledge): Promise<void> {
  const parts = partsOf(driver, buffer.plans)
  if (parts.length < 2) return commitWrites(driver, operations, known)
  const last = buffer.plans.at(-1)!
  warn(driver, last, buffer.size, parts.length)
  for (const [at, part] of parts.entries()) {
    const of = (): Operation[] => {
      const all = operations()
      const root = all.at(-1)!
      const { table, entity, key, condition } = root.plan
      const own = all.filter(({ plan }) => part.has(identityOf(plan)))
      return at === parts.length - 1 || condition === undefined ? own : [...own, { plan: { kind: 'check', table, entity, key, condition }, refused: root.refused }]
    }
    try {
      await commitWrites(driver, of, known ?? nothingKnown())
    } catch (error) {
      throw at === 0 ? error : toldInPart(error)
    }
  }
}

const identityOf = ({ table, key }: WritePlan): string => keyIdentity(table, key)

/** What each transaction holds: with sentinels of unique columns, and a place for a check. */
function partsOf(driver: DynamoDriver, plans: readonly WritePlan[]): ReadonlySet<string>[] {
  const weights = plans.map((plan) => weightOf(driver, plan))
  if (weights.reduce((sum, weight) => sum + weight, 0) <= limits.transactionOperations) return [new Set(plans.map(identityOf))]
  const parts: Set<string>[] = []
  let room = 0
  for (const [position, plan] of plans.entries()) {
    if (weights[position]! > room) {
      parts.push(new Set())
      room = limits.transactionOperations - 1
    }
    parts.at(-1)!.add(identityOf(plan))
    room -= weights[position]!
  }
  return parts
}

/** So many operations a write may be. */
function weightOf(driver: DynamoDriver, { table, entity }: WritePlan): number {
  return 1 + (driver.uniquesOf(table, entity)?.constraints.length ?? 0)
}

function warn({ dataSource }: DynamoDriver, { entity, table }: WritePlan, items: number, parts: number): void {
  const subject = entity ?? table
  const message = `${subject}: a deletion reaches ${items} items with what goes along (onDelete), more than one transaction holds. It is done in ${parts} transactions, the ${subject} last: not all or nothing. Repeat it if it fails.`
  if (!warned.has(subject)) {
    warned.add(subject)
    process.emitWarning(message, { code: 'TYPEORM_DYNAMODB_NOT_ATOMIC' })
  }
  dataSource.logger.log('warn', message)
}

/** A part that fails has written nothing, but those before it have. */
function toldInPart(error: unknown): unknown {
  if (error instanceof Error) Object.assign(error, { message: `A part of the deletion is done: repeat it. ${error.message.replace('Transaction failed and nothing was written. ', '')}` })
  return error
}
