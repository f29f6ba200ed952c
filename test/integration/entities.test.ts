import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { BaseEntity, BeforeInsert, AfterLoad, BeforeUpdate, Column, CreateDateColumn, DeleteDateColumn, Entity, EntitySchema, EventSubscriber, Generated, OptimisticLockVersionMismatchError, PrimaryColumn, PrimaryGeneratedColumn, UpdateDateColumn, VersionColumn, ChildEntity, TableInheritance, type EntitySubscriberInterface, type InsertEvent } from 'typeorm'
import { DynamoDataSource, Epoch, GlobalSecondaryIndex, KeepUnknownAttributes, PartitionKey, SortKey, TimeToLive } from '../../src/index.js'
import { storedItem } from '../support/storedItem.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

class Address {
  @Column({ nullable: true }) street: string
  @Column({ nullable: true }) city: string
}

enum Colour { Red = 'red', Blue = 'blue' }

@Entity({ name: 'everything' })
class Everything {
  @PartitionKey() @PrimaryColumn() tenantId: string
  @SortKey() @PrimaryColumn('int') position: number
  @Column({ nullable: true }) text: string
  @Column({ type: 'double', nullable: true }) float: number
  @Column({ type: 'bigint', nullable: true }) big: bigint
  @Column({ type: 'bigint', nullable: true }) bigText: string
  @Column({ type: 'decimal', nullable: true }) exact: string
  @Column({ nullable: true }) flag: boolean
  @Column({ nullable: true }) moment: Date
  @Epoch('milliseconds') @Column({ nullable: true }) seen: Date
  @TimeToLive() @Column({ nullable: true }) expires: Date
  @Column({ type: 'date', nullable: true }) day: string
  @Column({ type: 'blob', nullable: true }) bytes: Buffer
  @Column({ type: 'simple-array', nullable: true }) words: string[]
  @Column({ type: 'simple-json', nullable: true }) simple: object
  @Column({ type: 'json', nullable: true }) deep: object
  @Column({ type: 'set', nullable: true }) tags: Set<string>
  @Column({ type: 'set', nullable: true }) numbers: number[]
  @Column({ type: 'enum', enum: Colour, nullable: true }) colour: Colour
  @Column({ type: 'varchar', nullable: true, transformer: [{ to: (value?: string) => value?.trim(), from: (value?: string) => value }, { to: (value?: string) => value?.toUpperCase(), from: (value?: string) => value?.toLowerCase() }] }) shouted: string
  @Column({ nullable: true, select: false }) secret: string
  @Column(() => Address) home: Address
  @Column({ type: 'varchar', default: 'new' }) status: string
}

@Entity({ name: 'versioned' })
@GlobalSecondaryIndex({ name: 'byName', partitionKey: 'name' })
class Versioned {
  @PrimaryGeneratedColumn('uuid') id: string
  @Column() name: string
  @CreateDateColumn() createdAt: Date
  @UpdateDateColumn() updatedAt: Date
  @DeleteDateColumn() deletedAt: Date | null
  @VersionColumn() version: number
  @Column() @Generated('uuid') token: string

  heard: string[]
  @BeforeInsert() inserted(): void { (this.heard ??= []).push('insert') }
  @BeforeUpdate() updated(): void { (this.heard ??= []).push('update') }
  @AfterLoad() loaded(): void { (this.heard ??= []).push('load') }
}

@Entity({ name: 'numbered' })
class Numbered extends BaseEntity {
  @PrimaryGeneratedColumn() id: number
  @Column() name: string
}

@Entity({ name: 'animal' })
@TableInheritance({ column: { type: 'varchar', name: 'type' } })
class Animal {
  @PrimaryColumn() id: string
  @Column() name: string
  @Column({ nullable: true }) zone: string
}
@ChildEntity() class Dog extends Animal { @Column({ nullable: true }) barks: boolean }
@ChildEntity()
@GlobalSecondaryIndex({ name: 'byZoneName', partitionKey: ['zone', 'name'] })
class Cat extends Animal { @Column({ nullable: true }) lives: number }

@Entity({ name: 'keyed' })
class Keyed {
  @PrimaryColumn({ type: 'double' }) id: number
  @Column() v: string
}

@Entity({ name: 'event' })
@KeepUnknownAttributes()
class Event {
  @PrimaryColumn() id: string
}

const Note = new EntitySchema<{ id: string; body: string }>({ name: 'Note', tableName: 'note', columns: { id: { type: String, primary: true }, body: { type: String } } })

const announced: string[] = []
@EventSubscriber()
class Subscriber implements EntitySubscriberInterface<Numbered> {
  listenTo(): typeof Numbered { return Numbered }
  beforeInsert(event: InsertEvent<Numbered>): void { announced.push(event.entity.name) }
}

