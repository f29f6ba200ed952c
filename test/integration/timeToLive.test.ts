import { Column, DeleteDateColumn, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryColumn, Unique, VersionColumn } from 'typeorm'
import { GlobalSecondaryIndex, Order, Pageable, Sort, TimeToLive, type DynamoEntityManager, type PagingAndSortingRepository } from '../../src/index.js'
import type { DynamoDriver } from '../../src/typeorm/DynamoDriver.js'
import { clientConfig, endpoint } from '../support/engine.js'
import { startFaultProxy, type Fault, type FaultProxy } from '../support/faultProxy.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

const hour = 3600

@Entity({ name: 'owner' })
class Owner {
  @PrimaryColumn() id: string
  @OneToMany(() => Session, (session) => session.owner) sessions: Session[]
}

@Entity({ name: 'session' })
@GlobalSecondaryIndex({ name: 'byKind', partitionKey: 'kind', sortKey: 'n' })
@GlobalSecondaryIndex({ name: 'keysByKind', partitionKey: 'kind', sortKey: 'id', projection: 'KEYS_ONLY' })
@GlobalSecondaryIndex({ name: 'byEnd', partitionKey: 'kind', sortKey: 'expiresAt' })
class Session {
  @PrimaryColumn() id: string
  @Column() kind: string
  @Column({ type: 'int' }) n: number
  @Column({ type: 'varchar', nullable: true }) note: string | null
  @ManyToOne(() => Owner, (owner) => owner.sessions, { nullable: true }) @JoinColumn({ name: 'ownerId' }) owner: Owner | null
  @TimeToLive() @Column({ type: 'datetime', nullable: true }) expiresAt: Date | null
}

@Entity({ name: 'token' })
class Token {
  @PrimaryColumn() id: string
  @Column({ type: 'int', default: 0 }) uses: number
  @TimeToLive((now) => new Date(now.getTime() + 24 * hour * 1000)) @Column() expiresAt: Date
}

@Entity({ name: 'lease' })
class Lease {
  @PrimaryColumn() id: string
  @Column({ type: 'varchar', nullable: true }) holder: string | null
  @Column({ type: 'int', default: 0 }) uses: number
  @DeleteDateColumn() deletedAt: Date | null
  @TimeToLive((now) => now.getTime() / 1000 + hour, { on: 'write' }) @Column({ type: 'int', nullable: true }) until: number | null
}

@Entity({ name: 'named' })
@Unique('one_name', ['name'])
class Named {
  @PrimaryColumn() id: string
  @Column() name: string
  @Column({ type: 'varchar', nullable: true }) note: string | null
  @TimeToLive() @Column({ type: 'int', nullable: true }) until: number | null
  @VersionColumn() version: number
}

let opened: OpenedSource
let proxy: FaultProxy
let sessions: PagingAndSortingRepository<Session>
/** When the test began: the engine deletes by its own clock, so what has expired here has not expired for it. */
const begin = new Date(Math.floor(Date.now() / 1000) * 1000)
const at = (seconds: number): Date => new Date(begin.getTime() + seconds * 1000)
const epoch = (seconds: number): number => at(seconds).getTime() / 1000
const isNow = (seconds: number): void => void ((opened.dataSource.driver as unknown as DynamoDriver).now = () => at(seconds))
const inTransaction = <T>(work: (manager: DynamoEntityManager) => Promise<T>): Promise<T> => opened.dataSource.transaction((manager) => work(manager as DynamoEntityManager))

beforeAll(async () => {
  proxy = await startFaultProxy(endpoint())
  opened = await openWith([Owner, Session, Token, Lease, Named], { clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 3 } })
  sessions = opened.dataSource.getRepository(Session)
})
afterAll(async () => {
  await opened.dataSource.destroy()
  await proxy.stop()
})
beforeEach(() => isNow(0))
const sentActions = (): string[] => proxy.requests.map(({ action }) => action)

let next = 0
const fresh = (): string => `s${++next}`
const session = (kind: string, n: number, ends: number | null, more: Partial<Session> = {}): Session => sessions.create({ id: `${kind}-${n}`, kind, n, expiresAt: ends === null ? null : at(ends), ...more } as Session)
const stored = (target: typeof Session | typeof Token | typeof Lease | typeof Named, id: string) => storedItem(opened.dataSource.getMetadata(target).tableName, { id })

