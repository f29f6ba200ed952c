import { Column, DeleteDateColumn, Entity, JoinColumn, ManyToOne, OptimisticLockCanNotBeUsedError, OptimisticLockVersionMismatchError, PrimaryColumn, Repository, UpdateDateColumn, VersionColumn, type FindManyOptions } from 'typeorm'
import { GlobalSecondaryIndex, Pageable, type PagingAndSortingRepository } from '../../src/index.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

const isLine0 = typeof (Repository.prototype as unknown as { exist?: unknown }).exist === 'function'

@Entity({ name: 'shop' })
class Shop {
  @PrimaryColumn() id: string
  @Column() name: string
}

class Place {
  @Column({ nullable: true }) city: string
  @Column({ nullable: true }) zip: string
}
class Address {
  @Column({ nullable: true }) street: string
  @Column(() => Place) place: Place
}

@Entity({ name: 'order' })
@GlobalSecondaryIndex({ name: 'byStatus', partitionKey: 'status', sortKey: 'total' })
@GlobalSecondaryIndex({ name: 'byShop', partitionKey: 'shopId', sortKey: 'total' })
class Order {
  @PrimaryColumn() id: string
  @Column() status: string
  @Column('int') total: number
  @Column(() => Address) address: Address
  @Column({ nullable: true, select: false }) secret: string
  @Column({ nullable: true }) shopId: string
  @ManyToOne(() => Shop, { nullable: true }) @JoinColumn({ name: 'shopId' }) shop: Shop
  @VersionColumn() version: number
  @UpdateDateColumn() changedAt: Date
  @DeleteDateColumn() deletedAt: Date | null
}

let opened: OpenedSource
let orders: PagingAndSortingRepository<Order>
beforeAll(async () => {
  opened = await openWith([Order, Shop], { scans: 'refuse' })
  orders = opened.dataSource.getRepository(Order)
  await orders.putMany(['a', 'b', 'c', 'd', 'e'].map((id, at) => orders.create({
    id, status: at < 4 ? 'open' : 'done', total: (at * 7) % 5, secret: `s${id}`, shopId: at % 2 === 0 ? 's1' : 's2',
    address: { street: `S${at}`, place: { city: at < 2 ? 'Rome' : 'Oslo', zip: `${at}` } },
  })))
  await orders.softDelete({ id: 'd' })
})
beforeEach(() => opened.sent.clear())
afterAll(() => opened.dataSource.destroy())

const find = async (options: FindManyOptions<Order>): Promise<string[]> => (await orders.find(options)).map((one) => one.id)
const open = { status: 'open' }

test.each<[string, FindManyOptions<Order>, string[]]>([
  ['where of nested embedded columns', { where: { ...open, address: { place: { city: 'Rome' } } } }, ['a', 'b']],
  ['an array as OR', { where: [{ status: 'open', total: 4 }, { status: 'done' }] }, ['c', 'e']],
  ['a relation by its key', { where: { shop: { id: 's1' } } }, ['a', 'e', 'c']],
  ['order by the index', { where: open, order: { total: 'ASC' } }, ['a', 'b', 'c']],
  ['order by the index, backwards', { where: open, order: { total: 'desc' } }, ['c', 'b', 'a']],
  ['order by another column, in memory', { where: open, order: { id: -1 } }, ['c', 'b', 'a']],
  ['order of nested embedded columns', { where: open, order: { address: { place: { city: 'ASC', zip: 'DESC' } } } }, ['c', 'b', 'a']],
  ['skip and take', { where: open, order: { total: 'ASC' }, skip: 1, take: 1 }, ['b']],
  ['take nothing', { where: open, take: 0 }, []],
  ['withDeleted', { where: open, withDeleted: true }, ['a', 'd', 'b', 'c']],
  ['comment, transaction, relationLoadStrategy and cache: false', { where: open, comment: 'why', transaction: true, relationLoadStrategy: 'query', cache: false }, ['a', 'b', 'c']],
])('%s', async (_name, options, ids) => {
  expect(await find(options)).toEqual(ids)
  expect(opened.sent.actions().every((action) => action === 'Query')).toBe(true)
})

test('select of nested embedded columns, and of columns that are not selected as a rule', async () => {
  const found = await orders.find({ where: open, select: { id: true, secret: true, address: { place: { city: true } } }, take: 1 })
  expect(found).toEqual([{ id: 'a', secret: 'sa', address: { place: { city: 'Rome' } } }])
  const [street] = await orders.find({ where: { id: 'a' }, select: { address: { street: true } } })
  expect(street!.address.street).toBe('S0')
  expect(street).not.toHaveProperty('id')
  const whole = await orders.findOneByOrFail({ id: 'a' })
  expect(whole).not.toHaveProperty('secret')
})

