import fc from 'fast-check'
import { any, compare, notExists } from '../../src/expressions/conditions.js'
import type { Condition } from '../../src/expressions/Condition.js'
import type { UpdateAction } from '../../src/expressions/Update.js'
import type { WritePlan } from '../../src/planner/WritePlan.js'
import type { AttributeValue, Item } from '../../src/vocabulary/AttributeValue.js'
import { absent, add, check, copied, counted, here, put, remove, set, unset, update, without } from './plans.js'

const number = fc.integer({ min: -1, max: 2 }).map((value): AttributeValue => ({ N: String(value) }))
const members = fc.subarray(['a', 'b', 'c'], { minLength: 1 }).map((SS): AttributeValue => ({ SS }))
const numberName = fc.constantFrom('n', 'm')
/** `n` and `m` are numbers and `s` is a set, as an entity's attributes have one type each. */
export const anyAttributes: fc.Arbitrary<Item> = fc.record({ n: number, m: number, s: members }, { requiredKeys: [] })

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

/** Writes of the item that test/transactions/plans.ts makes writes of, with a condition and without. */
export const anyPlan: fc.Arbitrary<WritePlan> = fc.oneof(
  fc.tuple(anyAttributes, conditions).map(([item, under]) => put(item, ...under)),
  fc.tuple(actions, conditions).map(([what, under]) => update(what, ...under)),
  fc.tuple(actions, conditions).map(([what, under]) => update(what, here, ...under)),
  conditions.map((under) => remove(...under)),
  conditions.map((under) => check(...under)),
)