let opened: OpenedSource
beforeAll(async () => {
  opened = await openWith([Everything, Versioned, Numbered, Animal, Dog, Cat, Keyed, Event, Note as never], { subscribers: [Subscriber], bookkeepingTable: `bookkeeping_${process.pid}_${Date.now()}` })
})
afterAll(() => opened.dataSource.destroy())

const stored = (entity: Function, key: Record<string, unknown>): Promise<Record<string, unknown> | undefined> => storedItem(opened.dataSource.getMetadata(entity).tableName, key)

const full = (): Everything => Object.assign(new Everything(), {
  tenantId: 't', position: 1, text: 'x', float: 0.1, big: 12345678901234567890123456789012345678n, bigText: '9007199254740993', exact: '0.10000000000000000000000000000000000001', flag: false,
  moment: new Date('2026-01-02T03:04:05.678Z'), seen: new Date(1_700_000_000_123), expires: new Date(2_000_000_000_000), day: '2026-02-03', bytes: Buffer.from([0, 255]),
  words: ['a', 'b'], simple: { a: [1] }, deep: { list: [1, 'a', null, { b: true }], empty: {} }, tags: new Set(['p', 'q']), numbers: [3, 1], colour: Colour.Blue, shouted: '  loud ', secret: 's',
  home: Object.assign(new Address(), { street: 'Long', city: 'Springfield' }),
})

describe('column types', () => {
  test('every type is stored as documented and comes back as it was', async () => {
    const repository = opened.dataSource.getRepository(Everything)
    await repository.put(full())
    expect(await stored(Everything, { tenantId: 't', position: 1 })).toMatchObject({
      moment: '2026-01-02T03:04:05.678Z', seen: 1_700_000_000_123, expires: 2_000_000_000, day: '2026-02-03', words: 'a,b', simple: '{"a":[1]}', deep: { list: [1, 'a', null, { b: true }], empty: {} },
      tags: new Set(['p', 'q']), numbers: new Set([1, 3]), colour: 'blue', shouted: 'LOUD', homeStreet: 'Long', homeCity: 'Springfield', status: 'new', flag: false,
    })
    const found = (await repository.get({ tenantId: 't', position: 1 }))!
    const { secret: _hidden, ...rest } = full()
    expect(found).toEqual({ ...rest, shouted: 'loud', status: 'new', numbers: expect.arrayContaining([1, 3]) as unknown })
    expect(found.home).toBeInstanceOf(Address)
    expect(Buffer.isBuffer(found.bytes)).toBe(true)
    expect((await repository.createQueryBuilder('e').addSelect('e.secret').where({ tenantId: 't', position: 1 }).getOne())!.secret).toBe('s')
  })

  test('saving what was loaded writes nothing, whatever its types', async () => {
    const repository = opened.dataSource.getRepository(Everything)
    await repository.put(full())
    const found = (await repository.get({ tenantId: 't', position: 1 }))!
    opened.sent.clear()
    await repository.save(found)
    expect(opened.sent.actions()).toEqual(['GetItem'])
    found.deep = { list: [2] }
    found.tags.add('r')
    found.home.city = 'Shelbyville'
    await repository.save(found)
    expect(await stored(Everything, { tenantId: 't', position: 1 })).toMatchObject({ deep: { list: [2] }, tags: new Set(['p', 'q', 'r']), homeCity: 'Shelbyville', homeStreet: 'Long' })
  })

  test('transformers run once on the values of criteria, whichever way they are given', async () => {
    const repository = opened.dataSource.getRepository(Everything)
    await repository.put(Object.assign(full(), { tenantId: 'transformed' }))
    const where = { tenantId: 'transformed', shouted: ' loud' }
    expect(await repository.countBy(where)).toBe(1)
    expect(await repository.createQueryBuilder('e').where(where).getCount()).toBe(1)
    expect((await repository.update(where, { text: 'y' })).affected).toBe(1)
    expect((await repository.delete(where)).affected).toBe(1)
  })

  test.each([
    ['NaN', { float: NaN }, 'Everything.float'],
    ['Infinity', { float: Infinity }, 'Everything.float'],
    ['an invalid date', { moment: new Date('x') }, 'Everything.moment'],
    ['a function inside JSON', { deep: { a: [() => 1] } }, 'Everything.deep'],
    ['an empty set', { tags: new Set() }, 'Everything.tags'],
    ['a value that is not of the enum', { colour: 'green' }, 'Everything.colour'],
    ['an empty string as a key', { tenantId: '' }, 'Everything.tenantId'],
  ])('%s is refused with its path before anything is sent', async (_name, wrong, subject) => {
    opened.sent.clear()
    await expect(opened.dataSource.getRepository(Everything).put(Object.assign(full(), wrong))).rejects.toThrow(subject)
    expect(opened.sent.actions()).toEqual([])
  })
})

