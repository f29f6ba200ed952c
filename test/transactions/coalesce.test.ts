import { any, compare, notExists } from '../../src/expressions/conditions.js'
import type { Condition } from '../../src/expressions/Condition.js'
import { ConditionFailedError } from '../../src/errors/ConditionFailedError.js'
import type { WritePlan } from '../../src/planner/WritePlan.js'
import { coalesce, coalesceTable } from '../../src/transactions/coalesce.js'
import { absent, add, check, copied, countIs, here, nameIs, put, remove, set, unset, update } from './plans.js'

const ann = { name: { S: 'Ann' }, count: { N: '1' } }
const bob = { name: { S: 'Bob' } }
const raw: Condition = { kind: 'raw', text: 'name = :n', names: {}, values: { ':n': { S: 'Ann' } } }

/** The driver cannot read it: DynamoDB takes the size of an attribute, and the parser of filters no placeholder beside it. */
const unread: Condition = { kind: 'raw', text: 'size(#n) > :n', names: { '#n': 'name' }, values: { ':n': { N: '1' } } }

const inTurn = (...plans: readonly WritePlan[]): WritePlan => plans.reduce(coalesce)

describe('two writes of one item become one', () => {
  test('each kind after each kind has its entry', () => {
    const kinds = ['check', 'delete', 'put', 'update']
    expect(Object.keys(coalesceTable).sort()).toEqual(kinds)
    for (const row of Object.values(coalesceTable)) expect(Object.keys(row).sort()).toEqual(kinds)
  })

  test.each<{ what: string; plans: WritePlan[]; one: WritePlan }>([
    { what: 'put + put', plans: [put(ann), put(bob)], one: put(bob) },
    { what: 'insert + put', plans: [put(ann, absent), put(bob)], one: put(bob, absent) },
    { what: 'put + put under what the first wrote', plans: [put(ann, countIs('0')), put(bob, countIs('1.0'))], one: put(bob, countIs('0')) },
    { what: 'put + update', plans: [put(ann), update([set('name', { S: 'Bob' }), add('count', { N: '2' })], here)], one: put({ name: { S: 'Bob' }, count: { N: '3' } }) },
    { what: 'insert + update', plans: [put(ann, absent), update([unset('count')], here)], one: put({ name: { S: 'Ann' } }, absent) },
    { what: 'put + delete', plans: [put(ann), remove()], one: remove() },
    { what: 'put under a condition + delete', plans: [put(ann, countIs('0')), remove(countIs('1'))], one: remove(countIs('0')) },
    { what: 'insert + delete', plans: [put(ann, absent), remove()], one: check(absent) },
    { what: 'insert under another condition + delete', plans: [put(ann, nameIs('x'), absent), remove()], one: check(nameIs('x'), absent) },
    { what: 'put + check', plans: [put(ann, absent), check(nameIs('Ann'))], one: put(ann, absent) },

    { what: 'update + put', plans: [update([set('name', { S: 'Cy' })], here), put(bob)], one: put(bob, here) },
    { what: 'update + put under the version that it set', plans: [update([set('count', { N: '2' })], here, countIs('1')), put(bob, countIs('2'))], one: put(bob, here, countIs('1')) },
    { what: 'update + update', plans: [update([set('name', { S: 'Bob' })], here), update([add('count', { N: '1' })], here)], one: update([set('name', { S: 'Bob' }), add('count', { N: '1' })], here) },
    { what: 'update + update under an attribute that the first leaves alone', plans: [update([set('name', { S: 'Bob' })], here), update([unset('name')], here, countIs('1'))], one: update([unset('name')], here, countIs('1')) },
    { what: 'update + update under an attribute that the first removes', plans: [update([unset('name')], here), update([set('name', { S: 'Bob' })], here, notExists('name'))], one: update([set('name', { S: 'Bob' })], here) },
    { what: 'update + update of an item that the first may create', plans: [update([set('name', { S: 'Bob' })]), update([set('name', { S: 'Cy' })], here)], one: update([set('name', { S: 'Cy' })]) },
    { what: 'update + delete', plans: [update([add('count', { N: '1' })], here), remove(nameIs('Ann'))], one: remove(here, nameIs('Ann')) },
    { what: 'update + check', plans: [update([set('name', { S: 'Bob' })], here), check(nameIs('Bob'), countIs('1'))], one: update([set('name', { S: 'Bob' })], here, countIs('1')) },

    { what: 'delete + put', plans: [remove(nameIs('Ann')), put(bob)], one: put(bob, nameIs('Ann')) },
    { what: 'delete + insert', plans: [remove(), put(bob, absent)], one: put(bob) },
    { what: 'delete + update that may create', plans: [remove(here), update([add('count', { N: '2' })])], one: put({ count: { N: '2' } }, here) },
    { what: 'delete + delete', plans: [remove(nameIs('Ann')), remove()], one: remove(nameIs('Ann')) },
    { what: 'delete + check of absence', plans: [remove(), check(absent)], one: remove() },

    { what: 'check + put', plans: [check(nameIs('Ann')), put(bob, countIs('1'))], one: put(bob, nameIs('Ann'), countIs('1')) },
    { what: 'check + update', plans: [check(nameIs('Ann')), update([unset('count')], here)], one: update([unset('count')], nameIs('Ann'), here) },
    { what: 'check + delete', plans: [check(raw), remove(nameIs('Ann'))], one: remove(raw, nameIs('Ann')) },
    { what: 'check + check, each conjunct once', plans: [check(here, nameIs('Ann')), check(here, countIs('1'))], one: check(here, nameIs('Ann'), countIs('1')) },

    { what: 'insert + delete + insert', plans: [put(ann, absent), remove(), put(bob, absent)], one: put(bob, absent) },
    { what: 'insert + update + delete', plans: [put(ann, absent), update([unset('name')], here), remove()], one: check(absent) },
    { what: 'delete + insert + delete', plans: [remove(nameIs('Ann')), put(bob, absent), remove()], one: remove(nameIs('Ann')) },
    { what: 'update + delete + insert', plans: [update([set('name', { S: 'Cy' })], here), remove(), put(bob, absent)], one: put(bob, here) },
    { what: 'three versioned updates', plans: [['1', '2'], ['2', '3'], ['3', '4']].map(([from, to]) => update([set('count', { N: to! })], here, countIs(from!))), one: update([set('count', { N: '4' })], here, countIs('1')) },
  ])('$what', ({ plans, one }) => {
    expect(inTurn(...plans)).toEqual(one)
  })

  test('what the answer of one of them would hold is not asked for', () => {
    expect(coalesce({ ...update([unset('name')], here), returns: 'new' }, { ...remove(), returns: 'old' })).toEqual(remove(here))
  })
})

