import * as fc from 'fast-check'
import { compileCodec } from '../../src/codec/compileCodec.js'
import { InvalidValueError } from '../../src/errors/InvalidValueError.js'
import type { Transformer } from '../../src/metadata/ModelDefinition.js'
import type { Item } from '../../src/vocabulary/AttributeValue.js'
import { attributeTypes, type AttributeTypeName } from '../../src/vocabulary/attributeTypes.js'
import { modelOf } from '../support/model.js'

const required = { nullable: false } as const
const names = modelOf({
  columns: {
    id: required,
    first: 'string',
    last: 'string',
    email: { attribute: 'mail' },
    'address.street': { attribute: 'street' },
    'address.geo.lat': { type: 'number', attribute: 'lat' },
    secret: { selected: false },
    joined: { type: 'datetime', nullable: false },
  },
  indexes: [{ name: 'byName', partitionKey: ['last', 'first'] }, { name: 'byEmail', partitionKey: ['email'] }],
})
const codec = compileCodec(names)
const joined = new Date(0)

describe('encode', () => {
  test('writes every attribute that has a value, and the composed ones', () => {
    expect(codec.encode({ id: 'a', first: 'Jane', last: 'Doe', email: null, address: { street: 's', geo: { lat: 1 } }, joined, other: 1 })).toEqual({
      id: { S: 'a' }, first: { S: 'Jane' }, last: { S: 'Doe' }, street: { S: 's' }, lat: { N: '1' }, joined: { S: '1970-01-01T00:00:00.000Z' }, 'last#first': { S: 'Doe#Jane' },
    })
  })

  test.each([{ first: null }, { first: undefined }, {}])('leaves a composed attribute out where a part is missing: %p', (more) => {
    expect(codec.encode({ id: 'a', last: 'Doe', ...more })).toEqual({ id: { S: 'a' }, last: { S: 'Doe' } })
  })

  test('takes an empty text for a value in a composed attribute', () => {
    expect(codec.encode({ id: 'a', last: '', first: '' })['last#first']).toEqual({ S: '#' })
  })

  test.each([{ address: null }, { address: { geo: undefined } }, {}])('finds nothing behind missing embedded objects: %p', (more) => {
    expect(codec.encode({ id: 'a', ...more })).toEqual({ id: { S: 'a' } })
  })

  test.each([
    ['a primary key without value', { id: null }, 'User.id', 'the primary key has no value. Set one first.'],
    ['an empty primary key', { id: '' }, 'User.id', 'an empty string cannot be a primary key. Give it a value.'],
    ['an empty text in the key of an index', { id: 'a', email: '' }, 'User.email', 'an empty string cannot be in the key of index byEmail. Use null to leave the index.'],
    ['a value of another type', { id: 'a', address: { street: 5 } }, 'User.address.street', 'the value must be a string. Convert it, or add a transformer to the column.'],
    ['a composed key that is too long', { id: 'a', last: 'é'.repeat(1024), first: 'x' }, 'User.last#first', 'the key of index byName would have more than 2048 bytes. Shorten last or first.'],
  ])('refuses %s', (_what, entity, subject, rule) => {
    expect(() => codec.encode(entity)).toThrow(new InvalidValueError(subject, rule))
  })

  test('allows a composed key of just as many bytes as a key can have', () => {
    const entity = { id: 'a', last: `x${'é'.repeat(1022)}`, first: 'ab' }
    expect(Buffer.byteLength(codec.encode(entity)['last#first']!.S!)).toBe(2048)
  })

  test('refuses null in an index that needs every item, and names it', () => {
    const complete = compileCodec(modelOf({ columns: { id: required, status: required, at: { ...required, type: 'number' } }, indexes: [{ name: 'byStatus', partitionKey: ['status'], sortKey: ['at'] }] }))
    expect(() => complete.encode({ id: 'a', status: 'x', at: null })).toThrow(new InvalidValueError('User.at', 'index byStatus needs a value in each item. Give one, or make the column nullable.'))
  })

  test('refuses empty binary keys', () => {
    const binary = compileCodec(modelOf({ columns: { id: { ...required, type: 'binary' } } }))
    expect(() => binary.encode({ id: Buffer.alloc(0) })).toThrow(new InvalidValueError('User.id', 'an empty binary value cannot be a primary key. Give it a value.'))
  })

  test.each([
    ['a text', 'string', 'owner'],
    ['a list', 'json', ['reader', 'owner']],
    ['a set', 'set', new Set(['owner'])],
  ] as const)('refuses %s beyond the allowed values', (_what, type, role) => {
    const roles = compileCodec(modelOf({ columns: { id: required, role: { type, allowedValues: ['reader', 'writer'] } } }))
    expect(() => roles.encode({ id: 'a', role })).toThrow(new InvalidValueError('User.role', 'the value must be one of reader, writer. Use one of these, or add it to the enum.'))
    expect(roles.encode({ id: 'a', role: null })).toEqual({ id: { S: 'a' } })
    expect(Object.keys(roles.encode({ id: 'a', role: type === 'string' ? 'reader' : ['reader'] }))).toEqual(['id', 'role'])
  })

  test('reads a foreign key where its column says', () => {
    const foreign = compileCodec(modelOf({ columns: { id: required, authorId: { path: ['author'], propertyless: true, read: (entity) => (entity as { author?: { id: string } }).author?.id } } }))
    expect(foreign.encode({ id: 'a', author: { id: 'b' } })).toEqual({ id: { S: 'a' }, authorId: { S: 'b' } })
    expect(foreign.decode({ id: { S: 'a' }, authorId: { S: 'b' } })).toEqual({ id: 'a' })
  })
})

