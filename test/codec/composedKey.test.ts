import * as fc from 'fast-check'
import { composeKey, composePart, splitComposedKey } from '../../src/codec/composedKey.js'
import { joined } from '../../src/metadata/joined.js'
import { InvalidValueError } from '../../src/errors/InvalidValueError.js'
import type { AttributeValue } from '../../src/vocabulary/AttributeValue.js'

const s = (text: string): AttributeValue => ({ S: text })
const n = (text: string): AttributeValue => ({ N: text })

test.each<[string, AttributeValue[], string]>([
  ['ordinary names stay as they are', [s('Doe'), s('Jane')], 'Doe#Jane'],
  ['a space in a part that others follow', [s('Van Dyke'), s('Jan Hans')], 'Van$PDyke#Jan Hans'],
  ['separators and escapes', [s('a#$'), s('b#$')], 'a$S$T#b#$'],
  ['control characters', [s('\u0000\n'), s('')], '$0$:#'],
  ['empty texts', [s(''), s(''), s('')], '##'],
  ['emoji', [s('😀'), s('ü')], '😀#ü'],
  ['booleans', [{ BOOL: true }, { BOOL: false }], 'true#false'],
  ['bytes', [{ B: new Uint8Array([0, 255]) }, s('x')], '00ff#x'],
  ['bytes as base64 text', [{ B: 'AP8=' as unknown as Uint8Array }, s('x')], '00ff#x'],
  ['numbers', [n('42'), n('0')], '113142#0'],
  ['a negative number', [n('-42'), s('x')], '-86857~#x'],
  ['a fraction', [n('0.05'), s('x')], '11285#x'],
  ['dates', [s('2024-02-29T12:34:56.789Z'), s('x')], '2024-02-29T12:34:56.789Z#x'],
])('composes %s', (_what, values, expected) => {
  expect(composeKey(values, joined(values.length))).toBe(expected)
})

test.each<[string, AttributeValue[], string]>([
  ['texts verbatim', [s('a#b $'), s('c')], 'a#b $#c'],
  ['numbers as they are', [n('-10'), n('9')], '-10#9'],
  ['numbers as JavaScript writes them, however they are spelled', [n('1000000000000000000000'), n('1.50'), n('1e-7')], '1e+21#1.5#1e-7'],
  ['numbers that JavaScript cannot hold', [n('12345678901234567890123456789012345678'), n('0.10000000000000000001')], '12345678901234567890123456789012345678#0.10000000000000000001'],
  ['booleans', [{ BOOL: true }, s('')], 'true#'],
  ['bytes as text', [{ B: Buffer.from('ab') }, s('c')], 'ab#c'],
])('joins %s where the composition is plain', (_what, values, expected) => {
  expect(composeKey(values, joined(values.length, 'plain'))).toBe(expected)
})

test.each([[[s('a'), undefined]], [[{ NULL: true } as AttributeValue, s('a')]]])('has no key where a part is missing or NULL', (values) => {
  expect(composeKey(values, joined(values.length))).toBeUndefined()
})

test.each<[AttributeValue, string]>([
  [{ L: [] }, 'a part must be a string, a number, binary or a boolean. Compose other properties.'],
  [n('many'), 'a part is not a number that can be read. Repair the item.'],
])('refuses %p as a part', (value, rule) => {
  expect(() => composePart(value, joined(2), 0)).toThrow(new InvalidValueError('composed key', rule))
})

test.each<[AttributeValue[], string]>([
  [[], ''],
  [[s('Doe')], 'Doe#'],
  [[s('a b'), n('1')], 'a$Pb#11301#'],
])('the prefix of %j ends with a separator', (values, expected) => {
  expect(composeKey(values, joined(values.length + 1))).toBe(expected)
})

test.each<[string, string, ('S' | 'N' | 'BOOL')[]]>([
  ['too few parts', 'Doe', ['S', 'S']],
  ['an escape of nothing', 'a$#b', ['S', 'S']],
  ['a character that would be escaped', 'a b#c', ['S', 'S']],
  ['no number', 'x#c', ['N', 'S']],
  ['a number with zeros at its end', '1131420#c', ['N', 'S']],
  ['no boolean', 'yes#c', ['BOOL', 'S']],
])('does not split text of %s', (_what, text, wires) => {
  expect(splitComposedKey(text, wires, joined(wires.length))).toBeUndefined()
})

test('splits a plain join at the first separators', () => {
  expect(splitComposedKey('a#1#b#c', ['S', 'N', 'S'], joined(3, 'plain'))).toEqual([s('a'), n('1'), s('b#c')])
})