describe('what has expired is hidden from', () => {
  const kind = 'hidden'
  const ids = ['hidden-1', 'hidden-2', 'hidden-3', 'hidden-4']
  const all = { withExpired: true }
  beforeAll(async () => {
    await opened.dataSource.getRepository(Owner).save({ id: 'o' } as Owner)
    const owner = { id: 'o' } as Owner
    // The second has expired an hour later, and the third just then.
    await sessions.putMany([session(kind, 1, 2 * hour, { owner }), session(kind, 2, 10, { owner }), session(kind, 3, hour, { owner }), session(kind, 4, null, { owner })])
  })
  beforeEach(() => isNow(hour))
  const idsOf = (found: readonly (Session | null)[]): string[] => found.flatMap((one) => one?.id ?? []).sort()
  const one = (found: Session | null): string[] => (found === null ? [] : [found.id])

  const reads: Readonly<Record<string, (options: { withExpired?: boolean }) => Promise<string[]>>> = {
    'find by an index': async (options) => idsOf(await sessions.find({ where: { kind }, ...options })),
    'find by an index that lacks the column': async (options) => idsOf(await sessions.find({ where: { kind }, index: 'keysByKind', ...options })),
    'find by keys': async (options) => idsOf(await sessions.find({ where: ids.map((id) => ({ id })), ...options })),
    'find by a Scan': async (options) => idsOf(await sessions.scan({ where: { kind }, ...options })),
    findAndCount: async (options) => idsOf((await sessions.findAndCount({ where: { kind }, ...options }))[0]),
    findOne: async (options) => (await Promise.all(ids.map((id) => sessions.findOne({ where: { id }, ...options })))).flatMap(one),
    get: async (options) => (await Promise.all(ids.map((id) => sessions.get(id, options)))).flatMap(one),
    batchRead: async (options) => idsOf(await sessions.batchRead(ids, options)),
    transactGet: async (options) => idsOf(await opened.dataSource.manager.transactGet(ids.map((id) => [Session, id]), options) as (Session | null)[]),
    exists: async (options) => (await Promise.all(ids.map(async (id) => ((await sessions.exists({ where: { id }, ...options })) ? [id] : [])))).flat(),
    iterate: async (options) => {
      const found: string[] = []
      for await (const { id } of sessions.iterate({ where: { kind }, ...options })) found.push(id)
      return found.sort()
    },
    findPage: async (options) => idsOf((await sessions.findPage({ where: { kind }, ...options }, new Pageable(0, 10))).content),
    'a query builder': async (options) => {
      const builder = sessions.createQueryBuilder('s').where('s.kind = :kind', { kind })
      return idsOf(await (options.withExpired === true ? (builder as unknown as { withExpired(): typeof builder }).withExpired() : builder).getMany())
    },
    'raw rows': async (options) => {
      const builder = sessions.createQueryBuilder('s').where('s.kind = :kind', { kind })
      return ((await (options.withExpired === true ? (builder as unknown as { withExpired(): typeof builder }).withExpired() : builder).getRawMany()) as { s_id: string }[]).map((row) => row.s_id).sort()
    },
    relations: async (options) => idsOf((await opened.dataSource.manager.findOne(Owner, { where: { id: 'o' }, relations: { sessions: true }, ...options }))!.sessions),
    'a joined relation': async (options) => {
      const builder = opened.dataSource.manager.createQueryBuilder(Owner, 'o').leftJoinAndSelect('o.sessions', 's').where({ id: 'o' })
      return idsOf((await (options.withExpired === true ? (builder as unknown as { withExpired(): typeof builder }).withExpired() : builder).getOne())!.sessions)
    },
    'reads inside a transaction': (options) => inTransaction(async (manager) => idsOf(await manager.find(Session, { where: { kind }, ...options }))),
    'reads of what a transaction has written': (options) => inTransaction(async (manager) => {
      await manager.put(Session, [session(kind, 1, 2 * hour), session(kind, 2, 20), session(kind, 3, hour), session(kind, 4, null)])
      return [...idsOf(await manager.find(Session, { where: { kind }, ...options })), ...idsOf(await manager.batchRead(Session, ids, options))].filter((id, place, list) => list.indexOf(id) === place)
    }),
  }

  test.each(Object.keys(reads))('%s, and shown with withExpired, by as many requests', async (name) => {
    proxy.reset()
    expect(await reads[name]!({})).toEqual(['hidden-1', 'hidden-4'])
    const hidden = sentActions()
    proxy.reset()
    expect(await reads[name]!(all)).toEqual(ids)
    const same = (actions: string[]): string[] => actions.toSorted()
    expect(same(sentActions())).toEqual(same(hidden))
  })

  test('an index whose key it is, which holds only what has a time', async () => {
    expect(idsOf(await sessions.find({ where: { kind }, index: 'byEnd' }))).toEqual(['hidden-1'])
    expect(idsOf(await sessions.find({ where: { kind }, index: 'byEnd', ...all }))).toEqual(['hidden-1', 'hidden-2', 'hidden-3'])
  })

  test('counts', async () => {
    expect(await sessions.count({ where: { kind } })).toBe(2)
    expect(await sessions.countBy({ kind })).toBe(2)
    expect(await sessions.count({ where: { kind }, ...all })).toBe(4)
    expect(await sessions.count({ where: { kind }, index: 'keysByKind' } as never)).toBe(2)
    expect(await sessions.count({ where: { kind }, scan: true } as never)).toBe(2)
    expect((await sessions.findPageWithCountExpensive({ where: { kind } }, new Pageable(0, 1))).totalElements).toBe(2)
  })

  test('deleteAllBy, unless it asks for them', async () => {
    await sessions.putMany([session('cleared', 1, 10), session('cleared', 2, null)])
    expect(await sessions.deleteAllBy({ where: { kind: 'cleared' } })).toMatchObject({ affected: 1 })
    expect(await sessions.deleteAllBy({ where: { kind: 'cleared' }, ...all })).toMatchObject({ affected: 1 })
  })

  test('the plan, which says so', async () => {
    const explained = await sessions.createQueryBuilder('s').where({ kind }).explain()
    expect(String(explained)).toContain('expiresAt')
  })
})

