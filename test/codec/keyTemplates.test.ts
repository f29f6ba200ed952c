import * as fc from 'fast-check'
import { compileCodec } from '../../src/codec/compileCodec.js'
import { composeKey, composePart, splitComposedKey } from '../../src/codec/composedKey.js'
import { compileModel } from '../../src/metadata/compileModel.js'
import type { KeyTemplate } from '../../src/metadata/ModelDefinition.js'
import { parseTemplate } from '../../src/metadata/parseTemplate.js'
import { templatesMeet } from '../../src/metadata/templatesMeet.js'
import type { AttributeValue } from '../../src/vocabulary/AttributeValue.js'
import { defineModel } from '../support/defineModel.js'

type Wire = 'S' | 'N' | 'BOOL' | 'B'

/** A value of a part, and what it is ordered by. */
interface Value {
  readonly value: AttributeValue
  readonly sortable: string | bigint | boolean
}

interface Shape {
  readonly template: KeyTemplate
  readonly wires: readonly Wire[]
}

const hostile = fc.constantFrom('', '#', '##', '$', '$S', '{', '}', '{p0}', 'USER#', '#POST#', ' ', '!', '"', '\u0000', '\uffff', '😀', 'é', 'a#b', 'A', 'a', '~')
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 4 }), fc.array(hostile, { maxLength: 3 }).map((some) => some.join('')))
const scale = 130n
const digits = fc.oneof(fc.bigInt({ min: -20n, max: 20n }), fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }))
const values: Readonly<Record<Wire, fc.Arbitrary<Value>>> = {
  S: fc.oneof(text.map((S) => ({ value: { S }, sortable: S })), fc.date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }).map((date) => ({ value: { S: date.toISOString() }, sortable: date.toISOString() }))),
  N: fc.tuple(digits, fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -130, max: 88 }))).map(([whole, power]) => ({ value: { N: `${whole}e${power}` }, sortable: whole * 10n ** (BigInt(power) + scale) })),
  BOOL: fc.boolean().map((BOOL) => ({ value: { BOOL }, sortable: BOOL })),
  B: fc.uint8Array({ maxLength: 3 }).map((B) => ({ value: { B }, sortable: Buffer.from(B).toString('latin1') })),
}

const printable = fc.constantFrom('#', 'USER', 'POST', 'a', 'A', '#META', '$x#id_', ' ', '!', '"', '%', '~', '0', '1', '|')
const literal = fc.array(printable, { maxLength: 3 }).map((pieces) => pieces.join(''))
const wire = fc.constantFrom<Wire>('S', 'S', 'N', 'BOOL', 'B')

/** Templates as they are written: of texts alone, of one part or several, with and without a text at the end. */
function shapes(composition: KeyTemplate['composition'], borders: fc.Arbitrary<string>): fc.Arbitrary<Shape> {
  return fc.tuple(literal, fc.array(fc.tuple(wire, borders), { maxLength: 4 }), fc.boolean()).map(([first, parts, open]) => {
    const written = first + parts.map(([, border], at) => `{p${at}}${open && at === parts.length - 1 ? '' : border}`).join('')
    return { written: written === '' ? 'ONLY' : written, wires: parts.map(([one]) => one) }
  }).map(({ written, wires }): Shape => {
    const faults: string[] = []
    const parsed = parseTemplate(written, { composition }, (fault) => void faults.push(fault))
    if (parsed === undefined) throw new Error(faults.join('\n'))
    return { template: parsed.template, wires }
  })
}
const ordered = shapes('ordered', fc.tuple(fc.constantFrom(' ', '!', '"', '#'), literal).map(([border, more]) => border + more))
const plain = shapes('plain', literal.map((one) => one === '' ? '#' : one))

const tuple = (wires: readonly Wire[]): fc.Arbitrary<Value[]> => fc.tuple(...wires.map((one) => values[one]))
/** A template with two tuples for it, which begin alike. */
const pairs = ordered.chain((shape) => fc.tuple(fc.constant(shape), tuple(shape.wires), tuple(shape.wires), fc.nat({ max: shape.wires.length })))
  .map(([shape, a, b, same]) => ({ ...shape, a, b: [...a.slice(0, same), ...b.slice(same)] }))

const render = (some: readonly Value[], template: KeyTemplate): string => composeKey(some.map(({ value }) => value), template)!
const bytes = (one: string): Buffer => Buffer.from(one)
const order = (a: Value['sortable'], b: Value['sortable']): number => (typeof a === 'string' ? Buffer.compare(bytes(a), bytes(b as string)) : a < b ? -1 : a > b ? 1 : 0)
const orderOf = (a: readonly Value[], b: readonly Value[]): number => a.map((one, at) => order(one.sortable, b[at]!.sortable)).find((found) => found !== 0) ?? 0
const many = { numRuns: 1000 }

