import { Column, Entity, In, ManyToOne, OneToMany, PrimaryColumn } from 'typeorm'
import { GlobalSecondaryIndex, Pageable, type DynamoDataSource, type PagingAndSortingRepository } from '../../src/index.js'
import { faultMatrix, type FaultPath } from '../support/faultMatrix.js'

@Entity({ name: 'read_account' })
@GlobalSecondaryIndex({ name: 'byName', partitionKey: ['kind', 'name'] })
@GlobalSecondaryIndex({ name: 'byOwner', partitionKey: 'owner', projection: 'KEYS_ONLY' })
class Account {
  @PrimaryColumn() id: string
  @Column() kind: string
  @Column() name: string
  @Column() owner: string
  @Column({ type: 'int', default: 0 }) balance: number
}

/** Read whole: it holds the items of one run only. */
@Entity({ name: 'read_shelf' })
class Shelf {
  @PrimaryColumn() id: string
  @Column() name: string
}

@Entity({ name: 'read_author' })
class Author {
  @PrimaryColumn() id: string
  @OneToMany(() => Book, (book) => book.author) books: Book[]
}

@Entity({ name: 'read_book' })
class Book {
  @PrimaryColumn() id: string
  @ManyToOne(() => Author, (author) => author.books) author: Author
}

const ids = (id: string): string[] => [id, `${id}b`, `${id}c`]
const accounts = (on: DynamoDataSource): PagingAndSortingRepository<Account> => on.getRepository(Account)
const shelves = (on: DynamoDataSource): PagingAndSortingRepository<Shelf> => on.getRepository(Shelf)
const authors = (on: DynamoDataSource): PagingAndSortingRepository<Author> => on.getRepository(Author)
const books = (on: DynamoDataSource): PagingAndSortingRepository<Book> => on.getRepository(Book)
const named = (id: string) => ({ kind: id, name: 'first' })
async function allOf<T>(given: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const one of given) all.push(one)
  return all
}

const storeAccounts: FaultPath['given'] = (id, on) => accounts(on).putMany(ids(id).map((one) => accounts(on).create({ id: one, owner: id, balance: 10, ...named(id) })))
const storeShelves: FaultPath['given'] = async (id, on) => {
  await shelves(on).clear()
  await shelves(on).putMany(ids(id).map((one) => shelves(on).create({ id: one, name: 'full' })))
}
const storeBooks: FaultPath['given'] = async (id, on) => {
  const author = await authors(on).put(authors(on).create({ id }))
  await books(on).putMany(ids(id).map((one) => books(on).create({ id: one, author })))
}
const read = (given: FaultPath['given']) => (name: string, run: FaultPath['run']): FaultPath => ({ name, run, ...(given === undefined ? {} : { given }) })
const ofAccounts = read(storeAccounts)
const ofShelves = read(storeShelves)
const ofBooks = read(storeBooks)

