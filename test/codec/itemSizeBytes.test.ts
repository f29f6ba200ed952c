import { itemSizeBoundBytes, itemSizeBytes } from '../../src/codec/itemSizeBytes.js'
import type { AttributeValue } from '../../src/vocabulary/AttributeValue.js'

test.each<[AttributeValue, number]>([
  [{ S: 'héllo😀' }, 10],
  [{ S: '' }, 0],
  [{ N: '0' }, 1],
  [{ N: '7' }, 2],
  [{ N: '100' }, 2],
  [{ N: '123' }, 3],
  [{ N: '-123.4' }, 4],
  [{ N: '1E+30' }, 2],
  [{ B: new Uint8Array(5) }, 5],
  [{ B: 'YQ==' as unknown as Uint8Array }, 1],
  [{ BOOL: true }, 1],
  [{ NULL: true }, 1],
  [{ L: [] }, 3],
  [{ L: [{ S: 'ab' }, { BOOL: true }] }, 8],
  [{ M: {} }, 3],
  [{ M: { ab: { S: 'cde' } } }, 9],
  [{ SS: ['ab', 'é'] }, 4],
  [{ NS: ['1', '22'] }, 4],
  [{ BS: [new Uint8Array(2), new Uint8Array(3)] }, 5],
])('%j takes %i bytes beside its name', (value, bytes) => {
  expect(itemSizeBytes({ é: value })).toBe(bytes + 2)
  expect(itemSizeBoundBytes({ é: value })).toBeGreaterThanOrEqual(bytes + 2)
})

test('the bound holds for what takes most', () => {
  for (const value of [{ S: '一二' }, { N: `-${'9'.repeat(38)}` }, { SS: ['一'] }, { NS: ['-0.1', `${'9'.repeat(38)}`] }, { M: { 一: { L: [{ S: '一' }] } } }]) {
    expect(itemSizeBoundBytes({ 一: value })).toBeGreaterThanOrEqual(itemSizeBytes({ 一: value }))
  }
})

test('an item takes what its attributes take', () => {
  expect(itemSizeBytes({ id: { S: 'a' }, n: { N: '5' } })).toBe(6)
  expect(itemSizeBytes({})).toBe(0)
})