describe('a later condition that cannot hold is refused at once', () => {
  test.each<{ what: string; plans: WritePlan[]; operation: string }>([
    { what: 'insert after insert', plans: [put(ann, absent), put(bob, absent)], operation: 'PutItem' },
    { what: 'insert after update', plans: [update([unset('name')], here), put(bob, absent)], operation: 'PutItem' },
    { what: 'update after delete', plans: [remove(), update([unset('name')], here)], operation: 'UpdateItem' },
    { what: 'replacement of a version after delete', plans: [remove(), put(bob, countIs('1'))], operation: 'PutItem' },
    { what: 'update of another version than was set', plans: [update([set('count', { N: '2' })], here, countIs('1')), update([set('count', { N: '2' })], here, countIs('1'))], operation: 'UpdateItem' },
    { what: 'delete of another version than was put', plans: [put(ann), remove(countIs('2'))], operation: 'DeleteItem' },
    { what: 'delete of an attribute value that was removed', plans: [update([unset('name')], here), remove(nameIs('Ann'))], operation: 'DeleteItem' },
    { what: 'check after put', plans: [put(ann), check(nameIs('Bob'))], operation: 'ConditionCheck' },
  ])('$what', ({ plans, operation }) => {
    const refused = (): WritePlan => inTurn(...plans)
    expect(refused).toThrow(ConditionFailedError)
    expect(refused).toThrow(expect.objectContaining({ code: 'write.conditionFailed', entity: 'User', operation }))
  })
})

