import { Column, DeleteDateColumn, Entity, ManyToOne, OneToMany, PrimaryColumn, VersionColumn } from 'typeorm'
import { Add, GlobalSecondaryIndex, IfNotExists, type DynamoDataSource, type DynamoEntityManager, type PagingAndSortingRepository } from '../../src/index.js'
import type { DynamoQueryRunner } from '../../src/typeorm/DynamoQueryRunner.js'
import { faultMatrix, type FaultPath } from '../support/faultMatrix.js'

@Entity({ name: 'write_account' })
@GlobalSecondaryIndex({ name: 'byName', partitionKey: ['kind', 'name'] })
class Account {
  @PrimaryColumn() id: string
  @Column() kind: string
  @Column() name: string
  @Column({ type: 'int', default: 0 }) balance: number
}

@Entity({ name: 'write_page' })
class Page {
  @PrimaryColumn() id: string
  @Column() name: string
  @VersionColumn() version: number
  @DeleteDateColumn() deletedAt: Date | null
}

@Entity({ name: 'write_author' })
class Author {
  @PrimaryColumn() id: string
  @Column() name: string
  @OneToMany(() => Book, (book) => book.author, { cascade: true }) books: Book[]
}

@Entity({ name: 'write_book' })
class Book {
  @PrimaryColumn() id: string
  @ManyToOne(() => Author, (author) => author.books, { onDelete: 'CASCADE' }) author: Author | null
}

/** Written whole: it holds the items of one run only. */
@Entity({ name: 'write_shelf' })
class Shelf {
  @PrimaryColumn() id: string
  @Column() name: string
}

const ids = (id: string): string[] => [id, `${id}b`, `${id}c`]
const manySuffixes = Array.from({ length: 28 }, (_, at) => `n${at}`)
const many = (id: string): string[] => manySuffixes.map((suffix) => `${id}${suffix}`)
const accounts = (on: DynamoDataSource): PagingAndSortingRepository<Account> => on.getRepository(Account)
const pages = (on: DynamoDataSource): PagingAndSortingRepository<Page> => on.getRepository(Page)
const authors = (on: DynamoDataSource): PagingAndSortingRepository<Author> => on.getRepository(Author)
const books = (on: DynamoDataSource): PagingAndSortingRepository<Book> => on.getRepository(Book)
const shelves = (on: DynamoDataSource): PagingAndSortingRepository<Shelf> => on.getRepository(Shelf)
const account = (id: string, name = 'first', kind = 'k'): Account => Object.assign(new Account(), { id, kind, name, balance: 10 })
const tableOf = (on: DynamoDataSource): string => accounts(on).metadata.tableName
async function onRunner<T>(on: DynamoDataSource, work: (runner: DynamoQueryRunner) => Promise<T>): Promise<T> {
  const runner = on.createQueryRunner() as unknown as DynamoQueryRunner
  try {
    return await work(runner)
  } finally {
    await runner.release()
  }
}

type Rest = Omit<FaultPath, 'name' | 'run' | 'given'>
const path = (given?: FaultPath['given']) => (name: string, run: FaultPath['run'], rest: Rest = {}): FaultPath => ({ name, run, ...rest, ...(given === undefined ? {} : { given }) })
const onNothing = path()
const onOne = path((id, on) => accounts(on).put(account(id)))
const readBefore = new Map<string, Account>()
const onOneChanged = path(async (id, on) => {
  await accounts(on).put(account(id))
  readBefore.set(id, await accounts(on).findOneByOrFail({ id }))
  await accounts(on).put(account(id, 'theirs', 'l'))
})
const onThree = path((id, on) => accounts(on).putMany(ids(id).map((one) => account(one, 'first', id))))
const onMany = path((id, on) => accounts(on).putMany(many(id).map((one) => account(one))))
const onPages = path((id, on) => pages(on).putMany(ids(id).map((one) => pages(on).create({ id: one, name: 'first' }))))
const onShelves = path(async (id, on) => {
  await shelves(on).clear()
  await shelves(on).putMany(ids(id).map((one) => shelves(on).create({ id: one, name: 'full' })))
})
const onBooks = path(async (id, on) => {
  const author = await authors(on).put(authors(on).create({ id, name: 'first' }))
  await authors(on).put(authors(on).create({ id: `${id}b`, name: 'other' }))
  await books(on).putMany([id, `${id}b`].map((one) => books(on).create({ id: one, author })))
})
const several = { several: true }
const manyOf = { several: true, suffixes: manySuffixes }
const byUpdate = { once: 'UpdateItem' }
const byStatement = { once: 'ExecuteStatement' }

