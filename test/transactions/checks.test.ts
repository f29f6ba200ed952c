import { all, compare, exists, notExists } from '../../src/expressions/conditions.js'
import type { CheckPlan, WritePlan } from '../../src/planner/WritePlan.js'
import { brokenCheck } from '../../src/transactions/brokenCheck.js'
import { checkOf, refuseUncheckable } from '../../src/transactions/checkOf.js'
import { withChecks } from '../../src/transactions/withChecks.js'
import type { Item } from '../../src/vocabulary/AttributeValue.js'
import { modelOf } from '../support/model.js'
import { absent, add, check, here, nameIs, put, remove, set, update } from './plans.js'

const key = { id: { S: '1' } }
const id = { id: { type: 'string' as const, nullable: false } }
const plain = modelOf({ columns: { ...id, name: 'string', note: 'string' } })
const versioned = modelOf({ columns: { ...id, name: 'string', version: { type: 'number', generated: 'version' } } })
const columns = (count: number) => ({ ...id, ...Object.fromEntries(Array.from({ length: count }, (_, at) => [`c${at}`, 'string' as const])) })
const seen = (stored: Item | undefined) => ({ table: 'users', key, stored })

describe('the check that an item is as it was read', () => {
  test.each([
    ['its absence', plain, undefined, notExists('id')],
    ['its mapped attributes and their absence', plain, { ...key, name: { S: 'Ann' }, unmapped: { S: 'x' } }, all([exists('id'), nameIs('Ann'), notExists('note')])],
    ['its version alone', versioned, { ...key, name: { S: 'Ann' }, version: { N: '3' } }, all([exists('id'), compare('=', 'version', { N: '3' })])],
    ['its attributes where no version is stored yet', versioned, { ...key, name: { S: 'Ann' } }, all([exists('id'), nameIs('Ann'), notExists('version')])],
    ['100 attributes', modelOf({ columns: columns(100) }), key, all([exists('id'), ...Array.from({ length: 100 }, (_, at) => notExists(`c${at}`))])],
  ])('%s', (_, model, stored, condition) => {
    expect(checkOf([model], seen(stored))).toEqual({ kind: 'check', table: 'users', entity: 'User', key, condition })
  })

  test.each([
    ['101 attributes', [modelOf({ columns: columns(101) })], 'User: a SERIALIZABLE transaction checks what it has read, but it has 101 attributes, and 100 are compared at most. Add @VersionColumn() to the entity.'],
    ['attributes that no column names', [modelOf({ columns: { ...id }, keepUnknownAttributes: true })], 'User: a SERIALIZABLE transaction checks what it has read, but it keeps attributes that no column names. Add @VersionColumn() to the entity.'],
    ['a table without entity', [], 'users: a SERIALIZABLE transaction checks what it has read, but it has no entity, so that its attributes are not known. Add @VersionColumn() to the entity.'],
  ])('is refused for %s', (_, models, message) => {
    expect(() => checkOf(models, seen(key))).toThrow(message)
    expect(() => refuseUncheckable(models, 'users')).toThrow(message)
  })

  test('is never refused for an entity with a version', () => {
    expect(() => refuseUncheckable([modelOf({ columns: { ...columns(200), version: { type: 'number', generated: 'version' } } })], 'users')).not.toThrow()
  })
})

describe('the plans that are sent with checks', () => {
  const other: CheckPlan = { kind: 'check', table: 'orders', key: { id: { S: '1' } }, condition: here }
  test.each<[string, readonly WritePlan[], readonly CheckPlan[], readonly WritePlan[]]>([
    ['nothing of a transaction that has done nothing', [], [], []],
    ['nothing where one item was read', [], [check(here)], []],
    ['the checks where two were read', [], [check(here), other], [check(here), other]],
    ['a check beside the write of another item', [put({})], [other], [put({}), other]],
    ['a put under the check of its item', [put({})], [check(here, nameIs('Ann'))], [put({}, here, nameIs('Ann'))]],
    ['an update under both conditions, what they share once', [update([set('name', { S: 'Bob' })], here)], [check(here, nameIs('Ann'))], [update([set('name', { S: 'Bob' })], here, nameIs('Ann'))]],
    ['a deletion under the check of its item', [remove()], [check(here)], [remove(here)]],
    ['an insert of what was not there', [put({}, absent)], [check(absent)], [put({}, absent)]],
    ['one check of two', [check(here)], [check(nameIs('Ann'))], [check(here, nameIs('Ann'))]],
    ['each in its order', [update([add('count', { N: '1' })])], [other, check(here)], [update([add('count', { N: '1' })], here), other]],
  ])('%s', (_, plans, checks, expected) => {
    expect(withChecks(plans, checks)).toEqual(expected)
  })
})

test.each<[string, Item | undefined, boolean]>([
  ['the same item', { ...key, name: { S: 'Ann' } }, false],
  ['a changed one', { ...key, name: { S: 'Bob' } }, true],
  ['none', undefined, true],
])('a check of what was read, and %s stored: broken is %s', (_, stored, broken) => {
  const checks = [check(here, nameIs('Ann'))]
  expect(brokenCheck(checks, 'users', key, stored)).toBe(broken ? checks[0] : undefined)
  expect(brokenCheck(checks, 'orders', key, stored)).toBeUndefined()
})
