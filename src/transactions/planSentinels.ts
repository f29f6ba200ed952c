import { UniqueConstraintViolationError } from '../errors/UniqueConstraintViolationError.js'
import { all, any, compare, notExists } from '../expressions/conditions.js'
import type { Condition } from '../expressions/Condition.js'
import { equalValues } from '../expressions/equalValues.js'
import type { UniqueModel } from '../metadata/EntityModel.js'
import { unchanged } from '../planner/unchanged.js'
import { checkSentinelKey, sentinelKey } from '../planner/uniqueSentinel.js'
import type { WritePlan } from '../planner/WritePlan.js'
import type { AttributeValue, Item, Key } from '../vocabulary/AttributeValue.js'
import { itemAfter } from './itemAfter.js'
import { demandsAbsence, demandsItem } from './jointCondition.js'
import { touchedUniques, type TableUniques } from './touchedUniques.js'

/** A write of a table with unique columns, and the item that it was planned for. */
export interface UniqueWrite {
  readonly uniques: TableUniques
  readonly plan: WritePlan
  readonly before: Item | undefined
}

/** What is known of sentinels that were in the way, by their keys. */
export interface SentinelKnowledge {
  /** The owner of a sentinel that has not, or no longer, the values that it stands for. */
  readonly vacated: ReadonlyMap<string, Key>
  /** Sentinels of items that others own. */
  readonly foreign: ReadonlySet<string>
}

/** A write that goes along with those of items. */
export interface SentinelWrite {
  readonly kind: 'take' | 'release' | 'vacancy'
  readonly plan: WritePlan
  /** The key of the sentinel. */
  readonly text: string
  readonly uniques: TableUniques
  readonly unique: UniqueModel
}

export interface PlannedSentinels {
  /** What each write depends on besides, so that the sentinels are those of what it finds. */
  readonly pins: readonly (Condition | undefined)[]
  readonly sentinels: readonly SentinelWrite[]
}

export interface SentinelCircumstances {
  /** The table of the sentinels. */
  readonly bookkeeping: string
  readonly nowEpochSeconds: number
  readonly known: SentinelKnowledge
}

interface Side {
  readonly key: Key
  readonly item: Item
}

/** All that the writes of a transaction do to one sentinel. */
interface Sentinel {
  readonly uniques: TableUniques
  readonly unique: UniqueModel
  readonly released: readonly Side[]
  readonly taken?: Side & { readonly writes: boolean }
}

/**
 * Works out what becomes of the sentinels of unique columns, over all writes of a transaction at once: a value that one item gives
 * up and another takes is one write, which depends on its being the first one's.
 *
 * @throws UniqueConstraintViolationError for two items that would have the same values.
 */
export function planSentinels(writes: readonly UniqueWrite[], circumstances: SentinelCircumstances): PlannedSentinels {
  const sentinels = new Map<string, Sentinel>()
  const pins = writes.map(({ uniques, plan, before }) => {
    const touched = touchedUniques(uniques, plan)
    if (touched.length === 0) return undefined
    // An update of what is not there is refused.
    const after = plan.kind === 'update' && before === undefined && demandsItem(plan) ? undefined : itemAfter(plan, before)
    for (const unique of touched) collect(sentinels, { uniques, unique }, { key: plan.key, before, after })
    const isSaid = before === undefined && demandsAbsence(plan)
    return isSaid ? undefined : unchanged(plan.key, before, [...touched.flatMap(({ names }) => names), ...[uniques.timeToLive ?? []].flat(), ...answered(plan, before)])
  })
  return { pins, sentinels: [...sentinels].flatMap(([text, sentinel]) => writesOf(text, sentinel, circumstances)) }
}

/** What a write answers is worked out on the item that was read: all of it has to be as it was. */
function answered(plan: WritePlan, before: Item | undefined): string[] {
  if (plan.kind === 'put' || plan.kind === 'check' || plan.returns === undefined) return []
  return [...Object.keys(before ?? {}), ...(plan.kind === 'update' ? plan.actions.map((action) => action.path[0]) : [])]
}

