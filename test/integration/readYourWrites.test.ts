import { Column, Entity, In, IsNull, ManyToOne, MoreThan, OneToMany, PrimaryColumn, Raw, type EntityManager } from 'typeorm'
import { Transactional } from 'typeorm-transactional'
import { close, getRepository, GlobalSecondaryIndex, open, Pageable, type DynamoDataSource, type DynamoEntityManager, type ItemWrites, type Page, type PagingAndSortingRepository } from '../../src/index.js'
import { tablePrefix } from '../support/engine.js'
import { recordedConfig } from '../support/requests.js'

@Entity({ name: 'ryw_customer' })
class Customer {
  @PrimaryColumn() id: string
  @OneToMany(() => Order, (order) => order.customer) orders: Order[]
}

/** `byPlace` is composed of two attributes, `byStatus` is of plain ones, and `byCity` lacks most of them. */
@Entity({ name: 'ryw_order' })
@GlobalSecondaryIndex({ name: 'byStatus', partitionKey: 'status', sortKey: 'total' })
@GlobalSecondaryIndex({ name: 'byPlace', partitionKey: ['status', 'city'], sortKey: ['total'] })
@GlobalSecondaryIndex({ name: 'byCity', partitionKey: 'city', sortKey: 'total', projection: 'KEYS_ONLY' })
class Order {
  @PrimaryColumn() shop: string
  @PrimaryColumn('int') number: number
  @Column() status: string
  @Column('int') total: number
  @Column({ type: 'varchar', nullable: true }) city: string | null
  @Column({ type: 'varchar', nullable: true }) note: string | null
  @ManyToOne(() => Customer, (customer) => customer.orders, { nullable: true, onDelete: 'SET NULL' }) customer: Customer | null
}

const sent = recordedConfig()
let source: DynamoDataSource
const order = (shop: string, number: number, more: Partial<Order> = {}): Order => source.getRepository(Order).create({ shop, number, status: `open-${shop}`, total: number * 10, city: `bern-${shop}`, ...more })
const names = (orders: readonly Order[]): number[] => orders.map((one) => one.number)
const sorted = (some: readonly Order[]): number[] => names(some).sort((a, b) => a - b)
const orders = (): PagingAndSortingRepository<Order> => source.getRepository(Order) as PagingAndSortingRepository<Order>

beforeAll(async () => {
  source = await open({ entities: [Customer, Order], entityPrefix: tablePrefix(), synchronize: true, scans: 'allow', clientConfig: sent.config })
})
afterAll(() => close())
beforeEach(() => sent.clear())

let next = 0
/** A shop with orders 1 to 6, of totals 10 to 60. */
async function shopOf(): Promise<string> {
  const shop = `s${++next}`
  await orders().putMany([1, 2, 3, 4, 5, 6].map((number) => order(shop, number)))
  return shop
}

/** Moves 2 to another status and city, changes the total of 3 so that it comes last, deletes 4, replaces 5, adds 7, and adds 8 and takes it away. */
async function writeAll(repository: PagingAndSortingRepository<Order>, shop: string): Promise<void> {
  await repository.update({ shop, number: 2 }, { status: `done-${shop}`, city: null })
  await repository.update({ shop, number: 3 }, { total: 65 })
  await repository.delete({ shop, number: 4 })
  await repository.put(order(shop, 5, { total: 15, note: 'replaced' }))
  await repository.insert(order(shop, 7))
  await repository.insert(order(shop, 8))
  await repository.delete({ shop, number: 8 })
}

class Service {
  @Transactional()
  async inside(work: (repository: PagingAndSortingRepository<Order>) => Promise<void>): Promise<void> {
    await work(getRepository(Order))
  }
}

