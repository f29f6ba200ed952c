import { BeforeUpdate, Column, Entity, PrimaryColumn, Unique, UpdateDateColumn, VersionColumn } from 'typeorm'
import { Computed, Epoch, GlobalSecondaryIndex, type DynamoEntityManager, type PagingAndSortingRepository } from '../../src/index.js'
import { clientConfig, endpoint } from '../support/engine.js'
import { startFaultProxy, type Fault, type FaultProxy } from '../support/faultProxy.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

class Address {
  @Column({ type: 'varchar', nullable: true }) street: string | null
  @Column({ type: 'varchar', nullable: true }) city: string | null
  @Computed({ from: ['street', 'city'] }, (address: Address) => (address.city === null ? null : `${address.street ?? '?'}, ${address.city}`)) @Column({ type: 'varchar', nullable: true }) line: string | null
}

@Entity({ name: 'person' })
@GlobalSecondaryIndex({ name: 'byFull', partitionKey: 'full', sortKey: 'id' })
@GlobalSecondaryIndex({ name: 'byInitials', partitionKey: ['kind', 'initials'], sortKey: 'full' })
class Person {
  @PrimaryColumn() id: string
  @Column({ default: 'k' }) kind: string
  // Before what it is made of, to show that the order of the columns does not matter.
  @Computed({ from: ['full'] }, ({ full }: Person) => (full === null ? null : full.split(' ').map((word) => word[0]).join(''))) @Column({ type: 'varchar', nullable: true }) initials: string | null
  @Computed({ from: ['first', 'last'] }, ({ first, last }: Person) => (first === null || last === null ? null : `${first} ${last}`)) @Column({ type: 'varchar', nullable: true }) full: string | null
  @Column({ type: 'varchar', nullable: true }) first: string | null
  @Column({ type: 'varchar', nullable: true }) last: string | null
  @Column({ type: 'int', default: 0 }) count: number
  @Computed({ from: ['count'] }, ({ count }: Person) => count % 2 === 0) @Column() even: boolean
  @Column({ type: 'json', nullable: true }) tags: string[] | null
  @Computed({ from: ['tags'] }, ({ tags }: Person) => tags?.length ?? 0) @Column({ type: 'int' }) tagCount: number
  @Column(() => Address) address: Address
}

@Entity({ name: 'member' })
@Unique('one_email', ['emailKey'])
class Member {
  @PrimaryColumn() id: string
  @Column() email: string
  @Computed({ from: ['email'] }, ({ email }: Member) => email.toLowerCase()) @Column() emailKey: string
  @Column({ type: 'varchar', nullable: true }) note: string | null
  @UpdateDateColumn() changedAt: Date
  @Computed({ from: ['changedAt'] }, ({ changedAt }: Member) => changedAt.getUTCFullYear()) @Column({ type: 'int' }) year: number
  @VersionColumn() version: number
  @BeforeUpdate()
  trim(): void {
    this.email = this.email.trim()
  }
}

let opened: OpenedSource
let proxy: FaultProxy
let people: PagingAndSortingRepository<Person>
let members: PagingAndSortingRepository<Member>
beforeAll(async () => {
  proxy = await startFaultProxy(endpoint())
  opened = await openWith([Person, Member], { clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 3 } })
  people = opened.dataSource.getRepository(Person)
  members = opened.dataSource.getRepository(Member)
})
afterAll(async () => {
  await opened.dataSource.destroy()
  await proxy.stop()
})
beforeEach(() => proxy.reset())

const sentActions = (): string[] => proxy.requests.map(({ action }) => action)
let next = 0
const fresh = (): string => `p${++next}`
const stored = (id: string) => storedItem(people.metadata.tableName, { id })
const ofMember = (id: string) => storedItem(members.metadata.tableName, { id })
const inTransaction = <T>(work: (manager: DynamoEntityManager) => Promise<T>): Promise<T> => opened.dataSource.transaction((manager) => work(manager as DynamoEntityManager))
type Values = Partial<Pick<Person, 'first' | 'last' | 'count' | 'tags'>>
const start = { first: 'Ada', last: 'Byron', count: 1, tags: ['a'] }
const person = (id: string, values: Values = {}): Person => people.create({ id, ...start, ...values })

/** What must be stored beside the sources. */
function following({ first, last, count, tags }: typeof start | (Omit<typeof start, 'last'> & { last: string | null })): Record<string, unknown> {
  const full = last === null ? undefined : `${first} ${last}`
  const initials = last === null ? undefined : `${first[0]}${last[0]}`
  return { full, initials, 'kind#initials': initials === undefined ? undefined : `k#${initials}`, even: count % 2 === 0, tagCount: tags.length }
}