/** Compiles as where a policy forbids to make functions of texts. */
function forbidden<Result>(compile: () => Result): Result {
  const making = jest.spyOn(globalThis, 'Function').mockImplementation(() => {
    throw new EvalError('Code generation from strings disallowed for this context')
  })
  try {
    return compile()
  } finally {
    expect(making).toHaveBeenCalled()
    making.mockRestore()
  }
}

describe('decode', () => {
  test('makes null of absent nullable attributes, and leaves other absent ones as the class made them', () => {
    const entity = compileCodec({ ...names, create: () => ({ joined: 'never', address: { own: true } }) }).decode({ id: { S: 'a' }, first: { NULL: true } })
    expect(entity).toEqual({ id: 'a', first: null, last: null, email: null, joined: 'never', address: { own: true, street: null, geo: { lat: null } } })
  })

  test('drops unknown and composed attributes, and columns that are not selected', () => {
    const entity = codec.decode({ id: { S: 'a' }, 'last#first': { S: 'x#y' }, stray: { N: '1' }, secret: { S: 's' } })
    expect(Object.keys(entity)).toEqual(['id', 'first', 'last', 'email', 'address'])
  })

  test('reads only what is named, selected by default or not', () => {
    expect(codec.decode({ id: { S: 'a' }, secret: { S: 's' }, lat: { N: '1' } }, new Set(['secret', 'lat', 'mail']))).toEqual({ secret: 's', email: null, address: { geo: { lat: 1 } } })
  })

  test('keeps unknown attributes where the entity says so, and never over a property of a column', () => {
    const keeping = compileCodec({ ...names, keepUnknownAttributes: true })
    const entity = keeping.decode({ id: { S: 'a' }, mail: { S: 'm' }, email: { S: 'stray' }, stray: { L: [{ N: '1' }] }, ['__proto__']: { M: { admin: { BOOL: true } } } }) as Record<string, unknown>
    expect([entity['email'], entity['stray'], entity['admin']]).toEqual(['m', [1], undefined])
    expect(Object.getPrototypeOf(entity)).toBe(Object.prototype)
  })

  test.each([
    { id: { S: 'a' } },
    { id: { S: 'a' }, mail: { NULL: true }, street: { S: 's' }, lat: { N: '1' }, secret: { S: 's' }, joined: { S: joined.toISOString() } },
    { id: { N: '1' }, first: { S: '' }, joined: { N: '5' }, stray: { S: 'x' } },
  ] as Item[])('is the same where code generation is forbidden: %j', (item) => {
    const plain = forbidden(() => compileCodec(names))
    expect(plain.decode(item)).toEqual(codec.decode(item))
    expect(Object.keys(plain.decode(item))).toEqual(Object.keys(codec.decode(item)))
  })

  test.each(['"]; throw 1 //', '`${x}`', 'a\nb', '\u2028', '\\', "'", 'constructor', '*/'])('reads an attribute and a property called %j, whatever it means elsewhere', (name) => {
    const hostile = modelOf({ columns: { id: required, [name]: 'string' } })
    for (const read of [compileCodec(hostile), forbidden(() => compileCodec(hostile))]) {
      expect(Object.entries(read.decode({ id: { S: 'a' }, [name]: { S: 'x' } }))).toEqual([['id', 'a'], [name, 'x']])
    }
  })

  test('makes instances of the class', () => {
    class User { id!: string }
    expect(compileCodec(modelOf({ columns: { id: required }, create: () => new User() })).decode({ id: { S: 'a' } })).toBeInstanceOf(User)
  })

  test('gives a set as an array where the property is one', () => {
    const sets = compileCodec(modelOf({ columns: { id: required, tags: { type: 'set', container: 'Array' } } }))
    expect(sets.decode({ id: { S: 'a' }, tags: { SS: ['x', 'y'] } })).toEqual({ id: 'a', tags: ['x', 'y'] })
  })
})