describe('what one write cannot say is refused with the attribute and the remedy', () => {
  const added = update([add('count', { N: '1' })], here)
  test.each<{ what: string; plans: [WritePlan, WritePlan]; path: string; message: string }>([
    {
      what: 'a condition on an attribute that an update adds to', plans: [added, remove(countIs('2'))], path: 'count',
      message: 'User.count: a condition on it cannot be checked after an earlier update of the item in one transaction. Use two transactions, or put the whole entity.',
    },
    {
      what: 'a condition on one changed attribute and one that is not', plans: [update([set('name', { S: 'Bob' })], here), remove(any([nameIs('Ann'), countIs('1')]))], path: 'name',
      message: 'User.name: a condition on it cannot be checked after an earlier update of the item in one transaction. Use two transactions, or put the whole entity.',
    },
    {
      what: 'a condition on the key and another attribute of an item that an update may create', plans: [update([unset('name')]), remove(any([absent, countIs('1')]))], path: 'id',
      message: 'User.id: a condition on it cannot be checked after an earlier update of the item in one transaction. Use two transactions, or put the whole entity.',
    },
    {
      what: 'a condition in text that the driver cannot read after an update', plans: [added, remove(unread)], path: 'name',
      message: 'User.name: a condition in text of your own, which the driver cannot read, cannot follow an earlier write of the item in one transaction. Use two transactions, or put the whole entity.',
    },
    {
      what: 'a put over an update that needs a stored attribute', plans: [update([copied('name', 'nick')], here), put(bob)], path: 'name',
      message: 'User.name: an earlier update of the transaction needs a stored value for it. Use two transactions, or put the whole entity.',
    },
    {
      what: 'a delete after an update within a map', plans: [update([{ kind: 'remove', path: ['address', 'city'] }], here), remove()], path: 'address.city',
      message: 'User.address.city: an earlier update of the transaction needs a stored value for it. Use two transactions, or put the whole entity.',
    },
  ])('$what', ({ plans, path, message }) => {
    const refused = (): WritePlan => coalesce(...plans)
    expect(refused).toThrow(message)
    expect(refused).toThrow(expect.objectContaining({ code: 'transaction.cannotMerge', entity: 'User', path }))
  })

  test('the table is named where there is no entity', () => {
    const { entity: _entity, ...plan } = remove(countIs('2'))
    expect(() => coalesce(added, plan)).toThrow(expect.objectContaining({ entity: 'users', message: expect.stringMatching(/^users\.count: /) }))
  })

  test('a condition that mentions the key beside another attribute stands where the item must exist', () => {
    const either = any([compare('=', 'id', { S: '1' }), countIs('1')])
    expect(coalesce(update([unset('name')], here), remove(either))).toEqual(remove(here, either))
  })

  test.each<{ what: string; plans: [WritePlan, WritePlan]; one: WritePlan }>([
    { what: 'after a put it is evaluated', plans: [put(ann), remove(raw)], one: remove() },
    { what: 'after an update it is checked with the rest', plans: [added, remove(raw)], one: remove(here, raw) },
    { what: 'of an attribute that an update sets it is evaluated', plans: [update([set('name', { S: 'Ann' })], here), remove(raw)], one: remove(here) },
  ])('a condition in text that the driver can read: $what', ({ plans, one }) => {
    expect(coalesce(...plans)).toEqual(one)
  })

  test.each<[string, WritePlan]>([
    ['a put', put(bob)],
    ['an update', update([set('name', { S: 'Bob' })], here)],
    ['a delete', remove()],
  ])('a condition in text that does not hold after %s is refused', (_what, first) => {
    expect(() => coalesce(first, remove(raw))).toThrow(ConditionFailedError)
  })

  test('a condition in text that the driver cannot read is refused after a put', () => {
    expect(() => coalesce(put(ann), remove(unread))).toThrow(expect.objectContaining({ code: 'transaction.cannotMerge', path: 'name' }))
  })
})
