import fc from 'fast-check'
import { ConditionFailedError } from '../../src/errors/ConditionFailedError.js'
import { all, any, compare, exists, notExists } from '../../src/expressions/conditions.js'
import type { Condition } from '../../src/expressions/Condition.js'
import type { UpdateAction } from '../../src/expressions/Update.js'
import type { WritePlan } from '../../src/planner/WritePlan.js'
import { fold } from '../../src/transactions/fold.js'
import type { Item } from '../../src/vocabulary/AttributeValue.js'
import { anyAttributes, anyPlan } from './anyPlan.js'
import { absent, add, check, copied, counted, countIs, here, nameIs, put, remove, set, unset, update } from './plans.js'
import { same, written, type State } from './written.js'

const ann: Item = { id: { S: '1' }, name: { S: 'Ann' }, count: { N: '1' }, kept: { BOOL: true } }
const raw = (text: string): Condition => ({ kind: 'raw', text, names: { '#n': 'name' }, values: { ':n': { S: 'Ann' }, ':one': { N: '1' } } })
const within = (value: string): UpdateAction => ({ kind: 'set', path: ['address', 'city'], value: { kind: 'literal', value: { S: value } } })
const is = (name: string): Condition => (ann[name] === undefined ? notExists(name) : compare('=', name, ann[name]))

describe('two writes of one item, worked out on the item that is stored', () => {
  test.each<{ what: string; first: WritePlan; second: WritePlan; stored?: Item; one: WritePlan }>([
    { what: 'an addition, then a condition on the sum', first: update([add('count', { N: '1' })], here), second: update([set('name', { S: 'Bob' })], countIs('2')), stored: ann, one: update([set('name', { S: 'Bob' }), set('count', { N: '2' })], here, is('count'), is('name')) },
    { what: 'an addition, then a removal under the sum', first: update([add('count', { N: '1' })], here), second: update([unset('name')], countIs('2')), stored: ann, one: update([set('count', { N: '2' }), unset('name')], here, is('count'), is('name')) },
    { what: 'an addition and a put', first: update([add('count', { N: '1' })], here), second: put({ name: { S: 'Cy' } }, countIs('2')), stored: ann, one: put({ name: { S: 'Cy' } }, here, is('count')) },
    { what: 'an addition and a delete', first: update([add('count', { N: '1' })], here), second: remove(countIs('2')), stored: ann, one: remove(here, is('count')) },
    { what: 'an addition and a check of another attribute', first: update([add('count', { N: '1' })], here), second: check(countIs('2'), nameIs('Ann')), stored: ann, one: update([set('count', { N: '2' })], here, is('count'), is('name')) },
    { what: 'a copy and its replacement', first: update([copied('nick', 'name')], here), second: update([set('nick', { S: 'A' })], here), stored: ann, one: update([set('nick', { S: 'A' })], here, is('nick'), is('name')) },
    { what: 'changes that leave nothing changed', first: update([add('count', { N: '1' })], here), second: update([add('count', { N: '-1' })], countIs('2')), stored: ann, one: check(here, is('count')) },
    { what: 'a part, then the whole', first: update([within('Rome')], here), second: update([unset('address')], here), stored: { ...ann, address: { M: { city: { S: 'Oslo' } } } }, one: update([unset('address')], here, compare('=', 'address', { M: { city: { S: 'Oslo' } } })) },
    { what: 'two updates that make the item', first: update([counted('count', '0', '1')]), second: update([copied('n', 'count')]), one: put({ count: { N: '1' }, n: { N: '1' } }, absent) },
    { what: 'an update that makes the item, and a delete', first: update([counted('count', '0', '1')]), second: remove(countIs('1')), one: check(absent) },
    { what: 'a put under a condition, and an update under text', first: put({ name: { S: 'Ann' } }, countIs('1')), second: update([set('count', { N: '5' })], raw('#n = :n')), stored: ann, one: put({ name: { S: 'Ann' }, count: { N: '5' } }, here, is('count')) },
    { what: 'text that can be read, in both', first: update([add('count', { N: '1' })], raw('#n = :n')), second: remove(raw('count > :one')), stored: ann, one: remove(here, is('name'), is('count')) },
    { what: 'text that only DynamoDB can read, in the first', first: update([add('count', { N: '1' })], raw('size(#n) > :one')), second: remove(countIs('2')), stored: ann, one: remove(here, is('name'), is('count'), raw('size(#n) > :one')) },
  ])('$what', ({ first, second, stored, one }) => {
    expect(fold(first, second, stored)).toEqual(one)
  })

  test('the answer that one of them asked for is not asked for, and the table is kept where there is no entity', () => {
    const { entity: _entity, ...plan } = remove(countIs('2'))
    expect(fold({ ...update([add('count', { N: '1' })], here), returns: 'new' }, { ...plan, returns: 'old' }, ann)).toEqual({ kind: 'delete', table: 'users', key: { id: { S: '1' } }, condition: all([here, is('count')]) })
  })
})

