import { inParallel } from '../client/inParallel.js'
import { readItems } from '../client/readItems.js'
import { readPages } from '../client/readPages.js'
import { TableNotFoundError } from '../errors/TableNotFoundError.js'
import { equalValues } from '../expressions/equalValues.js'
import { epochSeconds } from '../planner/notExpired.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import { keyParts } from '../planner/keyParts.js'
import { unchanged } from '../planner/unchanged.js'
import type { PutPlan } from '../planner/WritePlan.js'
import { joinVacancies } from '../transactions/joinVacancies.js'
import { planSentinels, type SentinelWrite } from '../transactions/planSentinels.js'
import { keyIn, namesWatched, type TableUniques } from '../transactions/touchedUniques.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import { commitWrites, type Operation } from './commitWrites.js'
import type { DynamoDriver } from './DynamoDriver.js'
import type { EntityStore } from './EntityStore.js'
import { assignValues } from './generateValues.js'
import { makeBookkeepingTable } from './makeBookkeepingTable.js'
import { nothingKnown, refusedSentinel } from './uniqueOperations.js'

export interface RebuildUniqueOptions {
  /** Transactions under way at once: 4 where not given. */
  readonly concurrency?: number | undefined
}

/** Entities that have the same values of unique columns. */
export interface UniqueConflict<Entity> {
  /** The name of the constraint. */
  readonly constraint: string
  /** Property paths of its columns. */
  readonly properties: readonly string[]
  /** The primary keys of the entities; the first is the one that keeps the values. */
  readonly keys: readonly Partial<Entity>[]
}

export interface RebuiltUnique<Entity> {
  /** How many sentinels were missing, and are there now. */
  readonly written: number
  readonly conflicts: readonly UniqueConflict<Entity>[]
}

interface Found {
  readonly sentinel: SentinelWrite
  readonly keys: Map<string, Key>
}

/** Fills in the sentinels of what is stored, each in one transaction with a check that the item still has the values. */
export async function rebuildUnique<Entity>(driver: DynamoDriver, store: EntityStore, { concurrency = 4 }: RebuildUniqueOptions): Promise<RebuiltUnique<Entity>> {
  const uniques = driver.uniquesOf(store.model.table, store.model.entity)
  if (uniques === undefined) return { written: 0, conflicts: [] }
  const { table } = uniques
  const conflicts = new Map<string, Found>()
  let written = 0
  for await (const page of readPages(driver.sender, { kind: 'scan', table, consistent: true, projection: namesWatched(uniques) })) {
    const stored = await storedSentinels(driver, page.items.flatMap((item) => sentinelsFor(driver, uniques, item)))
    const lacking = page.items.filter((item) => sentinelsFor(driver, uniques, item).some((sentinel) => !isKept(sentinel, stored)))
    await inParallel(lacking, concurrency, async (item) => {
      written += await rebuildItem(driver, uniques, item, conflicts)
    })
  }
  return { written, conflicts: [...conflicts.values()].map(({ sentinel: { unique }, keys }) => ({ constraint: unique.name, properties: unique.parts.map(({ property }) => property), keys: [...keys.values()].map((key) => keyValues<Entity>(store, key)) })) }
}

/** What would be written for an item if there were nothing yet. */
function sentinelsFor(driver: DynamoDriver, uniques: TableUniques, item: Item, known = nothingKnown()): readonly SentinelWrite[] {
  const plan: PutPlan = { kind: 'put', table: uniques.table, key: keyIn(uniques, item), item }
  return planSentinels([{ uniques, plan, before: undefined }], { bookkeeping: driver.bookkeepingTable, nowEpochSeconds: epochSeconds(driver.now()), known }).sentinels
}

async function storedSentinels({ sender, bookkeepingTable }: DynamoDriver, sentinels: readonly SentinelWrite[]): Promise<ReadonlyMap<string, Item>> {
  const read = () => readItems(sender, { kind: 'batch-get', table: bookkeepingTable, keys: sentinels.map(({ plan }) => plan.key), consistent: true })
  try {
    return new Map((sentinels.length === 0 ? [] : await read()).map((item) => [item.pk!.S!, item]))
  } catch (error) {
    if (!(error instanceof TableNotFoundError)) throw error
    await makeBookkeepingTable(sender, bookkeepingTable)
    return new Map()
  }
}

function isKept({ plan, text }: SentinelWrite, stored: ReadonlyMap<string, Item>): boolean {
  const found = stored.get(text)
  return found !== undefined && plan.kind === 'put' && equalValues({ M: plan.item }, { M: found })
}

/** Gives how many sentinels it has written. What another item has is a conflict. */
async function rebuildItem(driver: DynamoDriver, uniques: TableUniques, scanned: Item, conflicts: Map<string, Found>): Promise<number> {
  const known = nothingKnown()
  const refused = new Set<string>()
  let item: Item | undefined = scanned
  let count = 0
  await commitWrites(driver, (): readonly Operation[] => {
    const planned = item === undefined ? [] : sentinelsFor(driver, uniques, item, known).filter(({ text }) => !refused.has(text))
    count = planned.filter(({ kind }) => kind === 'take').length
    if (item === undefined || count === 0) return []
    const key = keyIn(uniques, item)
    const { plans: [check], sentinels } = joinVacancies([{ kind: 'check', table: uniques.table, entity: uniques.constraints[0]!.entity, key, condition: unchanged(key, item, namesWatched(uniques)) }], planned)
    const attempt = { settled: false }
    return [
      {
        plan: check!,
        refused: (stored) => {
          attempt.settled = true
          item = stored
          return undefined
        },
      },
      ...sentinels.map((sentinel): Operation => ({
        plan: sentinel.plan,
        refused: async (stored) => {
          if ((await refusedSentinel(sentinel, stored, { driver, known, attempt })) === undefined) return undefined
          attempt.settled = false
          refused.add(sentinel.text)
          const found = conflicts.get(sentinel.text) ?? { sentinel, keys: new Map<string, Key>() }
          for (const one of [stored?.owner?.M ?? keyIn(uniques, stored ?? key), key]) found.keys.set(keyIdentity(uniques.table, one), one)
          conflicts.set(sentinel.text, found)
          return undefined
        },
      })),
    ]
  })
  return count
}

/** A key as an object of its properties. */
function keyValues<Entity>({ model, codec }: EntityStore, key: Key): Partial<Entity> {
  const values: object = {}
  const parts = keyParts(model, key)
  assignValues(values, model.identity.map((attribute) => [attribute, codec.decodeValue(attribute, parts[attribute.name])] as const))
  return values
}
