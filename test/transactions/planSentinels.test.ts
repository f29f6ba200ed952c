import { UniqueConstraintViolationError } from '../../src/errors/UniqueConstraintViolationError.js'
import { planSentinels, type SentinelWrite } from '../../src/transactions/planSentinels.js'
import { uniquesByTable } from '../../src/transactions/touchedUniques.js'
import { renderCondition } from '../../src/expressions/renderCondition.js'
import { Placeholders } from '../../src/expressions/Placeholders.js'
import type { Condition } from '../../src/expressions/Condition.js'
import type { WritePlan } from '../../src/planner/WritePlan.js'
import type { Item, Key } from '../../src/vocabulary/AttributeValue.js'
import { modelOf } from '../support/model.js'
import { absent, here, put, remove, set, unset, update } from './plans.js'

const model = modelOf({
  columns: { id: 'string', email: 'string', tenant: 'string', number: 'number', until: 'number', other: 'string' },
  timeToLive: 'until',
  uniques: [
    { name: 'byEmail', properties: ['email'] },
    { name: 'byNumber', properties: ['tenant', 'number'] },
    { name: 'byKey', properties: ['id', 'other'] },
    { name: 'again', properties: ['number', 'tenant'] },
  ],
})
const uniques = uniquesByTable([model]).get('users')!
const none = { vacated: new Map<string, Key>(), foreign: new Set<string>() }
const text = (condition: Condition | undefined): string => (condition === undefined ? '' : renderCondition(condition, new Placeholders()))

const kindOf = ({ kind, plan, text: key }: SentinelWrite): string => `${kind}: ${plan.kind} ${key}`
const planned = (writes: readonly (readonly [WritePlan, Item | undefined])[], known = none) => planSentinels(writes.map(([plan, before]) => ({ uniques, plan, before })), { bookkeeping: 'own', nowEpochSeconds: 100, known })
const other = (plan: WritePlan, id: string): WritePlan => ({ ...plan, key: { id: { S: id } }, ...(plan.kind === 'put' ? { item: { ...plan.item, id: { S: id } } } : {}) } as WritePlan)

const email = (value: string): Item => ({ email: { S: value } })
const stored = (more: Item, id = '1'): Item => ({ id: { S: id }, ...more })
const key = (value: string): string => `unique#users#email#S#${value}`

test('a constraint with the whole primary key is kept by it, and one over the same columns is the same', () => {
  expect(uniques.constraints.map(({ name }) => name)).toEqual(['byEmail', 'byNumber'])
  expect(uniques).toMatchObject({ table: 'users', keyNames: ['id'], timeToLive: 'until' })
})

test.each<[string, WritePlan, Item | undefined, string[]]>([
  ['an insert takes', put(email('a'), absent), undefined, [`take: put ${key('a')}`]],
  ['a null is no value', put({ email: { NULL: true } }, absent), undefined, []],
  ['nor is a constraint of which a part is missing', put({ tenant: { S: 't' } }, absent), undefined, []],
  ['a put of the same writes nothing', put(email('a')), stored(email('a')), []],
  ['a put of another value gives up and takes', put(email('b')), stored(email('a')), [`release: delete ${key('a')}`, `take: put ${key('b')}`]],
  ['a put without it gives up', put({}), stored(email('a')), [`release: delete ${key('a')}`]],
  ['a delete gives up', remove(), stored(email('a')), [`release: delete ${key('a')}`]],
  ['a delete of nothing does nothing', remove(), undefined, []],
  ['an update of other columns concerns nothing', update([set('other', { S: 'x' })], here), stored(email('a')), []],
  ['an update of one', update([set('email', { S: 'b' })], here), stored(email('a')), [`release: delete ${key('a')}`, `take: put ${key('b')}`]],
  ['an update that removes one', update([unset('email')], here), stored(email('a')), [`release: delete ${key('a')}`]],
  ['an update of what is not there', update([set('email', { S: 'b' })], here), undefined, []],
  ['an update that makes the item', update([set('email', { S: 'b' })]), undefined, [`take: put ${key('b')}`]],
  ['a change of the time to live moves the sentinel', update([set('until', { N: '200' })], here), stored(email('a')), [`take: put ${key('a')}`]],
  ['the same time to live in another spelling does not', update([set('until', { N: '200.0' })], here), stored({ ...email('a'), until: { N: '200' } }), []],
  ['numbers are the same in any spelling', put({ tenant: { S: 't' }, number: { N: '1.0' } }), stored({ tenant: { S: 't' }, number: { N: '1' } }), []],
])('%s', (_what, plan, before, expected) => {
  expect(planned([[plan, before]]).sentinels.map(kindOf)).toEqual(expected)
})