describe('transformers', () => {
  const tracing = (mark: string): Transformer => ({ to: (value) => (value === undefined ? undefined : `${value as string | null}>${mark}`), from: (value) => `${value as string | null}<${mark}` })
  const model = modelOf({ columns: { id: required, note: { transformers: [tracing('1'), tracing('2')] }, must: { nullable: false, transformers: [tracing('3')] } } })
  const transforming = compileCodec(model)

  test('run from first to last before a value is written, for null too', () => {
    expect(transforming.encode({ id: 'a', note: 'x' })).toEqual({ id: { S: 'a' }, note: { S: 'x>1>2' } })
    expect(transforming.encodeValue(model.attributeByProperty.get('note')!, null)).toEqual({ S: 'null>1>2' })
    expect(transforming.encodeValue(model.attributeByProperty.get('note')!, undefined)).toBeUndefined()
  })

  test('run from last to first after a value is read, for null too', () => {
    expect(transforming.decode({ id: { S: 'a' }, note: { S: 'x' } })).toEqual({ id: 'a', note: 'x<2<1' })
    expect(transforming.decode({ id: { S: 'a' } })).toEqual({ id: 'a', note: 'null<2<1' })
    expect(transforming.decodeValue(model.attributeByProperty.get('must')!, undefined)).toBeUndefined()
  })
})