type Work = (repository: PagingAndSortingRepository<Order>) => Promise<void>
const ways: readonly (readonly [string, (work: Work) => Promise<void>])[] = [
  ['transaction(cb)', (work) => source.transaction((manager) => work((manager as DynamoEntityManager).getRepository(Order) as PagingAndSortingRepository<Order>))],
  ['startTransaction()', async (work) => {
    const runner = source.createQueryRunner()
    await runner.startTransaction()
    try {
      // What the flow does joins.
      await work(orders())
      await runner.commitTransaction()
    } finally {
      await runner.release()
    }
  }],
  ['@Transactional()', (work) => new Service().inside(work)],
]
const inTransaction = ways[0]![1]

describe.each(ways)('inside %s', (_way, within) => {
  test('every read sees what has been written, and gives the same after the commit', async () => {
    const shop = await shopOf()
    const [open, done, bern] = [`open-${shop}`, `done-${shop}`, `bern-${shop}`]
    const answers = async (repository: PagingAndSortingRepository<Order>): Promise<unknown> => ({
      byKey: await Promise.all([1, 2, 3, 4, 5, 7, 8].map((number) => repository.findOneBy({ shop, number }))),
      batch: await repository.batchRead([1, 2, 4, 7].map((number) => ({ shop, number }))),
      keys: names(await repository.find({ where: { shop, number: In([2, 3, 4, 7, 8]) }, order: { number: 'DESC' } })),
      table: names(await repository.findBy({ shop })),
      downwards: names(await repository.find({ where: { shop }, order: { number: 'DESC' } })),
      index: names(await repository.find({ where: { status: open }, order: { total: 'ASC' } })),
      indexDownwards: names(await repository.find({ where: { status: open }, order: { total: 'DESC' } })),
      otherPartition: names(await repository.findBy({ status: done })),
      merged: names(await repository.find({ where: { status: In([open, done]) }, order: { total: 'ASC' } })),
      range: names(await repository.findBy({ status: open, total: MoreThan(14) })),
      composed: names(await repository.findBy({ status: open, city: bern })),
      composedGone: names(await repository.findBy({ status: done, city: bern })),
      keysOnly: names(await repository.findBy({ city: bern })),
      fetched: (await repository.find({ where: { city: bern }, select: { number: true, note: true } })).map((one) => [one.number, one.note ?? null]),
      filter: names(await repository.find({ where: { shop }, filter: 'total > 20' })),
      noted: names(await repository.findBy({ shop, note: 'replaced' })),
      isNull: names(await repository.findBy({ shop, city: IsNull() })),
      range2: names(await repository.find({ where: { status: open }, order: { total: 'ASC' }, skip: 1, take: 3 })),
      some: await repository.find({ where: { status: open }, order: { total: 'ASC' }, select: { number: true, note: true } }),
      inMemory: names(await repository.find({ where: { shop }, order: { total: 'DESC' } })),
      one: (await repository.findOne({ where: { status: open }, order: { total: 'DESC' } }))?.number,
      counts: [await repository.countBy({ shop }), await repository.countBy({ status: open }), await repository.countBy({ status: done }), await repository.countBy({ city: bern }), await repository.countBy({ shop, note: 'replaced' })],
      both: (([found, count]) => [names(found), count])(await repository.findAndCount({ where: { status: open }, order: { total: 'ASC' }, take: 2 })),
      exists: [await repository.existsBy({ status: done }), await repository.existsBy({ status: done, total: 999 }), await repository.existsBy({ shop, number: 4 })],
      scan: sorted(await repository.scan({ where: { shop } })),
      segments: sorted(await repository.scan({ where: { shop }, segments: 3 })),
      builder: names(await repository.createQueryBuilder('o').where('o.status = :open', { open }).orderBy('o.total', 'DESC').getMany()),
      aggregate: await repository.createQueryBuilder('o').select('SUM(o.total)', 'sum').addSelect('COUNT(*)', 'count').where('o.status = :open', { open }).getRawOne(),
      raw: await repository.createQueryBuilder('o').select(['o.number', 'o.total']).where('o.status = :open', { open }).orderBy('o.total', 'ASC').getRawMany(),
      page: names((await repository.findPage({ where: { status: open }, index: 'byStatus' }, Pageable.of(0, 3))).content),
      secondPage: names((await repository.findPage({ where: { status: open }, index: 'byStatus' }, Pageable.of(1, 3))).content),
      pageOfKeys: names((await repository.findPage({ where: { shop, number: In([2, 3, 4, 7, 8]) }, order: { number: 'DESC' } }, Pageable.of(0, 3))).content),
      sum: await repository.sum('total', { status: open }),
      max: await repository.maximum('total', { status: open }),
    })
    const before = await answers(orders())
    let inside: unknown
    await within(async (repository) => {
      await writeAll(repository, shop)
      inside = await answers(repository)
      // Another runner sees nothing of it.
      const outside = source.createQueryRunner()
      expect(names(await outside.manager.findBy(Order, { shop }))).toEqual([1, 2, 3, 4, 5, 6])
      expect(await outside.manager.countBy(Order, { status: open })).toBe(6)
      await outside.release()
    })
    expect(inside).not.toEqual(before)
    expect(inside).toMatchObject({
      table: [1, 2, 3, 5, 6, 7], index: [1, 5, 6, 3, 7], otherPartition: [2], merged: [1, 5, 2, 6, 3, 7], composed: [1, 5, 6, 3, 7], composedGone: [], keysOnly: [1, 5, 6, 3, 7], fetched: [[1, null], [5, 'replaced'], [6, null], [3, null], [7, null]],
      range2: [5, 6, 3], page: [1, 5, 6], secondPage: [3, 7], pageOfKeys: [7, 3, 2], one: 7, counts: [6, 5, 1, 5, 1], exists: [true, false, false], sum: 10 + 15 + 60 + 65 + 70,
    })
    expect(await answers(orders())).toEqual(inside)
  })

  test('iterating and streaming give each item once, as it was written before the reading began', async () => {
    const shop = await shopOf()
    await within(async (repository) => {
      await writeAll(repository, shop)
      const seen: number[] = []
      for await (const one of repository.iterate({ where: { status: `open-${shop}` }, order: { total: 'ASC' } })) {
        seen.push(one.number)
        await repository.update({ shop, number: one.number }, { total: one.total + 1000 })
      }
      expect(seen).toEqual([1, 5, 6, 3, 7])
      const streamed: number[] = []
      for await (const one of repository.stream({ where: { status: `open-${shop}` }, order: { total: 'DESC' } })) streamed.push((one as Order).total)
      expect(streamed).toEqual([1070, 1065, 1060, 1015, 1010])
    })
  })
})

