import { AfterLoad, BeforeUpdate, Column, DeleteDateColumn, Entity, JoinColumn, ManyToMany, JoinTable, ManyToOne, OneToMany, OptimisticLockVersionMismatchError, PrimaryColumn, TableInheritance, ChildEntity, UpdateDateColumn, VersionColumn, type EntitySubscriberInterface, type UpdateEvent } from 'typeorm'
import { GlobalSecondaryIndex, SingleTable, type DynamoEntityManager, type PagingAndSortingRepository } from '../../src/index.js'
import { AppTable } from '../support/entities/blog.js'
import { tablePrefix } from '../support/engine.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

class Address {
  @Column() street: string
  @Column({ type: 'varchar', nullable: true }) city: string | null
}

@Entity()
@SingleTable(AppTable, { type: 'NOTE', key: { partitionKey: 'NOTES#{userId}', sortKey: '{postId}' }, indexes: { GSI1: { partitionKey: 'TITLE#{title}', sortKey: '{postId}' } } })
class Note {
  @PrimaryColumn() userId: string
  @PrimaryColumn() postId: string
  @Column() title: string
  @Column() content: string
}

@Entity({ name: 'asread_user' })
@GlobalSecondaryIndex({ name: 'byName', partitionKey: ['last', 'first'] })
class User {
  @PrimaryColumn() id: string
  @Column() first: string
  @Column() last: string
  @Column({ type: 'varchar', nullable: true }) nick: string | null
  @Column({ type: 'int', default: 0 }) visits: number
  @Column({ type: 'varchar', nullable: true, select: false }) secret: string | null
  @Column('json', { nullable: true }) tags: string[] | null
  @Column(() => Address) address: Address
  @Column({ update: false, nullable: true, type: 'varchar' }) origin: string | null
}

@Entity({ name: 'asread_page' })
class Page {
  @PrimaryColumn() id: string
  @Column() name: string
  @VersionColumn() version: number
  @UpdateDateColumn() updatedAt: Date
  @DeleteDateColumn() deletedAt: Date | null
}

@Entity({ name: 'asread_heard' })
class Heard {
  @PrimaryColumn() id: string
  @Column() name: string
  @Column({ type: 'int', default: 0 }) changes: number
  @BeforeUpdate() count(): void { this.changes++ }
}

@Entity({ name: 'asread_login' })
class Login {
  @PrimaryColumn() id: string
  @Column({ unique: true }) email: string
}

@Entity({ name: 'asread_author' })
class Author {
  @PrimaryColumn() id: string
  @Column() name: string
  @OneToMany(() => Book, (book) => book.author, { cascade: true }) books: Book[]
}

@Entity({ name: 'asread_garden' })
class Garden {
  @PrimaryColumn() id: string
  @Column() name: string
  @OneToMany(() => Tree, (tree) => tree.garden, { cascade: true, lazy: true }) trees: Promise<Tree[]>
}

@Entity({ name: 'asread_tree' })
class Tree {
  @PrimaryColumn() id: string
  @ManyToOne(() => Garden, (garden) => garden.trees, { nullable: true }) garden: Garden | null
}

@Entity({ name: 'asread_shelf' })
class Shelf {
  @PrimaryColumn() id: string
}

@Entity({ name: 'asread_book' })
class Book {
  @PrimaryColumn() id: string
  @Column() title: string
  @ManyToOne(() => Author, (author) => author.books, { nullable: true }) @JoinColumn({ name: 'authorId' }) author: Author | null
  @ManyToMany(() => Shelf) @JoinTable() shelves: Shelf[]
}

@Entity({ name: 'asread_thing' })
@TableInheritance({ column: { type: 'varchar', name: 'kind' } })
class Thing {
  @PrimaryColumn() id: string
  @Column() name: string
}
@ChildEntity('box')
class Box extends Thing {
  @Column() size: number
}