test('the condition goes with the Query, and keys of an index that lacks the column are looked up', async () => {
  isNow(hour)
  await sessions.putMany([session('sent', 1, 2 * hour), session('sent', 2, 10)])
  proxy.reset()
  await sessions.find({ where: { kind: 'sent' } })
  expect(sentActions()).toEqual(['Query'])
  proxy.reset()
  expect(await sessions.find({ where: { kind: 'sent' }, index: 'keysByKind', select: { id: true } })).toEqual([{ id: 'sent-1' }])
  expect(sentActions()).toEqual(['Query', 'BatchGetItem'])
})

test('a page is full whatever has expired, and the next one goes on where the clock has gone on', async () => {
  await sessions.putMany(Array.from({ length: 20 }, (_, n) => session('paged', n, n % 3 === 0 ? 10 : n === 10 ? 2 * hour : null)))
  isNow(hour)
  const page = (key?: string) => sessions.findPage({ where: { kind: 'paged' } }, new Pageable(0, 5, Sort.by([Order.asc('n')]), key))
  const first = await page()
  expect(first.content.map(({ n }) => n)).toEqual([1, 2, 4, 5, 7])
  isNow(3 * hour)
  const second = await page(first.lastEvaluatedKey)
  expect(second.content.map(({ n }) => n)).toEqual([8, 11, 13, 14, 16])
})

