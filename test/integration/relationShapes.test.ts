import { Column, Entity, JoinColumn, ManyToOne, OneToMany, OneToOne, PrimaryColumn, type EntityManager, type Relation } from 'typeorm'
import { GlobalSecondaryIndex } from '../../src/index.js'
import { openBoth } from '../support/differential.js'

@Entity()
class Person {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @ManyToOne(() => Person, (person) => person.children) mother: Person | null
  @OneToMany(() => Person, (person) => person.mother) children: Person[]
  @ManyToOne(() => Person) friend: Person | null
}

@Entity()
class Room {
  @PrimaryColumn({ type: 'varchar' }) house: string
  @PrimaryColumn({ type: 'int' }) number: number
  @Column({ type: 'varchar' }) name: string
  @OneToMany(() => Thing, (thing) => thing.room) things: Thing[]
}

class Purchase {
  @Column({ type: 'varchar' }) price: string
  @ManyToOne(() => Person) buyer: Person | null
}

@Entity()
class Thing {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @ManyToOne(() => Room, (room) => room.things) @JoinColumn([{ name: 'in_house', referencedColumnName: 'house' }, { name: 'in_room', referencedColumnName: 'number' }]) room: Room | null
  @Column(() => Purchase) purchase: Purchase
  @Column({ type: 'varchar', nullable: true }) makerId: string | null
  @ManyToOne(() => Maker, (maker) => maker.things, { eager: true }) @JoinColumn({ name: 'makerId' }) maker: Maker | null
}

@Entity()
class Maker {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @OneToMany(() => Thing, (thing) => thing.maker) things: Thing[]
  @ManyToOne(() => Person, { eager: true }) owner: Person | null
}

@Entity()
@GlobalSecondaryIndex({ name: 'byShelf', partitionKey: 'shelfId', sortKey: 'title' })
@GlobalSecondaryIndex({ name: 'coverIndex', partitionKey: 'title' })
class Book {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @Column({ type: 'varchar' }) title: string
  @Column({ type: 'varchar' }) shelfId: string
  @ManyToOne(() => Shelf, (shelf) => shelf.books) @JoinColumn({ name: 'shelfId' }) shelf: Relation<Shelf>
  @OneToOne(() => Shelf, (shelf) => shelf.cover) @JoinColumn() cover: Shelf | null
}

@Entity()
class Shelf {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @OneToMany(() => Book, (book) => book.shelf) books: Book[]
  @OneToOne(() => Book, (book) => book.cover) cover: Book | null
  @OneToMany(() => Label, (label) => label.shelf) labels: Label[]
}

@Entity()
class Label {
  @PrimaryColumn({ type: 'varchar' }) shelfId: string
  @PrimaryColumn({ type: 'varchar' }) text: string
  @ManyToOne(() => Shelf, (shelf) => shelf.labels) @JoinColumn({ name: 'shelfId' }) shelf: Relation<Shelf>
}

@Entity()
class Twin {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @ManyToOne(() => Twin, { eager: true }) other: Twin | null
}

const entities = [Twin, Person, Room, Thing, Maker, Book, Shelf, Label]
const make = <T extends object>(type: new () => T, values: object): T => Object.assign(new type(), values)

async function fill(manager: EntityManager): Promise<void> {
  const eve = await manager.save(make(Person, { id: 'eve' }))
  const abel = await manager.save(make(Person, { id: 'abel', mother: eve, friend: eve }))
  await manager.save([make(Person, { id: 'cain', mother: eve }), make(Person, { id: 'enoch', friend: abel })])
  const rooms = await manager.save([make(Room, { house: 'h1', number: 1, name: 'hall' }), make(Room, { house: 'h1', number: 2, name: 'attic' }), make(Room, { house: 'h2', number: 1, name: 'cellar' })])
  const maker = await manager.save(make(Maker, { id: 'm1', owner: abel }))
  const thing = (id: string, room: Room | null, buyer: Person | null, by: Maker | null): Thing => make(Thing, { id, room, maker: by, purchase: make(Purchase, { price: '1', buyer }) })
  await manager.save([thing('chair', rooms[0]!, eve, maker), thing('desk', rooms[0]!, null, null), thing('box', rooms[1]!, abel, maker)])
  const shelves = await manager.save([make(Shelf, { id: 's1' }), make(Shelf, { id: 's2' })])
  await manager.save([make(Book, { id: 'b1', title: 'B', shelf: shelves[0], cover: shelves[1] }), make(Book, { id: 'b2', title: 'A', shelf: shelves[0] })])
  const twin = await manager.save(make(Twin, { id: 'castor' }))
  await manager.save(make(Twin, { id: 'pollux', other: twin }))
  await manager.save([make(Label, { shelfId: 's1', text: 'new' }), make(Label, { shelfId: 's1', text: 'old' })])
}