test('loadRelationIds gives the keys of related entities without reading them', async () => {
  const [found] = await orders.find({ where: { id: 'a' }, loadRelationIds: { relations: ['shop'], disableMixedMap: true } })
  expect(found!.shop).toEqual({ id: 's1' })
  expect(opened.sent.actions()).toEqual(['GetItem'])
  await expect(orders.find({ where: { id: 'a' }, loadRelationIds: { relations: ['shopp'] } })).rejects.toThrow('shopp')
})

test('an optimistic lock compares the version or the date', async () => {
  const { version, changedAt } = await orders.findOneByOrFail({ id: 'a' })
  expect(await orders.findOne({ where: { id: 'a' }, lock: { mode: 'optimistic', version } })).toMatchObject({ id: 'a' })
  expect(await orders.findOne({ where: { id: 'a' }, lock: { mode: 'optimistic', version: changedAt } })).toMatchObject({ id: 'a' })
  await expect(orders.findOne({ where: { id: 'a' }, lock: { mode: 'optimistic', version: version + 1 } })).rejects.toBeInstanceOf(OptimisticLockVersionMismatchError)
  await expect(orders.find({ where: open, lock: { mode: 'optimistic', version } })).rejects.toBeInstanceOf(OptimisticLockCanNotBeUsedError)
})

test('find options of count, exists and sum are the same', async () => {
  expect(await orders.count({ where: open })).toBe(3)
  expect(await orders.count({ where: open, withDeleted: true })).toBe(4)
  expect(await orders.exists({ where: { status: 'none' } })).toBe(false)
  expect(await orders.sum('total', open)).toBe(6)
})

describe('what cannot be is refused before anything is sent', () => {
  test.each<[string, object, string]>([
    ['a typo', { were: { status: 'open' } }, 'Order: there is no find option "were". The find options are cache, comment,'],
    ['a where in place of options', { status: 'open' }, 'Order: there is no find option "status".'],
    ['another name', { where: open, limit: 3 }, 'Order: there is no find option "limit". Use take.'],
    ['cache', { where: open, cache: true }, 'Order: this driver does not support cached queries.'],
    ['cache for a time', { where: open, cache: { id: 'x', milliseconds: 1 } }, 'cached queries'],
    ['join', { where: open, join: { alias: 'o' } }, isLine0 ? 'Order: this driver does not support joins.' : '"join" option has been removed'],
    ['pessimistic locks', { where: open, lock: { mode: 'pessimistic_write' } }, 'Order: this driver does not support pessimistic locks. Add a @VersionColumn(), or read and write in a SERIALIZABLE transaction.'],
    ['nulls', { where: open, order: { total: { direction: 'ASC', nulls: 'LAST' } } }, 'Order.total: DynamoDB has no NULLS FIRST or LAST.'],
    ['another direction', { where: open, order: { total: 'UP' } }, "Order.total: an order is 'ASC' or 'DESC'."],
    ['another strategy', { where: open, relationLoadStrategy: 'magic' }, "Order: the find option relationLoadStrategy is 'join' or 'query'"],
    ['an unknown property', { where: { statuss: 'open' } }, 'statuss'],
    ['an unknown embedded property', { where: { ...open, address: { place: { town: 'x' } } } }, 'address.place.town'],
    ['a value in place of an embedded object', { where: { ...open, address: 'x' } }, 'Order.address: a where is an object of properties'],
    ['an unknown property in select', { where: open, select: { idd: true } }, 'idd'],
    ['an unknown property in order', { where: open, order: { idd: 'ASC' } }, 'idd'],
    ['a negative take', { where: open, take: -1 }, 'Order: take is a whole number from 0.'],
    ['a broken skip', { where: open, skip: 1.5 }, 'Order: skip is a whole number from 0.'],
  ])('%s', async (_name, options, message) => {
    await expect((async () => orders.find(options as never))()).rejects.toThrow(message)
    expect(opened.sent.actions()).toEqual([])
  })

  test('skip and take of a page, and a typo in what is deleted', async () => {
    await expect(orders.findPage({ where: open, take: 2 }, Pageable.of(0, 2))).rejects.toMatchObject({ code: 'query.option' })
    await expect(orders.deleteAllBy({ were: open } as never)).rejects.toMatchObject({ code: 'query.option' })
    expect(opened.sent.actions()).toEqual([])
  })
})

test('a read in a transaction of its own is joined by no other work of the flow', async () => {
  const reading = orders.find({ where: open, transaction: true })
  const writing = orders.update({ id: 'e' }, { total: 3 })
  expect((await writing).affected).toBe(1)
  await reading
})
