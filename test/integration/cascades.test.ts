import { ChildEntity, Column, DeleteDateColumn, Entity, ForeignKey, JoinColumn, JoinTable, ManyToMany, ManyToOne, OneToMany, OneToOne, OptimisticLockVersionMismatchError, PrimaryColumn, PrimaryGeneratedColumn, TableInheritance, VersionColumn, type EntityManager, type Relation } from 'typeorm'
import { DynamoDataSource, GlobalSecondaryIndex, type DynamoEntityManager } from '../../src/index.js'
import { openBoth } from '../support/differential.js'
import { clientConfig, endpoint } from '../support/engine.js'
import { startFaultProxy } from '../support/faultProxy.js'
import { openWith } from '../support/openWith.js'

@Entity({ name: 'ca_country' })
class Country {
  @PrimaryColumn() id: string
  @Column() name: string
}

@Entity({ name: 'ca_author' })
class Author {
  @PrimaryColumn() id: string
  @Column() name: string
  @ManyToOne(() => Country, { cascade: ['insert'], nullable: true }) country: Country | null
  @OneToMany(() => Book, (book) => book.author, { cascade: true }) books: Relation<Book>[]
  @OneToMany(() => Note, (note) => note.author, { cascade: true }) notes: Relation<Note>[]
  @OneToMany(() => Draft, (draft) => draft.author, { cascade: true }) drafts: Relation<Draft>[]
  @OneToMany(() => Sticker, (sticker) => sticker.author, { cascade: true }) stickers: Relation<Sticker>[]
  @OneToOne(() => Profile, (profile) => profile.author, { cascade: true }) profile: Relation<Profile>
  @ManyToMany(() => Tag, (tag) => tag.authors, { cascade: true }) @JoinTable({ name: 'ca_author_tag' }) tags: Relation<Tag>[]
  @DeleteDateColumn() deletedAt: Date | null
}

/** Orphans lose their author. */
@Entity({ name: 'ca_book' })
class Book {
  @PrimaryColumn() id: string
  @Column() title: string
  @ManyToOne(() => Author, (author) => author.books, { nullable: true, onDelete: 'SET NULL' }) author: Author | null
  @OneToMany(() => Page, (page) => page.book) pages: Relation<Page>[]
  @DeleteDateColumn() deletedAt: Date | null
}

/** Goes with its book, and takes its lines along. */
@Entity({ name: 'ca_page' })
class Page {
  @PrimaryColumn() id: string
  @ManyToOne(() => Book, (book) => book.pages, { onDelete: 'CASCADE' }) book: Book
}

@Entity({ name: 'ca_line' })
@GlobalSecondaryIndex({ name: 'byPage', partitionKey: 'page.id' })
class Line {
  @PrimaryColumn() id: string
  @ManyToOne(() => Page, { onDelete: 'CASCADE' }) page: Page
}

/** Orphans are deleted. */
@Entity({ name: 'ca_note' })
class Note {
  @PrimaryGeneratedColumn('uuid') id: string
  @Column() text: string
  @ManyToOne(() => Author, (author) => author.notes, { orphanedRowAction: 'delete', onDelete: 'CASCADE' }) author: Author
}

/** Orphans are deleted softly. */
@Entity({ name: 'ca_draft' })
class Draft {
  @PrimaryColumn() id: string
  @ManyToOne(() => Author, (author) => author.drafts, { orphanedRowAction: 'soft-delete', onDelete: 'CASCADE' }) author: Author
  @DeleteDateColumn() deletedAt: Date | null
}

/** Orphans are left as they are. */
@Entity({ name: 'ca_sticker' })
class Sticker {
  @PrimaryColumn() id: string
  @ManyToOne(() => Author, (author) => author.stickers, { orphanedRowAction: 'disable', onDelete: 'CASCADE' }) author: Author
}

/** Refers to an author without a relation. */
@Entity({ name: 'ca_vote' })
@GlobalSecondaryIndex({ name: 'byAuthor', partitionKey: 'authorId' })
class Vote {
  @PrimaryColumn() id: string
  @ForeignKey(() => Author, { onDelete: 'CASCADE' }) @Column() authorId: string
}

