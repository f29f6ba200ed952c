import { Brackets, Column, DeleteDateColumn, Entity, EntityNotFoundError, EventSubscriber, In, IsNull, JoinColumn, ManyToOne, Not, NotBrackets, OneToMany, PrimaryColumn, VersionColumn, type EntitySubscriberInterface } from 'typeorm'
import { GlobalSecondaryIndex, type DynamoSelectQueryBuilder, type PagingAndSortingRepository } from '../../src/index.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

class Size {
  @Column({ type: 'double', nullable: true }) width: number
}

@Entity({ name: 'owner' })
class Owner {
  @PrimaryColumn() id: string
  @Column({ nullable: true }) name: string
  @OneToMany(() => Thing, (thing) => thing.owner) things: unknown[]
}

@Entity({ name: 'thing' })
@GlobalSecondaryIndex({ name: 'byKind', partitionKey: 'kind', sortKey: ['colour', 'weight'] })
class Thing {
  @PrimaryColumn() id: string
  @Column() kind: string
  @Column() colour: string
  @Column('int', { name: 'weight' }) weight: number
  @Column({ type: 'decimal', nullable: true }) price: string | null
  @Column({ type: 'bigint', nullable: true }) serial: bigint
  @Column({ nullable: true }) madeAt: Date
  @Column({ name: 'remark', nullable: true, type: 'varchar', transformer: { to: (value?: string | null) => value?.toUpperCase(), from: (value?: string | null) => value?.toLowerCase() } }) note: string | null
  @Column({ nullable: true, select: false }) secret: string
  @Column(() => Size) size: Size
  @Column({ nullable: true }) ownerId: string | null
  @ManyToOne(() => Owner, (owner) => owner.things, { nullable: true }) @JoinColumn({ name: 'ownerId' }) owner: Owner | null
  @VersionColumn() version: number
  @DeleteDateColumn() deletedAt: Date | null
}

const loaded: string[] = []
@EventSubscriber()
class Subscriber implements EntitySubscriberInterface<Thing> {
  listenTo(): typeof Thing { return Thing }
  afterLoad(thing: Thing): void { loaded.push(thing.id) }
}

let opened: OpenedSource
let things: PagingAndSortingRepository<Thing>
const builder = (): DynamoSelectQueryBuilder<Thing> => things.createQueryBuilder('t') as DynamoSelectQueryBuilder<Thing>
const stored = (id: string): Promise<Record<string, unknown> | undefined> => storedItem(things.metadata.tableName, { id })

const fresh = (): Thing[] => things.create([
  { id: '1', kind: 'box', colour: 'red', weight: 10, price: '0.1', serial: 9007199254740993n, note: 'Loud', madeAt: new Date(1), secret: 's', size: { width: 1 } },
  { id: '2', kind: 'box', colour: 'blue', weight: 9, price: '0.2', serial: 1n, note: null, madeAt: new Date(3), size: { width: 2 } },
  { id: '3', kind: 'box', colour: 'red', weight: 7, price: null, note: 'x', size: {} },
  { id: '4', kind: 'bag', colour: 'red', weight: 1, price: '12', size: { width: 5 } },
] as never) as unknown as Thing[]

beforeAll(async () => {
  opened = await openWith([Thing, Owner], { subscribers: [Subscriber] })
  things = opened.dataSource.getRepository(Thing)
})
afterAll(() => opened.dataSource.destroy())
beforeEach(async () => {
  await things.clear()
  await things.putMany(fresh())
  loaded.length = 0
  opened.sent.clear()
})

const box = { kind: 'box' }