describe('the keys of a template', () => {
  test('sort as their values do, numbers and dates too, and are the same of the same values alone', () => {
    fc.assert(fc.property(pairs, ({ template, a, b }) => {
      expect(Math.sign(Buffer.compare(bytes(render(a, template)), bytes(render(b, template))))).toBe(Math.sign(orderOf(a, b)))
    }), many)
  })

  test('give back the values that they are made of', () => {
    fc.assert(fc.property(pairs, ({ template, wires, a }) => {
      const read = splitComposedKey(render(a, template), wires, template)!
      expect(read.map((one) => Object.keys(one)[0])).toEqual(wires)
      expect(composeKey(read, template)).toBe(render(a, template))
      expect(read.filter(({ N }) => N === undefined)).toEqual(a.flatMap(({ value }) => (value.N !== undefined ? [] : [value.B !== undefined ? { B: Buffer.from(value.B) } : value])))
    }), many)
  })

  test('begin with what their first parts make, and with that of no other values', () => {
    fc.assert(fc.property(pairs, fc.nat({ max: 3 }), ({ template, a, b }, count) => {
      const first = b.slice(0, Math.min(count, Math.max(b.length - 1, 0)))
      expect(render(a, template).startsWith(render(first, template))).toBe(orderOf(a.slice(0, first.length), first) === 0)
    }), many)
  })

  test('begin with what begins their next part', () => {
    const cases = ordered.filter(({ wires }) => wires.includes('S')).chain(({ template, wires }) => {
      const at = wires.indexOf('S')
      return fc.tuple(fc.constant({ template, at }), tuple(wires.slice(0, at)), text, text, tuple(wires.slice(at + 1)))
    })
    fc.assert(fc.property(cases, ([{ template, at }, before, start, end, after]) => {
      const whole = render([...before, { value: { S: start + end }, sortable: '' }, ...after], template)
      expect(whole.startsWith(render(before, template) + composePart({ S: start }, template, at))).toBe(true)
    }), many)
  })
})

function outcomeOf(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return (error as Error).message
  }
}

test('a primary key of a plain template is refused unless it reads back as the values that it is made of', () => {
  const types = { S: 'string', N: 'number', BOOL: 'boolean', B: 'binary' } as const
  const cases = plain.filter(({ template, wires }) => wires.length > 0 && template.literals.join('') !== '' && !wires.includes('BOOL')).chain((shape) => fc.tuple(fc.constant(shape), tuple(shape.wires)))
  const outcomes = { accepted: 0, refused: 0 }
  fc.assert(fc.property(cases, ([{ template, wires }, some]) => {
    const columns = Object.fromEntries(wires.map((one, at) => [`p${at}`, { type: types[one] }]))
    const properties = Object.keys(columns)
    const codec = compileCodec(compileModel(defineModel('Thing', ['pk'], { ...columns, pk: { composedOf: { properties, template: { ...template, exact: true } }, hidden: true, propertyless: true } })))
    const entity = Object.fromEntries(some.map(({ value: { S, N, B } }, at) => [`p${at}`, S ?? B ?? Number(N)]))
    const item = Object.fromEntries(some.map(({ value: { S, N, B } }, at): [string, AttributeValue] => [`p${at}`, S !== undefined ? { S } : B !== undefined ? { B } : { N: String(Number(N)) }]))
    const text = composeKey(properties.map((name) => item[name]), template)!
    const read = splitComposedKey(text, wires, template)
    const isSame = read?.every((value, at) => composePart(value, template, at) === composePart(item[`p${at}`]!, template, at)) === true
    outcomes[isSame ? 'accepted' : 'refused']++
    expect(outcomeOf(() => codec.encodeKey(entity))).toEqual(isSame ? { pk: { S: text } } : `Thing.${properties.join(', ')}: the key could be that of other values, since its composition is plain. Use values without the text that stands between the parts.`)
  }), { numRuns: 600, seed: 8 })
  expect(outcomes.accepted).toBeGreaterThan(200)
  expect(outcomes.refused).toBeGreaterThan(8)
})

