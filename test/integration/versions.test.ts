import { Column, DeleteDateColumn, Entity, JoinColumn, ManyToOne, NoVersionOrUpdateDateColumnError, OptimisticLockCanNotBeUsedError, OptimisticLockVersionMismatchError, PrimaryColumn, UpdateDateColumn, VersionColumn } from 'typeorm'
import { GlobalSecondaryIndex, type DynamoEntityManager, type ItemWrites, type PagingAndSortingRepository } from '../../src/index.js'
import { clientConfig, endpoint } from '../support/engine.js'
import { startFaultProxy, type FaultProxy } from '../support/faultProxy.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

@Entity({ name: 'ver_page' })
class Page {
  @PrimaryColumn() id: string
  @Column() name: string
  @Column({ type: 'int', default: 0 }) views: number
  @VersionColumn() version: number
  @UpdateDateColumn() updatedAt: Date
  @DeleteDateColumn() deletedAt: Date | null
}

@Entity({ name: 'ver_plain' })
class Plain {
  @PrimaryColumn() id: string
}

@Entity({ name: 'ver_comment' })
@GlobalSecondaryIndex({ name: 'byPlainId', partitionKey: 'plainId' })
class Comment {
  @PrimaryColumn() id: string
  @Column() text: string
  @VersionColumn() version: number
  @ManyToOne(() => Plain, { onDelete: 'SET NULL', nullable: true }) @JoinColumn({ name: 'plainId' }) plain: Plain | null
  @Column({ type: 'varchar', nullable: true }) plainId: string | null
}

let proxy: FaultProxy
let opened: OpenedSource
let pages: PagingAndSortingRepository<Page>
beforeAll(async () => {
  proxy = await startFaultProxy(endpoint())
  opened = await openWith([Page, Plain, Comment], { clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 3 } })
  pages = opened.dataSource.getRepository(Page)
})
afterAll(async () => {
  await opened.dataSource.destroy()
  await proxy.stop()
})
beforeEach(() => proxy.reset())

let next = 0
const stored = (id: string): Promise<Record<string, unknown> | undefined> => storedItem(pages.metadata.tableName, { id })
async function page(more: Partial<Page> = {}): Promise<Page> {
  return pages.save(pages.create({ id: `v${++next}`, name: 'a', ...more }))
}

/** Each write of an entity in memory, and what it sends last. */
const writes: readonly (readonly [string, string, (manager: DynamoEntityManager, one: Page) => Promise<unknown>])[] = [
  ['save', 'UpdateItem', (manager, one) => manager.save(Object.assign(one, { name: 'mine' }))],
  ['remove', 'DeleteItem', (manager, one) => manager.remove(one)],
  ['softRemove', 'UpdateItem', (manager, one) => manager.softRemove(one)],
  ['recover', 'UpdateItem', (manager, one) => manager.recover(one)],
  ['put', 'PutItem', (manager, one) => manager.put(Page, Object.assign(one, { name: 'mine' }))],
]

describe.each(writes)('%s of a versioned entity', (name, action, write) => {
  const whole = (): Promise<Page> => page(name === 'recover' ? { deletedAt: new Date() } : {})
  const carried = (one: Page): Partial<Page> => ({ id: one.id, version: one.version, updatedAt: one.updatedAt, deletedAt: one.deletedAt ?? null })
  /** The first answer from now on waits for somebody else's write. */
  const outpace = ({ id }: Page): void => {
    const original = opened.dataSource.driver as unknown as { sender: { send(name: string, ...rest: unknown[]): Promise<unknown> } }
    const { sender } = original
    original.sender = {
      async send(sent, ...rest) {
        if (sent === action || sent === 'TransactWriteItems') {
          original.sender = sender
          await opened.dataSource.manager.increment(Page, { id }, 'views', 1)
        }
        return sender.send(sent, ...rest)
      },
    }
  }

  test('goes through for the version that is stored', async () => {
    const one = await whole()
    await write(opened.dataSource.manager, one)
    expect([(await stored(`v${next}`))?.version]).toEqual([name === 'remove' ? undefined : 2])
  })

  test('that somebody else has written since it was read is refused, and the entity keeps its version', async () => {
    const one = await whole()
    const before = carried(one)
    await pages.update(one.id, { views: 1 })
    const left = await stored(one.id)
    await expect(write(opened.dataSource.manager, one)).rejects.toThrow(OptimisticLockVersionMismatchError)
    expect(carried(one)).toEqual(before)
    expect(await stored(one.id)).toEqual(left)
  })

  test.each(['alone', 'among others'])('that somebody else writes while it is under way is refused, %s', async (how) => {
    const one = await whole()
    const before = carried(one)
    outpace(one)
    const done = how === 'alone'
      ? write(opened.dataSource.manager, one)
      : opened.dataSource.transaction(async (manager) => {
        await manager.insert(Plain, { id: `${one.id}-beside` })
        await write(manager as DynamoEntityManager, one)
      })
    await expect(done).rejects.toThrow(OptimisticLockVersionMismatchError)
    expect(carried(one)).toEqual(before)
    expect(await stored(one.id)).toMatchObject({ views: 1, name: 'a', version: 2 })
    expect(await opened.dataSource.manager.existsBy(Plain, { id: `${one.id}-beside` })).toBe(false)
  })

  test('without a transaction is refused as well', async () => {
    if (name === 'put') return
    const one = await whole()
    outpace(one)
    const method = name as 'save' // all four take the same
    await expect(opened.dataSource.manager[method](Object.assign(one, { name: 'mine' }), { transaction: false })).rejects.toThrow(OptimisticLockVersionMismatchError)
    expect(one.version).toBe(1)
  })

  test('whose answer is lost is done once', async () => {
    const one = await whole()
    const { id } = one
    proxy.reset()
    proxy.next(action, 'cut-after')
    await write(opened.dataSource.manager, one)
    expect(proxy.requests.filter((request) => request.action === action)).toHaveLength(2)
    expect([(await stored(id))?.version]).toEqual([name === 'remove' ? undefined : 2])
  })
})

