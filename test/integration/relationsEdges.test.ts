import { ChildEntity, Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryColumn, PrimaryGeneratedColumn, TableInheritance, type EntityManager } from 'typeorm'
import { openBoth } from '../support/differential.js'
import { openWith } from '../support/openWith.js'

@Entity()
@TableInheritance({ column: { type: 'varchar', name: 'kind' } })
class Animal {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @ManyToOne(() => Zoo, (zoo) => zoo.animals) zoo: Zoo | null
}

@ChildEntity()
class Lion extends Animal {
  @Column({ type: 'int', nullable: true }) mane: number
  @ManyToOne(() => Zoo, (zoo) => zoo.lions) birthplace: Zoo | null
}

@ChildEntity()
class Seal extends Animal {}

@Entity()
class Zoo {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @OneToMany(() => Animal, (animal) => animal.zoo) animals: Animal[]
  @OneToMany(() => Lion, (lion) => lion.birthplace) lions: Lion[]
}

const upper = { to: (value: string | null) => value?.toUpperCase() ?? value, from: (value: string | null) => value?.toLowerCase() ?? value }

@Entity()
class Currency {
  @PrimaryColumn({ type: 'varchar', transformer: upper }) code: string
  @OneToMany(() => Price, (price) => price.currency) prices: Price[]
}

@Entity()
class Day {
  @PrimaryColumn({ type: 'datetime' }) at: Date
  @OneToMany(() => Price, (price) => price.day) prices: Price[]
}

@Entity()
class Price {
  @PrimaryGeneratedColumn('uuid') id: string
  @Column({ type: 'int' }) amount: number
  @ManyToOne(() => Currency, (currency) => currency.prices, { createForeignKeyConstraints: false }) currency: Currency | null
  @ManyToOne(() => Day, (day) => day.prices) day: Day | null
  @Column({ type: 'varchar', nullable: true }) sellerCode: string | null
  @ManyToOne(() => Seller, (seller) => seller.prices, { createForeignKeyConstraints: false }) @JoinColumn({ name: 'sellerCode', referencedColumnName: 'code' }) seller: Seller | null
}

@Entity()
class Seller {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @Column({ type: 'varchar' }) code: string
  @OneToMany(() => Price, (price) => price.seller) prices: Price[]
}

const entities = [Zoo, Animal, Lion, Seal, Currency, Day, Price, Seller]
const make = <T extends object>(type: new () => T, values: object): T => Object.assign(new type(), values)

async function fill(manager: EntityManager): Promise<void> {
  const zoos = await manager.save([make(Zoo, { id: 'z1' }), make(Zoo, { id: 'z2' })])
  await manager.save([make(Lion, { id: 'l1', mane: 1, zoo: zoos[0], birthplace: zoos[1] }), make(Lion, { id: 'l2', zoo: zoos[1] })])
  await manager.save([make(Seal, { id: 's1', zoo: zoos[0] })])
  const euro = await manager.save(make(Currency, { code: 'eur' }))
  const day = await manager.save(make(Day, { at: new Date('2020-01-02T03:04:05.000Z') }))
  const seller = await manager.save(make(Seller, { id: '1', code: 'S' }))
  await manager.save([make(Price, { amount: 1, currency: euro, day, seller }), make(Price, { amount: 2, currency: euro })])
}

const prices = { select: { amount: true }, order: { amount: 'ASC' } } as const