describe('generated values', () => {
  test('put gives ids, dates and versions, and replaces just the version it carries', async () => {
    const repository = opened.dataSource.getRepository(Versioned)
    const one = await repository.put(Object.assign(new Versioned(), { name: 'a' }))
    expect(one).toMatchObject({ version: 1, createdAt: expect.any(Date) as unknown, updatedAt: expect.any(Date) as unknown })
    expect(one.id).toMatch(/^[0-9a-f-]{36}$/)
    const stale = (await repository.get(one.id))!
    await repository.put(Object.assign(one, { name: 'b' }))
    expect(one.version).toBe(2)
    await expect(repository.put(Object.assign(stale, { name: 'c' }))).rejects.toThrow(OptimisticLockVersionMismatchError)
    expect(stale.version).toBe(1)
    expect(await stored(Versioned, { id: one.id })).toMatchObject({ name: 'b', version: 2 })
    await expect(repository.put(Object.assign(new Versioned(), { id: one.id, name: 'd' }))).rejects.toThrow(OptimisticLockVersionMismatchError)
  })

  test('save counts versions, runs listeners, and refuses a stale entity', async () => {
    const repository = opened.dataSource.getRepository(Versioned)
    const one = await repository.save(repository.create({ name: 'a' }))
    expect(one.version).toBe(1)
    expect(one.heard).toEqual(['insert'])
    const stale = (await repository.findOneByOrFail({ id: one.id }))
    one.name = 'b'
    await repository.save(one)
    expect(one.version).toBe(2)
    expect(one.heard).toEqual(['insert', 'update'])
    stale.name = 'c'
    await expect(repository.save(stale)).rejects.toThrow(OptimisticLockVersionMismatchError)
    expect(stale.version).toBe(1)
    expect(await stored(Versioned, { id: one.id })).toMatchObject({ name: 'b', version: 2 })
  })

  test('of two racing saves one fails', async () => {
    const repository = opened.dataSource.getRepository(Versioned)
    const { id } = await repository.save(repository.create({ name: 'a' }))
    const [left, right] = [await repository.findOneByOrFail({ id }), await repository.findOneByOrFail({ id })]
    const results = await Promise.allSettled([repository.save(Object.assign(left, { name: 'left' })), repository.save(Object.assign(right, { name: 'right' }))])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await stored(Versioned, { id })).toMatchObject({ version: 2 })
  })

  test('update by key counts the version too', async () => {
    const repository = opened.dataSource.getRepository(Versioned)
    const { id } = await repository.save(repository.create({ name: 'a' }))
    await repository.update(id, { name: 'b' })
    expect(await stored(Versioned, { id })).toMatchObject({ name: 'b', version: 2 })
  })

  test('soft delete hides, withDeleted shows, restore brings back', async () => {
    const repository = opened.dataSource.getRepository(Versioned)
    const one = await repository.save(repository.create({ name: 'soft' }))
    await repository.softRemove(one)
    expect(await repository.findOneBy({ id: one.id })).toBeNull()
    expect(await repository.get(one.id)).toBeNull()
    expect(await repository.findBy({ name: 'soft' })).toEqual([])
    expect(await repository.findOne({ where: { id: one.id }, withDeleted: true })).toMatchObject({ name: 'soft' })
    await repository.restore(one.id)
    expect(await repository.findOneBy({ id: one.id })).toMatchObject({ name: 'soft', deletedAt: null })
    expect((await repository.softDelete(one.id)).affected).toBe(1)
    expect((await repository.softDelete(one.id)).affected).toBe(0)
  })

  test('numbers come from a counter, active record and subscribers work', async () => {
    const names = await Promise.all(['a', 'b', 'c'].map((name) => Numbered.create<Numbered>({ name }).save()))
    expect(new Set(names.map((one) => one.id))).toEqual(new Set([1, 2, 3]))
    expect(new Set(announced)).toEqual(new Set(['a', 'b', 'c']))
    expect(await Numbered.findOneBy({ id: 2 })).toBeInstanceOf(Numbered)
  })
})

test('children of an entity are stored in one table and read as their classes', async () => {
  const { manager } = opened.dataSource
  await manager.save(Object.assign(new Dog(), { id: '1', name: 'Rex', barks: true }))
  await manager.save(Object.assign(new Cat(), { id: '2', name: 'Tom', lives: 9 }))
  const all = await manager.find(Animal)
  expect(all.find((one) => one.id === '1')).toBeInstanceOf(Dog)
  expect(all.find((one) => one.id === '2')).toBeInstanceOf(Cat)
  expect((await manager.find(Dog)).map((one) => one.name)).toEqual(['Rex'])
  expect(await manager.findOneBy(Dog, { id: '2' })).toBeNull()
})

