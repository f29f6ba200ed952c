import { attributeCodecs } from '../../src/codec/attributeCodecs.js'
import { InvalidValueError } from '../../src/errors/InvalidValueError.js'
import type { AttributeTypeName } from '../../src/vocabulary/attributeTypes.js'
import type { AttributeValue } from '../../src/vocabulary/AttributeValue.js'

const moment = new Date('2024-02-29T12:34:56.789Z')
const nines = '9'.repeat(38)

const written: [AttributeTypeName, unknown, AttributeValue][] = [
  ['string', 'a', { S: 'a' }],
  ['string', '', { S: '' }],
  ['number', 1.5, { N: '1.5' }],
  ['number', -0, { N: '0' }],
  ['number', 1e-7, { N: '1e-7' }],
  ['number', 12n, { N: '12' }],
  ['bigint', 2n ** 64n, { N: '18446744073709551616' }],
  ['bigint', 5, { N: '5' }],
  ['bigint', '+0042', { N: '42' }],
  ['bigint', 10n ** 50n, { N: `1${'0'.repeat(50)}` }],
  ['decimal', '1.50', { N: '1.5' }],
  ['decimal', '-0012.3400', { N: '-12.34' }],
  ['decimal', '1.5e3', { N: '1500' }],
  ['decimal', '-1e-7', { N: '-0.0000001' }],
  ['decimal', '-0.0', { N: '0' }],
  ['decimal', nines, { N: nines }],
  ['decimal', 0.1, { N: '0.1' }],
  ['decimal', 7n, { N: '7' }],
  ['boolean', false, { BOOL: false }],
  ['datetime', moment, { S: '2024-02-29T12:34:56.789Z' }],
  ['datetime', moment.getTime(), { S: '2024-02-29T12:34:56.789Z' }],
  ['datetime', '2024-02-29T14:34:56.789+02:00', { S: '2024-02-29T12:34:56.789Z' }],
  ['datetime', '2024-02-29T12:34:56.789123Z', { S: '2024-02-29T12:34:56.789Z' }],
  ['datetime', '2024-02-29', { S: '2024-02-29T00:00:00.000Z' }],
  ['epoch-seconds', moment, { N: '1709210096' }],
  ['epoch-seconds', new Date(-1), { N: '-1' }],
  ['epoch-seconds', 1709210096, { N: '1709210096' }],
  ['epoch-milliseconds', moment, { N: '1709210096789' }],
  ['date', '2024-02-29', { S: '2024-02-29' }],
  ['date', new Date(2024, 1, 9, 23, 59), { S: '2024-02-09' }],
  ['time', '1:02', { S: '01:02:00' }],
  ['time', '23:59:59.5+01:00', { S: '23:59:59.5+01:00' }],
  ['time', new Date(2024, 1, 9, 3, 4, 5), { S: '03:04:05' }],
  ['binary', Buffer.from('a'), { B: Buffer.from('a') }],
  ['simple-array', ['a', 'b'], { S: 'a,b' }],
  ['simple-array', [], { S: '' }],
  ['simple-json', { a: [1] }, { S: '{"a":[1]}' }],
  ['set', new Set(['b', 'a']), { SS: ['b', 'a'] }],
  ['set', ['a', 'a'], { SS: ['a'] }],
  ['set', [1, 1n, 2.5], { NS: ['1', '2.5'] }],
  ['set', [1e21, 10n ** 21n], { NS: ['1000000000000000000000'] }],
  ['set', [Buffer.from('a'), new Uint8Array([97])], { BS: [Buffer.from('a')] }],
]

test.each(written)('%s writes %p', (type, value, expected) => {
  expect(attributeCodecs[type].encode(value, 'Order.it')).toEqual(expected)
})

