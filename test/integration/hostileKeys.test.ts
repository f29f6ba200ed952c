import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryColumn } from 'typeorm'
import { BeginsWith, defineTable, Pageable, SingleTable, type DynamoEntityManager } from '../../src/index.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

const Vault = defineTable({
  name: 'Vault', partitionKey: 'pk', sortKey: 'sk',
  indexes: { ByTag: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' } },
})

@Entity()
@SingleTable(Vault, { type: 'BOX', key: { partitionKey: 'BOX#{owner}#IN', sortKey: '#META' } })
class Box {
  @PrimaryColumn() owner: string
  @OneToMany(() => Thing, (thing) => thing.box) things: Thing[]
}

@Entity()
@SingleTable(Vault, {
  type: 'THING',
  key: { partitionKey: 'BOX#{owner}#IN', sortKey: 'THING#{kind}#{name}' },
  indexes: { ByTag: { partitionKey: 'TAG#{tag}#{kind}', sortKey: '{owner}#{name}' } },
})
class Thing {
  @PrimaryColumn() owner: string
  @PrimaryColumn() kind: string
  @PrimaryColumn() name: string
  @Column() tag: string
  @Column({ type: 'int', default: 0 }) count: number
  @ManyToOne(() => Box, (box) => box.things, { createForeignKeyConstraints: false }) @JoinColumn({ name: 'owner', referencedColumnName: 'owner' }) box: Box
}

@Entity()
@SingleTable(Vault, {
  type: 'SECRET',
  key: { partitionKey: 'BOX#{owner}#IN#SECRET', sortKey: 'THING#{kind}' },
  indexes: { ByTag: { partitionKey: 'TAG#{owner}', sortKey: 'KIND#{kind}' } },
})
class Secret {
  @PrimaryColumn() owner: string
  @PrimaryColumn() kind: string
  @Column() word: string
}

/** Values that would forge a key if they were put there as they are. */
const hostile = [
  '', '#', '##', '$', '$$', '$S', '$0', '{', '}', '{owner}', '{userId}', 'a#b', 'a#IN', '#META', 'x#IN#SECRET', 'THING#', 'THING#a#b', '#IN', ' ', '!', '"', '%', '\u0000', '\u0000a', 'a\u0000',
  '\u0001', '\n', '\u001f', '\u007f', '\uffff', 'é', 'e\u0301', '😀', '\ufffd', '__proto__', 'constructor', 'null', 'undefined', '0', '-1', '~', 'TAG#', '😀#😀',
] as const

let opened: OpenedSource
let on: DynamoEntityManager
beforeAll(async () => {
  opened = await openWith([Box, Thing, Secret])
  on = opened.dataSource.manager as DynamoEntityManager
})
afterAll(() => opened.dataSource.destroy())

const text = ({ owner, kind, name, tag, count }: Thing): string => JSON.stringify([owner, kind, name, tag, count])
const thing = (owner: string, kind: string, name: string, tag = 't', count = 0): Thing => on.create(Thing, { owner, kind, name, tag, count })
/** Each value in each part, beside values of the others that would make a forgery of it. */
const things: readonly Thing[] = (() => {
  const made: [string, string, string, string][] = hostile.flatMap((value): [string, string, string, string][] => [[value, 'k', 'n', 't'], ['o', value, 'n', 't'], ['o', 'k', value, 't'], ['p', 'k', value, value], [value, value, value, value]])
  const keys = new Set<string>()
  return made.filter(([owner, kind, name]) => {
    const key = JSON.stringify([owner, kind, name])
    return keys.has(key) ? false : keys.add(key) !== undefined
  }).map(([owner, kind, name, tag]) => Object.assign(new Thing(), { owner, kind, name, tag, count: 1 }))
})()
const some = things.slice(0, 80)

type Write = (all: readonly Thing[]) => Promise<unknown>
const each = (run: (one: Thing) => Promise<unknown>): Write => async (all) => { for (const one of all) await run(one) }
const keyOf = ({ owner, kind, name }: Thing) => ({ owner, kind, name })
const plain = (one: Thing) => ({ ...keyOf(one), tag: one.tag, count: one.count })

/** Every public way to store things. */
const writes: Readonly<Record<string, Write>> = {
  put: each((one) => on.put(Thing, plain(one) as Thing)),
  putMany: (all) => on.putMany(Thing, all.map((one) => (plain(one) as Thing))),
  batchWrite: (all) => on.batchWrite(Thing, all.map((one) => ({ type: 'PutRequest' as const, item: plain(one) as Thing }))),
  insert: each((one) => on.insert(Thing, plain(one))),
  save: (all) => on.save(Thing, all.map((one) => on.create(Thing, plain(one))), { transaction: false }),
  'save in transactions': async (all) => { for (let at = 0; at < all.length; at += 50) await on.save(Thing, all.slice(at, at + 50).map((one) => on.create(Thing, plain(one)))) },
  upsert: each((one) => on.upsert(Thing, plain(one), ['owner', 'kind', 'name'])),
  'update of what is there by key': each(async (one) => {
    await on.insert(Thing, { ...plain(one), tag: 'other', count: 0 })
    await on.update(Thing, keyOf(one), { tag: one.tag, count: 1 })
  }),
  updateExpression: each(async (one) => {
    await on.insert(Thing, { ...plain(one), tag: 'other' })
    await on.updateExpression(Thing, { where: keyOf(one), setValues: { tag: one.tag } })
  }),
  increment: each(async (one) => {
    await on.insert(Thing, { ...plain(one), count: 0 })
    await on.increment(Thing, keyOf(one), 'count', 1)
  }),
  'a query builder': each((one) => on.createQueryBuilder().insert().into(Thing).values(plain(one)).execute()),
  'transactions': async (all) => {
    for (let at = 0; at < all.length; at += 50) await on.transaction(async (manager) => { for (const one of all.slice(at, at + 50)) await manager.insert(Thing, plain(one)) })
  },
}

const secrets = (): Promise<Secret[]> => on.find(Secret)
const boxes = (): Promise<Box[]> => on.find(Box)

describe.each(Object.entries(writes))('hostile values stored by %s', (_name, write) => {
  test('make keys of their own, and reach none of another entity', async () => {
    await on.clear(Thing)
    await on.clear(Secret)
    await on.clear(Box)
    const kept = hostile.slice(0, 12)
    await on.putMany(Secret, kept.flatMap((owner) => [{ owner, kind: owner, word: owner }, { owner, kind: 'a#b', word: owner }].filter(({ kind }, at) => at === 0 || kind !== owner)))
    await on.putMany(Box, kept.map((owner) => ({ owner })) as Box[])
    const before = [await secrets(), await boxes()]
    await write(some)
    expect((await on.find(Thing)).map(text).sort()).toEqual(some.map(text).sort())
    const sorted = (found: readonly object[]): string[] => found.map((one) => JSON.stringify(one)).sort()
    expect([sorted(await secrets()), sorted(await boxes())]).toEqual(before.map(sorted))
  })
})

describe('hostile values are found again', () => {
  beforeAll(async () => {
    await on.clear(Thing)
    await on.putMany(Thing, things)
    await on.clear(Box)
    await on.putMany(Box, hostile.map((owner) => ({ owner })) as Box[])
  })
  const matching = (where: Partial<Thing>): string[] => things.filter((one) => Object.entries(where).every(([name, value]) => one[name as keyof Thing] === value)).map(text).sort()
  const all = (found: readonly Thing[]): string[] => found.map(text).sort()

  test('by their keys, of one and of many, each alone', async () => {
    for (const one of things) expect(text((await on.get(Thing, keyOf(one)))!)).toBe(text(one))
    expect(((await on.batchRead(Thing, things.map(keyOf))) as Thing[]).map(text)).toEqual(things.map(text))
    for (let at = 0; at < things.length; at += 100) {
      const hundred = things.slice(at, at + 100)
      expect((await on.transactGet(hundred.map((one) => [Thing, keyOf(one)] as const) as never) as Thing[]).map(text)).toEqual(hundred.map(text))
    }
  })

  test.each(hostile)('by %j in a partition, in a prefix, in an index, by pages and by counting', async (value) => {
    opened.sent.clear()
    expect(all(await on.findBy(Thing, { owner: value }))).toEqual(matching({ owner: value }))
    expect(all(await on.findBy(Thing, { owner: 'o', kind: value }))).toEqual(matching({ owner: 'o', kind: value }))
    expect(all(await on.findBy(Thing, { owner: 'o', kind: BeginsWith(value) }))).toEqual(all(things.filter(({ owner, kind }) => owner === 'o' && kind.startsWith(value))))
    expect(all(await on.findBy(Thing, { owner: 'o', kind: 'k', name: BeginsWith(value) }))).toEqual(all(things.filter(({ owner, kind, name }) => owner === 'o' && kind === 'k' && name.startsWith(value))))
    expect(all(await on.findBy(Thing, { tag: value, kind: 'k' }))).toEqual(matching({ tag: value, kind: 'k' }))
    expect(all(await on.findBy(Thing, { tag: 't', kind: value, owner: 'o' }))).toEqual(matching({ tag: 't', kind: value, owner: 'o' }))
    expect(all((await on.getRepository(Thing).findPage({ where: { owner: value } }, Pageable.of(0, 100))).content)).toEqual(matching({ owner: value }))
    expect(await on.countBy(Thing, { owner: value })).toBe(matching({ owner: value }).length)
    expect(await on.existsBy(Thing, { owner: value, kind: value, name: value })).toBe(true)
    expect(all(await on.createQueryBuilder(Thing, 't').where('t.owner = :value', { value }).getMany())).toEqual(matching({ owner: value }))
    expect(all((await on.findOneOrFail(Box, { where: { owner: value }, relations: { things: true } })).things)).toEqual(matching({ owner: value }))
    expect(new Set(opened.sent.actions())).toEqual(new Set(['Query', 'GetItem']))
  })

  test('and are deleted by their keys alone', async () => {
    const [gone, ...rest] = [...things]
    await on.delete(Thing, keyOf(gone!))
    expect(all(await on.find(Thing))).toEqual(all(rest))
    for (const one of rest) await on.deleteOne(Thing, keyOf(one))
    expect(await on.find(Thing)).toEqual([])
    expect(await on.count(Box)).toBe(hostile.length)
  })
})

describe('a key that would be too long', () => {
  const long = (bytes: number, unit = 'x'): string => unit.repeat(Math.ceil(bytes / Buffer.byteLength(unit)))
  const attempts: Readonly<Record<string, (values: Partial<Thing>) => Promise<unknown>>> = {
    put: (values) => on.put(Thing, thing('o', 'k', 'n', 't', 1) && Object.assign(thing('o', 'k', 'n'), values)),
    putMany: (values) => on.putMany(Thing, [Object.assign(thing('o', 'k', 'n'), values)]),
    insert: (values) => on.insert(Thing, { ...plain(thing('o', 'k', 'n')), ...values }),
    upsert: (values) => on.upsert(Thing, { ...plain(thing('o', 'k', 'n')), ...values }, ['owner', 'kind', 'name']),
    'in a transaction': (values) => on.transaction((manager) => manager.insert(Thing, { ...plain(thing('o', 'k', 'n')), ...values })),
  }
  const cases: readonly (readonly [string, Partial<Thing>, string])[] = [
    ['a partition key of more than 2048 bytes', { owner: long(2048) }, 'Thing.pk: the primary key would have more than 2048 bytes. Shorten owner.'],
    ['escapes that make it so', { owner: long(1024, '#') }, 'Thing.pk: the primary key would have more than 2048 bytes. Shorten owner.'],
    ['a sort key of more than 1024 bytes', { name: long(1024, 'é') }, 'Thing.sk: the primary key would have more than 1024 bytes. Shorten kind or name.'],
    ['an index partition of more than 2048 bytes', { tag: long(2048) }, 'Thing.gsi1pk: the key of index ByTag would have more than 2048 bytes. Shorten tag or kind.'],
  ]
  describe.each(Object.entries(attempts))('by %s', (_name, attempt) => {
    test.each(cases)('is refused by name, and nothing is written: %s', async (_what, values, message) => {
      opened.sent.clear()
      await expect(attempt(values)).rejects.toThrow(message)
      // What an upsert would make of the index depends on what is stored.
      expect(opened.sent.actions().filter((action) => action !== 'GetItem')).toEqual([])
    })
  })

  test('is found by nobody, without a request', async () => {
    opened.sent.clear()
    expect(await on.findBy(Thing, { owner: long(3000) })).toEqual([])
    expect(await on.findOneBy(Thing, { owner: 'o', kind: 'k', name: long(2000) })).toBeNull()
    await expect(on.get(Thing, { owner: long(3000), kind: 'k', name: 'n' })).rejects.toThrow('Thing.pk: the primary key would have more than 2048 bytes. Shorten owner.')
    expect(opened.sent.actions()).toEqual([])
  })

  test('is refused of a change of an index part, and nothing is written', async () => {
    await on.put(Thing, thing('o', 'k', 'n'))
    opened.sent.clear()
    await expect(on.update(Thing, { owner: 'o', kind: 'k', name: 'n' }, { tag: long(2048) })).rejects.toThrow('the key of index ByTag would have more than 2048 bytes')
    expect(opened.sent.actions()).toEqual([])
    await on.deleteOne(Thing, { owner: 'o', kind: 'k', name: 'n' })
  })
})

describe('half of a surrogate pair, of which DynamoDB makes a question mark', () => {
  test.each([['owner', '\ud800'], ['kind', 'a\udc00'], ['name', '\udc00\ud800'], ['tag', '\udfff']] as const)('is refused in %s, so that it cannot make the key of another', async (part, value) => {
    await on.putMany(Thing, ['?', 'a?', '??'].map((mark) => Object.assign(thing('o', 'k', 'n'), { [part]: mark })))
    const one = Object.assign(thing('o', 'k', 'n'), { [part]: value })
    opened.sent.clear()
    for (const write of [() => on.put(Thing, one), () => on.insert(Thing, plain(one)), () => on.transaction((manager) => manager.insert(Thing, plain(one)))]) {
      await expect(write()).rejects.toThrow('half of a surrogate pair cannot be in a key, since DynamoDB makes another character of it. Repair the text.')
    }
    expect(opened.sent.actions()).toEqual([])
  })

  test.each([{ owner: '\ud800' }, { owner: 'o', kind: 'a\udc00' }, { owner: 'o', kind: 'k', name: '\udc00\ud800' }])('is found nowhere by a key', async (where) => {
    opened.sent.clear()
    await expect(on.get(Thing, { kind: 'k', name: 'n', ...where })).rejects.toThrow('half of a surrogate pair')
    expect(await on.findBy(Thing, { kind: 'k', name: 'n', ...where })).toEqual([])
    expect(opened.sent.actions()).toEqual([])
  })
})