describe('children of an entity, written through it', () => {
  test('stay what they are, and in their indexes', async () => {
    const animals = opened.dataSource.getRepository(Animal)
    const cats = opened.dataSource.getRepository(Cat)
    await opened.dataSource.manager.save(Object.assign(new Cat(), { id: 'c1', name: 'Tom', zone: 'z', lives: 9 }))
    await opened.dataSource.manager.save(Object.assign(new Dog(), { id: 'd1', name: 'Rex', zone: 'z', barks: true }))
    const tom = await animals.findOneByOrFail({ id: 'c1' })
    await animals.put(Object.assign(tom, { name: 'Thomas' }))
    expect(await stored(Animal, { id: 'c1' })).toMatchObject({ type: 'Cat', lives: 9, name: 'Thomas', 'zone#name': 'z#Thomas' })
    await animals.update({ id: 'c1' }, { zone: 'q' })
    await animals.update({ id: 'd1' }, { zone: 'q' })
    expect((await cats.find({ where: { zone: 'q', name: 'Thomas' } })).map((one) => one.id)).toEqual(['c1'])
    expect(await cats.find({ where: { zone: 'z', name: 'Thomas' } })).toEqual([])
    expect((await animals.find({ where: { zone: 'q' } })).map((one) => one.id).sort()).toEqual(['c1', 'd1'])
  })

  test('are not found, read or deleted as their siblings', async () => {
    const cats = opened.dataSource.getRepository(Cat)
    expect(await cats.get('d1')).toBeNull()
    expect(await cats.batchRead(['d1', 'c1'])).toEqual([null, expect.any(Cat)])
    await cats.deleteOne('d1')
    await cats.deleteMany(['d1'])
    expect(await stored(Animal, { id: 'd1' })).toBeDefined()
  })
})

test('keys that are numbers are found however they are written', async () => {
  const repository = opened.dataSource.getRepository(Keyed)
  const ids = [1e-7, 1e21, 5, -0.5]
  await repository.putMany(ids.map((id) => repository.create({ id, v: 'x' })))
  expect((await repository.batchRead(ids)).map((one) => one?.id)).toEqual(ids)
})

test('attributes without a column are dropped, or kept where the entity says so', async () => {
  const { dataSource } = opened
  await dataSource.getDocumentClient().send(new PutCommand({ TableName: dataSource.getMetadata(Event).tableName, Item: { id: '1', extra: { a: 1 } } }))
  expect(await dataSource.getRepository(Event).get('1')).toEqual({ id: '1', extra: { a: 1 } })
  await dataSource.getDocumentClient().send(new PutCommand({ TableName: dataSource.getMetadata(Numbered).tableName, Item: { id: 99, name: 'x', extra: 1 } }))
  expect(await dataSource.getRepository(Numbered).get(99)).not.toHaveProperty('extra')
})

test('entity schemas work as classes do', async () => {
  const notes = opened.dataSource.getRepository(Note)
  await notes.save({ id: '1', body: 'hello' })
  expect(await notes.findOneBy({ id: '1' })).toEqual({ id: '1', body: 'hello' })
})

describe('faults are found when the data source opens, all at once', () => {
  test('keys, types and indexes', async () => {
    @Entity({ name: 'ab' })
    @GlobalSecondaryIndex({ name: 'i', partitionKey: 'flag' })
    class Wrong {
      @PrimaryColumn() one: string
      @PrimaryColumn() two: string
      @PrimaryColumn() three: string
      @Column() flag: boolean
      @Column('hstore') odd: string
      @Column('int') when: Date
      @TimeToLive() @Column() words: string
    }
    const wrong = new DynamoDataSource({ entities: [Wrong], clientConfig: opened.sent.config })
    const error = await wrong.initialize().then(() => undefined, (failure: unknown) => failure as Error)
    expect(error?.message).toContain('Wrong.odd: the column type "hstore" is not supported.')
    expect(error?.message).toContain('Wrong.when: a Date in a number column needs its unit.')
    @Entity({ name: 'ab' })
    @GlobalSecondaryIndex({ name: 'i', partitionKey: 'flag' })
    class Keys {
      @PrimaryColumn() one: string
      @PrimaryColumn() two: string
      @PrimaryColumn() three: string
      @Column() flag: boolean
      @TimeToLive() @Column() words: string
    }
    const keys = await new DynamoDataSource({ entities: [Keys], clientConfig: opened.sent.config }).initialize().then(() => undefined, (failure: unknown) => failure as Error)
    expect(keys?.message).toContain('Keys: the table name "ab"')
    expect(keys?.message).toContain('Keys: it has 3 primary columns (one, two, three)')
    expect(keys?.message).toContain('Keys, index i: the name must have 3 to 255 characters')
    expect(keys?.message).toContain('Keys, index i: flag is of type boolean, which cannot be a key.')
    expect(keys?.message).toContain('Keys.words: @TimeToLive() needs a Date or a number column.')
  })
})