interface Value {
  readonly wire: 'S' | 'N' | 'BOOL' | 'B'
  readonly value: AttributeValue
  /** A number's digits and power, to compare by. */
  readonly sortable: string | bigint | boolean
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.string({ unit: fc.constantFrom('a', 'b', 'Z', ' ', '!', '#', '$', '%', '0', 'P', '~', '\u0000', '\u001f', '\u007f', 'é', '\uffff', '😀'), maxLength: 4 }),
)
const scale = 130n
/** Whole numbers of up to 38 digits times a power of ten; compared as whole numbers of the smallest power. */
const exact = fc.tuple(fc.oneof(fc.bigInt({ min: -20n, max: 20n }), fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n })), fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -130, max: 88 })))

const parts: Record<Value['wire'], fc.Arbitrary<Value>> = {
  S: text.map((value) => ({ wire: 'S', value: { S: value }, sortable: value })),
  N: exact.map(([digits, power]) => ({ wire: 'N', value: { N: `${digits}e${power}` }, sortable: digits * 10n ** (BigInt(power) + scale) })),
  BOOL: fc.boolean().map((value) => ({ wire: 'BOOL', value: { BOOL: value }, sortable: value })),
  B: fc.uint8Array({ maxLength: 3 }).map((value) => ({ wire: 'B', value: { B: value }, sortable: Buffer.from(value).toString('latin1') })),
}
const pair = fc.array(fc.constantFrom('S', 'N', 'BOOL', 'B'), { minLength: 1, maxLength: 4 })
  .chain((wires) => fc.tuple(...[0, 1].map(() => fc.tuple(...wires.map((wire) => parts[wire as Value['wire']])))) as fc.Arbitrary<[Value[], Value[]]>)
  // Equal parts at the front, so that the later ones decide as well.
  .chain(([a, b]) => fc.nat({ max: a.length }).map((same): [Value[], Value[]] => [a, [...a.slice(0, same), ...b.slice(same)]]))

function compareSortables(a: Value, b: Value): number {
  if (a.wire === 'S') return Buffer.compare(Buffer.from(a.sortable as string), Buffer.from(b.sortable as string))
  return a.sortable < b.sortable ? -1 : a.sortable > b.sortable ? 1 : 0
}

const compareTuples = (a: Value[], b: Value[]): number => a.map((one, position) => compareSortables(one, b[position]!)).find((order) => order !== 0) ?? 0
const compose = (values: Value[]): string => composeKey(values.map((one) => one.value), joined(values.length))!

test('composed text sorts by its bytes as the tuples do, and is the same only for the same tuple', () => {
  fc.assert(fc.property(pair, ([a, b]) => {
    expect(Math.sign(Buffer.compare(Buffer.from(compose(a)), Buffer.from(compose(b))))).toBe(Math.sign(compareTuples(a, b)))
  }), { numRuns: 3000 })
})

test('splitting gives the parts back', () => {
  const plainNumber = { N: expect.stringMatching(/^[-.\d]+$/) as string }
  fc.assert(fc.property(pair, ([values]) => {
    const wires = values.map((one) => one.wire)
    const split = splitComposedKey(compose(values), wires, joined(wires.length))!
    expect(split.map((one) => Object.keys(one)[0])).toEqual(wires)
    expect(composeKey(split, joined(split.length))).toBe(compose(values))
    expect(split).toEqual(values.map(({ value }) => (value.N !== undefined ? plainNumber : value.B !== undefined ? { B: Buffer.from(value.B) } : value)))
  }), { numRuns: 1000 })
})

test('text begins with the prefix of its leading parts, and with that of no others', () => {
  fc.assert(fc.property(pair, fc.nat({ max: 3 }), ([a, b], count) => {
    const leading = b.slice(0, Math.min(count, b.length - 1))
    const same = compareTuples(a.slice(0, leading.length), leading) === 0
    expect(compose(a).startsWith(composeKey(leading.map((one) => one.value), joined(a.length))!)).toBe(same)
  }), { numRuns: 1000 })
})

test('the beginning of a text part begins its composed text', () => {
  fc.assert(fc.property(text, text, (start, end) => {
    expect(composePart(s(start + end), joined(2), 0).startsWith(composePart(s(start), joined(2), 0))).toBe(true)
  }))
})

test('what is written of a number sorts after the separator and the escape', () => {
  fc.assert(fc.property(exact, ([digits, power]) => {
    expect(composePart(n(`${digits}e${power}`), joined(2), 0)).toMatch(/^[%-~]+$/)
  }))
})