@Entity({ name: 'ca_profile' })
class Profile {
  @PrimaryColumn() id: string
  @Column() about: string
  @OneToOne(() => Author, (author) => author.profile, { onDelete: 'CASCADE' }) @JoinColumn() author: Author
}

@Entity({ name: 'ca_tag' })
class Tag {
  @PrimaryColumn() id: string
  @ManyToMany(() => Author, (author) => author.tags) authors: Author[]
}

const entities = [Country, Author, Book, Page, Line, Note, Draft, Sticker, Vote, Profile, Tag]
let both: Awaited<ReturnType<typeof openBoth>>
beforeAll(async () => {
  both = await openBoth(entities)
})
afterAll(() => both.close())

const whole = (manager: EntityManager, id: string): Author => manager.create(Author, {
  id, name: 'Ann', country: { id: `${id}-c`, name: 'DE' }, books: [{ id: `${id}-b1`, title: 'one' }, { id: `${id}-b2`, title: 'two' }],
  notes: [{ text: 'n1' }, { text: 'n2' }], drafts: [{ id: `${id}-d1` }, { id: `${id}-d2` }], stickers: [{ id: `${id}-k1` }], profile: { id: `${id}-p`, about: 'me' }, tags: [{ id: `${id}-t1` }, { id: `${id}-t2` }],
})

/** Everything of one author that is stored. */
async function stored(manager: EntityManager, id: string): Promise<unknown> {
  const ofAuthor = { author: { id } } as const
  const authors = await manager.find(Author, { where: { id }, withDeleted: true, relations: { country: true, profile: true, tags: true } })
  return {
    authors: authors.map((one) => Object.assign({}, one, { deletedAt: one.deletedAt !== null, tags: one.tags.map((tag) => tag.id).sort() })),
    books: (await manager.find(Book, { withDeleted: true, loadRelationIds: true })).filter((one) => one.id.startsWith(id)).map((one) => [one.id, one.title, one.author, one.deletedAt !== null]).sort(byText),
    pages: (await manager.find(Page)).filter((one) => one.id.startsWith(id)).map((one) => one.id).sort(),
    lines: (await manager.find(Line)).filter((one) => one.id.startsWith(id)).map((one) => one.id).sort(),
    notes: (await manager.find(Note, { where: ofAuthor, withDeleted: true })).map((one) => one.text).sort(),
    drafts: (await manager.find(Draft, { withDeleted: true })).filter((one) => one.id.startsWith(id)).map((one) => [one.id, one.deletedAt !== null]).sort(byText),
    stickers: (await manager.find(Sticker)).filter((one) => one.id.startsWith(id)).map((one) => one.id),
    votes: (await manager.find(Vote)).filter((one) => one.id.startsWith(id)).map((one) => one.id),
    profiles: (await manager.find(Profile, { where: ofAuthor, withDeleted: true })).length,
    countries: (await manager.find(Country)).filter((one) => one.id.startsWith(id)).map((one) => one.name),
    tags: (await manager.find(Tag)).filter((one) => one.id.startsWith(id)).map((one) => one.id).sort(),
  }
}
const byText = (a: unknown, b: unknown): number => (String(a) < String(b) ? -1 : 1)
const loaded = (manager: EntityManager, id: string): Promise<Author> => manager.findOneOrFail(Author, { where: { id }, relations: { books: true, notes: true, drafts: true, profile: true, tags: true, country: true }, withDeleted: true })
async function withPages(manager: EntityManager, id: string): Promise<void> {
  await manager.save(whole(manager, id))
  await manager.save(manager.create(Vote, { id: `${id}-v`, authorId: id }))
  const book = { id: `${id}-b1` } as Book
  await manager.save([1, 2].map((n) => manager.create(Page, { id: `${id}-g${n}`, book })))
  await manager.save([1, 2, 3].map((n) => manager.create(Line, { id: `${id}-l${n}`, page: { id: `${id}-g1` } as Page })))
}

