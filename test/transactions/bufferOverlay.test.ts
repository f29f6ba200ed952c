import type { WritePlan } from '../../src/planner/WritePlan.js'
import { bufferOverlay } from '../../src/transactions/bufferOverlay.js'
import { WriteBuffer } from '../../src/transactions/WriteBuffer.js'
import { absent, add, check, here, put, remove, set, unset, update } from './plans.js'

const key = { id: { S: '1' } }

/** Only what a test is about. */
function seen(...plans: readonly WritePlan[]) {
  const buffer = new WriteBuffer()
  for (const plan of plans) buffer.add(plan)
  return bufferOverlay(buffer)
}

test.each<[string, readonly WritePlan[], unknown]>([
  ['nothing', [], undefined],
  ['a put', [put({ name: { S: 'Ann' } })], { known: 'image', item: { ...key, name: { S: 'Ann' } } }],
  ['a put and an update', [put({ name: { S: 'Ann' } }), update([set('name', { S: 'Bea' })], here)], { known: 'image', item: { ...key, name: { S: 'Bea' } } }],
  ['a delete', [remove()], { known: 'absent' }],
  ['an insert and a delete', [put({}, absent), remove()], { known: 'absent' }],
  ['a check that it is there', [check(here)], undefined],
])('%s', (_name, plans, expected) => {
  const overlay = seen(...plans)
  expect(overlay.sightOf('users', key)).toEqual(expected)
  expect(overlay.itemsOf('users')).toEqual(expected === undefined ? [] : [{ key, sight: expected }])
  expect(overlay.itemsOf('others')).toEqual([])
})

test('of an update it is known what is set and what is removed, until what is stored is kept', () => {
  const overlay = seen(update([set('name', { S: 'Bea' }), unset('note'), add('count', { N: '1' })], here))
  expect(overlay.sightOf('users', key)).toMatchObject({ known: 'changed', item: { ...key, name: { S: 'Bea' } }, certain: new Set(['id', 'name', 'note']) })
  overlay.keep('users', key, { ...key, count: { N: '2' }, note: { S: 'gone' } })
  expect(overlay.sightOf('users', key)).toEqual({ known: 'image', item: { ...key, name: { S: 'Bea' }, count: { N: '3' } } })
  overlay.keep('users', key, undefined)
  expect(overlay.sightOf('users', key)).toEqual({ known: 'absent' })
  overlay.clear()
  expect(overlay.sightOf('users', key)).toMatchObject({ known: 'changed' })
})

test('an update that makes the item makes it where nothing is stored', () => {
  const overlay = seen(update([set('name', { S: 'Bea' })]))
  overlay.keep('users', key, undefined)
  expect(overlay.sightOf('users', key)).toEqual({ known: 'image', item: { ...key, name: { S: 'Bea' } } })
})
