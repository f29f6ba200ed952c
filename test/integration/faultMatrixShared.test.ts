import { Column, DeleteDateColumn, Entity, IsNull, PrimaryColumn, VersionColumn } from 'typeorm'
import { defineTable, SingleTable, type DynamoDataSource, type DynamoEntityManager, type PagingAndSortingRepository } from '../../src/index.js'
import { faultMatrix, type FaultPath } from '../support/faultMatrix.js'

const Books = defineTable({
  name: 'FaultyBooks', partitionKey: 'pk', sortKey: 'sk',
  indexes: { Kinds: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' }, Low: { partitionKey: 'gsi2pk' }, Inverted: { partitionKey: 'sk', sortKey: 'pk' } },
})

@Entity()
@SingleTable(Books, {
  type: 'ACCOUNT',
  key: { partitionKey: 'BOOK#{id}', sortKey: 'ACCOUNT#{id}' },
  indexes: { Kinds: { partitionKey: 'KIND#{kind}', sortKey: '{name}#{id}' }, Low: { partitionKey: 'LOW#{kind}', when: ({ balance }: { balance: number }) => balance < 15 } },
})
class Account {
  @PrimaryColumn() id: string
  @Column() kind: string
  @Column({ type: 'varchar', nullable: true }) name: string | null
  @Column({ type: 'int', default: 0 }) balance: number
}

@Entity()
@SingleTable(Books, { type: 'PAGE', key: { partitionKey: 'BOOK#{id}', sortKey: 'PAGE' }, indexes: { Kinds: { partitionKey: 'PAGES', sortKey: '{name}', when: { deletedAt: IsNull() } } } })
class Page {
  @PrimaryColumn() id: string
  @Column() name: string
  @VersionColumn() version: number
  @DeleteDateColumn() deletedAt: Date | null
}

const ids = (id: string): string[] => [id, `${id}b`, `${id}c`]
const accounts = (on: DynamoDataSource): PagingAndSortingRepository<Account> => on.getRepository(Account)
const pages = (on: DynamoDataSource): PagingAndSortingRepository<Page> => on.getRepository(Page)
const account = (id: string, name: string | null = 'first', kind = 'k'): Account => Object.assign(new Account(), { id, kind, name, balance: 10 })

const path = (given?: FaultPath['given']) => (name: string, run: FaultPath['run'], rest: Omit<FaultPath, 'name' | 'run' | 'given'> = {}): FaultPath => ({ name, run, ...rest, ...(given === undefined ? {} : { given }) })
const onNothing = path()
const onOne = path((id, on) => accounts(on).put(account(id)))
const onThree = path((id, on) => accounts(on).putMany(ids(id).map((one) => account(one, 'first', id))))
const onPages = path((id, on) => pages(on).putMany(ids(id).map((one) => pages(on).create({ id: one, name: 'first' }))))
const several = { several: true }
const byUpdate = { once: 'UpdateItem' }

const paths: readonly FaultPath[] = [
  onNothing('put new', (id, on) => accounts(on).put(account(id))),
  onOne('put that leaves an index', (id, on) => accounts(on).put(account(id, null))),
  onNothing('putMany', (id, on) => accounts(on).putMany(ids(id).map((one) => account(one))), several),
  onThree('deleteMany', (id, on) => accounts(on).deleteMany(ids(id).map((one) => ({ id: one }))), several),
  onNothing('insert', (id, on) => accounts(on).insert(account(id))),
  onNothing('insert versioned', (id, on) => pages(on).insert({ id, name: 'first' })),
  onNothing('save new', (id, on) => accounts(on).save(account(id))),
  onOne('save changed', (id, on) => accounts(on).save(account(id, 'new', 'l'))),
  onPages('save changed versioned', (id, on) => pages(on).save(pages(on).create({ id, name: 'new' }))),
  onOne('update of a part', (id, on) => accounts(on).update(id, { name: 'new' })),
  onOne('update that takes a part away', (id, on) => accounts(on).update(id, { name: null })),
  onOne('update of what a function is told', (id, on) => accounts(on).update(id, { balance: 20 })),
  onThree('update of what criteria find', (id, on) => accounts(on).update({ kind: id }, { name: 'new' }), several),
  onOne('increment of what a function is told', (id, on) => accounts(on).increment({ id }, 'balance', 50)),
  onOne('add', (id, on) => accounts(on).add({ where: { id }, values: { balance: 5 } })),
  onNothing('upsert of what is not there', (id, on) => accounts(on).upsert(account(id), ['id'])),
  onOne('upsert of a part', (id, on) => accounts(on).upsert({ id, kind: 'l' }, ['id'])),
  onPages('upsert versioned', (id, on) => pages(on).upsert({ id, name: 'new' }, ['id'])),
  onOne('delete', (id, on) => accounts(on).delete(id)),
  onThree('delete of what criteria find', (id, on) => accounts(on).delete({ kind: id }), several),
  onOne('remove', (id, on) => accounts(on).remove(account(id))),
  onPages('softDelete, which leaves an index', (id, on) => pages(on).softDelete(id), byUpdate),
  onPages('softRemove', (id, on) => pages(on).softRemove(pages(on).create({ id, name: 'first', version: 1 }))),
  onOne('a transaction of several entities', (id, on) => on.transaction(async (manager) => {
    const one = await manager.findOneByOrFail(Account, { id })
    one.name = 'new'
    one.balance = 50
    await manager.save(one)
    await manager.insert(Account, account(`${id}b`))
    await manager.update(Account, { id: `${id}b` }, { kind: 'l' })
    await (manager as DynamoEntityManager).put(Page, manager.create(Page, { id, name: 'first' }))
  })),
]

const matrix = faultMatrix([Account, Page], {
  items: (source, id) => [`ACCOUNT#${id}`, 'PAGE'].map((sk) => ({ tableName: `${(source.options as { entityPrefix?: string }).entityPrefix}${Books.name}`, key: { pk: { S: `BOOK#${id}` }, sk: { S: sk } } })),
})
beforeAll(() => matrix.open())
afterAll(() => matrix.close())

describe('a write of an entity in a shared table is done once, keys and all, or a typed error tells what became of it', () => {
  test.each(paths)('$name', async (one) => {
    expect(await matrix.surprises(one)).toEqual([])
  })
})