describe('pages', () => {
  const sizes = [1, 2, 4, 100]
  type Options = Parameters<PagingAndSortingRepository<Order>['findPage']>[0]
  const byStatus = (shop: string): NonNullable<Options> => ({ where: { status: `open-${shop}` }, index: 'byStatus' })
  const questions: readonly (readonly [string, (shop: string) => Options, readonly number[]])[] = [
    ['a table', (shop) => ({ where: { shop } }), [1, 2, 3, 5, 6, 7]],
    ['an index', byStatus, [1, 5, 6, 3, 7]],
    ['an index downwards', (shop) => ({ ...byStatus(shop), order: { total: 'DESC' } }), [7, 3, 6, 5, 1]],
    ['several Queries merged', (shop) => ({ where: { status: In([`open-${shop}`, `done-${shop}`]) }, order: { total: 'ASC' } }), [1, 5, 2, 6, 3, 7]],
  ]

  async function turned(repository: PagingAndSortingRepository<Order>, options: Options, size: number): Promise<Page<Order>[]> {
    const pages: Page<Order>[] = []
    let cursor: string | undefined
    do {
      const page: Page<Order> = await repository.findPage(options, Pageable.of(pages.length, size, undefined, cursor))
      pages.push(page)
      cursor = page.lastEvaluatedKey
    } while (cursor !== undefined)
    return pages
  }

  describe.each(questions)('of %s', (_name, ask, expected) => {
    test.each(sizes)('by %i, forwards and backwards', async (size) => {
      const shop = await shopOf()
      await inTransaction(async (repository) => {
        await writeAll(repository, shop)
        const pages = await turned(repository, ask(shop), size)
        expect(names(pages.flatMap((page) => page.content))).toEqual(expected)
        expect(pages.map(({ content, last }) => last || content.length === size)).toEqual(pages.map(() => true))
        expect(pages.map((page) => page.first)).toEqual(pages.map((_page, at) => at === 0))
        for (let at = pages.length - 1, back = pages[at]!.previousKey; back !== undefined;) {
          const page: Page<Order> = await repository.findPage(ask(shop), Pageable.of(--at, size, undefined, back))
          expect(names(page.content)).toEqual(names(pages[at]!.content))
          back = page.previousKey
        }
        expect(pages[0]!.previousKey).toBeUndefined()
        expect((await repository.findPageWithCountExpensive(ask(shop), Pageable.of(0, size))).totalElements).toBe(expected.length)
      })
    })
  })

  test.each(sizes)('of a Scan by %i give each item once', async (size) => {
    const shop = await shopOf()
    await inTransaction(async (repository) => {
      await writeAll(repository, shop)
      const pages = await turned(repository, { filter: `shop = '${shop}'` }, size)
      expect(sorted(pages.flatMap((page) => page.content))).toEqual([1, 2, 3, 5, 6, 7])
    })
  })

  test('by number', async () => {
    const shop = await shopOf()
    await inTransaction(async (repository) => {
      await writeAll(repository, shop)
      expect(names((await repository.findPage(byStatus(shop), Pageable.of(1, 2))).content)).toEqual([6, 3])
      expect(names((await repository.findPage({ where: { shop } }, Pageable.of(2, 2))).content)).toEqual([6, 7])
      expect((await repository.findPage({ where: { shop } }, Pageable.of(9, 2))).content).toEqual([])
    })
  })

  test('what is written between two pages is seen from where the cursor stands, and a cursor of inside goes on outside', async () => {
    const shop = await shopOf()
    let cursor: string | undefined
    const options = { where: { shop } }
    await inTransaction(async (repository) => {
      const first = await repository.findPage(options, Pageable.of(0, 2))
      await repository.insert(order(shop, 7))
      await repository.update({ shop, number: 1 }, { note: 'behind' })
      await repository.update({ shop, number: 4 }, { note: 'before' })
      const second = await repository.findPage(options, Pageable.of(1, 2, undefined, first.lastEvaluatedKey))
      expect(second.content.map((one) => [one.number, one.note ?? null])).toEqual([[3, null], [4, 'before']])
      expect(names((await repository.findPage(options, Pageable.of(0, 2, undefined, second.previousKey))).content)).toEqual([1, 2])
      cursor = second.lastEvaluatedKey
      expect(names((await repository.findPage(options, Pageable.of(2, 5, undefined, cursor))).content)).toEqual([5, 6, 7])
    })
    expect(names((await orders().findPage(options, Pageable.of(2, 5, undefined, cursor))).content)).toEqual([5, 6, 7])
  })
})