describe('relations of every shape', () => {
  let both: Awaited<ReturnType<typeof openBoth>>
  beforeAll(async () => {
    both = await openBoth(entities)
    await both.compare(fill)
  })
  afterAll(() => both.close())
  beforeEach(() => both.opened.sent.clear())
  const manager = (): EntityManager => both.opened.dataSource.manager
  const sent = (): string[] => both.opened.sent.requests.map((request) => [request.action, request.input.IndexName].join(' ').trim()).toSorted((a, b) => a.localeCompare(b))

  const plain = { loadEagerRelations: false } as const
  test.each<[string, (manager: EntityManager) => Promise<unknown>]>([
    ['an entity with itself', (m) => m.find(Person, { ...plain, order: { id: 'ASC', children: { id: 'ASC' } }, relations: { mother: true, children: true } })],
    ['three levels of an entity with itself', (m) => m.find(Person, { ...plain, where: { id: 'eve' }, order: { children: { id: 'ASC' } }, relations: { children: { mother: { mother: true } } } })],
    ['a key of two columns', (m) => m.find(Thing, { ...plain, order: { id: 'ASC' }, relations: { room: true } })],
    ['back from a key of two columns', (m) => m.find(Room, { ...plain, order: { house: 'ASC', number: 'ASC', things: { id: 'ASC' } }, relations: { things: true } })],
    ['in an embedded object', (m) => m.find(Thing, { ...plain, order: { id: 'ASC' }, relations: { purchase: { buyer: true } } })],
    ['a foreign key with a property of its own', (m) => m.find(Thing, { ...plain, order: { id: 'ASC' }, relations: { maker: true } })],
    ['a foreign key that leads the primary key', (m) => m.find(Shelf, { order: { id: 'ASC', labels: { text: 'ASC' } }, relations: { labels: true, cover: true } })],
    ['eager ones and their eager ones', (m) => m.find(Thing, { order: { id: 'ASC' } })],
    ['eager ones of what is asked for', (m) => m.find(Maker, { order: { id: 'ASC', things: { id: 'ASC' } }, relations: { things: { room: true }, owner: { friend: true } } })],
    ['eager ones left out', (m) => m.find(Thing, { ...plain, order: { id: 'ASC' } })],
  ])('are what TypeORM gives on SQL: %s', async (_, scenario) => {
    const { sql, dynamo } = await both.compare(scenario)
    expect(dynamo).toEqual(sql)
    expect(JSON.stringify(dynamo)).not.toBe('[]')
  })

  it('loads eager relations by themselves, and stops where they lead back', async () => {
    const pollux = await manager().findOneByOrFail(Twin, { id: 'pollux' })
    expect(pollux.other?.id).toBe('castor')
    expect(pollux.other?.other).toBeUndefined()
    expect(sent()).toEqual(['GetItem', 'GetItem'])
    both.opened.sent.clear()
    const chair = await manager().findOneByOrFail(Thing, { id: 'chair' })
    expect(chair.maker?.owner?.id).toBe('abel')
    expect(sent()).toEqual(['GetItem', 'GetItem', 'GetItem'])
  })

  it('does not load eager relations for a query builder', async () => {
    const thing = await manager().createQueryBuilder(Thing, 'thing').where({ id: 'chair' }).getOneOrFail()
    expect(thing.maker).toBeUndefined()
    expect(sent()).toEqual(['GetItem'])
  })

  it('finds by the primary key or a declared index where they serve', async () => {
    await manager().findOne(Shelf, { where: { id: 's1' }, relations: { labels: true, books: true, cover: true } })
    expect(sent()).toEqual(['GetItem', 'Query', 'Query byShelf', 'Query coverRelationIndex'])
    both.opened.sent.clear()
    await manager().findOne(Room, { where: { house: 'h1', number: 1 }, relations: { things: true }, loadEagerRelations: false })
    expect(sent()).toEqual(['GetItem', 'Query roomIndex'])
  })

  it('reads by keys as consistently as the find itself', async () => {
    await both.opened.dataSource.getRepository(Thing).find({ where: { id: 'chair' }, consistent: true, relations: { room: true }, loadEagerRelations: false })
    expect(both.opened.sent.requests.map((request) => request.input.ConsistentRead)).toEqual([true, true])
  })

  it('sees what the transaction has written where it reads by keys', async () => {
    const names: (string | undefined)[] = []
    await expect(both.opened.dataSource.transaction(async (inner) => {
      await inner.update(Room, { house: 'h2', number: 1 }, { name: 'vault' })
      await inner.update(Thing, { id: 'desk' }, { room: { house: 'h2', number: 1 } })
      const desk = await inner.findOneOrFail(Thing, { where: { id: 'desk' }, relations: { room: true } })
      names.push(desk.room?.name)
      throw new Error('enough')
    })).rejects.toThrow('enough')
    expect(names).toEqual(['vault'])
  })
})