describe('conditions', () => {
  test.each<[string, (qb: DynamoSelectQueryBuilder<Thing>) => unknown, string[]]>([
    ['andWhere and orWhere, where AND binds closer', (qb) => qb.where('t.kind = :kind', box).andWhere('t.weight > 8').orWhere('t.id = :id', { id: '4' }), ['1', '2', '4']],
    ['Brackets', (qb) => qb.where(box).andWhere(new Brackets((inner) => inner.where('t.colour = :blue', { blue: 'blue' }).orWhere({ weight: 7 }))), ['2', '3']],
    ['NotBrackets', (qb) => qb.where(box).andWhere(new NotBrackets((inner) => inner.where("t.colour = 'blue'").orWhere('t.weight < 8'))), ['1']],
    ['NotBrackets where null holds neither way', (qb) => qb.where(box).andWhere(new NotBrackets((inner) => inner.where('t.note = :x', { x: 'x' }))), ['1']],
    ['NotBrackets of a comparison with null', (qb) => qb.where(box).andWhere(new NotBrackets((inner) => inner.where('t.note = :x', { x: null }))), []],
    ['NotBrackets of an object with null', (qb) => qb.where(box).andWhere(new NotBrackets((inner) => inner.where({ note: null, colour: 'red' }))), ['2']],
    ['NOT of a comparison with null', (qb) => qb.where('t.kind = :kind AND NOT (t.note = :no OR t.colour = :no)', { ...box, no: null }), []],
    ['NOT IN with null', (qb) => qb.where('t.kind = :kind AND t.colour NOT IN (:...list)', { ...box, list: ['blue', null] }), []],
    ['IN with null', (qb) => qb.where('t.kind = :kind AND t.colour IN (:...list)', { ...box, list: ['blue', null] }), ['2']],
    ['an empty list', (qb) => qb.where('t.kind = :kind AND t.colour IN (:...list)', { ...box, list: [] }), []],
    ['NOT IN an empty list', (qb) => qb.where('t.kind = :kind AND t.colour NOT IN (:...list)', { ...box, list: [] }), ['1', '2', '3']],
    ['whereInIds', (qb) => qb.whereInIds(['1', { id: '4' }]), ['1', '4']],
    ['andWhereInIds', (qb) => qb.where(box).andWhereInIds(['1', '4']), ['1']],
    ['orWhereInIds', (qb) => qb.where({ kind: 'bag' }).orWhereInIds(['1']), ['1', '4']],
    ['setParameter and setParameters', (qb) => qb.where('t.kind = :kind AND t.weight IN (:...weights)').setParameter('kind', 'box').setParameters({ weights: [7, 9] }), ['2', '3']],
    ['LIKE and NOT LIKE', (qb) => qb.where("t.kind LIKE 'bo%' AND t.colour NOT LIKE :no", { no: '%lu%' }), ['1', '3']],
    ['LIKE of what is transformed', (qb) => qb.where('t.kind = :kind AND t.note LIKE :like', { ...box, like: 'lo%' }), ['1']],
    ['NOT LIKE %', (qb) => qb.where("t.kind = 'box' AND t.note NOT LIKE '%'"), []],
    ['BETWEEN, IS NULL, embedded columns, columns by name', (qb) => qb.where("t.kind = 'box' AND t.weight BETWEEN :low AND 10 AND (t.remark IS NULL OR t.size.width = 1)", { low: 8 }), ['1', '2']],
    ['quoted names', (qb) => qb.where('"t"."kind" = :kind AND `t`.`colour` <> :colour', { ...box, colour: 'red' }), ['2']],
    ['Not of undefined', (qb) => qb.where({ kind: 'box', note: Not(undefined) }), []],
    ['find operators', (qb) => qb.where({ kind: 'box', note: IsNull() }).orWhere({ id: In(['4']) }), ['2', '4']],
    ['a function that gives text', (qb) => qb.where(() => "t.kind = 'bag'"), ['4']],
    ['setFindOptions', (qb) => qb.setFindOptions({ where: box, order: { id: 'DESC' }, take: 2 }), ['2', '3']],
  ])('%s', async (_name, ask, ids) => {
    const qb = builder()
    ask(qb)
    expect((await qb.getMany()).map((one) => one.id).sort()).toEqual(ids)
    expect(await qb.take(undefined).getCount()).toBe(ids.length + (_name === 'setFindOptions' ? 1 : 0))
  })

  test.each<[string, string]>([
    ['t.kind = :missing', 'the condition names the parameter "missing", which has no value'],
    ['LOWER(t.kind) = :kind', 'does not support case-insensitive patterns'],
    ['t.kind = :kind AND t.nothing = 1', 'The condition names "t.nothing" at position 20'],
    ["t.kind LIKE 'a%b'", 'patterns in the middle of a text'],
    ['t.kind ILIKE :kind', 'does not support case-insensitive patterns'],
    ['EXISTS (SELECT 1)', 'The condition cannot be read at position 1'],
    ['t.kind = :...kind', 'The condition cannot be read at position 10'],
  ])('%s is refused before anything is sent', async (text, message) => {
    await expect(builder().where(text, box).getMany()).rejects.toThrow(message)
    expect(opened.sent.actions()).toEqual([])
  })
})