describe('a condition that does not hold is refused at once', () => {
  test.each<{ what: string; first: WritePlan; second: WritePlan; stored?: Item; operation: string; gives?: Item }>([
    { what: 'of the first, on what is stored', first: update([add('count', { N: '1' })], here, countIs('7')), second: remove(countIs('8')), stored: ann, operation: 'UpdateItem', gives: ann },
    { what: 'of the first, where nothing is stored', first: update([add('count', { N: '1' })], here), second: remove(countIs('2')), operation: 'UpdateItem' },
    { what: 'of the second, on what the first leaves', first: update([add('count', { N: '1' })], here), second: remove(countIs('1')), stored: ann, operation: 'DeleteItem' },
    { what: 'of a check, on what the first leaves', first: update([add('count', { N: '1' })]), second: check(countIs('2')), operation: 'ConditionCheck' },
    { what: 'in text', first: update([add('count', { N: '1' })]), second: put({}, raw('count <> :one')), operation: 'PutItem' },
  ])('$what', ({ first, second, stored, operation, gives }) => {
    const refused = (): WritePlan => fold(first, second, stored)
    expect(refused).toThrow(ConditionFailedError)
    expect(refused).toThrow(expect.objectContaining({ entity: 'User', operation, stored: gives }))
  })
})

describe('what cannot be folded is refused by name', () => {
  const many = Array.from({ length: 160 }, (_, at) => copied(`a${at}`, 'name'))
  test.each<{ what: string; first: WritePlan; second: WritePlan; code: string; message: string }>([
    { what: 'a later condition in text that cannot be read', first: update([add('count', { N: '1' })]), second: remove(raw('size(#n) > :one')), code: 'transaction.cannotMerge', message: 'User.name: a condition in text of your own, which the driver cannot read, cannot follow an earlier write of the item in one transaction. Use two transactions, or put the whole entity.' },
    { what: 'more attributes than one condition can name', first: update(many), second: remove(), code: 'transaction.cannotMerge', message: 'User.a0: it and an earlier write of the transaction depend on 161 attributes together, more than one condition can name. Use two transactions, or put the whole entity.' },
    { what: 'an update that DynamoDB would refuse', first: update([add('name', { N: '1' })]), second: remove(), code: 'update.refused', message: 'name: only numbers can be added or subtracted. Set a number instead.' },
  ])('$what', ({ first, second, code, message }) => {
    expect(() => fold(first, second, ann)).toThrow(expect.objectContaining({ code, message }))
  })
})

/** The plan, or the code of its refusal. */
function folding(first: WritePlan, second: WritePlan, stored: Item | undefined): WritePlan | string {
  try {
    return fold(first, second, stored)
  } catch (error) {
    return String((error as { code?: unknown }).code ?? error)
  }
}

test('what is folded does to the item that was read what the two do in turn, and to any other item the same or nothing', () => {
  let folded = 0
  let alsoOnOthers = 0
  fc.assert(
    fc.property(anyPlan, anyPlan, fc.array(anyAttributes, { minLength: 5, maxLength: 5 }), (first, second, found) => {
      const starts: State[] = ['absent', ...found.map((item) => ({ id: { S: '1' }, ...item }))]
      for (const read of starts) {
        const wanted = written(written(read, first), second)
        const one = folding(first, second, typeof read === 'string' ? undefined : read)
        expect({ ok: ['write.conditionFailed', 'update.refused'].includes(one as string) === (wanted === 'failed'), first, second, read, one, wanted }).toMatchObject({ ok: true })
        if (typeof one === 'string') continue
        folded += 1
        for (const other of starts) {
          const after = written(other, one)
          if (other !== read && after === 'failed') continue
          if (other !== read) alsoOnOthers += 1
          expect({ ok: same(after, written(written(other, first), second)), first, second, read, other, one, after }).toMatchObject({ ok: true })
        }
      }
    }),
    { numRuns: 400 },
  )
  expect(folded).toBeGreaterThan(400)
  expect(alsoOnOthers).toBeGreaterThan(50)
})

test('an update that would make the item where none is stored is folded under its existence', () => {
  expect(fold(update([unset('name')]), remove(any([exists('name'), countIs('1')])), ann)).toEqual(remove(here, is('name'), is('count')))
})