const writes: Readonly<Record<string, (id: string, values: Values) => Promise<unknown>>> = {
  put: (id, values) => people.put(person(id, values)),
  putMany: (id, values) => people.putMany([person(id, values)]),
  save: (id, values) => people.save(person(id, values)),
  'save of a part': (id, values) => people.save({ id, ...values } as Person),
  insert: async (id, values) => {
    await people.deleteOne(id)
    await people.insert(person(id, values))
  },
  upsert: (id, values) => people.upsert({ id, ...values }, ['id']),
  update: (id, values) => people.update(id, values),
  'update by criteria': (id, values) => people.update({ id, kind: 'k' }, values),
  updateExpression: (id, values) => people.updateExpression({ where: { id }, setValues: values }),
  'a query builder': (id, values) => people.createQueryBuilder().update().set(values).where({ id }).execute(),
  'in a transaction': (id, values) => inTransaction((manager) => manager.update(Person, id, values)),
  'in a transaction, one by one': (id, values) => inTransaction(async (manager) => {
    for (const [name, value] of Object.entries(values)) await manager.update(Person, id, { [name]: value })
  }),
}
const changes: readonly (readonly [string, Values])[] = [
  ['one source', { last: 'King' }],
  ['all sources', { first: 'Ida', last: 'King' }],
  ['a source that goes', { last: null }],
  ['sources of several', { first: 'Ida', count: 2, tags: ['a', 'b'] }],
  ['none', { count: 1 }],
]

describe.each(Object.keys(writes))('%s', (name) => {
  test.each(changes)('of %s leaves what is computed, and the indexes over it, right', async (_what, values) => {
    const id = fresh()
    await people.put(person(id))
    await writes[name]!(id, values)
    const now = { ...start, ...values } as typeof start
    const item = await stored(id)
    expect(item).toMatchObject({ first: now.first, count: now.count })
    for (const [attribute, value] of Object.entries(following(now))) expect([attribute, item![attribute]]).toEqual([attribute, value])
    const found = now.last === null ? [] : await people.find({ where: { full: `${now.first} ${now.last}`, id } })
    expect(found.map((one) => one.initials)).toEqual(now.last === null ? [] : [`${now.first[0]}${now.last[0]}`])
  })
})

describe('an update', () => {
  test.each<readonly [string, (id: string) => Promise<unknown>, readonly string[]]>([
    ['that gives the only source reads nothing', (id) => people.update(id, { tags: [] }), ['UpdateItem']],
    ['that gives all sources, and all parts of indexes, reads nothing', (id) => people.update(id, { first: 'x', last: 'y', kind: 'l' }), ['UpdateItem']],
    ['that gives one reads the others', (id) => people.update(id, { first: 'x' }), ['GetItem', 'UpdateItem']],
    ['of a part of an index beside a computed one reads that', (id) => people.update(id, { kind: 'l' }), ['GetItem', 'UpdateItem']],
    ['of a column that nothing follows reads nothing', (id) => members.update(id, { note: 'x' }), ['UpdateItem']],
    ['by an addition works it out here', (id) => people.increment({ id }, 'count', 3), ['GetItem', 'UpdateItem']],
    ['in the upsert of all sources reads nothing that it need not', (id) => people.upsert({ id, first: 'x', last: 'y', count: 4, tags: [], kind: 'k', address: { street: null, city: null, line: null } }, ['id']), ['UpdateItem']],
  ])('%s', async (_name, write, actions) => {
    const id = fresh()
    await people.put(person(id))
    await members.put(members.create({ id, email: `${id}@x` }))
    proxy.reset()
    await write(id)
    expect(sentActions()).toEqual(actions)
  })

  test('by an addition is followed', async () => {
    const id = fresh()
    await people.put(person(id))
    await people.increment({ id }, 'count', 3)
    expect(await stored(id)).toMatchObject({ count: 4, even: true })
    await people.add({ where: { id }, values: { count: 1 }, idempotent: true })
    expect(await stored(id)).toMatchObject({ count: 5, even: false })
    await inTransaction(async (manager) => {
      await manager.increment(Person, { id }, 'count', 1)
      await manager.increment(Person, { id }, 'count', 2)
    })
    expect(await stored(id)).toMatchObject({ count: 8, even: true })
  })

  test('inside a list or map is followed', async () => {
    const id = fresh()
    await people.put(person(id))
    const runner = opened.dataSource.createQueryRunner() as unknown as { updateOne(table: string, key: object, text: string, values: object): Promise<void>; release(): Promise<void> }
    await runner.updateOne(people.metadata.tableName, { id }, 'SET tags[1] = :b, tags[2] = :c', { ':b': 'b', ':c': 'c' })
    await runner.release()
    expect(await stored(id)).toMatchObject({ tags: ['a', 'b', 'c'], tagCount: 3 })
  })

  test('of an embedded object is followed there', async () => {
    const id = fresh()
    const one = await people.put(Object.assign(person(id), { address: { street: 'A 1', city: 'Oslo' } as Address }))
    expect(one.address.line).toBe('A 1, Oslo')
    await people.update(id, { address: { city: 'Rome' } })
    expect((await people.get(id))!.address).toEqual({ street: 'A 1', city: 'Rome', line: 'A 1, Rome' })
  })

  test('of many at once, each of another source, loses none', async () => {
    const id = fresh()
    await people.put(person(id))
    await Promise.all([people.update(id, { first: 'Ida' }), people.update(id, { last: 'King' }), people.increment({ id }, 'count', 1)])
    expect(await stored(id)).toMatchObject({ ...following({ first: 'Ida', last: 'King', count: 2, tags: ['a'] }) })
  })
})