describe('relations', () => {
  test('are those that the transaction has written, in both directions', async () => {
    const shop = await shopOf()
    const id = `c-${shop}`
    await source.transaction(async (manager: EntityManager) => {
      const customer = await manager.save(Customer, manager.create(Customer, { id }))
      await manager.save(Order, Object.assign(await manager.findOneByOrFail(Order, { shop, number: 1 }), { customer }))
      await manager.save(Order, order(shop, 9, { customer }))
      await manager.update(Order, { shop, number: 2 }, { customer: { id } })
      const read = await manager.findOneOrFail(Customer, { where: { id }, relations: { orders: true } })
      expect(sorted(read.orders)).toEqual([1, 2, 9])
      await manager.update(Order, { shop, number: 2 }, { customer: null })
      expect(sorted((await manager.findOneOrFail(Customer, { where: { id }, relations: { orders: true } })).orders)).toEqual([1, 9])
      expect((await manager.findOneOrFail(Order, { where: { shop, number: 9 }, relations: { customer: true } })).customer).toMatchObject({ id })
      // What refers to it is found among the unsent writes.
      await manager.delete(Customer, { id })
      expect((await manager.findOneOrFail(Order, { where: { shop, number: 9 }, relations: { customer: true } })).customer).toBeNull()
    })
    expect((await orders().findOneOrFail({ where: { shop, number: 1 }, relations: { customer: true } })).customer).toBeNull()
  })
})