const paths: readonly FaultPath[] = [
  ofAccounts('get', (id, on) => accounts(on).get(id)),
  ofAccounts('get, consistent', (id, on) => accounts(on).get(id, { consistent: true })),
  ofAccounts('findOneBy the key', (id, on) => accounts(on).findOneBy({ id })),
  ofAccounts('preload', (id, on) => accounts(on).preload({ id, name: 'other' })),
  ofAccounts('find by keys', (id, on) => accounts(on).findBy({ id: In(ids(id)) })),
  ofAccounts('batchRead', (id, on) => accounts(on).batchRead([...ids(id), `${id}none`])),
  ofAccounts('find by index', (id, on) => accounts(on).findBy(named(id))),
  ofAccounts('find by index with a filter', (id, on) => accounts(on).findBy({ ...named(id), balance: 10 })),
  ofAccounts('find by an index that holds keys only', (id, on) => accounts(on).findBy({ owner: id })),
  ofAccounts('findAndCount', (id, on) => accounts(on).findAndCount({ where: named(id), take: 3 })),
  ofAccounts('findPage', async (id, on) => (await accounts(on).findPage({ where: named(id) }, Pageable.of(0, 2))).content.length),
  ofAccounts('findPage by its number', async (id, on) => (await accounts(on).findPage({ where: named(id) }, Pageable.of(1, 2))).content.length),
  ofAccounts('findPageWithCountExpensive', async (id, on) => (await accounts(on).findPageWithCountExpensive({ where: named(id) }, Pageable.of(0, 5))).totalElements),
  ofAccounts('count', (id, on) => accounts(on).countBy(named(id))),
  ofAccounts('exists', (id, on) => accounts(on).existsBy(named(id))),
  ofAccounts('sum', (id, on) => accounts(on).sum('balance', named(id))),
  ofAccounts('iterate by index', (id, on) => allOf(accounts(on).iterate({ where: named(id) }))),
  ofAccounts('a builder', (id, on) => accounts(on).createQueryBuilder('a').where('a.kind = :kind AND a.name = :name', { kind: id, name: 'first' }).getMany()),
  ofAccounts('raw rows of a builder', (id, on) => accounts(on).createQueryBuilder('a').select('a.balance').where('a.id = :id', { id }).getRawMany()),
  ofAccounts('executeStatement', (id, on) => accounts(on).executeStatement(`SELECT * FROM "${accounts(on).metadata.tableName}" WHERE id = ?`, [id])),
  ofAccounts('a statement of a query runner', (id, on) => on.query(`SELECT * FROM "${accounts(on).metadata.tableName}" WHERE id = ?`, [id])),
  ofAccounts('reads inside a transaction', (id, on) => on.transaction(async (manager) => [await manager.findOneBy(Account, { id }), await manager.findBy(Account, named(id)), await manager.findBy(Account, { id: In(ids(id)) })])),
  ofAccounts('reads beside unsent writes', (id, on) => on.transaction(async (manager) => {
    await manager.update(Account, { id }, { balance: 20 })
    const found = await manager.findBy(Account, named(id))
    await manager.update(Account, { id }, { balance: 10 })
    return found
  })),
  ofAccounts('transactGet', (id, on) => on.manager.transactGet([[Account, id], [Account, `${id}b`], [Account, `${id}none`]])),
  ofAccounts('a REPEATABLE READ transaction', (id, on) => on.transaction('REPEATABLE READ', async (manager) => [await manager.findBy(Account, named(id)), await manager.findOneBy(Account, { id })])),
  ofAccounts('a SERIALIZABLE transaction that only reads', (id, on) => on.transaction('SERIALIZABLE', async (manager) => [await manager.findOneBy(Account, { id }), await manager.findBy(Account, { id: In(ids(`${id}b`)) })])),
  ofShelves('find of a filter, by Scan', (_, on) => shelves(on).findBy({ name: 'full' })),
  ofShelves('findAll', (_, on) => shelves(on).findAll()),
  ofShelves('scan in segments', (_, on) => allOf(shelves(on).iterate({ scan: true, segments: 2 }))),
  ofShelves('a page of a Scan', async (_, on) => (await shelves(on).findPage({ scan: true }, Pageable.of(0, 2))).content.length),
  ofShelves('count by Scan', (_, on) => shelves(on).count()),
  ofShelves('stream', (_, on) => shelves(on).streamAll().toArray()),
  ofShelves('stream of a builder', async (_, on) => (await (await shelves(on).createQueryBuilder('s').stream()).toArray()).length),
  ofBooks('a relation to many', (id, on) => authors(on).findOne({ where: { id }, relations: { books: true } })),
  ofBooks('a relation to one', (id, on) => books(on).find({ where: { id: In(ids(id)) }, relations: { author: true } })),
  ofBooks('a joined relation of a builder', (id, on) => authors(on).createQueryBuilder('a').leftJoinAndSelect('a.books', 'b').where('a.id = :id', { id }).getOne()),
  ofBooks('a relation of a builder', (id, on) => on.createQueryBuilder().relation(Author, 'books').of(id).loadMany()),
  ofBooks('ids of a relation', (id, on) => books(on).find({ where: { id }, loadRelationIds: true })),
]

const matrix = faultMatrix([Account, Shelf, Author, Book])
beforeAll(() => matrix.open())
afterAll(() => matrix.close())

describe('a read gives all that is there, or a typed error, whatever its requests meet', () => {
  test.each(paths)('$name', async (path) => {
    expect(await matrix.surprises(path)).toEqual([])
  })
})