const scenarios: Readonly<Record<string, (manager: EntityManager, id: string) => Promise<unknown>>> = {
  'save inserts all that is new, and gives it its keys': async (manager, id) => {
    const one = await manager.save(whole(manager, id))
    return [one.notes.map((note) => typeof note.id), one.books.map((book) => book.id), await stored(manager, id)]
  },
  'save updates what has changed, and inserts what has come': async (manager, id) => {
    await manager.save(whole(manager, id))
    const one = await loaded(manager, id)
    one.books.find((book) => book.id === `${id}-b1`)!.title = 'changed'
    one.books.push(manager.create(Book, { id: `${id}-b3`, title: 'three' }))
    one.profile.about = 'you'
    one.country!.name = 'not by cascade'
    one.tags.push(manager.create(Tag, { id: `${id}-t3` }))
    await manager.save(one)
    return stored(manager, id)
  },
  'save leaves relations alone that are not given': async (manager, id) => {
    await manager.save(whole(manager, id))
    await manager.save(Author, { id, name: 'Bea' })
    return stored(manager, id)
  },
  'save treats orphans as each relation says': async (manager, id) => {
    await manager.save(whole(manager, id))
    const one = await loaded(manager, id)
    one.books = one.books.filter((book) => book.id !== `${id}-b1`)
    one.notes = one.notes.filter((note) => note.text !== 'n1')
    one.drafts = one.drafts.filter((draft) => draft.id !== `${id}-d1`)
    one.tags = one.tags.filter((tag) => tag.id !== `${id}-t1`)
    one.country = null
    await manager.save(one)
    return stored(manager, id)
  },
  'save takes everything away': async (manager, id) => {
    await manager.save(whole(manager, id))
    await manager.save(Author, { id, books: [], notes: [], drafts: [], stickers: [], tags: [] })
    return stored(manager, id)
  },
  'save moves what belonged to another': async (manager, id) => {
    await manager.save([whole(manager, id), manager.create(Author, { id: `${id}x`, name: 'Cy' })])
    await manager.save(Author, { id: `${id}x`, books: [{ id: `${id}-b1` }] })
    return stored(manager, id)
  },
  'remove takes along what cascades, and what the database deletes': async (manager, id) => {
    await withPages(manager, id)
    const one = await loaded(manager, id)
    await manager.remove(one)
    return stored(manager, id)
  },
  'softRemove and recover take along what cascades': async (manager, id) => {
    await manager.save(whole(manager, id))
    const { profile: _p, notes: _n, tags: _t, country: _c, ...one } = await loaded(manager, id)
    const author = manager.create(Author, one)
    await manager.softRemove(author)
    const removed = await stored(manager, id)
    await manager.recover(author)
    return [removed, await stored(manager, id)]
  },
  'delete by key does what onDelete says, however far': async (manager, id) => {
    await withPages(manager, id)
    await manager.delete(Book, `${id}-b1`)
    const first = await stored(manager, id)
    await manager.delete(Author, { id })
    return [first, await stored(manager, id)]
  },
  'delete by criteria, and of nothing': async (manager, id) => {
    await withPages(manager, id)
    await manager.delete(Author, { id, name: 'another' })
    const first = await stored(manager, id)
    await manager.delete(Author, { id, name: 'Ann' })
    return [first, await stored(manager, id)]
  },
  'delete in a transaction, of what the transaction has made too': (manager, id) => manager.transaction(async (inside) => {
    await withPages(inside, id)
    await inside.delete(Author, { id })
  }).then(() => stored(manager, id)),
  'remove in a transaction that is rolled back': async (manager, id) => {
    await withPages(manager, id)
    const one = await loaded(manager, id)
    const failed = await manager.transaction(async (inside) => {
      await inside.remove(one)
      throw new Error('back')
    }).then(() => 'done', (error: unknown) => (error as Error).message)
    return [failed, await stored(manager, id)]
  },
}

test.each(Object.entries(scenarios).map(([name, scenario], at) => [name, `s${at}`, scenario] as const))('%s', async (_name, id, scenario) => {
  const { sql, dynamo } = await both.compare((manager) => scenario(manager, id))
  expect(dynamo).toEqual(sql)
})

