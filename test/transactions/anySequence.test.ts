import fc from 'fast-check'
import { any, compare, notExists } from '../../src/expressions/conditions.js'
import type { Condition } from '../../src/expressions/Condition.js'
import { applyUpdate } from '../../src/expressions/applyUpdate.js'
import { equalValues } from '../../src/expressions/equalValues.js'
import { evaluateCondition } from '../../src/expressions/evaluateCondition.js'
import type { UpdateAction } from '../../src/expressions/Update.js'
import type { WritePlan } from '../../src/planner/WritePlan.js'
import { WriteBuffer } from '../../src/transactions/WriteBuffer.js'
import type { AttributeValue, Item } from '../../src/vocabulary/AttributeValue.js'
import { absent, add, check, copied, counted, here, put, remove, set, unset, update, without } from './plans.js'

const number = fc.integer({ min: -1, max: 2 }).map((value): AttributeValue => ({ N: String(value) }))
const members = fc.subarray(['a', 'b', 'c'], { minLength: 1 }).map((SS): AttributeValue => ({ SS }))
const numberName = fc.constantFrom('n', 'm')
/** `n` and `m` are numbers and `s` is a set, as an entity's attributes have one type each. */
const attributes: fc.Arbitrary<Item> = fc.record({ n: number, m: number, s: members }, { requiredKeys: [] })

const action: fc.Arbitrary<UpdateAction> = fc.oneof(
  fc.tuple(numberName, number).map(([name, value]) => set(name, value)),
  fc.constantFrom('n', 'm', 's').map(unset),
  fc.tuple(numberName, number).map(([name, value]) => add(name, value)),
  members.map((value) => set('s', value)),
  members.map((value) => add('s', value)),
  members.map((value) => without('s', value)),
  fc.constant(counted('n', '0', '1')),
  fc.constantFrom(copied('n', 'm'), copied('m', 'n')),
)
const actions = fc.uniqueArray(action, { minLength: 1, maxLength: 3, selector: ({ path }) => path[0] })

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom(here, here, absent),
  fc.tuple(numberName, number).map(([name, value]) => compare('=', name, value)),
  fc.tuple(numberName, number).map(([name, value]) => compare('<>', name, value)),
  fc.constantFrom('n', 'm', 's').map(notExists),
  fc.tuple(number, number).map(([n, m]) => any([compare('=', 'n', n), compare('>', 'm', m)])),
  number.map((n) => any([absent, compare('>', 'n', n)])),
)
const conditions = fc.array(condition, { maxLength: 2 })

const plan: fc.Arbitrary<WritePlan> = fc.oneof(
  fc.tuple(attributes, conditions).map(([item, under]) => put(item, ...under)),
  fc.tuple(actions, conditions).map(([what, under]) => update(what, ...under)),
  fc.tuple(actions, conditions).map(([what, under]) => update(what, here, ...under)),
  conditions.map((under) => remove(...under)),
  conditions.map((under) => check(...under)),
)

type State = Item | 'absent' | 'failed'

/** What DynamoDB makes of a stored item. */
function written(state: State, write: WritePlan): State {
  if (state === 'failed') return state
  const item = state === 'absent' ? {} : state
  if (write.condition !== undefined && !evaluateCondition(write.condition, item)) return 'failed'
  switch (write.kind) {
    case 'put':
      return write.item
    case 'update':
      try {
        return applyUpdate(write.actions, { ...write.key, ...item })
      } catch {
        return 'failed'
      }
    case 'delete':
      return 'absent'
    case 'check':
      return state
    default:
      return write satisfies never
  }
}

const same = (a: State, b: State): boolean => (typeof a === 'string' || typeof b === 'string' ? a === b : equalValues({ M: a }, { M: b }))

/** Adds what the buffer takes. Each refusal must be without effect and, unless for want of a form, right for every stored item. */
function addAll(buffer: WriteBuffer, plans: readonly WritePlan[], starts: readonly State[]): { taken: WritePlan[]; faults: string[] } {
  const taken: WritePlan[] = []
  const faults: string[] = []
  for (const one of plans) {
    const before = JSON.stringify(buffer.plans)
    try {
      buffer.add(one)
      taken.push(one)
    } catch (error) {
      const code = String((error as { code?: unknown }).code)
      if (JSON.stringify(buffer.plans) !== before) faults.push(`${code} left the buffer changed`)
      if (code === 'transaction.cannotMerge') continue
      if (code !== 'write.conditionFailed' && code !== 'update.refused') faults.push(`unexpected: ${String(error)}`)
      if (starts.some((start) => [...taken, one].reduce(written, start) !== 'failed')) faults.push(`${code}, and yet it can be done`)
    }
  }
  return { taken, faults }
}

test('what is buffered does to any item what the writes do in turn, or both fail', () => {
  let merged = 0
  fc.assert(
    fc.property(fc.array(plan, { minLength: 2, maxLength: 4 }), fc.array(attributes, { minLength: 4, maxLength: 4 }), (plans, stored) => {
      const starts: State[] = ['absent', ...stored.map((item) => ({ id: { S: '1' }, ...item }))]
      const buffer = new WriteBuffer()
      const { taken, faults } = addAll(buffer, plans, starts)
      for (const start of starts) {
        const inTurn = taken.reduce(written, start)
        const atOnce = buffer.plans.reduce(written, start)
        if (!same(inTurn, atOnce)) faults.push(`from ${JSON.stringify(start)}: in turn ${JSON.stringify(inTurn)}, at once ${JSON.stringify(atOnce)}`)
      }
      expect(faults).toEqual([])
      if (taken.length > 1) merged += 1
    }),
    { numRuns: 1000 },
  )
  expect(merged).toBeGreaterThan(250)
})