const read: [AttributeTypeName, AttributeValue, unknown][] = [
  ['string', { S: '' }, ''],
  ['number', { N: '1.5' }, 1.5],
  ['bigint', { N: '42' }, 42n],
  ['bigint', { N: '18446744073709551616' }, 2n ** 64n],
  ['bigint', { N: '1E+20' }, 10n ** 20n],
  ['decimal', { N: '1.5E+3' }, '1500'],
  ['decimal', { N: '-0.10' }, '-0.1'],
  ['boolean', { BOOL: false }, false],
  ['datetime', { S: '2024-02-29T12:34:56.789Z' }, moment],
  ['epoch-seconds', { N: '1709210096' }, new Date('2024-02-29T12:34:56.000Z')],
  ['epoch-milliseconds', { N: '1709210096789' }, moment],
  ['date', { S: '2024-02-29' }, '2024-02-29'],
  ['time', { S: '01:02:03' }, '01:02:03'],
  ['binary', { B: new Uint8Array([97]) }, Buffer.from('a')],
  ['simple-array', { S: 'a,b' }, ['a', 'b']],
  ['simple-array', { S: '' }, []],
  ['simple-json', { S: '{"a":[1]}' }, { a: [1] }],
  ['set', { SS: ['a'] }, new Set(['a'])],
  ['set', { NS: ['1', '18446744073709551616'] }, new Set([1, 2n ** 64n])],
  ['set', { BS: [new Uint8Array([97])] }, new Set([Buffer.from('a')])],
]

test.each(read)('%s reads %p', (type, value, expected) => {
  expect(attributeCodecs[type].decode(value)).toEqual(expected)
})

const otherForm = (value: unknown): AttributeValue => value as AttributeValue

test.each<[AttributeTypeName, AttributeValue, unknown]>([
  ['binary', otherForm({ B: 'YQ==' }), Buffer.from('a')],
  ['number', otherForm({ N: 1.5 }), 1.5],
  ['bigint', otherForm({ N: 5 }), 5n],
  ['decimal', otherForm({ N: 1e21 }), '1000000000000000000000'],
  ['epoch-seconds', otherForm({ N: 1 }), new Date(1000)],
  ['json', otherForm({ M: { a: { B: 'YQ==' }, b: { N: 5 } } }), { a: Buffer.from('a'), b: 5 }],
  ['set', otherForm({ BS: ['YQ=='] }), new Set([Buffer.from('a')])],
])('%s reads the other wire form %p', (type, value, expected) => {
  expect(attributeCodecs[type].decode(value)).toEqual(expected)
})

test.each<[AttributeTypeName, AttributeValue, unknown]>([
  ['string', { N: '5' }, 5],
  ['number', { S: 'five' }, 'five'],
  ['bigint', { N: '1.5' }, 1.5],
  ['boolean', { N: '1' }, 1],
  ['datetime', { S: 'soon' }, 'soon'],
  ['datetime', { N: '5' }, 5],
  ['simple-json', { S: '{' }, '{'],
  ['simple-array', { L: [{ S: 'a' }] }, ['a']],
  ['set', { L: [{ S: 'a' }] }, ['a']],
  ['string', { NULL: true }, null],
])('%s reads %p, which it did not write, as what it is', (type, value, expected) => {
  expect(attributeCodecs[type].decode(value)).toEqual(expected)
})

const circular: { self?: unknown } = {}
circular.self = circular

