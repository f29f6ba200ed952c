import { all, compare } from '../../src/expressions/conditions.js'
import type { Condition } from '../../src/expressions/Condition.js'
import { Placeholders } from '../../src/expressions/Placeholders.js'
import { renderCondition } from '../../src/expressions/renderCondition.js'
import type { ReadStep } from '../../src/planner/ReadChoice.js'
import type { AttributeValue, Key } from '../../src/vocabulary/AttributeValue.js'
import type { Criteria } from '../../src/planner/Criteria.js'
import { planRead } from '../../src/planner/planRead.js'
import { modelOf } from '../support/defineModel.js'

/** Orders of many tenants, with indexes of every kind. */
export const model = modelOf('Order', ['tenant', 'id'], {
  tenant: {}, id: {}, status: {}, placed: { type: 'datetime' }, total: { type: 'number' }, city: { nullable: true }, zip: { nullable: true }, name: {}, first: {},
}, {
  byStatus: { partitionKey: ['tenant', 'status'], sortKey: ['placed'] },
  byName: { partitionKey: ['tenant'], sortKey: ['name', 'first'] },
  byTotal: { partitionKey: ['status'], sortKey: ['total'] },
  byCity: { partitionKey: ['city'], sortKey: ['zip'] },
  byNative: { partitionKey: ['status', 'name'], sortKey: ['total', 'first'], keys: 'native' },
  keysOnly: { partitionKey: ['first'], projection: 'KEYS_ONLY' },
  byAmount: { partitionKey: ['status'], sortKey: ['total', 'zip'] },
  byDate: { scope: 'local', partitionKey: ['tenant'], sortKey: ['placed'] },
})

/** Notes of owners: a numeric sort key, keys of each type, and what an index may lack. */
export const notes = modelOf('Note', ['owner', 'number'], {
  owner: {}, number: { type: 'decimal' }, kind: {}, tag: {}, word: {}, rank: { type: 'number' }, size: { type: 'number' }, hash: { type: 'binary' }, done: { type: 'boolean' }, due: { type: 'datetime', nullable: true }, text: {},
}, {
  byHash: { partitionKey: ['hash'], sortKey: ['rank'] },
  byRank: { partitionKey: ['kind'], sortKey: ['rank', 'word'] },
  dense: { partitionKey: ['kind', 'tag'], sortKey: ['done', 'size'] },
  due: { partitionKey: ['kind'], sortKey: ['due'] },
  included: { partitionKey: ['word'], projection: ['text', 'size'] },
  plain: { partitionKey: ['tag'], sortKey: ['kind', 'word', 'rank'], composition: 'plain' },
  plainPair: { partitionKey: ['tag', 'word'], composition: 'plain' },
  words: { scope: 'local', partitionKey: ['owner'], sortKey: ['word', 'size'], projection: 'KEYS_ONLY' },
  wide: { partitionKey: ['tag'], sortKey: ['rank', 'size', 'word'], keys: 'native' },
}, { table: 'notes' })

export const S = (text: string): { S: string } => ({ S: text })
export const N = (value: number | string): { N: string } => ({ N: String(value) })
export const B = (...bytes: number[]): { B: Uint8Array } => ({ B: Uint8Array.from(bytes) })
export const eq = (name: string, text: string): Condition => compare('=', name, S(text))

/** A condition as one text, names and values filled in. */
function shown(condition: Condition | undefined): string | undefined {
  if (condition === undefined) return undefined
  const placeholders = new Placeholders()
  return renderCondition(condition, placeholders)
    .replace(/#\d+/g, (alias) => placeholders.names![alias]!)
    .replace(/:\d+/g, (alias) => text(placeholders.values![alias]!))
}

/** Long texts as their length. */
const text = (value: AttributeValue): string => {
  const all = Object.values(value).map((one) => (one instanceof Uint8Array ? `0x${Buffer.from(one).toString('hex')}` : String(one))).join()
  return all.length > 60 ? `${all[0]}*${all.length}` : all
}
const keyText = (key: Key): string => Object.values(key).map(text).join('/')

function shownStep({ plan, residual, fetch }: ReadStep): Record<string, unknown> {
  return Object.fromEntries(Object.entries({
    kind: plan.kind,
    index: 'index' in plan ? plan.index : undefined,
    key: plan.kind === 'query' ? shown(plan.keyCondition) : plan.kind === 'get' ? keyText(plan.key) : plan.kind === 'batch-get' ? plan.keys.map(keyText).join() : undefined,
    filter: 'filter' in plan ? shown(plan.filter) : undefined,
    residual: shown(residual),
    backward: plan.kind === 'query' && !plan.forward ? true : undefined,
    fetch: fetch === undefined ? undefined : (shown(fetch.residual) ?? true),
  }).filter(([, value]) => value !== undefined))
}

/** A plan in short: one step as itself, several as a list. */
export function planned(where: readonly Condition[], criteria: Partial<Criteria> = {}, of = model): Record<string, unknown> {
  const { steps, ordered } = planRead(of, { where: all(where), order: [], consistent: false, skip: 0, ...criteria })
  const unordered = ordered ? {} : { unordered: true }
  if (steps.length === 1) return { ...shownStep(steps[0]!), ...unordered }
  return steps.length === 0 ? { kind: 'nothing' } : { steps: steps.map(shownStep), ...unordered }
}

export const asc = (attribute: string): Criteria['order'] => [{ attribute, direction: 'ASC' }]
export const desc = (attribute: string): Criteria['order'] => [{ attribute, direction: 'DESC' }]

/** A row of a table of plans: what is asked, and what is read for it. */
export type PlanRow = readonly [string, readonly Condition[], Partial<Criteria>, Record<string, unknown>]