interface Change {
  readonly key: Key
  readonly before: Item | undefined
  readonly after: Item | undefined
}

function collect(sentinels: Map<string, Sentinel>, about: Pick<Sentinel, 'uniques' | 'unique'>, { key, before, after }: Change): void {
  const { uniques, unique } = about
  const [old, next] = [before, after].map((item) => sentinelKey(uniques.table, unique, item))
  const at = (text: string): Sentinel => sentinels.get(text) ?? { ...about, released: [] }
  if (old !== undefined && old !== next) sentinels.set(old, { ...at(old), released: [...at(old).released, { key, item: before! }] })
  if (next === undefined) return
  checkSentinelKey(next, unique)
  if (at(next).taken !== undefined) throw new UniqueConstraintViolationError(violated(unique))
  sentinels.set(next, { ...at(next), taken: { key, item: after!, writes: old !== next || !sameValue(expiryOf(uniques, before), expiryOf(uniques, after)) } })
}

const ownedBy = ({ key }: { readonly key: Key }): Condition => compare('=', 'owner', { M: key })

function writesOf(text: string, { uniques, unique, released, taken }: Sentinel, { bookkeeping, nowEpochSeconds, known }: SentinelCircumstances): SentinelWrite[] {
  const about = { text, uniques, unique }
  const target = { table: bookkeeping, entity: unique.entity, key: { pk: { S: text } } }
  if (taken === undefined) {
    // What is another's stays. That it still is must be certain: what is left behind of ours would block the value.
    if (known.foreign.has(text)) return [{ ...about, kind: 'release', plan: { ...target, kind: 'check', condition: all(released.map(({ key }) => compare('<>', 'owner', { M: key }))) } }]
    return [{ ...about, kind: 'release', plan: { ...target, kind: 'delete', condition: any([notExists('pk'), ...released.map(ownedBy)]) } }]
  }
  if (!taken.writes && released.length === 0) return []
  const vacated = known.vacated.get(text)
  const allowed = [notExists('pk'), ...[taken, ...released, ...(vacated === undefined ? [] : [{ key: vacated }])].map(ownedBy), compare('<=', 'expiresAtEpochSeconds', { N: String(nowEpochSeconds) })]
  const takes: SentinelWrite = { ...about, kind: 'take', plan: { ...target, kind: 'put', item: sentinelItem(text, taken, { uniques, unique }), condition: any(allowed) } }
  if (vacated === undefined) return [takes]
  const lacks = any(unique.names.map((name) => compare('<>', name, taken.item[name]!)))
  return [takes, { ...about, kind: 'vacancy', plan: { kind: 'check', table: uniques.table, entity: unique.entity, key: vacated, condition: lacks } }]
}

/** What is stored for the values of an item: whose they are, and until when. */
function sentinelItem(text: string, owner: Side, { uniques, unique }: Pick<Sentinel, 'uniques' | 'unique'>): Item {
  const expiry = expiryOf(uniques, owner.item)
  return { pk: { S: text }, table: { S: uniques.table }, constraint: { S: unique.name }, owner: { M: owner.key }, ...(expiry === undefined ? {} : { expiresAtEpochSeconds: expiry }) }
}

/** DynamoDB deletes by a number only. */
function expiryOf({ timeToLive }: TableUniques, item: Item | undefined): AttributeValue | undefined {
  const value = timeToLive === undefined ? undefined : item?.[timeToLive]
  return value?.N === undefined ? undefined : value
}

const sameValue = (a: AttributeValue | undefined, b: AttributeValue | undefined): boolean => a === b || (a !== undefined && b !== undefined && equalValues(a, b))

/** A constraint as an error tells it. */
export const violated = ({ entity, name, parts }: UniqueModel): { entity: string; name: string; properties: string[] } => ({ entity, name, properties: parts.map(({ property }) => property) })