@Entity({ name: 'asread_kinds' })
class Kinds {
  @PrimaryColumn('int') id: number
  @Column('int') whole: number
  @Column('double') fraction: number
  @Column('bigint') big: string
  @Column('decimal', { precision: 38 }) exact: string
  @Column() flag: boolean
  @Column() empty: string
  @Column() at: Date
  @Column('blob') bytes: Buffer
  @Column('json') map: object
  @Column('json') list: unknown[]
  @Column('set') words: Set<string>
  @Column('set') numbers: Set<number>
  @Column({ type: 'simple-array' }) parts: string[]
  @Column({ type: 'varchar', nullable: true }) absent: string | null
  @Column({ type: 'varchar', nullable: true }) nothing: string | null
}

const loads: string[] = []
@Entity({ name: 'asread_loaded' })
class Loaded {
  @PrimaryColumn() id: string
  @Column() name: string
  @AfterLoad() note(): void { loads.push(this.name) }
}

let opened: OpenedSource
let manager: DynamoEntityManager
let users: PagingAndSortingRepository<User>
let pages: PagingAndSortingRepository<Page>
beforeAll(async () => {
  opened = await openWith([User, Page, Heard, Login, Author, Shelf, Book, Thing, Box, Loaded, Kinds, Garden, Tree, Note])
  manager = opened.dataSource.manager
  users = opened.dataSource.getRepository(User)
  pages = opened.dataSource.getRepository(Page)
})
afterAll(() => opened.dataSource.destroy())

let next = 0
const fresh = (): string => `s${++next}`
const storedUser = (id: string): Promise<Record<string, unknown> | undefined> => storedItem(users.metadata.tableName, { id })
const storedPage = (id: string): Promise<Record<string, unknown> | undefined> => storedItem(pages.metadata.tableName, { id })
async function user(more: Partial<User> = {}): Promise<string> {
  const id = fresh()
  await users.put(users.create({ id, first: 'Jane', last: 'Doe', nick: 'jd', visits: 1, secret: 's', tags: ['a'], origin: 'web', address: { street: 'Long', city: 'Ulm' }, ...more }))
  return id
}
async function page(): Promise<string> {
  const id = fresh()
  await pages.insert({ id, name: 'a' })
  return id
}
/** What is sent for a piece of work. */
async function sentBy(work: () => Promise<unknown>): Promise<string[]> {
  opened.sent.clear()
  await work()
  return opened.sent.actions()
}

const readings: readonly (readonly [string, (id: string) => Promise<User | null | undefined>])[] = [
  ['findOneBy', (id) => users.findOneBy({ id })],
  ['findOne', (id) => users.findOne({ where: { id } })],
  ['findOneByOrFail', (id) => users.findOneByOrFail({ id })],
  ['get', (id) => users.get(id)],
  ['find of one', async (id) => (await users.find({ where: { id } }))[0]],
  ['preload', (id) => users.preload({ id, nick: 'loaded' })],
  ['a query builder', (id) => users.createQueryBuilder('u').where({ id }).getOne()],
  ['transactGet', async (id) => (await manager.transactGet([[User, id]]))[0]],
]