describe('for whoever writes, what has expired is not there:', () => {
  beforeEach(() => isNow(0))
  const entity = (id: string, more: Partial<Session> = {}): Session => Object.assign({ id, kind: 'w', n: 2 }, more) as Session

  test('insert fails for what is alive', async () => {
    const id = fresh()
    await sessions.insert(entity(id, { expiresAt: at(20) }))
    await expect(sessions.insert(entity(id))).rejects.toMatchObject({ code: 'write.exists' })
    expect(await sessions.createQueryBuilder().insert().values(entity(id)).orIgnore().execute()).toMatchObject({ raw: [{}] })
    await expect(inTransaction((manager) => manager.insert(Session, entity(id)))).rejects.toMatchObject({ code: 'write.exists' })
  })
  test.each<readonly [string, (id: string) => Promise<unknown>, readonly string[]]>([
    ['insert', (id) => sessions.insert(entity(id)), ['PutItem']],
    ['insert in a transaction', (id) => inTransaction((manager) => manager.insert(Session, entity(id))), ['PutItem']],
    ['insert and update in a transaction', (id) => inTransaction(async (manager) => {
      await manager.insert(Session, entity(id, { n: 1 }))
      await manager.update(Session, id, { n: 2 })
    }), ['PutItem']],
    ['save', (id) => sessions.save(entity(id)), ['GetItem', 'PutItem']],
    ['upsert', (id) => sessions.upsert(entity(id), ['id']), ['UpdateItem', 'PutItem']],
    ['insert that ignores what is there', (id) => sessions.createQueryBuilder().insert().values(entity(id)).orIgnore().execute(), ['PutItem']],
  ])('%s makes a new one of it', async (_name, write, actions) => {
    const id = fresh()
    await sessions.put(sessions.create({ id, kind: 'w', n: 1, note: 'old', expiresAt: at(10) } as Session))
    isNow(10)
    proxy.reset()
    await write(id)
    expect(sentActions()).toEqual(actions)
    expect(await stored(Session, id)).toEqual({ id, kind: 'w', n: 2 })
  })

  test('save of what was read alone stores it anew, as a whole', async () => {
    const id = fresh()
    await sessions.put(sessions.create({ id, kind: 'w', n: 1, note: 'kept', expiresAt: at(10) } as Session))
    const one = (await sessions.get(id))!
    isNow(10)
    proxy.reset()
    await sessions.save(Object.assign(one, { n: 2, expiresAt: at(20) }))
    expect(sentActions()).toEqual(['GetItem', 'PutItem'])
    expect(await stored(Session, id)).toEqual({ id, kind: 'w', n: 2, note: 'kept', expiresAt: epoch(20) })
    expect(await sessions.existsBy({ id })).toBe(true)
  })

  test('upsert that needs no read replaces it by a second request', async () => {
    const { manager } = opened.dataSource
    const id = fresh()
    await manager.put(Token, { id, uses: 5 } as Token)
    isNow(24 * hour)
    proxy.reset()
    await manager.upsert(Token, { id, uses: 1 }, ['id'])
    expect(sentActions()).toEqual(['UpdateItem', 'PutItem'])
    expect(await stored(Token, id)).toEqual({ id, uses: 1, expiresAt: epoch(48 * hour) })
    proxy.reset()
    await manager.upsert(Token, { id, uses: 2 }, ['id'])
    expect(sentActions()).toEqual(['UpdateItem'])
  })

  test('a put without a version replaces what has expired', async () => {
    const { manager } = opened.dataSource
    const id = fresh()
    await manager.put(Named, { id, name: fresh(), until: epoch(5) } as Named)
    await expect(manager.put(Named, { id, name: fresh() } as Named)).rejects.toMatchObject({ name: 'OptimisticLockVersionMismatchError' })
    isNow(5)
    await manager.put(Named, { id, name: fresh() } as Named)
    expect(await stored(Named, id)).toMatchObject({ version: 1 })
  })

  test('updates by criteria leave it alone, and deletes delete it', async () => {
    const id = fresh()
    await sessions.put(sessions.create({ id, kind: 'u', n: 1, expiresAt: at(10) } as Session))
    isNow(10)
    const before = await stored(Session, id)
    expect(await sessions.update(id, { note: 'new' })).toMatchObject({ affected: 0 })
    expect(await sessions.update({ kind: 'u' }, { note: 'new' })).toMatchObject({ affected: 0 })
    expect(await sessions.increment({ id }, 'n', 1)).toMatchObject({ affected: 0 })
    expect(await sessions.updateExpression({ where: { id }, setValues: { note: 'new' } })).toMatchObject({ affected: 0 })
    await expect(inTransaction((manager) => manager.update(Session, id, { note: 'new' }))).rejects.toMatchObject({ name: 'EntityNotFoundError' })
    expect(await stored(Session, id)).toEqual(before)
    expect(await sessions.delete(id)).toMatchObject({ affected: 1 })
    expect(await stored(Session, id)).toBeUndefined()
  })

  test('a check of a transaction fails', async () => {
    const id = fresh()
    await sessions.put(sessions.create({ id, kind: 'c', n: 1, expiresAt: at(10) } as Session))
    const checked = () => inTransaction(async (manager) => {
      await manager.check(Session, id)
      await manager.put(Token, { id: fresh() } as Token)
    })
    await checked()
    isNow(10)
    await expect(checked()).rejects.toMatchObject({ name: 'ConditionFailedError' })
  })

  test('its unique values are free, and are given up where it is replaced', async () => {
    const { manager } = opened.dataSource
    const [first, second, name, other] = [fresh(), fresh(), fresh(), fresh()]
    await manager.insert(Named, { id: first, name, until: epoch(5) })
    isNow(5)
    await manager.insert(Named, { id: second, name })
    await manager.insert(Named, { id: first, name: other })
    expect(await stored(Named, first)).toMatchObject({ name: other, version: 1 })
    await expect(manager.insert(Named, { id: fresh(), name: other })).rejects.toMatchObject({ name: 'UniqueConstraintViolationError' })
    await expect(manager.insert(Named, { id: fresh(), name })).rejects.toMatchObject({ name: 'UniqueConstraintViolationError' })
  })

  describe.each<Fault>(['cut-before', 'cut-after', 'error-500'])('%s', (fault) => {
    test('an insert over it is done once', async () => {
      const id = fresh()
      await sessions.put(sessions.create({ id, kind: 'f', n: 1, expiresAt: at(10) } as Session))
      isNow(10)
      proxy.reset()
      proxy.next('PutItem', fault)
      await sessions.insert(entity(id, { expiresAt: at(20) }))
      expect(await stored(Session, id)).toEqual({ id, kind: 'w', n: 2, expiresAt: epoch(20) })
      await expect(sessions.insert(entity(id))).rejects.toMatchObject({ code: 'write.exists' })
    })

    test('an update that ends an item is done once, and so is one that moves its time', async () => {
      const id = fresh()
      isNow(hour)
      await sessions.put(sessions.create({ id, kind: 'f', n: 1, expiresAt: at(2 * hour) } as Session))
      proxy.reset()
      proxy.next('UpdateItem', fault)
      expect(await sessions.update(id, { expiresAt: at(hour - 10) })).toMatchObject({ affected: 1 })
      expect(await stored(Session, id)).toMatchObject({ expiresAt: epoch(hour - 10) })
      expect(await sessions.existsBy({ id })).toBe(false)
      const { manager } = opened.dataSource
      const lease = await manager.put(Lease, { id } as Lease)
      isNow(hour + 100)
      proxy.next('UpdateItem', fault)
      await manager.save(Lease, Object.assign(lease, { holder: 'b' }))
      expect(await stored(Lease, id)).toMatchObject({ holder: 'b', until: epoch(2 * hour + 100) })
    })

    test('an upsert of it is done', async () => {
      const { manager } = opened.dataSource
      const id = fresh()
      proxy.reset()
      proxy.next('UpdateItem', fault)
      await manager.upsert(Token, { id, uses: 1 }, ['id'])
      expect(await stored(Token, id)).toEqual({ id, uses: 1, expiresAt: epoch(24 * hour) })
    })
  })
})