describe('an entity in memory', () => {
  test('has what was computed after put, insert, save and upsert', async () => {
    const put = await people.put(person(fresh()))
    expect(put).toMatchObject({ full: 'Ada Byron', initials: 'AB', even: false })
    expect((await people.insert({ id: fresh(), first: 'Ida', last: 'King' })).generatedMaps).toMatchObject([{ full: 'Ida King', initials: 'IK', even: true, tagCount: 0 }])
    const saved = await people.save(person(fresh()))
    expect(saved).toMatchObject({ full: 'Ada Byron', tagCount: 1 })
    saved.last = 'King'
    expect(await people.save(saved)).toMatchObject({ full: 'Ada King', initials: 'AK' })
    expect(await people.save({ id: saved.id, first: 'Ida' } as Person)).toMatchObject({ full: 'Ida King' })
  })

  test('is not asked for what it carries of a computed column, and that is no change', async () => {
    const one = await people.save(person(fresh()))
    proxy.reset()
    await people.save(Object.assign(one, { full: 'Nobody' }))
    expect(sentActions()).toEqual(['GetItem'])
    await people.save(Object.assign(one, { full: 'Nobody', first: 'Ida' }))
    expect(await stored(one.id)).toMatchObject({ full: 'Ida Byron' })
    await people.put(Object.assign(one, { full: 'Nobody' }))
    expect(await stored(one.id)).toMatchObject({ full: 'Ida Byron' })
  })

  test('that was read alone is saved by one write, and followed', async () => {
    const { id } = await people.put(person(fresh()))
    const one = (await people.get(id))!
    proxy.reset()
    await people.save(Object.assign(one, { last: 'King', count: 2 }))
    expect(sentActions()).toEqual(['UpdateItem'])
    expect(one).toMatchObject({ full: 'Ada King', initials: 'AK', even: true })
    expect(await stored(id)).toMatchObject(following({ ...start, last: 'King', count: 2 }))
    proxy.reset()
    await people.save(Object.assign(one, { first: 'Ida' }))
    expect(sentActions()).toEqual(['UpdateItem'])
    expect(await stored(id)).toMatchObject(following({ ...start, first: 'Ida', last: 'King', count: 2 }))
  })

  test('is read as it is stored', async () => {
    const id = fresh()
    await people.put(person(id))
    const runner = opened.dataSource.createQueryRunner() as unknown as { putOne(table: string, item: object): Promise<unknown>; release(): Promise<void> }
    await runner.putOne(people.metadata.tableName, { id, first: 'a', last: 'b', count: 1, even: true, full: 'old' })
    await runner.release()
    expect(await people.get(id)).toMatchObject({ full: 'old', even: true })
  })

  test('keeps its version and listeners', async () => {
    const one = await members.save(members.create({ id: fresh(), email: `${fresh()}@X` }))
    one.email = ` ${fresh()}@Y `
    await members.save(one)
    expect(one).toMatchObject({ emailKey: one.email.trim().toLowerCase(), version: 2 })
    expect(await ofMember(one.id)).toMatchObject({ emailKey: one.email.trim().toLowerCase(), year: one.changedAt.getUTCFullYear() })
  })
})

test.each<readonly [string, (id: string) => Promise<unknown>]>([
  ['update', (id) => people.update(id, { full: 'x' })],
  ['update by criteria', (id) => people.update({ kind: 'k', id }, { full: 'x', first: 'y' })],
  ['updateExpression', (id) => people.updateExpression({ where: { id }, setValues: { full: 'x' } })],
  ['add', (id) => people.add({ where: { id }, values: { tagCount: 1 } })],
  ['increment', (id) => people.increment({ id }, 'tagCount', 1)],
  ['a query builder', (id) => people.createQueryBuilder().update().set({ full: 'x' }).where({ id }).execute()],
  ['an update of an embedded object', (id) => people.update(id, { address: { line: 'x' } })],
])('%s that names a computed column is refused before anything is sent', async (_name, write) => {
  await expect(write(fresh())).rejects.toThrow(/the column is computed\. Change .*, and it follows\./)
  expect(sentActions()).toEqual([])
})