describe('an entity that was read alone is saved without being read again', () => {
  test.each(readings)('after %s', async (_name, read) => {
    const id = await user()
    const one = (await read(id))!
    expect(await sentBy(() => users.save(Object.assign(one, { first: 'Ann' })))).toEqual(['UpdateItem'])
    expect(await storedUser(id)).toMatchObject({ first: 'Ann', last: 'Doe', 'last#first': 'Doe#Ann', visits: 1, secret: 's' })
  })

  test('again and again', async () => {
    const id = await user()
    const one = (await users.findOneBy({ id }))!
    expect(await sentBy(async () => {
      for (const nick of ['a', 'b', null, 'c']) await users.save(Object.assign(one, { nick }))
    })).toEqual(['UpdateItem', 'UpdateItem', 'UpdateItem', 'UpdateItem'])
    expect(await storedUser(id)).toMatchObject({ nick: 'c' })
  })

  test('with what is embedded, and what is compared deeply', async () => {
    const id = await user()
    const one = (await users.findOneBy({ id }))!
    one.address.city = null
    one.tags!.push('b')
    expect(await sentBy(() => users.save(one))).toEqual(['UpdateItem'])
    const item = await storedUser(id)
    expect(item).toMatchObject({ tags: ['a', 'b'] })
    expect(Object.keys(item!)).not.toContain('addressCity')
    expect(await users.findOneBy({ id })).toMatchObject({ address: { street: 'Long', city: null } })
  })

  test('with values of every type, which are compared as they are stored', async () => {
    const table = opened.dataSource.getMetadata(Kinds).tableName
    await manager.put(Kinds, manager.create(Kinds, {
      id: 1, whole: -7, fraction: 1e-9, big: '9007199254740993', exact: '12345678901234567890123456789012345678', flag: false, empty: '', at: new Date(0), bytes: Buffer.from([0, 255]),
      map: { __proto__x: 1, deep: { list: [1, 'a', null, { b: true }] } }, list: [[], {}, 1.5], words: new Set(['b', 'a', 'ü']), numbers: new Set([3, 1.5, -2]), parts: ['x', 'y'],
    }))
    await opened.dataSource.createQueryRunner().updateOne(table, { id: 1 }, 'SET nothing = :null', { ':null': null })
    const one = (await manager.findOneBy(Kinds, { id: 1 }))!
    const before = await storedItem(table, { id: 1 })
    expect(await sentBy(() => manager.save(Object.assign(one, { whole: 8 })))).toEqual(['UpdateItem'])
    expect(await storedItem(table, { id: 1 })).toEqual({ ...before, whole: 8 })
  })

  test('with a version, which is counted', async () => {
    const id = await page()
    const one = (await pages.findOneBy({ id }))!
    expect(await sentBy(async () => {
      await pages.save(Object.assign(one, { name: 'b' }))
      await pages.save(Object.assign(one, { name: 'c' }))
    })).toEqual(['UpdateItem', 'UpdateItem'])
    expect(one.version).toBe(3)
    expect(await storedPage(id)).toMatchObject({ name: 'c', version: 3 })
  })

  test('of a child class', async () => {
    const id = fresh()
    await manager.put(Box, manager.create(Box, { id, name: 'a', size: 1 }))
    const one = (await manager.findOneBy(Thing, { id }))!
    expect(one).toBeInstanceOf(Box)
    expect(await sentBy(() => manager.save(Object.assign(one, { size: 2 })))).toEqual(['UpdateItem'])
    expect(await manager.findOneBy(Box, { id })).toMatchObject({ size: 2, name: 'a' })
  })

  test('in a shared table, also when somebody else was faster', async () => {
    const key = { userId: fresh(), postId: 'p' }
    const posts = opened.dataSource.getRepository(Note)
    await posts.put(posts.create({ ...key, title: 'a', content: 'c' }))
    const one = await posts.findOneByOrFail(key)
    expect(await sentBy(() => posts.save(Object.assign(one, { title: 'b' })))).toEqual(['UpdateItem'])
    await posts.update(key, { content: 'theirs' })
    expect(await sentBy(() => posts.save(Object.assign(one, { title: 'c' })))).toEqual(['UpdateItem', 'UpdateItem'])
    expect(await posts.findOneBy(key)).toMatchObject({ ...key, title: 'c', content: 'c' })
  })

  test('with the other side of a foreign key, which it may change', async () => {
    const id = fresh()
    await manager.save([manager.create(Author, { id: 'a1', name: 'A' }), manager.create(Author, { id: 'a2', name: 'B' })])
    await manager.insert(Book, { id, title: 't', author: { id: 'a1' } })
    const one = (await manager.findOneBy(Book, { id }))!
    expect(await sentBy(() => manager.save(Object.assign(one, { author: { id: 'a2' } })))).toEqual(['UpdateItem'])
    expect(await manager.findOne(Book, { where: { id }, relations: { author: true } })).toMatchObject({ author: { id: 'a2', name: 'B' } })
  })

  test('by a manager of its class, and with listeners of loads', async () => {
    const id = fresh()
    await manager.insert(Loaded, { id, name: 'a' })
    const one = (await manager.findOneBy(Loaded, { id }))!
    expect(await sentBy(() => manager.save(Loaded, Object.assign(one, { name: 'b' }), { reload: false }))).toEqual(['UpdateItem'])
    expect(loads).toEqual(['a', 'a'])
  })
})