describe('relations at the edges', () => {
  let both: Awaited<ReturnType<typeof openBoth>>
  beforeAll(async () => {
    both = await openBoth(entities)
    await both.compare(fill)
  })
  afterAll(() => both.close())
  beforeEach(() => both.opened.sent.clear())
  const manager = (): EntityManager => both.opened.dataSource.manager

  test.each<[string, (manager: EntityManager) => Promise<unknown>]>([
    ['to entities of several classes', (m) => m.find(Zoo, { order: { id: 'ASC', animals: { id: 'ASC' } }, relations: { animals: true } }).then((found) => found.map((zoo) => zoo.animals.map((animal) => [animal.id, animal.constructor.name])))],
    ['of a class and of its base', (m) => m.find(Lion, { order: { id: 'ASC' }, relations: { zoo: true, birthplace: true } })],
    ['of entities of several classes', (m) => m.find(Animal, { order: { id: 'ASC' }, relations: { zoo: true } })],
    ['to a child class', (m) => m.find(Zoo, { order: { id: 'ASC' }, relations: { lions: true } }).then((found) => found.map((zoo) => zoo.lions.map((lion) => lion.id)))],
    ['by a date', (m) => m.find(Price, { ...prices, relations: { day: true } })],
    ['back to a date', (m) => m.find(Day, { relations: { prices: true } }).then((found) => found.map((one) => [one.at, one.prices.length]))],
    ['by a column that is no key', (m) => m.find(Price, { ...prices, relations: { seller: true } })],
    ['back to a column that is no key', (m) => m.find(Seller, { relations: { prices: true } }).then((found) => found.map((one) => [one.code, one.prices.length]))],
    ['inserted with a foreign key of its own', async (m) => {
      await m.insert(Price, { id: '00000000-0000-4000-8000-000000000000', amount: 7, seller: { id: '1', code: 'S' } as Seller })
      return m.find(Price, { where: { amount: 7 }, relations: { seller: true } })
    }],
    ['set by update', async (m) => {
      await m.update(Price, { amount: 7 }, { seller: null, currency: { code: 'eur' } as Currency })
      return m.find(Price, { where: { amount: 7 }, relations: { seller: true } })
    }],
  ])('are what TypeORM gives on SQL: %s', async (_, scenario) => {
    const { sql, dynamo } = await both.compare(scenario)
    expect(dynamo).toEqual(sql)
    expect(JSON.stringify(dynamo)).not.toBe('[]')
  })

  it('goes by what the transformer of the key gives, which TypeORM on SQL does not', async () => {
    const found = await manager().find(Price, { ...prices, where: { amount: 1 }, relations: { currency: true } })
    expect(found[0]?.currency?.code).toBe('eur')
    const [currency] = await manager().find(Currency, { relations: { prices: true } })
    expect(currency?.prices.length).toBeGreaterThan(1)
  })

  it('writes entities as a whole with the foreign key of what they lead to', async () => {
    await both.opened.dataSource.getRepository(Price).put(make(Price, { id: 'put', amount: 8, seller: { id: '1', code: 'S' }, currency: { code: 'eur' } }))
    const [found] = await manager().find(Price, { where: { id: 'put' }, relations: { seller: true, currency: true } })
    expect([found?.seller?.id, found?.currency?.code]).toEqual(['1', 'eur'])
  })

  it('asks once for all where only a Scan finds them, if the data source allows it', async () => {
    await manager().save([make(Seller, { id: '2', code: 'T' })])
    await manager().save([make(Price, { amount: 20, seller: { id: '2', code: 'T' } })])
    both.opened.sent.clear()
    const found = await manager().find(Price, { relations: { seller: true } })
    expect(found.filter((price) => price.seller !== null).map((price) => price.seller!.code).toSorted((a, b) => a.localeCompare(b))).toEqual(expect.arrayContaining(['S', 'T']))
    expect(both.opened.sent.actions()).toEqual(['Scan', 'Scan'])
  })

  it('refuses a Scan for a relation where the data source refuses Scans', async () => {
    const { dataSource } = await openWith(entities, { scans: 'refuse' })
    const [{ id } = { id: '' }] = await manager().find(Price, { where: { sellerCode: 'S' } })
    await expect(dataSource.manager.find(Price, { where: { id }, relations: { seller: true } })).rejects.toThrow('Seller: this find reads the whole table')
    await dataSource.destroy()
  })

  it('reads 100 keys by one BatchGetItem', async () => {
    const zoos = Array.from({ length: 150 }, (_, number) => make(Zoo, { id: `many${number}` }))
    await both.opened.dataSource.getRepository(Zoo).putMany(zoos)
    await both.opened.dataSource.getRepository(Seal).putMany(zoos.map((zoo) => make(Seal, { id: zoo.id, zoo })))
    both.opened.sent.clear()
    const found = await manager().find(Seal, { relations: { zoo: true } })
    expect(found.filter((seal) => seal.zoo?.id === seal.id)).toHaveLength(150)
    expect(both.opened.sent.actions()).toEqual(['Scan', 'BatchGetItem', 'BatchGetItem'])
  })
})