describe('encodeKey', () => {
  const pair = compileCodec(modelOf({ columns: { 'of.id': required, at: { ...required, type: 'datetime' }, note: 'string' }, primaryColumns: ['of.id', 'at'] }))
  const dated = compileCodec(modelOf({ columns: { id: { ...required, type: 'datetime' } } }))
  const wrapped = compileCodec(modelOf({ columns: { id: { ...required, transformers: [{ to: (id) => (id as { text?: string } | undefined)?.text ?? id, from: (id) => id }] } } }))

  test.each([
    ['an entity', () => codec.encodeKey({ id: 'a', first: 5 }), { id: { S: 'a' } }],
    ['the one value', () => codec.encodeKey('a'), { id: { S: 'a' } }],
    ['a Date', () => dated.encodeKey(joined), { id: { S: '1970-01-01T00:00:00.000Z' } }],
    ['both parts', () => pair.encodeKey({ of: { id: 'a' }, at: joined }), { 'of.id': { S: 'a' }, at: { S: '1970-01-01T00:00:00.000Z' } }],
    ['an object that a transformer takes', () => wrapped.encodeKey({ text: 'a' }), { id: { S: 'a' } }],
    ['an entity whose key has a transformer', () => wrapped.encodeKey({ id: { text: 'a' } }), { id: { S: 'a' } }],
  ])('takes %s', (_what, encode, expected) => {
    expect(encode()).toEqual(expected)
  })

  test.each([
    ['nothing', () => codec.encodeKey(undefined), 'User.id', 'the primary key has no value. Set one first.'],
    ['an object without the key', () => codec.encodeKey({ first: 'a' }), 'User.id', 'the primary key has no value. Set one first.'],
    ['an empty text', () => codec.encodeKey(''), 'User.id', 'an empty string cannot be a primary key. Give it a value.'],
    ['one of two parts', () => pair.encodeKey({ of: { id: 'a' } }), 'User.at', 'the primary key has no value. Set one first.'],
    ['one value for two parts', () => pair.encodeKey('a'), 'User', 'the primary key has several parts. Give an object with of.id and at.'],
  ])('refuses %s', (_what, encode, subject, rule) => {
    expect(encode).toThrow(new InvalidValueError(subject, rule))
  })
})

test('compose works on stored values', () => {
  const [composed] = names.composed
  expect(codec.compose(composed!, { last: { S: 'Van Dyke' }, first: { S: 'J' } })).toEqual({ S: 'Van$PDyke#J' })
  expect(codec.compose(composed!, { last: { S: 'Doe' } })).toBeUndefined()
})

test('encodeValue takes an empty text for a key, since it may be asked for', () => {
  expect(codec.encodeValue(names.partitionKey, '')).toEqual({ S: '' })
})

const text = fc.string({ unit: 'binary' })
const date = fc.date({ min: new Date('0000-01-01T00:00:00.000Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
const wholeSeconds = date.map((value) => new Date(Math.floor(value.getTime() / 1000) * 1000))
const number = fc.double({ min: -1e100, max: 1e100, noNaN: true }).filter((value) => value !== 0 && Math.abs(value) > 1e-130)
const samples: Record<AttributeTypeName, fc.Arbitrary<unknown>> = {
  string: text,
  number,
  bigint: fc.bigInt({ min: 1n - 10n ** 38n, max: 10n ** 38n - 1n }),
  decimal: fc.tuple(fc.bigInt({ min: 1n, max: 10n ** 30n }), fc.integer({ min: 1, max: 9 })).map(([whole, fraction]) => `-${whole}.0${fraction}`),
  boolean: fc.boolean(),
  datetime: date,
  'epoch-seconds': wholeSeconds,
  'epoch-milliseconds': date,
  date: date.map((value) => value.toISOString().slice(0, 10)),
  time: date.map((value) => value.toISOString().slice(11, 19)),
  binary: fc.uint8Array().map((value) => Buffer.from(value)),
  'simple-array': fc.array(fc.stringMatching(/^[a-z]+$/)),
  'simple-json': fc.jsonValue().filter((value) => value !== null).map((value) => JSON.parse(JSON.stringify(value)) as unknown),
  json: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null), fc.array(fc.string())), { noNullPrototype: true }).map((value) => JSON.parse(JSON.stringify(value)) as unknown),
  set: fc.uniqueArray(text, { minLength: 1 }).map((members) => new Set(members)),
}

test('an entity of all types reads back as it was written', () => {
  const types = Object.keys(attributeTypes) as AttributeTypeName[]
  const every = compileCodec(modelOf({ columns: { id: required, ...Object.fromEntries(types.map((type) => [`in.${type}`, type])) } }))
  fc.assert(fc.property(fc.record(samples, { noNullPrototype: true }), (values) => {
    const entity = { id: 'a', in: values }
    expect(every.decode(every.encode(entity))).toEqual(entity)
  }))
})