test('updates and deletions by criteria reach what the transaction has written', async () => {
  const shop = await shopOf()
  await inTransaction(async (repository) => {
    await writeAll(repository, shop)
    await repository.update({ status: `done-${shop}` }, { note: 'found' })
    await repository.deleteAllBy({ where: { status: `open-${shop}`, total: MoreThan(60) } })
    expect(names(await repository.findBy({ shop }))).toEqual([1, 2, 5, 6])
    expect(await repository.findOneByOrFail({ shop, number: 2 })).toMatchObject({ note: 'found', status: `done-${shop}` })
  })
  expect(names(await orders().findBy({ shop }))).toEqual([1, 2, 5, 6])
})

describe('requests', () => {
  test('what is known is not read, and no other table is asked for more than without the transaction', async () => {
    const shop = await shopOf()
    await inTransaction(async (repository) => {
      sent.clear()
      await repository.insert(order(shop, 7))
      await repository.delete({ shop, number: 1 })
      await repository.findOneBy({ shop, number: 7 })
      await repository.findOneBy({ shop, number: 1 })
      expect(sent.actions()).toEqual([])
      await repository.findBy({ shop })
      await repository.find({ where: { status: `open-${shop}` }, take: 1 })
      expect(sent.actions()).toEqual(['Query', 'Query'])
      sent.clear()
      // Its key says that it is no part of the other shop.
      await repository.countBy({ shop: 'another' })
      expect(sent.requests.map(({ action, input }) => [action, input.Select])).toEqual([['Query', 'COUNT']])
      sent.clear()
      await repository.countBy({ shop })
      expect(sent.requests.map(({ action, input }) => [action, input.Select])).toEqual([['Query', undefined]])
      sent.clear()
      await source.getRepository(Customer).findBy({ id: 'none' })
      await repository.manager.find(Customer)
      expect(sent.actions()).toEqual(['GetItem', 'Scan'])
    })
  })

  test('what an update does not tell is read once, and only when it could be seen', async () => {
    const shop = await shopOf()
    await inTransaction(async (repository) => {
      await repository.update({ shop, number: 2 }, { total: 45, status: `gone-${shop}`, city: null })
      await repository.update({ shop, number: 3 }, { note: 'x' })
      sent.clear()
      // Both are of another shop; then one has another status, and the other another note.
      await repository.findBy({ shop: 'another' })
      await repository.findBy({ shop, status: `open-${shop}`, note: 'y' })
      expect(sent.actions()).toEqual(['Query', 'Query'])
      sent.clear()
      // The status that is set says that the second is not there; the third may be.
      expect(names(await repository.find({ where: { status: `open-${shop}` }, order: { total: 'ASC' } }))).toEqual([1, 3, 4, 5, 6])
      expect(sent.actions()).toEqual(['BatchGetItem', 'Query'])
      expect(sent.requests[0]!.input).toMatchObject({ RequestItems: { [source.getMetadata(Order).tableName]: { ConsistentRead: true, Keys: [{ shop: { S: shop }, number: { N: '3' } }] } } })
      sent.clear()
      expect(names(await repository.find({ where: { status: `gone-${shop}` } }))).toEqual([2])
      expect(sent.actions()).toEqual(['BatchGetItem', 'Query'])
      sent.clear()
      await repository.update({ shop, number: 3 }, { total: 1 })
      expect(names(await repository.find({ where: { status: `open-${shop}` }, order: { total: 'ASC' } }))).toEqual([3, 1, 4, 5, 6])
      expect(await repository.findOneByOrFail({ shop, number: 3 })).toMatchObject({ note: 'x', total: 1 })
      expect(await repository.countBy({ shop })).toBe(6)
      expect(sent.actions()).toEqual(['Query', 'Query'])
    })
  })

  test('what an update works out of attributes that are not selected is right', async () => {
    const shop = await shopOf()
    await inTransaction(async (repository) => {
      await (repository.manager.queryRunner as unknown as ItemWrites).updateOne(source.getMetadata(Order).tableName, { shop, number: 2 }, 'SET note = city')
      const select = { number: true, note: true } as const
      expect(await repository.findOne({ where: { shop, number: 2 }, select })).toEqual({ number: 2, note: `bern-${shop}` })
      expect((await repository.find({ where: { shop, number: In([1, 2]) }, select })).map((one) => one.note ?? null)).toEqual([null, `bern-${shop}`])
      expect(await repository.find({ where: { shop, number: MoreThan(4) }, select })).toHaveLength(2)
    })
  })

  test('what a save has read is not read again', async () => {
    const shop = await shopOf()
    await inTransaction(async (repository) => {
      await repository.save(Object.assign(order(shop, 2), { total: 99 }))
      sent.clear()
      expect(names(await repository.find({ where: { status: `open-${shop}` }, order: { total: 'ASC' } }))).toEqual([1, 3, 4, 5, 6, 2])
      expect(sent.actions()).toEqual(['Query'])
    })
  })

  test('a limit leaves room for what is hidden', async () => {
    const shop = await shopOf()
    await inTransaction(async (repository) => {
      for (const number of [1, 2, 3]) await repository.delete({ shop, number })
      sent.clear()
      expect(names(await repository.find({ where: { shop }, take: 2 }))).toEqual([4, 5])
      expect(names((await repository.findPage({ where: { shop } }, Pageable.of(0, 2))).content)).toEqual([4, 5])
      expect(sent.requests.map(({ action, input }) => [action, input.Limit])).toEqual([['Query', 5], ['Query', 6]])
    })
  })

  test('an explanation says that unsent writes are laid over', async () => {
    const shop = await shopOf()
    await inTransaction(async (repository) => {
      expect((await repository.explain({ where: { shop } })).driver).toEqual([])
      await repository.delete({ shop, number: 1 })
      expect((await repository.explain({ where: { shop } })).driver).toEqual(['lays unsent writes of the transaction over what is stored'])
      expect((await repository.explain({ where: { shop } }, { analyze: true })).analyzed).toMatchObject({ requests: 1, returned: 5 })
    })
  })
})

