import type { WritePlan } from '../../src/planner/WritePlan.js'
import { WriteBuffer } from '../../src/transactions/WriteBuffer.js'
import type { Key } from '../../src/vocabulary/AttributeValue.js'
import { absent, add, check, countIs, here, nameIs, put, remove, set, unset, update } from './plans.js'

const removal = (key: Key, table = 'users'): WritePlan => ({ kind: 'delete', table, key })
const bufferOf = (...plans: readonly WritePlan[]): WriteBuffer => {
  const buffer = new WriteBuffer()
  for (const plan of plans) buffer.add(plan)
  return buffer
}

test('a single write stays what it is', () => {
  const plan: WritePlan = { ...update([set('name', { S: 'Ann' })], here), returns: 'new' }
  expect(bufferOf(plan).plans).toEqual([plan])
})

test('plans stay in the order in which their items first appeared', () => {
  const other: WritePlan = removal({ id: { S: '2' } })
  expect(bufferOf(put({}), other, update([set('name', { S: 'Ann' })], here)).plans).toEqual([put({ name: { S: 'Ann' } }), other])
})

describe('one item', () => {
  test.each<[what: string, first: Key, second: Key, size: number]>([
    ['equal numbers however they are written', { id: { N: '1' } }, { id: { N: '1.00' } }, 1],
    ['equal numbers with an exponent', { id: { N: '100' } }, { id: { N: '1e2' } }, 1],
    ['zero with and without a sign', { id: { N: '0' } }, { id: { N: '-0' } }, 1],
    ['numbers that differ in the 30th digit', { id: { N: '1.00000000000000000000000000001' } }, { id: { N: '1' } }, 2],
    ['a number and its negative', { id: { N: '1' } }, { id: { N: '-1' } }, 2],
    ['text of a number and the number', { id: { S: '1' } }, { id: { N: '1' } }, 2],
    ['texts that are equal numbers', { id: { S: '1' } }, { id: { S: '1.0' } }, 2],
    ['binary as bytes and as base64', { id: { B: new Uint8Array([1, 2]) } }, { id: { B: 'AQI=' as unknown as Uint8Array } }, 1],
    ['names of the key in another order', { id: { S: 'a' }, at: { N: '1' } }, { at: { N: '1.0' }, id: { S: 'a' } }, 1],
    ['the values the other way round', { id: { S: 'a' }, at: { S: 'b' } }, { id: { S: 'b' }, at: { S: 'a' } }, 2],
    ['values that look alike when joined', { id: { S: 'a","b' }, at: { S: 'c' } }, { id: { S: 'a' }, at: { S: 'b","c' } }, 2],
  ])('%s', (_what, first, second, size) => {
    expect(bufferOf(removal(first), removal(second)).size).toBe(size)
  })

  test('the same key in another table is another item', () => {
    expect(bufferOf(removal({ id: { S: '1' } }), removal({ id: { S: '1' } }, 'orders')).size).toBe(2)
  })
})

describe('a refused write leaves the buffer as it was', () => {
  test.each<[what: string, earlier: WritePlan, refused: WritePlan, code: string]>([
    ['by a condition', put({}, absent), put({}, absent), 'write.conditionFailed'],
    ['by actions that cannot be merged', update([{ kind: 'set', path: ['a', 'b'], value: { kind: 'literal', value: { S: 'x' } } }], here), update([set('name', { S: 'Ann' }), unset('a')], here), 'transaction.cannotMerge'],
    ['by a condition that cannot be checked', update([add('count', { N: '1' })], here), remove(countIs('1')), 'transaction.cannotMerge'],
    ['by a value that cannot be added to', put({ name: { S: 'Ann' } }), update([set('count', { N: '1' }), add('name', { N: '1' })], here), 'update.refused'],
  ])('%s', (_what, earlier, refused, code) => {
    const buffer = bufferOf(removal({ id: { S: '2' } }), earlier)
    const before = structuredClone(buffer.plans)
    expect(() => buffer.add(refused)).toThrow(expect.objectContaining({ code }))
    expect(buffer.plans).toEqual(before)
  })
})

test('plans given out before a write do not change with it', () => {
  const buffer = bufferOf(put({ name: { S: 'Ann' } }))
  const before = buffer.plans
  buffer.add(update([set('name', { S: 'Bob' })], here))
  expect(before).toEqual([put({ name: { S: 'Ann' } })])
})

test('its plans, added to another buffer, make the same buffer', () => {
  const buffer = bufferOf(put({ count: { N: '1' } }, absent), update([add('count', { N: '1' })], here), removal({ id: { S: '2' } }))
  const again = bufferOf(...buffer.plans)
  expect(again.plans).toEqual(buffer.plans)
  again.add(remove())
  expect(again.plans).toEqual([check(absent), removal({ id: { S: '2' } })])
})

test('clearing forgets everything', () => {
  const buffer = bufferOf(put({}, absent))
  buffer.clear()
  expect([buffer.size, buffer.plans]).toEqual([0, []])
  expect(() => buffer.add(put({}, absent))).not.toThrow()
})

describe('what the buffer knows of an item', () => {
  test.each<[what: string, plans: WritePlan[], image: unknown]>([
    ['nothing', [], undefined],
    ['put', [put({ name: { S: 'Ann' } })], { known: 'image', item: { id: { S: '1' }, name: { S: 'Ann' } } }],
    ['put and updated', [put({ name: { S: 'Ann' } }), update([unset('name')], here)], { known: 'image', item: { id: { S: '1' } } }],
    ['updated', [update([unset('name')], here)], { known: 'changed' }],
    ['deleted', [remove()], { known: 'absent' }],
    ['inserted and deleted', [put({}, absent), remove()], { known: 'absent' }],
    ['only checked', [check(nameIs('Ann'))], undefined],
  ])('%s', (_what, plans, image) => {
    const buffer = bufferOf(...plans)
    expect(buffer.imageOf('users', { id: { S: '1' } }, ['id'])).toEqual(image)
    expect(buffer.imageOf('users', { id: { S: '2' } }, ['id'])).toBeUndefined()
  })

  test('is found by an item that holds the key', () => {
    expect(bufferOf(remove()).imageOf('users', { id: { S: '1' }, name: { S: 'Ann' } }, ['id'])).toEqual({ known: 'absent' })
  })
})