describe('what onDelete does', () => {
  const manager = (): DynamoEntityManager => both.opened.dataSource.manager
  const sent = (): string[] => both.opened.sent.actions().filter((action) => action !== 'Query')

  test('is one transaction with the deletion, which is one request where nothing depends on the item', async () => {
    await withPages(manager(), 'o1')
    both.opened.sent.clear()
    expect((await manager().delete(Page, 'o1-g1')).affected).toBe(1)
    // The lines are found by one Query.
    expect(both.opened.sent.actions()).toEqual(['Query', 'TransactWriteItems'])
    both.opened.sent.clear()
    expect((await manager().delete(Page, 'o1-g2')).affected).toBe(1)
    expect(sent()).toEqual(['DeleteItem'])
    expect((await manager().delete(Page, 'o1-none')).affected).toBe(0)
  })

  test.each<[string, (id: string) => Promise<unknown>]>([
    ['deleteOne', (id) => manager().deleteOne(Book, id)],
    ['deleteMany', (id) => manager().deleteMany(Book, [id])],
    ['batchWrite', (id) => manager().batchWrite(Book, [{ type: 'DeleteRequest', item: { id } }])],
    ['deleteAllBy', (id) => manager().deleteAllBy(Book, { where: { id } })],
    ['a query builder', (id) => manager().createQueryBuilder().delete().from(Book).where('id = :id', { id }).execute()],
  ])('is done by %s too', async (name, write) => {
    const id = `o2-${name.slice(-5)}`
    await withPages(manager(), id)
    await write(`${id}-b1`)
    expect(await stored(manager(), id)).toMatchObject({ books: [[`${id}-b2`, 'two', id, false]], pages: [], lines: [] })
  })

  test('leaves alone what has gone to another meanwhile: the index may be behind', async () => {
    await withPages(manager(), 'o3')
    const { driver } = both.opened.dataSource as unknown as { driver: { sender: { send(action: string, input: unknown, options?: unknown): Promise<unknown> } } }
    const { sender } = driver
    driver.sender = {
      async send(action, input, options) {
        if (action === 'TransactWriteItems') {
          driver.sender = sender
          await manager().update(Line, 'o3-l2', { page: { id: 'o3-g2' } as Page })
        }
        return sender.send(action, input, options)
      },
    }
    await manager().delete(Page, 'o3-g1')
    expect(await stored(manager(), 'o3')).toMatchObject({ pages: ['o3-g2'], lines: ['o3-l2'] })
  })

  test('is done in several transactions where it is more than one holds, and refused whole within one', async () => {
    await manager().save([manager().create(Page, { id: 'o4' })])
    await manager().putMany(Line, Array.from({ length: 100 }, (_, n) => manager().create(Line, { id: `o4-${n}`, page: { id: 'o4' } as Page })))
    await expect(manager().transaction((inside) => inside.delete(Page, 'o4'))).rejects.toThrow('101 operations')
    expect([await manager().existsBy(Page, { id: 'o4' }), await manager().countBy(Line, { page: { id: 'o4' } })]).toEqual([true, 100])
    both.opened.sent.clear()
    await manager().delete(Page, 'o4')
    expect(sent()).toEqual(['TransactWriteItems', 'TransactWriteItems'])
    expect([await manager().existsBy(Page, { id: 'o4' }), await manager().countBy(Line, { page: { id: 'o4' } })]).toEqual([false, 0])
  })

  test('is done once where the answer is lost', async () => {
    const proxy = await startFaultProxy(endpoint())
    const faulty = await openWith(entities, { clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 3 } })
    try {
      await withPages(faulty.dataSource.manager, 'o5')
      proxy.reset()
      proxy.next('TransactWriteItems', 'cut-after')
      expect((await faulty.dataSource.manager.delete(Page, 'o5-g1')).affected).toBe(1)
      expect(proxy.requests.filter((request) => request.action === 'TransactWriteItems')).toHaveLength(2)
      expect(await stored(faulty.dataSource.manager, 'o5')).toMatchObject({ pages: ['o5-g2'], lines: [] })
    } finally {
      await faulty.dataSource.destroy()
      await proxy.stop()
    }
  })
})

@Entity({ name: 'ca_folder' })
@GlobalSecondaryIndex({ name: 'byOwnerName', partitionKey: 'owner', sortKey: ['parentId', 'name'] })
class Folder {
  @PrimaryColumn() id: string
  @Column() owner: string
  @Column() name: string
  @Column({ type: 'varchar', nullable: true }) parentId: string | null
  @ManyToOne(() => Folder, (folder) => folder.children, { nullable: true, onDelete: 'CASCADE' }) @JoinColumn({ name: 'parentId' }) parent: Folder | null
  @OneToMany(() => Folder, (folder) => folder.parent, { cascade: true }) children: Folder[]
  @Column({ type: 'varchar', nullable: true }) linkId: string | null
  @ManyToOne(() => Folder, (folder) => folder.links, { nullable: true, onDelete: 'SET NULL' }) @JoinColumn({ name: 'linkId' }) link: Folder | null
  @OneToMany(() => Folder, (folder) => folder.link) links: Folder[]
  @VersionColumn() version: number
}