const paths: readonly FaultPath[] = [
  onNothing('put new', (id, on) => accounts(on).put(account(id))),
  onOne('put over what is there', (id, on) => accounts(on).put(account(id, 'new'))),
  onNothing('put versioned', (id, on) => pages(on).put(pages(on).create({ id, name: 'first' }))),
  onPages('put over the version that was read', (id, on) => pages(on).put(pages(on).create({ id, name: 'new', version: 1 }))),
  onNothing('putMany', (id, on) => accounts(on).putMany(many(id).map((one) => account(one))), manyOf),
  onPages('putMany versioned', (id, on) => pages(on).putMany(ids(id).map((one) => pages(on).create({ id: one, name: 'new', version: 1 }))), several),
  onMany('deleteMany', (id, on) => accounts(on).deleteMany(many(id).map((one) => ({ id: one }))), manyOf),
  onMany('batchWrite', (id, on) => accounts(on).batchWrite(many(id).map((one, at) => (at % 2 === 0 ? { type: 'PutRequest', item: account(one, 'new') } : { type: 'DeleteRequest', item: { id: one } }))), manyOf),
  onNothing('insert', (id, on) => accounts(on).insert(account(id))),
  onNothing('insert versioned', (id, on) => pages(on).insert({ id, name: 'first' })),
  onNothing('insert of several', (id, on) => accounts(on).insert(ids(id).map((one) => account(one)))),
  onOne('insert or ignore', (id, on) => accounts(on).createQueryBuilder().insert().values([account(id, 'new'), account(`${id}b`)]).orIgnore().execute().then(({ raw }) => raw as unknown), several),
  onNothing('save new', (id, on) => accounts(on).save(account(id))),
  onOne('save changed', (id, on) => accounts(on).save(account(id, 'new'))),
  onOne('save of what was read alone', async (id, on) => accounts(on).save(Object.assign(await accounts(on).findOneByOrFail({ id }), { name: 'new' }))),
  onPages('save of a versioned one that was read alone', async (id, on) => pages(on).save(Object.assign(await pages(on).findOneByOrFail({ id }), { name: 'new' }))),
  // The first of its two requests writes nothing.
  onOneChanged('save of what somebody else has changed since it was read', (id, on) => accounts(on).save(Object.assign(readBefore.get(id)!, { name: 'new' })), several),
  onNothing('save new versioned', (id, on) => pages(on).save(pages(on).create({ id, name: 'first' }))),
  onPages('save changed versioned', (id, on) => pages(on).save(pages(on).create({ id, name: 'new' }))),
  onThree('save of several', (id, on) => accounts(on).save(ids(id).map((one) => account(one, 'new')))),
  onThree('save of several without a transaction', (id, on) => accounts(on).save(ids(id).map((one) => account(one, 'new')), { transaction: false }), several),
  onOne('update', (id, on) => accounts(on).update(id, { balance: 20 })),
  onOne('update of a part of an index key', (id, on) => accounts(on).update(id, { name: 'new' })),
  onThree('update of what criteria find', (id, on) => accounts(on).update({ kind: id, name: 'first' }, { balance: 20 }), several),
  onPages('update that counts a version', (id, on) => pages(on).update(id, { name: 'new' }), byUpdate),
  onOne('update with returning', (id, on) => accounts(on).createQueryBuilder().update().set({ balance: 20 }).where({ id }).returning('*').execute()),
  onOne('update by an operator', (id, on) => accounts(on).update(id, { balance: Add(5) }), byUpdate),
  onOne('update by an operator, idempotent', (id, on) => accounts(on).update(id, { balance: Add(5) }, { idempotent: true })),
  onOne('update by an operator of a part of an index key', (id, on) => accounts(on).update(id, { name: IfNotExists('new'), balance: 1 })),
  onOne('update by operators in a transaction', (id, on) => on.transaction((manager) => manager.update(Account, id, { balance: Add(5) }))),
  onOne('update that gives back what it leaves', (id, on) => accounts(on).update(id, { balance: 20 }, { returning: 'all_new' })),
  onOne('update that gives back what it changes', (id, on) => accounts(on).update(id, { balance: 20 }, { returning: 'updated_new' })),
  onOne('update that gives back what was there', (id, on) => accounts(on).update(id, { balance: 20 }, { returning: 'all_old' }), byUpdate),
  onOne('delete that gives back what was there', (id, on) => accounts(on).delete(id, { returning: 'all_old' }), { once: 'DeleteItem' }),
  onOne('updateExpression', (id, on) => accounts(on).updateExpression({ where: { id }, setValues: { name: 'new', kind: 'l' } })),
  onShelves('updateAll', (_, on) => shelves(on).updateAll({ name: 'empty' }), several),
  onOne('add', (id, on) => accounts(on).add({ where: { id }, values: { balance: 5 } }), byUpdate),
  onOne('add, idempotent', (id, on) => accounts(on).add({ where: { id }, values: { balance: 5 }, idempotent: true })),
  onOne('increment', (id, on) => accounts(on).increment({ id }, 'balance', 5), byUpdate),
  onOne('decrement in a transaction', (id, on) => on.transaction((manager) => manager.decrement(Account, { id }, 'balance', 5))),
  onNothing('upsert of what is not there', (id, on) => accounts(on).upsert({ id, kind: 'k', name: 'new', balance: 1 }, ['id'])),
  onOne('upsert of what is there', (id, on) => accounts(on).upsert({ id, kind: 'k', name: 'new', balance: 1 }, ['id'])),
  onOne('upsert of a part of an index key', (id, on) => accounts(on).upsert({ id, name: 'new' }, ['id'])),
  onNothing('upsert by an operator of what is not there', (id, on) => accounts(on).upsert({ id, kind: 'k', name: 'new', balance: Add(1) }, ['id']), byUpdate),
  onOne('upsert by an operator of what is there', (id, on) => accounts(on).upsert({ id, kind: 'k', name: 'new', balance: Add(1) }, ['id']), byUpdate),
  onPages('upsert versioned', (id, on) => pages(on).upsert({ id, name: 'new' }, ['id']), byUpdate),
  onOne('delete', (id, on) => accounts(on).delete(id)),
  onOne('deleteOne', (id, on) => accounts(on).deleteOne(id)),
  onThree('delete of what criteria find', (id, on) => accounts(on).delete({ kind: id, name: 'first' }), several),
  onThree('deleteAllBy', (id, on) => accounts(on).deleteAllBy({ where: { kind: id, name: 'first' } }), several),
  onShelves('deleteAll', (_, on) => shelves(on).deleteAll(), several),
  onShelves('clear', (_, on) => shelves(on).clear(), several),
  onOne('remove', (id, on) => accounts(on).remove(account(id))),
  onPages('remove versioned', (id, on) => pages(on).remove(pages(on).create({ id, name: 'first', version: 1 }))),
  onThree('remove of several', (id, on) => accounts(on).remove(ids(id).map((one) => account(one)))),
  onPages('softRemove', (id, on) => pages(on).softRemove(pages(on).create({ id, name: 'first', version: 1 }))),
  onPages('softDelete', (id, on) => pages(on).softDelete(id), byUpdate),
  onPages('restore', (id, on) => pages(on).restore(id), byUpdate),
  onNothing('save that cascades', (id, on) => authors(on).save(authors(on).create({ id, name: 'first', books: [{ id }, { id: `${id}b` }] }))),
  onBooks('save that takes away from a relation', (id, on) => authors(on).save(authors(on).create({ id, books: [{ id }] }))),
  onBooks('delete that cascades', (id, on) => authors(on).delete(id)),
  onBooks('remove that cascades', (id, on) => authors(on).remove(authors(on).create({ id, name: 'first' }))),
  onBooks('a relation that is set', (id, on) => on.createQueryBuilder().relation(Book, 'author').of(id).set(`${id}b`)),
  onNothing('a transaction of one write', (id, on) => on.transaction((manager) => manager.insert(Account, account(id)))),
  onOne('a transaction of one addition', (id, on) => on.transaction((manager) => manager.increment(Account, { id }, 'balance', 5))),
  onOne('a transaction of several', (id, on) => on.transaction(async (manager) => {
    const one = await manager.findOneByOrFail(Account, { id })
    one.name = 'new'
    await manager.save(one)
    await manager.insert(Account, account(`${id}b`))
    await manager.increment(Account, { id: `${id}b` }, 'balance', 5)
    await (manager as DynamoEntityManager).put(Page, manager.create(Page, { id, name: 'first' }))
  })),
  onPages('a transaction over versions', (id, on) => on.transaction(async (manager) => {
    const [one, two] = [await manager.findOneByOrFail(Page, { id }), await manager.findOneByOrFail(Page, { id: `${id}b` })]
    one.name = two.name = 'new'
    await manager.save([one, two])
    await manager.delete(Page, `${id}c`)
  })),
  onOne('put under a condition', (id, on) => accounts(on).put(account(id, 'new'), { condition: { name: 'first' } })),
  onOne('save under a condition', (id, on) => accounts(on).save(account(id, 'new'), { condition: { name: 'first' } })),
  onOne('update under a condition', (id, on) => accounts(on).update(id, { balance: 20 }, { condition: { balance: 10 } })),
  onOne('add under a condition, idempotent', (id, on) => accounts(on).add({ where: { id }, values: { balance: 5 }, idempotent: true, condition: { balance: 10 } })),
  onOne('delete under a condition', (id, on) => accounts(on).delete(id, { condition: { balance: 10 } })),
  onOne('remove under a condition', (id, on) => accounts(on).remove(account(id), { condition: { balance: 10 } })),
  onOne('a transaction with a check', (id, on) => on.transaction(async (manager) => {
    await manager.check(Account, id, { balance: 10 })
    await manager.insert(Page, { id, name: 'first' })
  })),
  onThree('a SERIALIZABLE transaction', (id, on) => on.transaction('SERIALIZABLE', async (manager) => {
    const [one, two] = [await manager.findOneByOrFail(Account, { id }), await manager.findOneByOrFail(Account, { id: `${id}b` })]
    one.balance += two.balance
    await manager.save(one)
    await manager.insert(Page, { id, name: 'first' })
  })),
  onNothing('putOne of a query runner', (id, on) => onRunner(on, (runner) => runner.putOne(tableOf(on), { id, kind: 'k', name: 'n' }))),
  onNothing('putMany of a query runner', (id, on) => onRunner(on, (runner) => runner.putMany(tableOf(on), many(id).map((one) => ({ id: one, kind: 'k', name: 'n' })))), manyOf),
  onOne('updateOne of a query runner', (id, on) => onRunner(on, (runner) => runner.updateOne(tableOf(on), { id }, 'SET #n = :n', { ':n': 'new' }, { '#n': 'name' }))),
  onOne('deleteOne of a query runner', (id, on) => onRunner(on, (runner) => runner.deleteOne(tableOf(on), { id }))),
  onMany('deleteMany of a query runner', (id, on) => onRunner(on, (runner) => runner.deleteMany(tableOf(on), many(id).map((one) => ({ id: one })))), manyOf),
  onOne('a statement that updates', (id, on) => on.query(`UPDATE "${tableOf(on)}" SET balance = balance + 5 WHERE id = ?`, [id]), byStatement),
  onOne('a statement that deletes', (id, on) => on.query(`DELETE FROM "${tableOf(on)}" WHERE id = ?`, [id]), byStatement),
]

const matrix = faultMatrix([Account, Page, Author, Book, Shelf])
beforeAll(() => matrix.open())
afterAll(() => matrix.close())

describe('a write is done once and said to be done, or a typed error tells what became of it, whatever its requests meet', () => {
  test.each(paths)('$name', async (one) => {
    expect(await matrix.surprises(one)).toEqual([])
  })
})
