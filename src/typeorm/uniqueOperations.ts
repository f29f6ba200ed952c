import { readItem } from '../client/readItem.js'
import { readItems } from '../client/readItems.js'
import { UniqueConstraintViolationError } from '../errors/UniqueConstraintViolationError.js'
import { evaluateCondition } from '../expressions/evaluateCondition.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import { epochSeconds } from '../planner/notExpired.js'
import { sentinelKey } from '../planner/uniqueSentinel.js'
import type { WritePlan } from '../planner/WritePlan.js'
import { demandsAbsence } from '../transactions/jointCondition.js'
import { joinVacancies } from '../transactions/joinVacancies.js'
import { planSentinels, violated, type PlannedSentinels, type SentinelWrite } from '../transactions/planSentinels.js'
import { touchedUniques, type TableUniques } from '../transactions/touchedUniques.js'
import { under } from '../transactions/under.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import type { Operation } from './commitWrites.js'
import type { DynamoDriver } from './DynamoDriver.js'

/** What a commit has learnt of unique columns, over all its attempts. */
export interface UniqueKnowledge {
  /** Items as they were read, or as DynamoDB gave them back, by `keyIdentity`. */
  readonly bases: Map<string, Item | undefined>
  readonly vacated: Map<string, Key>
  readonly foreign: Set<string>
}

export const nothingKnown = (): UniqueKnowledge => ({ bases: new Map(), vacated: new Map(), foreign: new Set() })

const identityOf = ({ table, key }: WritePlan): string => keyIdentity(table, key)

interface Concerned {
  readonly uniques: TableUniques
  readonly plan: WritePlan
}

/**
 * The same operations together with the sentinels of their unique columns. What is stored is read where it decides which; the writes
 * then depend on its not having changed. Operations that concern no unique column stay as they are, and nothing is read for them.
 *
 * @throws UniqueConstraintViolationError for two items that would have the same values.
 */
export async function uniqueOperations(driver: DynamoDriver, operations: readonly Operation[], known: UniqueKnowledge): Promise<readonly Operation[]> {
  const concerned = operations.flatMap(({ plan }): Concerned[] => {
    const uniques = driver.uniquesOf(plan.table)
    return uniques === undefined || touchedUniques(uniques, plan).length === 0 ? [] : [{ uniques, plan }]
  })
  if (concerned.length === 0) return operations
  const planned = await planOnBases(driver, concerned, known)
  const pins = new Map(concerned.map(({ plan }, position) => [plan, planned.pins[position]]))
  const pinned = operations.map(({ plan }) => under(plan, pins.get(plan)))
  const { plans, sentinels } = joinVacancies(pinned, planned.sentinels)
  // Whether a refusal of this attempt has been told, or is planned again: then those of sentinels may come of it.
  const attempt = { settled: false }
  return [
    ...operations.map((operation, position): Operation => ({
      plan: plans[position]!,
      refused: (stored) => {
        attempt.settled = true
        known.bases.set(identityOf(operation.plan), stored)
        const pin = pins.get(operation.plan)
        if (pin !== undefined && !evaluateCondition(pin, stored ?? {})) return undefined
        if (plans[position] === pinned[position]) return operation.refused(stored)
        // It may be that the item has again what it seemed to have given up: that is looked at anew.
        known.vacated.clear()
        return undefined
      },
    })),
    ...sentinels.map((sentinel): Operation => ({ plan: sentinel.plan, refused: (stored) => refusedSentinel(sentinel, stored, { driver, known, attempt }) })),
  ]
}

async function planOnBases(driver: DynamoDriver, concerned: readonly Concerned[], known: UniqueKnowledge): Promise<PlannedSentinels> {
  const older = new Set(known.bases.keys())
  await readBases(driver, concerned, known)
  const plan = (): PlannedSentinels => planSentinels(concerned.map(({ uniques, plan }) => ({ uniques, plan, before: demandsAbsence(plan) ? undefined : known.bases.get(identityOf(plan)) })), { bookkeeping: driver.bookkeepingTable, nowEpochSeconds: epochSeconds(driver.now()), known })
  try {
    return plan()
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationError) || !concerned.some((one) => older.has(identityOf(one.plan)))) throw error
    // What was read a while ago may have changed: only what is stored now is held against anybody.
    for (const identity of older) known.bases.delete(identity)
    await readBases(driver, concerned, known)
    return plan()
  }
}

/** Reads what is not known yet: one GetItem, or a BatchGetItem for each table. */
async function readBases(driver: DynamoDriver, concerned: readonly Concerned[], { bases }: UniqueKnowledge): Promise<void> {
  const unread = concerned.filter(({ plan }) => !demandsAbsence(plan) && !bases.has(identityOf(plan)))
  for (const table of new Set(unread.map(({ plan }) => plan.table))) {
    const plans = unread.flatMap(({ plan }) => (plan.table === table ? [plan] : []))
    const { entity, key } = plans[0]!
    const items = plans.length === 1 ? [(await readItem(driver.sender, { kind: 'get', table, entity, key, consistent: true })) ?? []].flat() : await readItems(driver.sender, { kind: 'batch-get', table, entity, keys: plans.map((plan) => plan.key), consistent: true })
    const { keyNames } = driver.uniquesOf(table)!
    for (const plan of plans) bases.set(identityOf(plan), undefined)
    for (const item of items) bases.set(keyIdentity(table, item, keyNames), item)
  }
}

interface Commit {
  readonly driver: DynamoDriver
  readonly known: UniqueKnowledge
  readonly attempt: { settled: boolean }
}

/**
 * A sentinel is another's. It counts if its owner has the values; else it is what was left by a write around the driver, or by a
 * table that is no more, and is taken over.
 */
export async function refusedSentinel({ kind, plan, text, uniques, unique }: SentinelWrite, stored: Item | undefined, { driver, known, attempt }: Commit): Promise<Error | undefined> {
  if (kind === 'release') {
    if (plan.kind === 'check') known.foreign.delete(text)
    else known.foreign.add(text)
    return undefined
  }
  if (attempt.settled) return undefined
  const owner = kind === 'vacancy' ? plan.key : stored?.owner?.M
  if (owner === undefined) return undefined
  const item = kind === 'vacancy' ? stored : await readItem(driver.sender, { kind: 'get', table: uniques.table, entity: unique.entity, key: owner, consistent: true })
  if (sentinelKey(uniques.table, unique, item) !== text) {
    known.vacated.set(text, owner)
    return undefined
  }
  attempt.settled = true
  return new UniqueConstraintViolationError(violated(unique))
}