test.each<[AttributeTypeName, unknown, string]>([
  ['string', 5, 'the value must be a string. Convert it, or add a transformer to the column.'],
  ['string', new String('a'), 'the value must be a string. Convert it, or add a transformer to the column.'],
  ['number', '5', 'the value must be a number. Convert it, or add a transformer to the column.'],
  ['number', NaN, 'NaN and Infinity cannot be stored. Use null.'],
  ['number', -Infinity, 'NaN and Infinity cannot be stored. Use null.'],
  ['number', 1e126, 'a number must be between 1e-130 and 1e126 in size. Store it as text.'],
  ['number', 1e-131, 'a number must be between 1e-130 and 1e126 in size. Store it as text.'],
  ['bigint', 2 ** 53, 'a number in a bigint column must be a safe integer. Use a bigint.'],
  ['bigint', 1.5, 'a number in a bigint column must be a safe integer. Use a bigint.'],
  ['bigint', '1.5', 'the value must be a bigint, a whole number, or the text of one. Convert it.'],
  ['bigint', 10n ** 38n + 1n, 'a number can have 38 digits at most. Store it as text.'],
  ['decimal', '', 'the value must be the text of a number, a number or a bigint. Convert it.'],
  ['decimal', '.', 'the value must be the text of a number, a number or a bigint. Convert it.'],
  ['decimal', '1,5', 'the value must be the text of a number, a number or a bigint. Convert it.'],
  ['decimal', `${nines}9`, 'a decimal can have 38 digits at most, between 1e-130 and 1e126 in size. Round it, or store it as text.'],
  ['decimal', '1e999999999999', 'a decimal can have 38 digits at most, between 1e-130 and 1e126 in size. Round it, or store it as text.'],
  ['boolean', 1, 'the value must be true or false. Convert it, or add a transformer to the column.'],
  ['datetime', new Date(NaN), 'the date is invalid. Use null where there is none.'],
  ['datetime', 'tomorrow', 'the value must be a Date, ISO 8601 text or milliseconds since 1970. Convert it.'],
  ['datetime', '2023-02-29T00:00:00Z', 'the value must be a Date, ISO 8601 text or milliseconds since 1970. Convert it.'],
  ['datetime', new Date(8.64e15), 'a date must be in the years 0000 to 9999. Store others as numbers.'],
  ['datetime', new Date(-8.64e15), 'a date must be in the years 0000 to 9999. Store others as numbers.'],
  ['epoch-seconds', 1.5, 'the value must be a Date or a whole number of seconds since 1970. Convert it.'],
  ['epoch-milliseconds', '5', 'the value must be a Date or a whole number of milliseconds since 1970. Convert it.'],
  ['epoch-seconds', new Date(NaN), 'the date is invalid. Use null where there is none.'],
  ['date', '2024-2-9', 'the value must be a Date or text of the form YYYY-MM-DD. Convert it.'],
  ['date', '2024-04-31', 'the value must be a Date or text of the form YYYY-MM-DD. Convert it.'],
  ['date', new Date(8.64e15), 'a date must be in the years 0000 to 9999. Store others as numbers.'],
  ['time', '24:00', 'the value must be a Date or text of the form HH:MM:SS. Convert it.'],
  ['time', 'noon', 'the value must be a Date or text of the form HH:MM:SS. Convert it.'],
  ['binary', 'a', 'the value must be a Buffer or Uint8Array. Convert it, or add a transformer to the column.'],
  ['simple-array', 5, 'the value must be an array. Convert it, or use a json column.'],
  ['simple-json', circular, 'the value must be one that JSON can hold. Leave out functions, bigints and what contains itself.'],
  ['simple-json', 5n, 'the value must be one that JSON can hold. Leave out functions, bigints and what contains itself.'],
  ['simple-json', () => 5, 'the value must be one that JSON can hold. Leave out functions, bigints and what contains itself.'],
  ['set', new Set(), 'a set cannot be empty. Use null to leave the attribute out.'],
  ['set', ['a', 1], 'the members of a set must be all texts, all numbers or all binary. Use a json column for a list.'],
  ['set', [true], 'the members of a set must be all texts, all numbers or all binary. Use a json column for a list.'],
  ['set', [null], 'the members of a set must be all texts, all numbers or all binary. Use a json column for a list.'],
  ['set', [Buffer.from('a'), 'a'], 'the members of a set must be all texts, all numbers or all binary. Use a json column for a list.'],
  ['set', { a: 1 }, 'the value must be a Set or an array. Convert it.'],
])('%s refuses %p', (type, value, rule) => {
  expect(() => attributeCodecs[type].encode(value, 'Order.it')).toThrow(new InvalidValueError('Order.it', rule))
})