describe('results', () => {
  test('orderBy and addOrderBy by the index, limit and offset before take and skip', async () => {
    const qb = builder().where(box).orderBy('t.colour', 'DESC').addOrderBy('t.weight', 'DESC')
    expect((await qb.getMany()).map((one) => one.id)).toEqual(['1', '3', '2'])
    expect(opened.sent.requests[0]!.input).toMatchObject({ IndexName: 'byKind', ScanIndexForward: false })
    expect((await qb.clone().skip(1).take(1).getMany()).map((one) => one.id)).toEqual(['3'])
    expect((await qb.clone().take(3).limit(1).getMany()).map((one) => one.id)).toEqual(['1'])
    expect((await qb.clone().offset(2).getMany()).map((one) => one.id)).toEqual(['2'])
    expect((await qb.orderBy({ 't.id': 'DESC' }).getMany()).map((one) => one.id)).toEqual(['3', '2', '1'])
    await expect(qb.orderBy('t.id', 'ASC', 'NULLS FIRST').getMany()).rejects.toThrow('NULLS FIRST')
  })

  test('getOne asks for one, getOneOrFail fails for none', async () => {
    const qb = builder().withDeleted().where(box).orderBy('t.colour')
    expect(await qb.getOne()).toMatchObject({ id: '2' })
    expect(opened.sent.requests[0]!.input.Limit).toBe(1)
    expect((await qb.getMany()).length).toBe(3)
    expect(await qb.offset(1).getOne()).toMatchObject({ id: '3' })
    await expect(builder().where({ id: 'none' }).getOneOrFail()).rejects.toBeInstanceOf(EntityNotFoundError)
    expect(await builder().where({ id: 'none' }).getOne()).toBeNull()
  })

  test('getManyAndCount, getCount, getExists', async () => {
    const [found, count] = await builder().where(box).take(1).getManyAndCount()
    expect([found.length, count]).toEqual([1, 3])
    expect(await builder().where(box).skip(1).getCount()).toBe(3)
    expect([await builder().where(box).getExists(), await builder().where({ kind: 'none' }).getExists()]).toEqual([true, false])
  })

  test('select and addSelect name columns of entities', async () => {
    expect(await builder().select(['t.id', 't.size.width']).where({ id: '1' }).getMany()).toEqual([{ id: '1', size: { width: 1 } }])
    expect(await builder().addSelect('t.secret').where({ id: '1' }).getOne()).toMatchObject({ id: '1', kind: 'box', secret: 's' })
    await expect(builder().select('t.nothing').where(box).getMany()).rejects.toThrow('selections other than columns')
  })

  test('raw rows have column names after the alias, own aliases, nulls, and no transformers', async () => {
    const rows = await builder().select('t.id', 'key').addSelect(['t.note', 't.price']).addSelect('weight').where({ id: '1' }).getRawMany()
    expect(rows).toEqual([{ key: '1', t_remark: 'LOUD', t_price: '0.1', weight: 10 }])
    const whole = await builder().where({ id: '2' }).getRawOne()
    expect(whole).toMatchObject({ t_id: '2', t_remark: null, t_sizeWidth: 2, t_weight: 9 })
    expect(whole).not.toHaveProperty('t_secret')
    expect(await builder().select('t.colour', 'c').where(box).orderBy('c', 'DESC').limit(1).getRawMany()).toEqual([{ c: 'red' }])
    const { entities, raw } = await builder().where({ id: '1' }).getRawAndEntities()
    expect(entities[0]).toBeInstanceOf(Thing)
    expect(raw[0]).toMatchObject({ t_id: '1', t_remark: 'LOUD' })
    expect(await builder().where({ id: 'none' }).getRawOne()).toBeUndefined()
  })

  test('COUNT, SUM, AVG, MIN and MAX leave out nulls, and sum exactly', async () => {
    const row = await builder().where(box)
      .select('COUNT(*)', 'all').addSelect('COUNT(t.price)', 'prices').addSelect('SUM(t.price)', 'price').addSelect('SUM(t.weight)', 'weight').addSelect('AVG(t.weight)', 'average')
      .addSelect('SUM(t.serial)', 'serial').addSelect('MIN(t.colour)', 'least').addSelect('MAX(t.madeAt)', 'last').addSelect('MIN(t.price)', 'cheap').getRawOne()
    expect(row).toEqual({ all: 3, prices: 2, price: '0.3', weight: 26, average: 26 / 3, serial: 9007199254740994n, least: 'blue', last: new Date(3), cheap: '0.1' })
    expect(await builder().where({ kind: 'none' }).select('SUM(t.weight)', 's').addSelect('COUNT(*)', 'c').addSelect('MAX(t.weight)', 'm').getRawOne()).toEqual({ s: null, c: 0, m: null })
    opened.sent.clear()
    await expect(builder().where(box).select('SUM(t.weight)', 's').addSelect('t.id').getRawOne()).rejects.toThrow('selections other than columns')
    await expect(builder().where(box).select('UPPER(t.id)').getRawOne()).rejects.toThrow('selections other than columns')
    expect(opened.sent.actions()).toEqual([])
    expect(await things.sum('price' as never, box)).toBe(0.3)
  })

  test('stream gives raw rows', async () => {
    const ids: unknown[] = []
    for await (const row of await builder().where(box).orderBy('t.colour').stream()) ids.push((row as unknown as { t_id: string }).t_id)
    expect(ids).toEqual(['2', '3', '1'])
    for await (const row of await builder().select('COUNT(*)', 'n').where(box).stream()) expect(row).toEqual({ n: 3 })
  })

  test('withDeleted, callListeners, useTransaction, clone and useIndex', async () => {
    await things.softDelete({ id: '3' })
    expect(await builder().where(box).getCount()).toBe(2)
    expect(await builder().where(box).withDeleted().getCount()).toBe(3)
    loaded.length = 0
    await builder().where(box).callListeners(false).getMany()
    expect(loaded).toEqual([])
    await builder().where(box).useTransaction(true).getMany()
    expect(loaded).toHaveLength(2)
    const indexed = builder().useIndex('byKind').where(box).clone()
    opened.sent.clear()
    await indexed.getMany()
    expect(opened.sent.requests[0]!.input.IndexName).toBe('byKind')
  })

  test('a builder of the data source takes its entity by from(), into() and the like', async () => {
    expect(await opened.dataSource.createQueryBuilder().select('x').from(Thing, 'x').where('x.id = :id', { id: '1' }).getOne()).toBeInstanceOf(Thing)
    await opened.dataSource.createQueryBuilder().insert().into(Owner).values([{ id: 'o1' }, { id: 'o2' }]).execute()
    await opened.dataSource.createQueryBuilder().update(Owner).set({ name: 'n' }).where('id = :id', { id: 'o1' }).execute()
    await opened.dataSource.createQueryBuilder().delete().from(Owner).where('id IN (:...ids)', { ids: ['o1', 'o2'] }).execute()
    expect(opened.sent.actions()).toEqual(['GetItem', 'TransactWriteItems', 'UpdateItem', 'DeleteItem', 'DeleteItem'])
  })

  test('getQuery is a readable line without values', () => {
    const table = things.metadata.tableName
    expect(builder().where('t.kind = :kind', box).orderBy('t.weight').take(2).getQuery()).toBe(`select ${table} where kind = ? order by weight ASC take 2`)
    expect(builder().where(box).getSql()).toBe(`select ${table} where kind = ?`)
    expect(builder().update().set({ colour: 'x' }).where({ id: '1' }).getQuery()).toBe(`update ${table} where id = ? set colour`)
    expect(things.createQueryBuilder().insert().values({ id: '9' } as never).getQuery()).toBe(`insert ${table} 1 item`)
    const printed = builder() as unknown as { printSql(): unknown }
    expect(printed.printSql()).toBe(printed)
    expect(builder().where({ id: In([]) }).getSql()).toBe(`select ${table} where nothing`)
  })
})