test('conditions in text hold for what is not sent, too', async () => {
  const shop = await shopOf()
  await inTransaction(async (repository) => {
    await repository.insert(order(shop, 7, { note: 'abc' }))
    await repository.update({ shop, number: 1 }, { note: 'bcd' })
    expect(names(await repository.findBy({ shop, note: Raw((alias) => `contains(${alias}, :part)`, { part: 'bc' }) }))).toEqual([1, 7])
    expect(names(await repository.find({ where: { shop }, filter: 'begins_with(note, \'ab\')' }))).toEqual([7])
  })
})

test('after a rollback to a savepoint its writes are no more to be seen', async () => {
  const shop = await shopOf()
  await source.transaction(async (manager) => {
    await manager.update(Order, { shop, number: 1 }, { note: 'outer' })
    const seen: unknown[] = []
    await manager.transaction(async (inner) => {
      await inner.delete(Order, { shop, number: 2 })
      await inner.update(Order, { shop, number: 1 }, { note: 'inner' })
      seen.push(...(await inner.findBy(Order, { shop })).slice(0, 2).map((one) => [one.number, one.note ?? null]))
      throw new Error('back')
    }).catch(() => undefined)
    expect(seen).toEqual([[1, 'inner'], [3, null]])
    expect((await manager.findBy(Order, { shop })).map((one) => [one.number, one.note ?? null]).slice(0, 2)).toEqual([[1, 'outer'], [2, null]])
  })
})