test('several writes of one entity in one transaction follow each other', async () => {
  const one = await page()
  const other = pages.create({ id: `${one.id}-other`, name: 'o' })
  await opened.dataSource.transaction(async (manager) => {
    await manager.save(Object.assign(one, { name: 'b' }))
    await manager.softRemove(one)
    await manager.recover(one)
    await manager.save(other)
    await manager.remove(other)
  })
  expect(one.version).toBe(4)
  expect(await stored(one.id)).toMatchObject({ name: 'b', version: 4 })
  expect(await stored(`${one.id}-other`)).toBeUndefined()
  const { id } = one
  await opened.dataSource.transaction(async (manager) => {
    await manager.save(Object.assign(one, { name: 'c' }))
    await manager.remove(one)
  })
  expect(await stored(id)).toBeUndefined()
})

describe('a change that does not come of an entity counts the version, so that nobody writes over it unknowing', () => {
  const refused = { name: 'OptimisticLockVersionMismatchError' }

  test('an UpdateExpression by table', async () => {
    const one = await page()
    const runner = opened.dataSource.createQueryRunner() as unknown as ItemWrites
    await runner.updateOne(pages.metadata.tableName, { id: one.id }, 'SET #n = :n', { ':n': 'theirs' }, { '#n': 'name' })
    expect(await stored(one.id)).toMatchObject({ name: 'theirs', version: 2 })
    expect((await stored(one.id))!.updatedAt).not.toBe(one.updatedAt.toISOString())
    await expect(pages.save(Object.assign(one, { views: 9 }))).rejects.toMatchObject(refused)
    expect(await stored(one.id)).toMatchObject({ name: 'theirs', views: 0 })
    await runner.updateOne(pages.metadata.tableName, { id: one.id }, 'SET version = :v', { ':v': 7 })
    expect(await stored(one.id)).toMatchObject({ version: 7 })
  })

  test.each(['outside of a transaction', 'in one'])("onDelete: 'SET NULL' %s", async (how) => {
    const { manager } = opened.dataSource
    const id = `v${++next}`
    await manager.insert(Plain, { id })
    const comment = await manager.save(Comment, { id, text: 'a', plainId: id })
    if (how === 'in one') await manager.transaction((inside) => inside.delete(Plain, id))
    else await manager.delete(Plain, id)
    const table = opened.dataSource.getMetadata(Comment).tableName
    expect(await storedItem(table, { id })).toEqual({ id, text: 'a', version: 2 })
    await expect(manager.save(Comment, Object.assign(comment, { text: 'b' }))).rejects.toMatchObject(refused)
    expect(await storedItem(table, { id })).toEqual({ id, text: 'a', version: 2 })
  })
})

test('removing what is gone, or is not known by its version, is no error', async () => {
  const one = await page()
  const { id } = one
  await pages.delete(id)
  await pages.remove(one)
  const other = await page()
  await pages.remove(pages.create({ id: other.id }))
  expect(await stored(other.id)).toBeUndefined()
})

describe('an optimistic lock', () => {
  test('of the version or the date that is stored lets the entity through, in find options and in builders', async () => {
    const one = await page()
    expect(await pages.findOne({ where: { id: one.id }, lock: { mode: 'optimistic', version: 1 } })).toMatchObject({ version: 1 })
    expect(await pages.findOneOrFail({ where: { id: one.id }, lock: { mode: 'optimistic', version: one.updatedAt } })).toMatchObject({ id: one.id })
    expect(await pages.createQueryBuilder('page').setLock('optimistic', 1).where({ id: one.id }).getOne()).toMatchObject({ version: 1 })
  })

  test('of another is refused', async () => {
    const one = await page()
    await pages.update(one.id, { name: 'b' })
    await expect(pages.findOne({ where: { id: one.id }, lock: { mode: 'optimistic', version: 1 } })).rejects.toThrow(OptimisticLockVersionMismatchError)
    await expect(pages.findOne({ where: { id: one.id }, lock: { mode: 'optimistic', version: new Date(0) } })).rejects.toThrow(OptimisticLockVersionMismatchError)
    await expect(pages.createQueryBuilder('page').setLock('optimistic', 3).where({ id: one.id }).getOne()).rejects.toThrow(OptimisticLockVersionMismatchError)
  })

  test('of many, or of an entity without version and date, is refused; pessimistic locks are', async () => {
    await expect(pages.find({ lock: { mode: 'optimistic', version: 1 } })).rejects.toThrow(OptimisticLockCanNotBeUsedError)
    await expect(opened.dataSource.manager.findOne(Plain, { where: { id: 'x' }, lock: { mode: 'optimistic', version: 1 } })).rejects.toThrow(NoVersionOrUpdateDateColumnError)
    await expect(pages.findOne({ where: { id: 'x' }, lock: { mode: 'pessimistic_write' } })).rejects.toMatchObject({ feature: 'pessimistic locks' })
  })
})
