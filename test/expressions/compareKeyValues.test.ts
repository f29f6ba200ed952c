import fc from 'fast-check'
import { compareKeyValues } from '../../src/expressions/compareKeyValues.js'
import { addDecimals, decimalText, parseDecimal, storageFault } from '../../src/vocabulary/decimal.js'
import { equalValues } from '../../src/expressions/equalValues.js'
import type { AttributeValue } from '../../src/vocabulary/AttributeValue.js'

const S = (text: string): AttributeValue => ({ S: text })
const N = (text: string | number): AttributeValue => ({ N: text as string })
const B = (...bytes: number[]): AttributeValue => ({ B: Uint8Array.from(bytes) })
const base64 = (text: string): AttributeValue => ({ B: text as unknown as Uint8Array })

describe('the order of key values', () => {
  test.each<[string, readonly AttributeValue[]]>([
    ['text by UTF-8 bytes', [S(''), S('A'), S('a'), S('aa'), S('b'), S('é'), S('\uD7FF'), S('\uE000'), S('\uFFFD'), S('😀'), S('😁'), S('\u{10FFFF}')]],
    ['numbers by value', ['-9.9e125', '-10', '-9', '-1.5', '-1e-130', '0', '1e-130', '0.30', '0.30000000000000000000000000000000000001', '9', '1E1', '99999999999999999999999999999999999998', '99999999999999999999999999999999999999', '1e38'].map(N)],
    ['numbers in either form', [N(-1), N('-0.5'), N(0), N('1'), N(2.5), N('1e2'), N(1e21)]],
    ['binary by unsigned bytes', [B(), B(0), B(0, 0), B(1), base64('AQI='), B(127), B(128), base64('/w==')]],
  ])('%s', (_, ascending) => {
    for (const [at, a] of ascending.entries()) for (const [other, b] of ascending.entries()) expect(Math.sign(compareKeyValues(a, b))).toBe(Math.sign(at - other))
  })

  test.each<[AttributeValue, AttributeValue]>([[N('1e2'), N('100.00')], [N('-0'), N('0')], [N(0.1), N('1e-1')], [N('+5'), N('05')], [B(97, 98), base64('YWI=')], [S('é'), S('é')]])('%j and %j are the same', (a, b) => {
    expect(compareKeyValues(a, b)).toBe(0)
    expect(equalValues(a, b)).toBe(true)
  })

  test('any two texts are ordered as their UTF-8 bytes', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(Math.sign(compareKeyValues(S(a), S(b)))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
    }))
  })

  test('any two whole numbers are ordered as such, however they are written', () => {
    const digits = fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n })
    fc.assert(fc.property(digits, digits, fc.nat(5), (a, b, zeros) => {
      const written = `${b}${'0'.repeat(zeros)}e-${zeros}`
      expect(Math.sign(compareKeyValues(N(String(a)), N(written)))).toBe(a < b ? -1 : a > b ? 1 : 0)
    }))
  })
})

describe('equal values', () => {
  test.each<[AttributeValue, AttributeValue, boolean]>([
    [{ BS: [Uint8Array.from([97])] }, { BS: ['YQ==' as unknown as Uint8Array] }, true],
    [{ NS: ['1', '2'] }, { NS: ['2.0', '10e-1'] }, true],
    [{ NS: ['1', '2'] }, { NS: ['1', '3'] }, false],
    [{ SS: ['1'] }, { NS: ['1'] }, false],
    [{ SS: ['a'] }, { L: [S('a')] }, false],
    [{ SS: ['a', 'b'] }, { SS: ['a'] }, false],
    [{ L: [] }, { M: {} }, false],
    [{ M: { a: { L: [N('1')] }, b: { NULL: true } } }, { M: { b: { NULL: true }, a: { L: [N('1.0')] } } }, true],
    [{ M: { toString: S('x') } }, { M: { a: S('x') } }, false],
    [{ NULL: true }, { BOOL: true }, false],
    [S(''), B(), false],
    [S('1'), N('1'), false],
  ])('%j and %j: %s', (a, b, same) => {
    expect([equalValues(a, b), equalValues(b, a)]).toEqual([same, same])
  })

  test('large sets are compared in good time', () => {
    const members = Array.from({ length: 20_000 }, (_, at) => String(at))
    expect(equalValues({ NS: members }, { NS: [...members].reverse() })).toBe(true)
  })
})

describe('exact numbers', () => {
  test.each([['0.1', '0.2', '0.3'], ['1e20', '1e-17', '100000000000000000000.00000000000000001'], ['99999999999999999999999999999999999999', '1', `1${'0'.repeat(38)}`], ['-1', '1.0', '0'], ['-1.5', '0', '-1.5'], ['1e3', '-1', '999'], ['0.05', '-0.1', '-0.05']])('%s + %s = %s', (a, b, sum) => {
    expect(decimalText(addDecimals(parseDecimal(a)!, parseDecimal(b)!))).toBe(sum)
  })

  test.each(['', '.', '1,5', '0x10', 'NaN', 'Infinity', '1e', '--1', ' 1', '1 '])('%j is no number', (text) => {
    expect(parseDecimal(text)).toBeUndefined()
  })

  test.each([['1e125', undefined], ['9.9e125', undefined], ['-1e-130', undefined], ['0e999', undefined], ['1e126', 'a number lies between 1E-130 and 9.9E+125, or is zero'], ['1e-131', 'a number lies between 1E-130 and 9.9E+125, or is zero'], [`1${'0'.repeat(37)}1`, 'a number has 38 digits at most'], [`1${'0'.repeat(60)}`, undefined]])('%s can be stored: %s', (text, fault) => {
    expect(storageFault(parseDecimal(text)!)).toBe(fault)
  })
})