describe('somebody else has been faster since the entity was read', () => {
  test('what the entity carries is stored, as TypeORM does, on what is there', async () => {
    const id = await user()
    const one = (await users.findOneBy({ id }))!
    await users.update({ id }, { nick: 'theirs', visits: 7, last: 'Roe' })
    await users.update({ id }, { secret: 'new' })
    expect(await sentBy(() => users.save(Object.assign(one, { first: 'Ann' })))).toEqual(['UpdateItem', 'UpdateItem'])
    expect(await storedUser(id)).toMatchObject({ first: 'Ann', last: 'Doe', nick: 'jd', visits: 1, 'last#first': 'Doe#Ann', secret: 'new' })
  })

  test('a column that was put back to what was read is stored too', async () => {
    const id = await user()
    const one = (await users.findOneBy({ id }))!
    await users.update({ id }, { nick: 'theirs' })
    expect(await sentBy(() => users.save(one))).toEqual(['GetItem', 'UpdateItem'])
    expect(await storedUser(id)).toMatchObject({ nick: 'jd' })
  })

  test('who has written the same leaves nothing to write', async () => {
    const id = await user()
    const one = (await users.findOneBy({ id }))!
    await users.update({ id }, { first: 'Ann' })
    expect(await sentBy(() => users.save(Object.assign(one, { first: 'Ann' })))).toEqual(['UpdateItem'])
    expect(await storedUser(id)).toMatchObject({ first: 'Ann', 'last#first': 'Doe#Ann' })
  })

  test('an entity that was deleted is inserted anew', async () => {
    const id = await user()
    const one = (await users.findOneBy({ id }))!
    await users.deleteOne(id)
    expect(await sentBy(() => users.save(Object.assign(one, { first: 'Ann' })))).toEqual(['UpdateItem', 'GetItem', 'PutItem'])
    expect(await storedUser(id)).toMatchObject({ first: 'Ann', last: 'Doe', nick: 'jd', 'last#first': 'Doe#Ann' })
  })

  test('a versioned one that was deleted is inserted anew', async () => {
    const id = await page()
    const one = (await pages.findOneBy({ id }))!
    await pages.delete(id)
    await pages.save(Object.assign(one, { name: 'b' }))
    expect(await storedPage(id)).toMatchObject({ name: 'b' })
  })

  test('a versioned one refuses, and is left as it was', async () => {
    const id = await page()
    const one = (await pages.findOneBy({ id }))!
    const { updatedAt } = one
    await pages.update({ id }, { name: 'theirs' })
    await expect(pages.save(Object.assign(one, { name: 'mine' }))).rejects.toThrow(OptimisticLockVersionMismatchError)
    expect(one).toMatchObject({ name: 'mine', version: 1, updatedAt })
    expect(await storedPage(id)).toMatchObject({ name: 'theirs', version: 2 })
  })

  test('what is set in it meanwhile stays', async () => {
    const id = await user()
    const one = (await users.findOneBy({ id }))!
    await users.update({ id }, { visits: 2 })
    const saving = users.save(Object.assign(one, { first: 'Ann' }))
    one.nick = 'later'
    await saving
    expect(one.nick).toBe('later')
  })

  test('a column that was not selected is not erased by the second attempt', async () => {
    const id = await user()
    const one = (await users.findOneBy({ id }))!
    expect(one.secret).toBeUndefined()
    await users.update({ id }, { visits: 2 })
    await users.save(Object.assign(one, { first: 'Ann' }))
    expect(await storedUser(id)).toMatchObject({ first: 'Ann', secret: 's' })
  })
})