describe('two templates', () => {
  const tables = { ordered: fc.tuple(ordered, ordered), plain: fc.tuple(plain, plain), mixed: fc.tuple(ordered, plain) }

  test.each(Object.entries(tables))('that make one key are known to meet (%s)', (_name, two) => {
    const cases = two.chain(([a, b]) => fc.tuple(fc.constant([a.template, b.template] as const), tuple(a.wires), tuple(b.wires)))
    let met = 0
    fc.assert(fc.property(cases, ([[a, b], one, other]) => {
      expect(templatesMeet(a, b)).toBe(templatesMeet(b, a))
      if (render(one, a) !== render(other, b)) return
      met++
      expect(templatesMeet(a, b)).toBe(true)
    }), { numRuns: 4000, seed: 8 })
    expect(met).toBeGreaterThan(0)
  })

  test('meet wherever one reads what the other has made', () => {
    const cases = fc.oneof(tables.ordered, tables.plain, tables.mixed).chain(([a, b]) => fc.tuple(fc.constant([a, b] as const), tuple(a.wires)))
    let met = 0
    fc.assert(fc.property(cases, ([[a, b], some]) => {
      const key = render(some, a.template)
      if (splitComposedKey(key, b.wires, b.template) === undefined) return
      met++
      expect(templatesMeet(a.template, b.template)).toBe(true)
    }), { numRuns: 4000, seed: 8 })
    expect(met).toBeGreaterThan(50)
  })

  const parsed = (written: string, composition: KeyTemplate['composition']): KeyTemplate => parseTemplate(written, { composition }, (fault) => { throw new Error(fault) })!.template

  test.each<[KeyTemplate['composition'], string, string, boolean]>([
    ['ordered', 'USER#{a}', 'POST#{a}', false],
    ['ordered', 'USER#{a}', 'USERNAME#{a}', false],
    ['ordered', 'USER#{a}', 'USER#{b}', true],
    ['ordered', 'USER#{a}#META', 'USER#{a}#POST', false],
    ['ordered', 'USER#{a}#META', 'USER#{a}#META#{b}', false],
    ['ordered', 'USER#{a}#{b}', 'USER#{a}#META', true],
    ['ordered', 'USER#{a}#{b}#C', 'USER#{a}#D', false],
    ['ordered', 'USER#{a}', 'USER#{a}#{b}', true],
    ['ordered', '{a}', '#METADATA', true],
    ['ordered', '{a}#x', '#METADATA', false],
    ['ordered', 'A', 'B', false],
    ['ordered', 'A', 'A', true],
    ['ordered', 'A#{a}#1', 'A#{a}#2', false],
    ['plain', 'USER#{a}', 'POST#{a}', false],
    ['plain', 'USER#{a}#META', 'USER#{a}#POST', false],
    ['plain', 'USER#{a}#META', 'USER#{a}#{b}', true],
    ['plain', 'USER#{a}#x#{b}', 'USER#{a}#y#{b}', true],
    ['plain', '$app#id_{a}', '$app#org_{a}', false],
    ['plain', '$user_1', '$task_1#id_{a}', false],
  ])('of an %s table, %s and %s, may make one key: %p', (composition, a, b, expected) => {
    expect(templatesMeet(parsed(a, composition), parsed(b, composition))).toBe(expected)
    expect(templatesMeet(parsed(b, composition), parsed(a, composition))).toBe(expected)
  })
})

test.each<[string, 'ordered' | 'plain', readonly string[]]>([
  ['', 'ordered', ['the template "": it is empty. Give a text, or a property in braces.']],
  ['A#{a', 'ordered', ['the template "A#{a": a brace has no counterpart. Write a property as {name}.']],
  ['A#}{a}', 'ordered', ['the template "A#}{a}": a brace has no counterpart. Write a property as {name}.']],
  ['Ä#{a}', 'ordered', ['the template "Ä#{a}": its texts have other characters than printable ASCII. Use letters, digits and signs.']],
  ['{a}{b}', 'ordered', ['the template "{a}{b}": nothing stands between {a} and the next part. Put # between them.']],
  ['{a}{b}', 'plain', ['the template "{a}{b}": nothing stands between {a} and the next part. Put # between them.']],
  ['{a}-{b}', 'ordered', ["the template \"{a}-{b}\": the text behind {a} begins with -, which the value could contain. Begin it with #, or use composition: 'plain'."]],
  ['{a}-{b}', 'plain', []],
  ['{a}_x', 'ordered', ["the template \"{a}_x\": the text behind {a} begins with _, which the value could contain. Begin it with #, or use composition: 'plain'."]],
  ['é{a}-{b', 'ordered', [
    'the template "é{a}-{b": a brace has no counterpart. Write a property as {name}.',
    'the template "é{a}-{b": its texts have other characters than printable ASCII. Use letters, digits and signs.',
    "the template \"é{a}-{b\": the text behind {a} begins with -, which the value could contain. Begin it with #, or use composition: 'plain'.",
  ]],
])('the template %j of an %s table has its faults told by name', (written, composition, expected) => {
  const faults: string[] = []
  expect(parseTemplate(written, { composition }, (fault) => void faults.push(fault)) === undefined).toBe(expected.length > 0)
  expect(faults).toEqual(expected)
})
