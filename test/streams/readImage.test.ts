import * as fc from 'fast-check'
import { readImage, sequenceNumberOf } from '../../src/streams/readImage.js'

const arn = 'arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2024-01-01T00:00:00.000'
const record = { eventName: 'INSERT', eventSourceARN: arn, dynamodb: { Keys: { id: { S: 'o1' } }, NewImage: { id: { S: 'o1' }, n: { N: '1' } }, SequenceNumber: '111', ApproximateCreationDateTime: 1_700_000_000, StreamViewType: 'NEW_AND_OLD_IMAGES' } }
const withImage = (value: unknown): object => ({ ...record, dynamodb: { ...record.dynamodb, NewImage: { value } } })

test('reads a record of Lambda, and one of GetRecords', () => {
  const read = { table: 'orders', eventName: 'INSERT', keys: { id: { S: 'o1' } }, newImage: { id: { S: 'o1' }, n: { N: '1' } }, oldImage: undefined, sequenceNumber: '111', viewType: 'NEW_AND_OLD_IMAGES', approximateCreationDateTime: new Date(1_700_000_000_000), expired: false }
  expect(readImage(record)).toEqual(read)
  const { eventSourceARN: _arn, ...ofStream } = record
  expect(readImage({ ...ofStream, dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: new Date(1_700_000_000_000) } }, 'orders')).toEqual(read)
})

test.each([
  ['in the words of Lambda', { type: 'Service', principalId: 'dynamodb.amazonaws.com' }, true],
  ['in the words of GetRecords', { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' }, true],
  ['by somebody', { type: 'User', principalId: 'dynamodb.amazonaws.com' }, false],
  ['by nobody who is named', undefined, false],
])('tells what was deleted %s', (_who, userIdentity, expired) => {
  expect(readImage({ ...record, eventName: 'REMOVE', userIdentity })?.expired).toBe(expired)
  expect(readImage({ ...record, userIdentity })?.expired).toBe(false)
})

test.each<[string, unknown]>([
  ['a text', { S: '' }], ['a number', { N: '-1.5E+10' }], ['bytes', { B: new Uint8Array([1]) }], ['bytes as text', { B: 'AQ==' }], ['a boolean', { BOOL: false }], ['null', { NULL: true }],
  ['sets', { SS: ['a'] }], ['numbers', { NS: ['1'] }], ['binaries', { BS: ['AQ=='] }], ['a list', { L: [{ S: 'a' }, { L: [] }] }], ['a map', { M: { __proto__x: { S: 'a' } } }],
])('takes %s', (_what, value) => {
  expect(readImage(withImage(value))?.newImage).toEqual({ value })
})

const deep = (levels: number): unknown => (levels === 0 ? { S: 'a' } : { L: [deep(levels - 1)] })

test.each<[string, unknown]>([
  ['no record', 'INSERT'], ['null', null], ['a list', []], ['no change', { ...record, dynamodb: undefined }],
  ['an event that there is not', { ...record, eventName: 'UPSERT' }],
  ['no table', { ...record, eventSourceARN: 'arn:aws:kinesis:eu-west-1:1:stream/orders' }],
  ['no keys', { ...record, dynamodb: { ...record.dynamodb, Keys: {} } }],
  ['no sequence number', { ...record, dynamodb: { ...record.dynamodb, SequenceNumber: 'x' } }],
  ['a value without type', withImage({})], ['a value of two types', withImage({ S: 'a', N: '1' })], ['a value of no type', withImage({ X: 'a' })], ['a plain value', withImage('a')],
  ['a type by inheritance', withImage({ toString: 'a' })], ['a number that is none', withImage({ N: 'many' })], ['a text that is a number', withImage({ S: 1 })], ['bytes that are none', withImage({ B: '%' })],
  ['a set of others', withImage({ SS: [1] })], ['what is nested too deeply', withImage(deep(40))],
])('refuses %s', (_what, given) => {
  expect(readImage(given)).toBeUndefined()
})

test('nothing that it is given makes it throw', () => {
  fc.assert(fc.property(fc.anything({ maxDepth: 5 }), fc.anything({ maxDepth: 5 }), (value, identity) => {
    for (const given of [value, { ...record, dynamodb: value }, withImage(value), { ...record, userIdentity: identity }, { ...record, eventSourceARN: value }]) {
      expect(() => [readImage(given), sequenceNumberOf(given)]).not.toThrow()
    }
  }))
})