describe('entities that refer to their own kind', () => {
  test('go with what they belong to, around a circle too, and lose what they refer to', async () => {
    const { dataSource } = await openWith([Folder], { dropSchema: true })
    try {
      const folders = dataSource.getRepository(Folder)
      const make = (id: string, parentId: string | null, linkId: string | null = null): Folder => folders.create({ id, owner: 'o', name: id, parentId, linkId })
      await folders.save([make('a', null), make('b', 'a'), make('c', 'b', 'a'), make('d', null, 'b'), make('g', 'a', 'b'), make('e', 'f'), make('f', 'e')])
      await folders.delete('a')
      const left = async (): Promise<unknown> => (await folders.scan()).map((one) => [one.id, one.parentId, one.linkId]).sort(byText)
      expect(await left()).toEqual([['d', null, null], ['e', 'f', null], ['f', 'e', null]])
      await folders.remove(await folders.findOneByOrFail({ id: 'e' }))
      expect(await left()).toEqual([['d', null, null]])
    } finally {
      await dataSource.destroy()
    }
  })

  test('are all or none written by cascades, and keep their versions where one is stale', async () => {
    const { dataSource } = await openWith([Folder], { dropSchema: true })
    try {
      const folders = dataSource.getRepository(Folder)
      const root = await folders.save(folders.create({ id: 'r', owner: 'o', name: 'r', children: [{ id: 's', owner: 'o', name: 's' }] }))
      const [child] = root.children
      await folders.update('s', { name: 'by somebody else' })
      root.name = 'mine'
      child!.name = 'mine too'
      await expect(folders.save(root)).rejects.toThrow(OptimisticLockVersionMismatchError)
      expect([root.version, child!.version]).toEqual([1, 1])
      expect((await folders.scan()).map((one) => [one.id, one.name, one.version]).sort(byText)).toEqual([['r', 'r', 1], ['s', 'by somebody else', 2]])
    } finally {
      await dataSource.destroy()
    }
  })
})

@Entity({ name: 'ca_city' })
class City {
  @PrimaryColumn() id: string
  @Column({ unique: false }) code: string
}

/** Refers to a column that is not the primary key. */
@Entity({ name: 'ca_street' })
@GlobalSecondaryIndex({ name: 'byCity', partitionKey: 'cityCode' })
class Street {
  @PrimaryColumn() id: string
  @Column({ nullable: true }) cityCode: string
  @ManyToOne(() => City, { onDelete: 'SET NULL', nullable: true }) @JoinColumn({ name: 'cityCode', referencedColumnName: 'code' }) city: City
}

/** Is found by its own key. */
@Entity({ name: 'ca_quarter' })
class Quarter {
  @PrimaryColumn() cityId: string
  @PrimaryColumn('int') position: number
  @ManyToOne(() => City, { onDelete: 'CASCADE' }) @JoinColumn({ name: 'cityId' }) city: City
}

@Entity({ name: 'ca_sight' })
@TableInheritance({ column: { type: 'varchar', name: 'kind' } })
class Sight {
  @PrimaryColumn() id: string
}
@ChildEntity()
@GlobalSecondaryIndex({ name: 'byTown', partitionKey: 'town.id' })
class Tower extends Sight {
  @ManyToOne(() => City, { onDelete: 'CASCADE', nullable: true }) town: City
}
@ChildEntity() class Bridge extends Sight {}