test('keys of sentinels tell values, types and borders apart', () => {
  const items: Item[] = [
    { tenant: { S: 'a#b' }, number: { S: 'c' } }, { tenant: { S: 'a' }, number: { S: 'b#c' } }, { tenant: { S: '1' }, number: { N: '1' } }, { tenant: { N: '1' }, number: { N: '1' } },
    { tenant: { S: '' }, number: { N: '1' } }, { tenant: { BOOL: true }, number: { N: '1' } }, { tenant: { S: 'true' }, number: { N: '1' } }, { email: { S: 'a' } },
  ]
  const keys = items.flatMap((item) => planned([[put(item, absent), undefined]]).sentinels.map((one) => one.text))
  expect(new Set(keys).size).toBe(items.length)
})

test('a sentinel says whose it is and until when, and may be taken where there is none, where it is ours, and where it has ended', () => {
  const [sentinel] = planned([[put({ ...email('a'), until: { N: '200' } }, absent), undefined]]).sentinels
  expect(sentinel!.plan).toMatchObject({ kind: 'put', table: 'own', key: { pk: { S: key('a') } }, item: { pk: { S: key('a') }, table: { S: 'users' }, constraint: { S: 'byEmail' }, owner: { M: { id: { S: '1' } } }, expiresAtEpochSeconds: { N: '200' } } })
  expect(text(sentinel!.plan.condition)).toBe('attribute_not_exists(#0) OR #1 = :0 OR #2 <= :1')
})

test('a write depends on the values, and the time to live, that its sentinels were worked out on', () => {
  const pins = (plan: WritePlan, before: Item | undefined): string => text(planned([[plan, before]]).pins[0])
  expect(pins(put(email('b'), absent), undefined)).toBe('')
  expect(pins(update([set('email', { S: 'b' })], here), stored(email('a')))).toBe('attribute_exists(#0) AND #1 = :0 AND attribute_not_exists(#2)')
  expect(pins(remove(), undefined)).toBe('attribute_not_exists(#0)')
  expect(pins(update([set('other', { S: 'b' })], here), stored(email('a')))).toBe('')
})

describe('in one transaction', () => {
  test('a value that one gives up and another takes is one write', () => {
    const { sentinels } = planned([[update([set('email', { S: 'b' })], here), stored(email('a'))], [other(update([set('email', { S: 'a' })], here), '2'), stored(email('b'), '2')]])
    expect(sentinels.map(kindOf)).toEqual([`take: put ${key('a')}`, `take: put ${key('b')}`])
    expect(text(sentinels[0]!.plan.condition)).toBe('attribute_not_exists(#0) OR #1 = :0 OR #1 = :1 OR #2 <= :2')
  })

  test.each<[string, WritePlan, Item | undefined]>([
    ['takes', put(email('a'), absent), undefined],
    ['keeps', put({ ...email('a'), other: { S: 'x' } }), stored(email('a'))],
  ])('a value that one %s cannot be taken by another', (_what, plan, before) => {
    expect(() => planned([[plan, before], [other(put(email('a'), absent), '2'), undefined]])).toThrow(UniqueConstraintViolationError)
  })

  test('two that gave up one value leave it to nobody', () => {
    const { sentinels } = planned([[remove(), stored(email('a'))], [other(remove(), '2'), stored(email('a'), '2')]])
    expect(sentinels.map(kindOf)).toEqual([`release: delete ${key('a')}`])
    expect(text(sentinels[0]!.plan.condition)).toBe('attribute_not_exists(#0) OR #1 = :0 OR #1 = :1')
  })
})

test('what is another\'s is not deleted, and what its owner no longer has is taken while that is so', () => {
  const foreign = planned([[remove(), stored(email('a'))]], { ...none, foreign: new Set([key('a')]) })
  expect(foreign.sentinels.map(kindOf)).toEqual([`release: check ${key('a')}`])
  const vacated = planned([[put(email('a'), absent), undefined]], { ...none, vacated: new Map([[key('a'), { id: { S: '9' } }]]) })
  expect(vacated.sentinels.map(kindOf)).toEqual([`take: put ${key('a')}`, `vacancy: check ${key('a')}`])
  expect(vacated.sentinels[1]!.plan).toMatchObject({ table: 'users', key: { id: { S: '9' } } })
  expect(text(vacated.sentinels[1]!.plan.condition)).toBe('#0 <> :0')
})

test('a value that no key can hold is refused', () => {
  expect(() => planned([[put(email('x'.repeat(2048)), absent), undefined]])).toThrow('User.email: what is unique has 2048 bytes at most')
})