describe('writes', () => {
  test.each(['weight + 2', 'weight+2', ' t.weight + 2', 'weight - -2', '"weight" + :more'])('set(() => %j) adds in one UpdateItem', async (text) => {
    await things.createQueryBuilder('t').update().set({ note: 'n', price: () => 'price + 1.5' }).where({ id: '1' }).execute()
    opened.sent.clear()
    const done = await opened.dataSource.createQueryBuilder().update(Thing, { weight: () => text.replace('t.', '') }).where('id = :id', { id: '4', more: 2 }).execute()
    expect(done.affected).toBe(1)
    expect(await stored('4')).toMatchObject({ weight: 3, kind: 'bag' })
    expect(await stored('1')).toMatchObject({ price: 1.6, remark: 'N' })
  })

  test.each(['weight * 2', 'price + 1', 'weight', '1', 'weight + price', 'weight + :missing', 'CURRENT_TIMESTAMP', 'weight + 1; x'])('set(() => %j) is refused', async (text) => {
    await expect(things.createQueryBuilder().update().set({ weight: () => text }).where({ id: '1' }).execute()).rejects.toThrow('Thing.weight: this driver does not support SQL expressions as values.')
    expect(opened.sent.actions()).toEqual([])
  })

  test('an addition keeps index attributes right', async () => {
    await things.createQueryBuilder().update().set({ weight: () => 'weight + 5' }).where({ id: '2' }).execute()
    expect((await builder().where({ kind: 'box', colour: 'blue', weight: 14 }).getMany()).map((one) => one.id)).toEqual(['2'])
  })

  test('returning gives the columns that were written, as they are', async () => {
    const updated = await things.createQueryBuilder().update().set({ weight: () => 'weight + 1' }).where(box).returning(['id', 'weight']).execute()
    expect((updated.raw as { id: string }[]).sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([{ id: '1', weight: 11 }, { id: '2', weight: 10 }, { id: '3', weight: 8 }])
    const deleted = await things.createQueryBuilder().delete().where({ id: '1' }).returning('id, remark').execute()
    expect(deleted.raw).toEqual([{ id: '1', remark: 'LOUD' }])
    const gone = await things.createQueryBuilder().softDelete().where({ id: '2' }).returning('id').execute()
    expect(gone.raw).toEqual([{ id: '2' }])
    const inserted = await things.createQueryBuilder().insert().values({ id: '9', kind: 'k', colour: 'c', weight: 1 } as never).returning('*').execute()
    expect(inserted.raw).toMatchObject([{ id: '9', kind: 'k', weight: 1, version: 1 }])
    await expect(things.createQueryBuilder().delete().where({ id: '9' }).returning('nothing').execute()).rejects.toThrow('nothing')
    await expect(opened.dataSource.transaction((manager) => manager.createQueryBuilder().delete().from(Thing).where({ id: '9' }).returning('*').execute())).rejects.toThrow('RETURNING in a transaction')
    await expect(things.createQueryBuilder().insert().values({ id: '9' } as never).orIgnore().returning('*').execute()).rejects.toThrow('RETURNING of these writes')
    expect(await stored('9')).toBeDefined()
  })

  test('orUpdate changes what is named, orIgnore leaves what is there', async () => {
    const values = { id: '1', kind: 'new', colour: 'green', weight: 99 } as never
    await things.createQueryBuilder().insert().values(values).orIgnore().execute()
    expect(await stored('1')).toMatchObject({ kind: 'box', colour: 'red' })
    await things.createQueryBuilder().insert().values(values).orUpdate(['colour'], ['id']).execute()
    expect(await stored('1')).toMatchObject({ kind: 'box', colour: 'green', weight: 10 })
    await expect(things.createQueryBuilder().insert().values(values).orUpdate(['colour'], ['kind']).execute()).rejects.toThrow('ON CONFLICT')
    await expect(things.createQueryBuilder().insert().values({ id: '8', weight: () => '1 + 1' } as never).execute()).rejects.toThrow('Thing.weight: this driver does not support SQL expressions as values.')
  })

  test('softDelete, restore and delete by criteria', async () => {
    expect((await things.createQueryBuilder().softDelete().where(box).execute()).affected).toBe(3)
    expect(await builder().where(box).getCount()).toBe(0)
    expect((await things.createQueryBuilder().restore().where({ id: '1' }).execute()).affected).toBe(1)
    expect(await builder().where(box).getCount()).toBe(1)
    expect((await things.createQueryBuilder().delete().where('kind = :kind AND weight > :w', { ...box, w: 9 }).execute()).affected).toBe(1)
    expect(await stored('1')).toBeUndefined()
  })

  test('LIMIT and ORDER BY of writes are refused', async () => {
    await expect(things.createQueryBuilder().update().set({ colour: 'x' }).where(box).limit(1).execute()).rejects.toThrow('LIMIT and ORDER BY of a write')
    await expect(things.createQueryBuilder().softDelete().where(box).orderBy('id').execute()).rejects.toThrow('LIMIT and ORDER BY of a write')
  })

  test('relation().of() sets, adds and removes by foreign keys', async () => {
    const ofThing = things.createQueryBuilder().relation('owner').of('1')
    await ofThing.set('o1')
    expect(await stored('1')).toMatchObject({ ownerId: 'o1' })
    await ofThing.set(null)
    expect(await stored('1')).not.toHaveProperty('ownerId')
    const ofOwner = opened.dataSource.createQueryBuilder().relation(Owner, 'things').of({ id: 'o2' })
    await ofOwner.add(['2', '3'])
    expect([await stored('2'), await stored('3')]).toMatchObject([{ ownerId: 'o2' }, { ownerId: 'o2' }])
    await ofOwner.remove('2')
    expect(await stored('2')).not.toHaveProperty('ownerId')
    expect(await stored('3')).toMatchObject({ ownerId: 'o2' })
  })
})

test.each<[string, (qb: DynamoSelectQueryBuilder<Thing>) => unknown]>([
  ['sub-queries', (qb) => qb.subQuery()],
  ['sub-queries', (qb) => qb.whereExists(builder())],
  ['sub-queries', (qb) => qb.andWhereExists(builder())],
  ['sub-queries', (qb) => qb.where((inner) => `t.id IN ${inner.subQuery().getQuery()}`)],
  ['GROUP BY and HAVING', (qb) => qb.groupBy('t.kind')],
  ['GROUP BY and HAVING', (qb) => qb.having('COUNT(*) > 1')],
  ['SELECT DISTINCT', (qb) => qb.distinct(true)],
  ['common table expressions', (qb) => qb.addCommonTableExpression('SELECT 1', 'x')],
  ['cached queries', (qb) => qb.cache(1000)],
  ['pessimistic locks', (qb) => qb.setLock('pessimistic_write')],
  ['limits of execution time', (qb) => qb.maxExecutionTime(5)],
  ['counts of relations', (qb) => (qb as unknown as { loadRelationCountAndMap(...of: string[]): unknown }).loadRelationCountAndMap('t.n', 't.owner')],
  ['joins', (qb) => qb.innerJoin('t.nothing', 'n')],
])('%s are refused at once: %s', (feature, ask) => {
  expect(() => ask(builder())).toThrow(`his driver does not support ${feature}`)
})

test('several entities in one query are refused', async () => {
  await expect(builder().addFrom(Owner, 'o').getMany()).rejects.toThrow('several entities in one query')
})
