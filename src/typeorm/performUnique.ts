import type { PerformedWrite } from '../client/performWrite.js'
import { readItem } from '../client/readItem.js'
import { withComputed } from '../metadata/compileComputed.js'
import type { EntityModel } from '../metadata/EntityModel.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import type { WriteChange } from '../planner/WriteChange.js'
import type { PlannedWrite, Refusal } from '../planner/planWrite.js'
import { itemAfter } from '../transactions/itemAfter.js'
import { uniquesNamed, type TableUniques } from '../transactions/touchedUniques.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { commitWrites, type Operation } from './commitWrites.js'
import type { DynamoDriver } from './DynamoDriver.js'
import { nothingKnown, type UniqueKnowledge } from './uniqueOperations.js'

/** Whether a change may concern what is unique in its table. */
export function concernsUnique(uniques: TableUniques | undefined, { computed }: EntityModel, change: WriteChange): boolean {
  if (uniques === undefined) return false
  switch (change.kind) {
    case 'put':
    case 'delete':
      return true
    case 'update':
      return uniquesNamed(uniques, withComputed(computed, change.actions.map((action) => action.path[0]))).length > 0
    case 'upsert':
      return uniquesNamed(uniques, withComputed(computed, [...change.actions.map((action) => action.path[0]), ...change.inserted.map(([attribute]) => attribute.name)])).length > 0
    default:
      return change satisfies never
  }
}

/** Ends a commit whose only write is refused. */
class Refused extends Error {
  constructor(
    readonly reason: Refusal,
    readonly stored: Item | undefined,
  ) {
    super(reason)
  }
}

/**
 * Sends a write of an entity with unique columns, together with their sentinels. What it answers is worked out on the stored item,
 * on which it depends.
 *
 * @param known What has been read of the item, if anything.
 * @throws UniqueConstraintViolationError when another item has the values.
 */
export async function performUnique(driver: DynamoDriver, planned: PlannedWrite, known: UniqueKnowledge = nothingKnown()): Promise<PerformedWrite> {
  let next: PlannedWrite | Refusal = planned
  let stored: Item | undefined
  const operations = async (): Promise<readonly Operation[]> => {
    while (typeof next !== 'string' && next.kind === 'read') {
      stored = await readItem(driver.sender, next.plan)
      known.bases.set(keyIdentity(next.plan.table, next.plan.key), stored)
      next = next.then(stored)
    }
    if (typeof next === 'string') throw new Refused(next, stored)
    const ready = next
    return [
      {
        plan: ready.plan,
        refused: (found) => {
          stored = found
          next = ready.refused(found)
          return typeof next === 'string' ? new Refused(next, found) : undefined
        },
      },
    ]
  }
  try {
    await commitWrites(driver, operations, known)
  } catch (error) {
    if (error instanceof Refused) return { status: 'refused', reason: error.reason, stored: error.stored }
    throw error
  }
  const { plan } = next as Extract<PlannedWrite, { kind: 'ready' }>
  const base = known.bases.get(keyIdentity(plan.table, plan.key))
  const returns = plan.kind === 'put' ? undefined : plan.returns
  return { status: 'written', plan, attributes: returns === undefined ? undefined : returns === 'old' || returns === 'updated-old' ? base : itemAfter(plan, base) }
}