describe('a time to live by a function', () => {
  test.each<readonly [string, (manager: DynamoEntityManager, id: string) => Promise<Partial<Token>>]>([
    ['put', (manager, id) => manager.put(Token, { id } as Token)],
    ['putMany', (manager, id) => manager.putMany(Token, [{ id } as Token]).then(() => ({ expiresAt: at(24 * hour) }))],
    ['save', (manager, id) => manager.save(Token, { id })],
    ['insert', (manager, id) => manager.insert(Token, { id }).then((done) => done.generatedMaps[0] as Partial<Token>)],
    ['upsert', (manager, id) => manager.upsert(Token, { id, uses: 0 }, ['id']).then((done) => done.generatedMaps[0] as Partial<Token>)],
  ])('is filled in by %s where none is given, and stays from then on', async (_name, write) => {
    const { manager } = opened.dataSource
    const id = fresh()
    const given = await write(manager, id)
    expect(given.expiresAt).toEqual(at(24 * hour))
    expect(await stored(Token, id)).toEqual({ id, uses: 0, expiresAt: epoch(24 * hour) })
    isNow(hour)
    await manager.update(Token, id, { uses: 1 })
    await manager.upsert(Token, { id, uses: 2 }, ['id'])
    await manager.save(Token, { id, uses: 3 })
    expect(await stored(Token, id)).toEqual({ id, uses: 3, expiresAt: epoch(24 * hour) })
    await manager.put(Token, { id, expiresAt: at(2 * hour) } as Token)
    expect(await stored(Token, id)).toMatchObject({ expiresAt: epoch(2 * hour) })
  })

  test.each<readonly [string, (manager: DynamoEntityManager, lease: Lease) => Promise<unknown>]>([
    ['put', (manager, lease) => manager.put(Lease, lease)],
    ['putMany', (manager, lease) => manager.putMany(Lease, [lease])],
    ['save', (manager, lease) => manager.save(Lease, Object.assign(lease, { holder: 'b' })).then((saved) => expect(saved.until).toBe(epoch(2 * hour - 1)))],
    ['update', (manager, { id }) => manager.update(Lease, id, { holder: 'b' })],
    ['update of nothing else', (manager, { id }) => manager.update(Lease, id, {})],
    ['updateExpression', (manager, { id }) => manager.updateExpression(Lease, { where: { id }, setValues: { holder: 'b' } })],
    ['increment', (manager, { id }) => manager.increment(Lease, { id }, 'uses', 1)],
    ['upsert', (manager, { id }) => manager.upsert(Lease, { id, holder: 'b' }, ['id'])],
    ['softDelete', (manager, { id }) => manager.softDelete(Lease, id)],
    ['update in a transaction', (_manager, { id }) => inTransaction((manager) => manager.update(Lease, id, { holder: 'b' }))],
    ['a query builder', (manager, { id }) => manager.createQueryBuilder().update(Lease).set({ holder: 'b' }).where({ id }).execute()],
  ])('on each write is moved by %s', async (_name, write) => {
    const { manager } = opened.dataSource
    const lease = await manager.put(Lease, { id: fresh(), holder: 'a' } as Lease)
    expect(lease.until).toBe(epoch(hour))
    isNow(hour - 1)
    await write(manager, lease)
    expect(await stored(Lease, lease.id)).toMatchObject({ until: epoch(2 * hour - 1) })
  }, 60_000)

  test('on each write is as an update names it, where it does', async () => {
    const { manager } = opened.dataSource
    const { id } = await manager.put(Lease, { id: fresh() } as Lease)
    await manager.update(Lease, id, { until: epoch(5 * hour) })
    expect(await stored(Lease, id)).toMatchObject({ until: epoch(5 * hour) })
    await manager.update(Lease, id, { until: null })
    expect(await stored(Lease, id)).not.toHaveProperty('until')
    isNow(10 * hour)
    expect(await manager.existsBy(Lease, { id })).toBe(true)
  })

  test('does not bring back what has expired', async () => {
    const { manager } = opened.dataSource
    const { id } = await manager.put(Lease, { id: fresh() } as Lease)
    isNow(hour)
    expect(await manager.update(Lease, id, { holder: 'b' })).toMatchObject({ affected: 0 })
    expect(await manager.existsBy(Lease, { id })).toBe(false)
  })

  test('moves no time of a transaction that fails, also not in memory', async () => {
    const lease = await opened.dataSource.manager.put(Lease, { id: fresh() } as Lease)
    isNow(100)
    await expect(inTransaction(async (manager) => {
      await manager.put(Lease, lease)
      throw new Error('no')
    })).rejects.toThrow('no')
    expect(lease.until).toBe(epoch(hour))
  })
})