test('what is computed can be unique', async () => {
  const [one, other] = [fresh(), fresh()]
  await members.insert({ id: one, email: `${one}@X` })
  await members.insert({ id: other, email: `${other}@X` })
  await expect(members.insert({ id: fresh(), email: `${one.toUpperCase()}@x` })).rejects.toMatchObject({ name: 'UniqueConstraintViolationError' })
  await expect(members.update(other, { email: `${one}@x` })).rejects.toMatchObject({ name: 'UniqueConstraintViolationError' })
  await members.update(one, { email: 'free@x' })
  await members.update(other, { email: `${one}@x` })
  expect(await ofMember(other)).toMatchObject({ emailKey: `${one}@x` })
})

describe.each<Fault>(['cut-before', 'cut-after', 'error-500'])('%s', (fault) => {
  test('an update of a source is done once', async () => {
    const id = fresh()
    await people.put(person(id))
    proxy.next('UpdateItem', fault)
    await people.update(id, { last: 'King' })
    expect(await stored(id)).toMatchObject(following({ ...start, last: 'King' }))
    proxy.next('UpdateItem', fault)
    await people.increment({ id }, 'count', 1)
    expect(await stored(id)).toMatchObject(following({ ...start, last: 'King', count: 2 }))
  })

  test('so is one in a transaction of two', async () => {
    const [id, other] = [fresh(), fresh()]
    await people.putMany([person(id), person(other)])
    proxy.next('TransactWriteItems', fault)
    await inTransaction(async (manager) => {
      await manager.update(Person, id, { last: 'King' })
      await manager.save(Person, { id: other, first: 'Ida' })
    })
    expect(await stored(id)).toMatchObject(following({ ...start, last: 'King' }))
    expect(await stored(other)).toMatchObject(following({ ...start, first: 'Ida' }))
  })
})

test('faults of computed columns are told when the data source opens, all at once', async () => {
  @Entity({ name: 'faulty' })
  class Faulty {
    @Computed({ from: ['a'] }, () => 'x') @PrimaryColumn() id: string
    @Computed({ from: ['b'] }, () => 'x') @Column() a: string
    @Computed({ from: ['a'] }, () => 'x') @Column() b: string
    @Computed({ from: ['other' as 'a'] }, () => 'x') @Column() c: string
    @Computed({ from: [] }, () => 'x') @Column() d: string
    @Computed({ from: ['d'] }, () => 'x') @Column({ default: 'x' }) e: string
  }
  const failed = await openWith([Faulty]).catch((error: Error) => error)
  expect((failed as Error).message.split('\n').sort()).toEqual(expect.arrayContaining([
    expect.stringContaining('Faulty.id: a primary column cannot be computed.'),
    expect.stringContaining('Faulty.a: it is computed from itself, by way of a, b.'),
    expect.stringContaining('Faulty.c: @Computed() names other, which is not a property with a column.'),
    expect.stringContaining('Faulty.d: @Computed() names nothing that it is computed from.'),
    expect.stringContaining('Faulty.e: a computed column takes no default and is not generated.'),
  ]))
})

test('a promise is no value', async () => {
  @Entity({ name: 'promised' })
  class Promised {
    @PrimaryColumn() id: string
    @Computed({ from: ['id'] }, () => Promise.resolve(1)) @Column({ type: 'int' }) n: number
  }
  const { dataSource } = await openWith([Promised])
  await expect(dataSource.getRepository(Promised).put({ id: '1' } as Promised)).rejects.toThrow('Promised.n: a computed column is not waited for.')
  await dataSource.destroy()
})

test('the function is given the same of what is put as of what is updated: null for what is not there, and values as they are stored', async () => {
  @Entity({ name: 'meeting' })
  class Meeting {
    @PrimaryColumn() id: string
    @Column({ type: 'varchar', nullable: true }) room: string | null
    @Epoch('seconds') @Column() at: Date
    @Computed({ from: ['room', 'at'] }, ({ room, at }: Meeting) => `${room} ${at.toISOString()}`) @Column() label: string
  }
  const { dataSource } = await openWith([Meeting])
  const meetings = dataSource.getRepository(Meeting) as PagingAndSortingRepository<Meeting>
  const given = (id: string) => ({ id, at: new Date(1700000000123) })
  await meetings.put(given('put') as Meeting)
  await meetings.insert(given('insert'))
  await meetings.upsert(given('upsert'), ['id'])
  await meetings.save(given('save'))
  await meetings.put({ ...given('update'), room: 'a' } as Meeting)
  await meetings.update('update', { room: null })
  const label = 'null 2023-11-14T22:13:20.000Z'
  expect((await meetings.find()).map((meeting) => meeting.label)).toEqual([label, label, label, label, label])
  await dataSource.destroy()
})
