import type { BufferOverlay } from '../transactions/bufferOverlay.js'
import { checkOf, refuseUncheckable } from '../transactions/checkOf.js'
import { ReadView, type SeenItem } from '../transactions/ReadView.js'
import { viewOverlay } from '../transactions/viewOverlay.js'
import type { Overlay } from '../client/Overlay.js'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import { UnsupportedError } from '../errors/unsupported.js'
import type { EntityModel } from '../metadata/EntityModel.js'
import type { Criteria } from '../planner/Criteria.js'
import type { ReadChoice } from '../planner/ReadChoice.js'
import type { CheckPlan } from '../planner/WritePlan.js'
import type { DynamoDriver } from './DynamoDriver.js'
import type { EntityStore } from './EntityStore.js'

/** The levels of isolation that a transaction can have, the lowest first. */
export const isolationLevels = ['READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'] as const
export type TransactionLevel = (typeof isolationLevels)[number]

/** What a transaction above READ COMMITTED keeps of its reads. */
export interface Isolation {
  readonly level: 'REPEATABLE READ' | 'SERIALIZABLE'
  readonly view: ReadView
  /** What the driver's own reads see, which a write makes: nobody relies on them. */
  readonly own: Overlay
  /** What the application's reads see; a SERIALIZABLE transaction relies on them. */
  readonly reads: Overlay
}

/** @throws UnsupportedError for a level that there is not. */
export function levelOf(asked: string | undefined): TransactionLevel | undefined {
  const level = isolationLevels.find((one) => one === asked)
  if (asked !== undefined && level === undefined) throw new UnsupportedError('this isolation level', 'A transaction')
  return level
}

/** @throws InvalidQueryError for a level that the transaction around does not have. */
export function refuseHigher(outer: Isolation | undefined, inner: TransactionLevel | undefined): void {
  const has = outer?.level ?? 'READ COMMITTED'
  if (inner === undefined || isolationLevels.indexOf(inner) <= isolationLevels.indexOf(has)) return
  throw new InvalidQueryError(`A transaction within a transaction: the outer one is ${has}, which its parts share, so that none can be ${inner}. Start the outer one with that level.`, { code: 'transaction.isolation' })
}

/** The reads of a transaction of a level; undefined where they see what is stored. */
export function isolationOf(level: TransactionLevel | undefined, writes: BufferOverlay): Isolation | undefined {
  if (level !== 'REPEATABLE READ' && level !== 'SERIALIZABLE') return undefined
  const view = new ReadView()
  const own = viewOverlay(writes, view, { relies: false })
  return { level, view, own, reads: level === 'SERIALIZABLE' ? viewOverlay(writes, view, { relies: true }) : own }
}

/** A question for whole items, so that what is remembered of them is whole. */
export const isolated = (isolation: Isolation | undefined, criteria: Criteria): Criteria => (isolation === undefined ? criteria : { ...criteria, projection: undefined })

/** @throws InvalidQueryError for a Query or Scan, which a SERIALIZABLE transaction could not check. */
export function refuseSearches({ metadata }: EntityStore, { steps }: Pick<ReadChoice, 'steps'>): void {
  const searched = steps.find(({ plan }) => plan.kind === 'query' || plan.kind === 'scan')
  if (searched === undefined) return
  const action = searched.plan.kind === 'query' ? 'Query' : 'Scan'
  throw new InvalidQueryError(`${metadata.name}: a SERIALIZABLE transaction reads by whole primary keys, since it cannot check at its commit what a ${action} would find. Read by keys, read before it, or use REPEATABLE READ.`, { entity: metadata.name, code: 'transaction.search' })
}

/** @throws InvalidQueryError for an entity of which a SERIALIZABLE transaction would have too much to compare. */
export const mustBeCheckable = (driver: DynamoDriver, { model: { table } }: EntityStore): void => refuseUncheckable(modelsOf(driver, table), table)

/** The checks of what a SERIALIZABLE transaction has read by key. */
export function checksOf(isolation: Isolation | undefined, driver: DynamoDriver): readonly CheckPlan[] {
  if (isolation?.level !== 'SERIALIZABLE') return []
  return isolation.view.relied.map((seen) => checkOf(modelsOf(driver, seen.table, seen), seen))
}

/** The entities that an item may be of. */
function modelsOf(driver: DynamoDriver, table: string, seen?: SeenItem): readonly EntityModel[] {
  const models = driver.storesOf(table).map(({ model }) => model)
  const isOf = ({ discriminator, discriminatorValues, itemType }: EntityModel): boolean =>
    (itemType === undefined || seen?.stored?.[itemType.attribute]?.S === itemType.value) && (discriminator === undefined || discriminatorValues?.includes(seen?.stored?.[discriminator.name]?.S ?? '') === true)
  const own = models.filter(isOf)
  return own.length > 0 ? own : models
}