describe('foreign keys of every shape', () => {
  let opened: Awaited<ReturnType<typeof openWith>>
  beforeAll(async () => {
    opened = await openWith([City, Street, Quarter, Sight, Tower, Bridge])
  })
  afterAll(() => opened.dataSource.destroy())

  test('that refer to a column beside the key, are part of a key, or belong to a child class', async () => {
    const { manager } = opened.dataSource
    await manager.save([manager.create(City, { id: 'b', code: 'BER' }), manager.create(City, { id: 'h', code: 'HAM' })])
    await manager.save(['BER', 'HAM'].map((cityCode) => manager.create(Street, { id: `of ${cityCode}`, cityCode })))
    await manager.save(['b', 'h'].map((cityId) => manager.create(Quarter, { cityId, position: 1 })))
    await manager.save([manager.create(Tower, { id: 't', town: { id: 'b' } as City }), manager.create(Tower, { id: 'u', town: { id: 'h' } as City }), manager.create(Bridge, { id: 'v' })])
    opened.sent.clear()
    await manager.delete(City, 'b')
    expect((await manager.find(Street)).map((one) => [one.id, one.cityCode]).sort(byText)).toEqual([['of BER', null], ['of HAM', 'HAM']])
    expect((await manager.find(Quarter)).map((one) => one.cityId)).toEqual(['h'])
    expect((await manager.find(Sight)).map((one) => one.id).sort()).toEqual(['u', 'v'])
    // What is found by the key of its table is read consistently.
    const consistent = opened.sent.requests.filter((request) => request.action === 'Query').map((request) => [request.input.IndexName ?? 'table', request.input.ConsistentRead ?? false])
    expect(consistent.sort(byText)).toEqual([['byCity', false], ['byTown', false], ['table', true]])
  })
})

test('what a cascade has written in memory is taken back where the commit fails', async () => {
  const { dataSource } = await openWith([Folder], { dropSchema: true })
  try {
    const folders = dataSource.getRepository(Folder)
    const root = await folders.save(folders.create({ id: 'r', owner: 'o', name: 'r', children: [{ id: 's', owner: 'o', name: 's' }] }))
    const [child] = root.children
    const driver = dataSource.driver as unknown as { sender: { send(action: string, input: unknown, options?: unknown): Promise<unknown> } }
    const { sender } = driver
    driver.sender = {
      async send(action, input, options) {
        if (action === 'TransactWriteItems') {
          driver.sender = sender
          await folders.increment({ id: 'r' }, 'version', 5)
        }
        return sender.send(action, input, options)
      },
    }
    root.name = 'mine'
    child!.name = 'mine too'
    await expect(folders.save(root)).rejects.toThrow(OptimisticLockVersionMismatchError)
    expect([root.version, child!.version]).toEqual([1, 1])
    expect((await folders.findOneByOrFail({ id: 's' })).name).toBe('s')
  } finally {
    await dataSource.destroy()
  }
})

describe('what cannot be promised is refused when the data source opens', () => {
  @Entity({ name: 'ca_owner' })
  class Owner {
    @PrimaryColumn() id: string
  }
  const faultOf = (entity: Function): Promise<unknown> => new DynamoDataSource({ entities: [Owner, entity], clientConfig: both.opened.sent.config }).initialize().then(() => undefined, (error: unknown) => (error as Error).message)

  test('a foreign key that no index serves', async () => {
    @Entity({ name: 'ca_pet' })
    class Pet {
      @PrimaryColumn() id: string
      @ManyToOne(() => Owner, { onDelete: 'CASCADE' }) owner: Owner
    }
    expect(await faultOf(Pet)).toContain("onDelete 'CASCADE' needs an index by which the related items are found. Add @GlobalSecondaryIndex(")
  })

  test('a foreign key that cannot be null', async () => {
    @Entity({ name: 'ca_pet' })
    @GlobalSecondaryIndex({ name: 'byOwner', partitionKey: 'owner.id' })
    class Pet {
      @PrimaryColumn() id: string
      @ManyToOne(() => Owner, { onDelete: 'SET NULL', nullable: false }) owner: Owner
    }
    expect(await faultOf(Pet)).toContain("onDelete 'SET NULL' needs a column that may be null.")
  })

  test('RESTRICT', async () => {
    @Entity({ name: 'ca_pet' })
    class Pet {
      @PrimaryColumn() id: string
      @ManyToOne(() => Owner, { onDelete: 'RESTRICT' }) owner: Owner
    }
    expect(await faultOf(Pet)).toContain("DynamoDB cannot promise onDelete 'RESTRICT'. Use 'CASCADE', 'SET NULL' or 'NO ACTION', and look for related entities before you delete.")
  })
})