describe('a save reads where the entity in memory does not tell what is stored', () => {
  test('an unchanged one', async () => {
    const one = (await users.findOneBy({ id: await user() }))!
    expect(await sentBy(() => users.save(one))).toEqual(['GetItem'])
  })

  test('a column that is never updated is no change', async () => {
    const one = (await users.findOneBy({ id: await user() }))!
    expect(await sentBy(() => users.save(Object.assign(one, { origin: 'other' })))).toEqual(['GetItem'])
  })

  test('one of a list, whose items are not kept', async () => {
    const ids = [await user({ last: 'Listed' }), await user({ last: 'Listed' })]
    const [one] = await users.findBy({ last: 'Listed', first: 'Jane' })
    expect(ids).toContain(one!.id)
    expect(await sentBy(() => users.save(Object.assign(one!, { nick: 'x' })))).toEqual(['GetItem', 'UpdateItem'])
  })

  test('one that was read in part', async () => {
    const id = await user()
    const one = (await users.findOne({ where: { id }, select: { id: true, first: true } }))!
    expect(await sentBy(() => users.save(Object.assign(one, { first: 'Ann' })))).toEqual(['GetItem', 'UpdateItem'])
    const [two] = await manager.executeStatementOf(User, `SELECT id, "first" FROM "${users.metadata.tableName}" WHERE id = ?`, [id])
    expect(await sentBy(() => users.save(Object.assign(two!, { first: 'Eve' })))).toEqual(['GetItem', 'UpdateItem'])
  })

  test('one that was made or copied', async () => {
    const id = await user()
    const one = (await users.findOneBy({ id }))!
    expect(await sentBy(() => users.save(users.create(Object.assign({}, one, { first: 'Ann' }))))).toEqual(['GetItem', 'UpdateItem'])
  })

  test('one under another key', async () => {
    const id = await user()
    const one = (await users.findOneBy({ id }))!
    const other = fresh()
    expect(await sentBy(() => users.save(Object.assign(one, { id: other })))).toEqual(['GetItem', 'PutItem'])
    expect(await storedUser(id)).toMatchObject({ first: 'Jane' })
  })

  test('several', async () => {
    const [a, b] = [(await users.findOneBy({ id: await user() }))!, (await users.findOneBy({ id: await user() }))!]
    a.first = b.first = 'Ann'
    expect(await sentBy(() => users.save([a, b]))).toEqual(['BatchGetItem', 'TransactWriteItems'])
  })

  test('in a transaction, and without one', async () => {
    const id = await user()
    expect(await sentBy(() => opened.dataSource.transaction(async (inside) => {
      const one = (await inside.findOneBy(User, { id }))!
      await inside.save(Object.assign(one, { first: 'Ann' }))
    }))).toEqual(['GetItem', 'GetItem', 'UpdateItem'])
    const one = (await users.findOneBy({ id }))!
    expect(await sentBy(() => users.save(Object.assign(one, { first: 'Eve' }), { transaction: false }))).toEqual(['GetItem', 'UpdateItem'])
  })

  test('one whose version was set, which is compared with the stored one', async () => {
    const id = await page()
    const one = (await pages.findOneBy({ id }))!
    await pages.update({ id }, { name: 'theirs' })
    await pages.save(Object.assign(one, { name: 'mine', version: 2 }))
    expect(await storedPage(id)).toMatchObject({ name: 'mine', version: 3 })
  })

  test('one with listeners, which are called once also when somebody was faster', async () => {
    const id = fresh()
    await manager.insert(Heard, { id, name: 'a' })
    const one = (await manager.findOneBy(Heard, { id }))!
    await manager.update(Heard, { id }, { name: 'theirs' })
    expect(await sentBy(() => manager.save(Object.assign(one, { name: 'b' })))).toEqual(['GetItem', 'UpdateItem'])
    expect(await storedItem(opened.dataSource.getMetadata(Heard).tableName, { id })).toMatchObject({ name: 'b', changes: 1 })
  })

  test('one with a subscriber, which sees what is stored', async () => {
    const seen: unknown[] = []
    const subscriber: EntitySubscriberInterface<User> = { listenTo: () => User, beforeUpdate: (event: UpdateEvent<User>) => void seen.push((event.databaseEntity as User | undefined)?.nick) }
    opened.dataSource.subscribers.push(subscriber)
    try {
      const id = await user()
      const one = (await users.findOneBy({ id }))!
      await users.update({ id }, { nick: 'theirs' })
      seen.length = 0
      expect(await sentBy(() => users.save(Object.assign(one, { first: 'Ann' })))).toEqual(['GetItem', 'UpdateItem'])
      expect(seen).toEqual(['theirs'])
      const other = (await pages.findOneBy({ id: await page() }))!
      expect(await sentBy(() => pages.save(Object.assign(other, { name: 'b' })))).toEqual(['UpdateItem'])
    } finally {
      opened.dataSource.subscribers.pop()
    }
  })

  test('one with unique columns', async () => {
    const id = fresh()
    await manager.insert(Login, { id, email: `${id}@a` })
    const one = (await manager.findOneBy(Login, { id }))!
    expect(await sentBy(() => manager.save(Object.assign(one, { email: `${id}@b` })))).toContain('GetItem')
    await expect(manager.insert(Login, { id: fresh(), email: `${id}@b` })).rejects.toThrow('email')
    await manager.insert(Login, { id: fresh(), email: `${id}@a` })
  })

  test('one with what other items say of it', async () => {
    const id = fresh()
    await manager.save(manager.create(Author, { id, name: 'A', books: [manager.create(Book, { id: `${id}b`, title: 't' })] }))
    const one = (await manager.findOne(Author, { where: { id }, relations: { books: true } }))!
    one.books[0]!.title = 'u'
    expect(await sentBy(() => manager.save(Object.assign(one, { name: 'B' })))).toContain('GetItem')
    expect(await manager.findOne(Author, { where: { id }, relations: { books: true } })).toMatchObject({ name: 'B', books: [{ title: 'u' }] })
  })

  test('one with items of a junction table, which are written with it', async () => {
    const id = fresh()
    await manager.insert(Shelf, { id })
    await manager.insert(Book, { id, title: 't' })
    const one = (await manager.findOne(Book, { where: { id }, relations: { shelves: true } }))!
    one.shelves.push(manager.create(Shelf, { id }))
    expect(await sentBy(() => manager.save(one))).toEqual(['GetItem', 'Query', 'PutItem'])
    expect(await manager.findOne(Book, { where: { id }, relations: { shelves: true } })).toMatchObject({ shelves: [{ id }] })
  })

  test('one with lazy relations, which may be set to what is there later', async () => {
    const id = fresh()
    await manager.insert(Garden, { id, name: 'a' })
    const one = (await manager.findOneBy(Garden, { id }))!
    one.trees = Promise.resolve([manager.create(Tree, { id: `${id}t` })])
    expect((await sentBy(() => manager.save(one))).filter((action) => action === 'GetItem')).toEqual(['GetItem', 'GetItem'])
    const [tree] = await (await manager.findOneByOrFail(Garden, { id })).trees
    expect(tree).toMatchObject({ id: `${id}t` })
  })

  test('one that is saved under a condition', async () => {
    const id = await user()
    const one = (await users.findOneBy({ id }))!
    expect(await sentBy(() => users.save(Object.assign(one, { first: 'Ann' }), { condition: { first: 'Jane' } }))).toEqual(['GetItem', 'UpdateItem'])
  })

  test('an entity of another data source is compared with what that one has', async () => {
    const other = await openWith([Page], { entityPrefix: `${tablePrefix()}other_` })
    try {
      const id = await page()
      await other.dataSource.manager.insert(Page, { id, name: 'elsewhere' })
      const one = (await pages.findOneBy({ id }))!
      other.sent.clear()
      await other.dataSource.manager.save(one)
      expect(other.sent.actions()).toEqual(['GetItem', 'UpdateItem'])
    } finally {
      await other.dataSource.destroy()
    }
  })
})
