import { Column, CreateDateColumn, DeleteDateColumn, Entity, EntityNotFoundError, In, JoinColumn, ManyToOne, OneToMany, OptimisticLockVersionMismatchError, PrimaryColumn, VersionColumn } from 'typeorm'
import { IsolationLevel, wrapInTransaction } from 'typeorm-transactional'
import { close, EntityAlreadyExistsError, getRepository, GlobalSecondaryIndex, open, Pageable, TransactionConflictError, TransactionFailedError, withoutTransaction, type DynamoEntityManager } from '../../src/index.js'
import type { DynamoQueryRunner } from '../../src/typeorm/DynamoQueryRunner.js'
import { clientConfig, endpoint, tablePrefix } from '../support/engine.js'
import { startFaultProxy, type Fault, type FaultProxy } from '../support/faultProxy.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

type Level = 'READ UNCOMMITTED' | 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE'
const levels: readonly Level[] = ['READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE']

abstract class Columns {
  @PrimaryColumn() id: string
  @Column() kind: string
  @Column('int') amount: number
  @Column({ type: 'string', nullable: true }) note: string | null
}

@Entity({ name: 'isolation_plain' })
@GlobalSecondaryIndex({ name: 'byKind', partitionKey: 'kind', projection: ['amount'] })
class Plain extends Columns {
  @DeleteDateColumn() deletedAt: Date | null
}

@Entity({ name: 'isolation_versioned' })
@GlobalSecondaryIndex({ name: 'byKind', partitionKey: 'kind', projection: ['amount'] })
class Versioned extends Columns {
  @VersionColumn() version: number
}

@Entity({ name: 'isolation_dated' })
class Dated {
  @PrimaryColumn() id: string
  @Column('int') amount: number
  @CreateDateColumn() createdAt: Date
  @VersionColumn() version: number
}

@Entity({ name: 'isolation_ward' })
class Ward {
  @PrimaryColumn() id: string
  @Column() name: string
  @OneToMany(() => Bed, (bed) => bed.ward) beds: Bed[]
}

@Entity({ name: 'isolation_bed' })
class Bed {
  @PrimaryColumn() id: string
  @Column({ nullable: true }) wardId: string
  @ManyToOne(() => Ward, (ward) => ward.beds) @JoinColumn({ name: 'wardId' }) ward: Ward
}

@Entity({ name: 'isolation_named' })
@GlobalSecondaryIndex({ name: 'byName', partitionKey: ['first', 'last'] })
class Named {
  @PrimaryColumn() id: string
  @Column() first: string
  @Column() last: string
}

/** Values of every kind, which are compared as they are stored. */
@Entity({ name: 'isolation_values' })
class Values {
  @PrimaryColumn() id: string
  @Column('json') tree: object
  @Column('set') names: Set<string>
  @Column('set') numbers: Set<number>
  @Column('list') list: unknown[]
  @Column('binary') bytes: Uint8Array
  @Column('bigint') large: string
  @Column('double') real: number
  @Column() flag: boolean
  @Column() at: Date
  @Column({ type: 'string', nullable: true }) nothing: string | null
  @Column({ default: '' }) empty: string
}

@Entity({ name: 'isolation_marker' })
class Marker {
  @PrimaryColumn() id: string
}

/** 101 attributes besides its key, and no version. */
@Entity({ name: 'isolation_wide' })
class Wide {
  @PrimaryColumn() id: string
}
for (let at = 0; at <= 100; at++) Column({ type: 'int', nullable: true })(Wide.prototype, `c${at}`)

let opened: OpenedSource
let other: OpenedSource
let next = 0
const fresh = (): string => `i${++next}`

beforeAll(async () => {
  opened = await openWith([Plain, Versioned, Dated, Ward, Bed, Named, Marker, Values, Wide])
  other = await openWith([Plain, Versioned, Dated, Ward, Bed, Named, Marker, Values, Wide], { synchronize: false })
})
afterAll(async () => {
  await opened.dataSource.destroy()
  await other.dataSource.destroy()
})

const classes = [['without a version', Plain], ['with a version', Versioned]] as const
type Any = Plain | Versioned
const make = (entity: typeof Plain | typeof Versioned, id: string, more: Partial<Columns> = {}): Any => Object.assign(new entity(), { id, kind: id, amount: 1, note: null, ...more })

/** Stores an item past the transactions at hand. */
async function given(entity: typeof Plain | typeof Versioned, id: string, more: Partial<Columns> = {}): Promise<string> {
  await other.dataSource.manager.insert(entity, make(entity, id, more))
  return id
}
const changed = (entity: typeof Plain | typeof Versioned, id: string, more: Partial<Columns> = { amount: 2 }): Promise<unknown> => other.dataSource.manager.update(entity, { id }, more)
const amountOf = async (entity: typeof Plain | typeof Versioned, id: string): Promise<unknown> => (await storedItem(opened.dataSource.getMetadata(entity).tableName, { id }))?.amount

/** A transaction in hand, whose requests are written down from its beginning. */
async function begun(level: Level): Promise<{ runner: DynamoQueryRunner; manager: DynamoEntityManager }> {
  const runner = opened.dataSource.createQueryRunner() as unknown as DynamoQueryRunner
  runner.joinedByFlow = false
  await runner.startTransaction(level)
  opened.sent.clear()
  return { runner, manager: runner.manager }
}
/** What becomes of a commit: `undefined`, or its error. */
async function ended(runner: DynamoQueryRunner): Promise<Error | undefined> {
  const error = await runner.commitTransaction().then(() => undefined, (failure: Error) => failure)
  await runner.release()
  return error
}
const operations = (): string[] => (opened.sent.requests.at(-1)!.input.TransactItems as Record<string, unknown>[]).map((entry) => Object.keys(entry)[0]!)

describe.each(classes)('an item %s', (_, entity) => {
  test.each(levels)('%s: what another transaction has not sent is not seen', async (level) => {
    const id = await given(entity, fresh())
    const writing = other.dataSource.createQueryRunner() as unknown as DynamoQueryRunner
    writing.joinedByFlow = false
    await writing.startTransaction()
    await writing.manager.update(entity, { id }, { amount: 9 })
    const { runner, manager } = await begun(level)
    expect((await manager.get<Any>(entity, id))?.amount).toBe(1)
    await writing.rollbackTransaction()
    expect(await ended(runner)).toBeUndefined()
  })

  test.each<[Level, number]>([['READ UNCOMMITTED', 2], ['READ COMMITTED', 2], ['REPEATABLE READ', 1], ['SERIALIZABLE', 1]])('%s: an item read twice, changed in between, is %d', async (level, second) => {
    const id = await given(entity, fresh())
    const { runner, manager } = await begun(level)
    expect((await manager.get<Any>(entity, id))?.amount).toBe(1)
    await changed(entity, id)
    expect((await manager.get<Any>(entity, id, { consistent: true }))?.amount).toBe(second)
    expect((await manager.findOneBy<Any>(entity, { id }))?.amount).toBe(second)
    expect((await manager.batchRead<Any>(entity, [id]))[0]?.amount).toBe(second)
    expect((await manager.transactGet<[Any]>([[entity, id]]))[0]?.amount).toBe(second)
    expect(opened.sent.actions()).toHaveLength(second === 1 ? 1 : 5)
    await runner.rollbackTransaction()
  })

  test.each<[Level, boolean]>([['READ COMMITTED', true], ['REPEATABLE READ', false], ['SERIALIZABLE', false]])('%s: an item that was not there and is inserted is then seen: %s', async (level, seen) => {
    const id = fresh()
    const { runner, manager } = await begun(level)
    expect(await manager.get<Any>(entity, id)).toBeNull()
    await given(entity, id)
    expect((await manager.get<Any>(entity, id, { consistent: true })) !== null).toBe(seen)
    expect(await manager.existsBy<Any>(entity, { id })).toBe(seen)
    expect(await manager.countBy<Any>(entity, { id })).toBe(seen ? 1 : 0)
    await runner.rollbackTransaction()
  })

  test.each(['READ COMMITTED', 'REPEATABLE READ'] as const)('%s: what a Query and a get find of one item is the same', async (level) => {
    const id = await given(entity, fresh(), { note: 'first' })
    const { runner, manager } = await begun(level)
    expect((await manager.findBy<Any>(entity, { kind: id })).map(({ note }) => note)).toEqual(['first'])
    await changed(entity, id, { note: 'second' })
    expect((await manager.get<Any>(entity, id, { consistent: true }))?.note).toBe(level === 'READ COMMITTED' ? 'second' : 'first')
    expect((await manager.findBy<Any>(entity, { kind: id })).map(({ note }) => note)).toEqual([level === 'READ COMMITTED' ? 'second' : 'first'])
    const page = await opened.dataSource.getRepository<Any>(entity).findPage({ where: { kind: id } }, Pageable.of(0, 5))
    expect(page.content.map(({ note }) => note)).toEqual(['second'])
    expect((await manager.getRepository<Any>(entity).findPage({ where: { kind: id } }, Pageable.of(0, 5))).content.map(({ note }) => note)).toEqual([level === 'READ COMMITTED' ? 'second' : 'first'])
    await runner.rollbackTransaction()
  })

  test('REPEATABLE READ: an item that a page has shown stays as it was', async () => {
    const id = await given(entity, fresh(), { note: 'first' })
    const { runner, manager } = await begun('REPEATABLE READ')
    expect((await manager.getRepository<Any>(entity).findPage({ where: { kind: id } }, Pageable.of(0, 5))).content.map(({ note }) => note)).toEqual(['first'])
    await changed(entity, id, { note: 'second' })
    expect((await manager.get<Any>(entity, id, { consistent: true }))?.note).toBe('first')
    await runner.rollbackTransaction()
  })

  test('REPEATABLE READ: an item read in part is remembered whole', async () => {
    const id = await given(entity, fresh(), { note: 'first' })
    const { runner, manager } = await begun('REPEATABLE READ')
    const [part] = await manager.find<Any>(entity, { where: { id }, select: { id: true, amount: true } })
    expect(part).toEqual(Object.assign(new entity(), { id, amount: 1 }))
    const rows = await manager.createQueryBuilder<Any>(entity, 'one').select('one.amount', 'amount').where({ kind: id }).getRawMany()
    expect(rows).toEqual([{ amount: 1 }])
    await changed(entity, id, { note: 'second' })
    expect((await manager.get<Any>(entity, id))?.note).toBe('first')
    await runner.rollbackTransaction()
  })

  test('REPEATABLE READ: what a Query would find anew, it finds: phantoms are not kept out', async () => {
    const kind = fresh()
    await given(entity, `${kind}-a`, { kind })
    const { runner, manager } = await begun('REPEATABLE READ')
    expect(await manager.findBy<Any>(entity, { kind })).toHaveLength(1)
    await given(entity, `${kind}-b`, { kind })
    expect(await manager.findBy<Any>(entity, { kind })).toHaveLength(2)
    await runner.rollbackTransaction()
  })

  test.each<[Level, boolean]>([['READ COMMITTED', false], ['REPEATABLE READ', false], ['SERIALIZABLE', true]])('%s: an item that is changed after it was read fails a write of another: %s', async (level, fails) => {
    const [read, written] = [await given(entity, fresh()), fresh()]
    const { runner, manager } = await begun(level)
    const one = await manager.get<Any>(entity, read)
    await manager.insert(entity, make(entity, written, { amount: one!.amount * 10 }))
    await changed(entity, read)
    opened.sent.clear()
    const error = await ended(runner)
    expect(error instanceof TransactionConflictError).toBe(fails)
    expect(await amountOf(entity, written)).toBe(fails ? undefined : 10)
    expect(opened.sent.actions()).toEqual([fails ? 'TransactWriteItems' : 'PutItem'])
  })

  test('SERIALIZABLE: the failure is typed, says to run again, has its cause, and is not planned again', async () => {
    const read = await given(entity, fresh())
    const { runner, manager } = await begun('SERIALIZABLE')
    await manager.get<Any>(entity, read)
    await manager.insert(entity, make(entity, fresh()))
    await changed(entity, read)
    opened.sent.clear()
    const error = await ended(runner)
    expect(error).toMatchObject({
      name: 'TransactionConflictError', code: 'transaction.conflict', statusCode: 409, operation: 'TransactWriteItems',
      message: `Transaction failed and nothing was written. ${entity.name}: an item that the transaction has read has changed since. Run the transaction again.`,
    })
    expect(error!.cause).toBeInstanceOf(TransactionFailedError)
    expect((error!.cause as TransactionFailedError).reasons.map(({ code, operation }) => [code, operation])).toEqual([['None', 'Put'], ['ConditionalCheckFailed', 'ConditionCheck']])
    expect(opened.sent.actions()).toEqual(['TransactWriteItems'])
  })

  test.each<[Level, boolean]>([['READ COMMITTED', false], ['SERIALIZABLE', true]])('%s: of what was not there, and is inserted meanwhile, a write fails: %s', async (level, fails) => {
    const [read, written] = [fresh(), fresh()]
    const { runner, manager } = await begun(level)
    expect(await manager.get<Any>(entity, read)).toBeNull()
    await manager.insert(entity, make(entity, written))
    await given(entity, read)
    expect((await ended(runner)) instanceof TransactionConflictError).toBe(fails)
    expect((await amountOf(entity, written)) === undefined).toBe(fails)
  })

  test('SERIALIZABLE: what has not changed lets it pass, with a consistent read and one operation for each item', async () => {
    const [read, absent, written] = [await given(entity, fresh()), fresh(), await given(entity, fresh())]
    const { runner, manager } = await begun('SERIALIZABLE')
    await manager.get<Any>(entity, read)
    await manager.get<Any>(entity, absent)
    await manager.get<Any>(entity, written)
    expect(opened.sent.requests.map(({ action, input }) => [action, input.ConsistentRead])).toEqual([['GetItem', true], ['GetItem', true], ['GetItem', true]])
    await manager.update(entity, { id: written }, { amount: 7 })
    expect(await ended(runner)).toBeUndefined()
    expect(operations()).toEqual(['Update', 'ConditionCheck', 'ConditionCheck'])
    expect(await amountOf(entity, written)).toBe(7)
  })

  test('SERIALIZABLE: an item that is read and then written is one operation, under the check', async () => {
    const id = await given(entity, fresh())
    const { runner, manager } = await begun('SERIALIZABLE')
    const one = await manager.get<Any>(entity, id)
    one!.amount = 5
    await manager.save(one!)
    await manager.update(entity, { id }, { note: 'more' })
    expect(await ended(runner)).toBeUndefined()
    expect(opened.sent.actions()).toEqual(['GetItem', 'UpdateItem'])
    expect(await amountOf(entity, id)).toBe(5)
  })

  test.each<[string, (manager: DynamoEntityManager, id: string) => Promise<unknown>]>([
    ['an update', (manager, id) => manager.update(entity, { id }, { amount: 5 })],
    ['a deletion', (manager, id) => manager.delete(entity, { id })],
    ['an addition', (manager, id) => manager.increment(entity, { id }, 'amount', 5)],
    ['a put', async (manager, id) => manager.put<Any, Any>(entity, Object.assign((await manager.get<Any>(entity, id))!, { amount: 5 }))],
    ['a save', async (manager, id) => manager.save(Object.assign((await manager.get<Any>(entity, id))!, { amount: 5 }))],
    ['a removal', async (manager, id) => manager.remove((await manager.get<Any>(entity, id))!)],
  ])('SERIALIZABLE: %s of what was read and has changed since is a conflict', async (_name, write) => {
    const id = await given(entity, fresh())
    const { runner, manager } = await begun('SERIALIZABLE')
    await manager.get<Any>(entity, id)
    await changed(entity, id, { amount: 2, note: 'other' })
    await write(manager, id)
    expect(await ended(runner)).toBeInstanceOf(TransactionConflictError)
    expect(await amountOf(entity, id)).toBe(2)
  })

  test('SERIALIZABLE: what was read and is gone is a conflict, and so is what was absent and is inserted by both', async () => {
    const [gone, made] = [await given(entity, fresh()), fresh()]
    const first = await begun('SERIALIZABLE')
    await first.manager.get<Any>(entity, gone)
    await first.manager.update(entity, { id: gone }, { amount: 3 })
    await other.dataSource.manager.delete(entity, { id: gone })
    expect(await ended(first.runner)).toBeInstanceOf(TransactionConflictError)
    const second = await begun('SERIALIZABLE')
    expect(await second.manager.get<Any>(entity, made)).toBeNull()
    await second.manager.insert(entity, make(entity, made))
    await given(entity, made)
    expect(await ended(second.runner)).toBeInstanceOf(TransactionConflictError)
  })

  test('SERIALIZABLE: what has changed counts before what a write itself is refused for', async () => {
    const [a, b, taken] = [await given(entity, fresh()), await given(entity, fresh()), await given(entity, fresh())]
    const { runner, manager } = await begun('SERIALIZABLE')
    await manager.batchRead<Any>(entity, [a, b])
    await manager.insert(entity, make(entity, taken))
    await changed(entity, a)
    await changed(entity, b)
    const error = await ended(runner)
    expect(error).toBeInstanceOf(TransactionConflictError)
    expect((error!.cause as TransactionFailedError).reasons.map(({ code }) => code)).toEqual(['ConditionalCheckFailed', 'ConditionalCheckFailed', 'ConditionalCheckFailed'])
  })

  test('SERIALIZABLE: a condition of the write itself fails as that', async () => {
    const [read, taken] = [await given(entity, fresh()), await given(entity, fresh())]
    const { runner, manager } = await begun('SERIALIZABLE')
    await manager.get<Any>(entity, read)
    await manager.insert(entity, make(entity, taken))
    expect(await ended(runner)).toBeInstanceOf(EntityAlreadyExistsError)
    const blind = await begun('SERIALIZABLE')
    await blind.manager.get<Any>(entity, read)
    await blind.manager.update(entity, { id: fresh() }, { amount: 5 })
    expect(await ended(blind.runner)).toBeInstanceOf(EntityNotFoundError)
  })

  test('SERIALIZABLE: index attributes that another writer has changed are planned again, as long as nobody has read the item', async () => {
    const [read, moved] = [await given(entity, fresh()), await given(entity, fresh())]
    const { runner, manager } = await begun('SERIALIZABLE')
    await manager.get<Any>(entity, read)
    await manager.update(entity, { id: moved }, { kind: 'here' })
    await changed(entity, moved, { kind: 'there', amount: 4 })
    expect(await ended(runner)).toBeUndefined()
    expect(await storedItem(opened.dataSource.getMetadata(entity).tableName, { id: moved })).toMatchObject({ kind: 'here', amount: 4 })
  })

  /** Two accounts may not both be emptied: each transaction looks at both, and empties one. */
  test.each<[Level, readonly [number, number]]>([['READ COMMITTED', [0, 0]], ['REPEATABLE READ', [0, 0]], ['SERIALIZABLE', [0, 1]]])('%s: write skew leaves %j', async (level, left) => {
    const ids = [await given(entity, fresh()), await given(entity, fresh())] as const
    const transactions = [await begun(level), await begun(level)]
    for (const [at, { manager }] of transactions.entries()) {
      const amounts = (await manager.batchRead<Any>(entity, ids)).map((one) => one!.amount)
      if (amounts[0]! + amounts[1]! > 1) await manager.update(entity, { id: ids[at]! }, { amount: 0 })
    }
    const errors = [await ended(transactions[0]!.runner), await ended(transactions[1]!.runner)]
    expect(errors[0]).toBeUndefined()
    expect(errors[1] instanceof TransactionConflictError).toBe(level === 'SERIALIZABLE')
    expect([await amountOf(entity, ids[0]), await amountOf(entity, ids[1])]).toEqual(left)
  })

  test.each<[Level, 'both' | 'one']>([['READ COMMITTED', 'one'], ['SERIALIZABLE', 'both']])('%s: lost update: of two additions by hand %s is not lost in silence', async (level, kept) => {
    const id = await given(entity, fresh())
    const transactions = [await begun(level), await begun(level)]
    for (const { manager } of transactions) {
      const one = await manager.get<Any>(entity, id)
      await manager.update(entity, { id }, { amount: one!.amount + 1 })
    }
    const errors = [await ended(transactions[0]!.runner), await ended(transactions[1]!.runner)]
    expect([errors[0], errors[1] instanceof TransactionConflictError]).toEqual([undefined, kept === 'both'])
    expect(await amountOf(entity, id)).toBe(2)
  })

  test.each<[Level, boolean]>([['READ COMMITTED', false], ['SERIALIZABLE', true]])('%s: read skew over two items is told: %s', async (level, told) => {
    const [a, b] = [await given(entity, fresh()), await given(entity, fresh())]
    const { runner, manager } = await begun(level)
    const first = await manager.get<Any>(entity, a)
    await other.dataSource.transaction(async (moving) => {
      await moving.update(entity, { id: a }, { amount: 0 })
      await moving.update(entity, { id: b }, { amount: 2 })
    })
    const second = await manager.get<Any>(entity, b)
    expect([first?.amount, second?.amount]).toEqual([1, 2])
    opened.sent.clear()
    expect((await ended(runner)) instanceof TransactionConflictError).toBe(told)
    expect(opened.sent.actions()).toEqual(told ? ['TransactWriteItems'] : [])
  })

  test('SERIALIZABLE: a transaction that reads only sends the checks of several items, and nothing for one', async () => {
    const [a, b] = [await given(entity, fresh()), await given(entity, fresh())]
    const one = await begun('SERIALIZABLE')
    await one.manager.get<Any>(entity, a)
    expect(await ended(one.runner)).toBeUndefined()
    expect(opened.sent.actions()).toEqual(['GetItem'])
    const two = await begun('SERIALIZABLE')
    await two.manager.batchRead<Any>(entity, [a, b])
    expect(await ended(two.runner)).toBeUndefined()
    expect(opened.sent.actions()).toEqual(['BatchGetItem', 'TransactWriteItems'])
    expect(operations()).toEqual(['ConditionCheck', 'ConditionCheck'])
  })

  test('SERIALIZABLE: what the transaction has written itself is not read, and not checked', async () => {
    const id = fresh()
    const { runner, manager } = await begun('SERIALIZABLE')
    await manager.insert(entity, make(entity, id))
    expect((await manager.get<Any>(entity, id))?.amount).toBe(1)
    expect(await ended(runner)).toBeUndefined()
    expect(opened.sent.actions()).toEqual(['PutItem'])
  })

  test('SERIALIZABLE: the load of a save is not checked, a read after it is', async () => {
    const [a, b] = [await given(entity, fresh()), fresh()]
    const unread = await begun('SERIALIZABLE')
    await unread.manager.save(make(entity, a, { note: 'saved', ...(entity === Versioned ? { version: 1 } : {}) }))
    await unread.manager.insert(entity, make(entity, b))
    if (entity === Plain) await changed(entity, a)
    expect(await ended(unread.runner)).toBeUndefined()
    const read = await begun('SERIALIZABLE')
    const one = (await read.manager.get<Any>(entity, b))!
    await read.manager.save(Object.assign(make(entity, a, { note: 'again' }), entity === Versioned ? { version: 2 } : {}))
    await changed(entity, b)
    expect(await ended(read.runner)).toBeInstanceOf(TransactionConflictError)
    expect(one.amount).toBe(1)
  })
})

describe('REPEATABLE READ', () => {
  test('a save of what has changed since it was read fails by its version', async () => {
    const id = await given(Versioned, fresh())
    const { runner, manager } = await begun('REPEATABLE READ')
    const one = (await manager.get(Versioned, id))!
    await changed(Versioned, id)
    one.note = 'mine'
    await manager.save(one)
    expect(await ended(runner)).toBeInstanceOf(OptimisticLockVersionMismatchError)
  })

  test('a soft-deleted item that was read is not there for others, and still there for itself', async () => {
    const id = await given(Plain, fresh())
    const { runner, manager } = await begun('REPEATABLE READ')
    expect(await manager.get(Plain, id)).not.toBeNull()
    await other.dataSource.manager.softDelete(Plain, { id })
    expect(await manager.get(Plain, id)).not.toBeNull()
    expect(await manager.get(Plain, id, { withDeleted: true })).toMatchObject({ deletedAt: null })
    await runner.rollbackTransaction()
  })

  test('what it has written lies over what it has read', async () => {
    const id = await given(Plain, fresh())
    const { runner, manager } = await begun('REPEATABLE READ')
    await manager.get(Plain, id)
    await changed(Plain, id, { amount: 50 })
    await manager.increment(Plain, { id }, 'amount', 1)
    expect((await manager.get(Plain, id))?.amount).toBe(2)
    expect((await manager.findBy(Plain, { kind: id })).map(({ amount }) => amount)).toEqual([2])
    expect(await ended(runner)).toBeUndefined()
    expect(await amountOf(Plain, id)).toBe(51)
  })

  test('a count that DynamoDB makes by itself reads no items', async () => {
    const kind = fresh()
    await given(Versioned, `${kind}-a`, { kind })
    const { runner, manager } = await begun('REPEATABLE READ')
    expect(await manager.countBy(Versioned, { kind })).toBe(1)
    expect(opened.sent.requests.map(({ action, input }) => [action, input.Select])).toEqual([['Query', 'COUNT']])
    await runner.rollbackTransaction()
  })

  test('forgets what it has read when it ends', async () => {
    const id = await given(Plain, fresh())
    const runner = opened.dataSource.createQueryRunner() as unknown as DynamoQueryRunner
    runner.joinedByFlow = false
    await runner.startTransaction('REPEATABLE READ')
    await runner.manager.get(Plain, id)
    await runner.commitTransaction()
    await changed(Plain, id)
    expect((await runner.manager.get(Plain, id, { consistent: true }))?.amount).toBe(2)
    await runner.startTransaction('REPEATABLE READ')
    expect((await runner.manager.get(Plain, id, { consistent: true }))?.amount).toBe(2)
    await runner.release()
  })
})

describe('SERIALIZABLE', () => {
  const searches: readonly (readonly [string, (manager: DynamoEntityManager) => Promise<unknown>, string])[] = [
    ['find by an index', (manager) => manager.findBy(Plain, { kind: 'k' }), 'Query'],
    ['find by a Scan', (manager) => manager.find(Plain), 'Scan'],
    ['scan', (manager) => manager.scan(Plain), 'Scan'],
    ['findOne', (manager) => manager.findOneBy(Plain, { kind: 'k' }), 'Query'],
    ['count', (manager) => manager.countBy(Plain, { kind: 'k' }), 'Query'],
    ['exists', (manager) => manager.existsBy(Plain, { kind: 'k' }), 'Query'],
    ['a page', (manager) => manager.getRepository(Plain).findPage({ where: { kind: 'k' } }, Pageable.of(0, 5)), 'Query'],
    ['iterate', (manager) => manager.iterate(Plain, { where: { kind: 'k' } }).next(), 'Query'],
    ['a builder', (manager) => manager.createQueryBuilder(Plain, 'one').where('one.kind = :kind', { kind: 'k' }).getMany(), 'Query'],
    ['raw rows', (manager) => manager.createQueryBuilder(Plain, 'one').where('one.kind = :kind', { kind: 'k' }).getRawMany(), 'Query'],
    ['a sum', (manager) => manager.sum(Plain, 'amount', { kind: 'k' }), 'Query'],
    ['an update by criteria', (manager) => manager.update(Plain, { kind: 'k' }, { amount: 1 }), 'Query'],
    ['a deletion by criteria', (manager) => manager.delete(Plain, { kind: 'k' }), 'Query'],
    ['a deletion of what is found', (manager) => manager.deleteAllBy(Plain, { where: { kind: 'k' } }), 'Query'],
    ['clear', (manager) => manager.deleteAll(Plain), 'Scan'],
  ]
  test.each(searches)('refuses %s, and says what to do', async (_, work, action) => {
    const { runner, manager } = await begun('SERIALIZABLE')
    await expect(work(manager)).rejects.toThrow(`Plain: a SERIALIZABLE transaction reads by whole primary keys, since it cannot check at its commit what a ${action} would find. Read by keys, read before it, or use REPEATABLE READ.`)
    expect(opened.sent.actions()).toEqual([])
    await runner.release()
  })

  test('reads what is fully keyed by finds, counts and builders, and checks it', async () => {
    const [a, b] = [await given(Plain, fresh()), await given(Plain, fresh())]
    const { runner, manager } = await begun('SERIALIZABLE')
    expect(await manager.findBy(Plain, { id: In([a, b]) })).toHaveLength(2)
    expect(await manager.countBy(Plain, { id: a })).toBe(1)
    expect(await manager.createQueryBuilder(Plain, 'one').where('one.id = :id', { id: b }).getOne()).not.toBeNull()
    expect(opened.sent.actions()).toEqual(['BatchGetItem'])
    await changed(Plain, b)
    expect(await ended(runner)).toBeInstanceOf(TransactionConflictError)
  })

  test('follows relations to keys and checks where they lead, refuses those that need a Query, and saves them all the same', async () => {
    const [ward, bed] = [fresh(), fresh()]
    await other.dataSource.manager.save(Object.assign(new Ward(), { id: ward, name: 'first', beds: [] }))
    await other.dataSource.manager.save(Object.assign(new Bed(), { id: bed, wardId: ward }))
    const leading = await begun('SERIALIZABLE')
    expect((await leading.manager.findOne(Bed, { where: { id: bed }, relations: { ward: true } }))?.ward.name).toBe('first')
    expect(opened.sent.requests.map(({ action, input }) => [action, input.ConsistentRead])).toEqual([['GetItem', true], ['GetItem', true]])
    await other.dataSource.manager.update(Ward, { id: ward }, { name: 'second' })
    expect(await ended(leading.runner)).toBeInstanceOf(TransactionConflictError)
    const searching = await begun('SERIALIZABLE')
    await expect(searching.manager.findOne(Ward, { where: { id: ward }, relations: { beds: true } })).rejects.toThrow('Bed: a SERIALIZABLE transaction reads by whole primary keys')
    await searching.runner.release()
    const saving = await begun('SERIALIZABLE')
    await saving.manager.save(Object.assign(new Ward(), { id: ward, name: 'third', beds: [] }))
    expect(await ended(saving.runner)).toBeUndefined()
    expect(await storedItem(opened.dataSource.getMetadata(Bed).tableName, { id: bed })).toEqual({ id: bed })
    expect((await storedItem(opened.dataSource.getMetadata(Ward).tableName, { id: ward }))?.name).toBe('third')
  })

  test('refuses to read an entity of more than 100 attributes without a version, and writes it', async () => {
    const { runner, manager } = await begun('SERIALIZABLE')
    await expect(manager.get(Wide, 'w')).rejects.toThrow('Wide: a SERIALIZABLE transaction checks what it has read, but it has 101 attributes, and 100 are compared at most. Add @VersionColumn() to the entity.')
    await expect(manager.batchRead(Wide, ['w'])).rejects.toThrow('Add @VersionColumn()')
    await expect(manager.transactGet([[Wide, 'w']])).rejects.toThrow('Add @VersionColumn()')
    expect(opened.sent.actions()).toEqual([])
    await manager.insert(Wide, { id: fresh() })
    expect(await ended(runner)).toBeUndefined()
  })

  test('finds values of every kind unchanged where they are, in the version of an item that nobody has touched', async () => {
    const [read, written] = [fresh(), fresh()]
    await other.dataSource.manager.insert(Values, {
      id: read, tree: { a: [1, { b: null }], c: { d: 'x' } }, names: new Set(['b', 'a']), numbers: new Set([2, 1.5]), list: [1, 'two', [true]], bytes: new Uint8Array([0, 255]),
      large: '12345678901234567890', real: 0.1, flag: false, at: new Date(1), nothing: null, empty: '',
    })
    const same = await begun('SERIALIZABLE')
    await same.manager.get(Values, read)
    await same.manager.insert(Marker, { id: written })
    expect(await ended(same.runner)).toBeUndefined()
    const differing = await begun('SERIALIZABLE')
    await differing.manager.get(Values, read)
    await differing.manager.insert(Marker, { id: fresh() })
    await other.dataSource.manager.update(Values, { id: read }, { tree: { a: [1, { b: null }], c: { d: 'y' } } })
    expect(await ended(differing.runner)).toBeInstanceOf(TransactionConflictError)
  })

  test('an item that was deleted and inserted again, at the version that was read, is told by its create date', async () => {
    const [id, written] = [fresh(), fresh()]
    await other.dataSource.manager.insert(Dated, { id, amount: 1, createdAt: new Date(1000) })
    const { runner, manager } = await begun('SERIALIZABLE')
    const { amount } = (await manager.get<Dated>(Dated, id))!
    await manager.insert(Dated, { id: written, amount })
    await other.dataSource.manager.delete(Dated, id)
    await other.dataSource.manager.insert(Dated, { id, amount: 2, createdAt: new Date(2000) })
    expect(await ended(runner)).toBeInstanceOf(TransactionConflictError)
    expect(await storedItem(opened.dataSource.getMetadata(Dated).tableName, { id: written })).toBeUndefined()
  })

  test('counts checks among the 100 operations', async () => {
    const prefix = fresh()
    const ids = Array.from({ length: 100 }, (_, at) => `${prefix}-${at}`)
    const { runner, manager } = await begun('SERIALIZABLE')
    await manager.batchRead(Plain, ids)
    await manager.insert(Plain, make(Plain, fresh()) as Plain)
    opened.sent.clear()
    const error = await ended(runner)
    expect(error?.message).toBe('Transaction: it has 101 operations, 100 of them checks of what it has read as SERIALIZABLE, maximum 100 operations. Read or write less in it, or use REPEATABLE READ.')
    expect(opened.sent.actions()).toEqual([])
  })

  test.each<[string, boolean, (manager: DynamoEntityManager, id: string) => Promise<unknown>]>([
    ['an update of what was not there', false, (manager, id) => manager.update(Named, { id }, { first: 'x' })],
    ['an insert that ignores what is there', true, (manager, id) => manager.createQueryBuilder().insert().into(Named).values({ id, first: 'a', last: 'b' }).orIgnore().execute()],
    ['an upsert of a key alone that is there', true, (manager, id) => manager.upsert(Marker, { id }, ['id'])],
  ])('%s, which writes nothing, relies on that', async (_, there, work) => {
    const id = fresh()
    const { manager: outside } = other.dataSource
    for (const entity of there ? [Named, Marker] : []) await outside.insert(entity, { id, first: 'a', last: 'b' })
    const { runner, manager } = await begun('SERIALIZABLE')
    await work(manager, id)
    await manager.insert(Plain, make(Plain, fresh()) as Plain)
    for (const entity of [Named, Marker]) await (there ? outside.delete(entity, { id }) : outside.insert(entity, { id, first: 'a', last: 'b' }))
    expect(await ended(runner)).toBeInstanceOf(TransactionConflictError)
  })

  test('costs a consistent read of what is read twice, and one request at the commit', async () => {
    const [read, written] = [fresh(), fresh()]
    await other.dataSource.manager.insert(Ward, { id: read, name: 'read' })
    const { capacity } = await opened.dataSource.capacity.measure(() => opened.dataSource.transaction('SERIALIZABLE', async (manager) => {
      await manager.findOneBy(Ward, { id: read })
      await manager.findOneBy(Ward, { id: read })
      await manager.insert(Ward, { id: written, name: 'written' })
    }))
    // The local engine counts no units for a check, as DynamoDB does.
    expect(capacity.operations).toMatchObject({ GetItem: { requests: 1, readUnits: 1 }, TransactWriteItems: { requests: 1, readUnits: 0 } })
    expect(capacity.requests).toBe(2)
  })

  test('refuses PartiQL, and so does REPEATABLE READ', async () => {
    for (const level of ['REPEATABLE READ', 'SERIALIZABLE'] as const) {
      const { runner, manager } = await begun(level)
      await expect(manager.executeStatement('SELECT * FROM "isolation_plain"')).rejects.toThrow('does not support PartiQL in a transaction above READ COMMITTED')
      await runner.release()
    }
  })

  test('a part of it keeps its level; a higher one is refused', async () => {
    const id = await given(Plain, fresh())
    const { runner, manager } = await begun('SERIALIZABLE')
    await manager.transaction(async (inner) => void (await inner.findOneBy(Plain, { id })))
    await manager.transaction('READ COMMITTED', async (inner) => void (await inner.insert(Plain, make(Plain, fresh()) as Plain)))
    await changed(Plain, id)
    expect(await ended(runner)).toBeInstanceOf(TransactionConflictError)
    const outer = await begun('REPEATABLE READ')
    await outer.manager.transaction('REPEATABLE READ', () => Promise.resolve())
    await expect(outer.manager.transaction('SERIALIZABLE', () => Promise.resolve())).rejects.toThrow('A transaction within a transaction: the outer one is REPEATABLE READ, which its parts share, so that none can be SERIALIZABLE. Start the outer one with that level.')
    await outer.runner.release()
  })

  test('what a part has read that was rolled back is checked still', async () => {
    const id = await given(Plain, fresh())
    const { runner, manager } = await begun('SERIALIZABLE')
    await manager.transaction(async (inner) => {
      await inner.findOneBy(Plain, { id })
      throw new Error('no')
    }).catch(() => undefined)
    await manager.insert(Plain, make(Plain, fresh()) as Plain)
    await changed(Plain, id)
    expect(await ended(runner)).toBeInstanceOf(TransactionConflictError)
  })
})

describe('through faults', () => {
  let proxy: FaultProxy
  let faulty: OpenedSource
  beforeAll(async () => {
    proxy = await startFaultProxy(endpoint())
    faulty = await openWith([Plain, Versioned, Dated, Ward, Bed, Named, Marker, Values, Wide], { synchronize: false, clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 3 } })
  })
  afterAll(async () => {
    await faulty.dataSource.destroy()
    await proxy.stop()
  })

  describe.each<Fault>(['cut-before', 'cut-after', 'error-500', 'throttle', 'conflict'])('an answer that meets %s', (fault) => {
    test.each(classes)('leaves a SERIALIZABLE transaction done once: %s', async (_, entity) => {
      const [read, added] = [await given(entity, fresh()), await given(entity, fresh())]
      proxy.reset()
      await faulty.dataSource.transaction('SERIALIZABLE', async (manager) => {
        await manager.findOneBy<Any>(entity, { id: read })
        await manager.findOneBy<Any>(entity, { id: added })
        await manager.increment(entity, { id: added }, 'amount', 5)
        proxy.next('TransactWriteItems', fault)
      })
      expect(proxy.requests.filter(({ action }) => action === 'TransactWriteItems')).toHaveLength(2)
      expect(await amountOf(entity, added)).toBe(6)
    })
  })

  test.each([
    // The counting of a version that is not known may not be done twice.
    ['without a version', Plain, 'UpdateItem'], ['with a version', Versioned, 'TransactWriteItems'],
  ] as const)('a lone write under its check, whose answer is lost, is done once and no conflict: %s', async (_, entity, action) => {
    const id = await given(entity, fresh())
    proxy.reset()
    await faulty.dataSource.transaction('SERIALIZABLE', async (manager) => {
      await manager.findOneBy<Any>(entity, { id })
      await manager.update(entity, { id }, { amount: 8 })
      proxy.next(action, 'cut-after')
    })
    expect(proxy.requests.map((request) => request.action)).toEqual(['GetItem', action, action])
    expect(await amountOf(entity, id)).toBe(8)
  })
})

test('the data source has a level for transactions that are started without one, those of saves included', async () => {
  const { dataSource, sent } = await openWith([Plain, Ward, Bed], { isolationLevel: 'SERIALIZABLE' })
  const { manager } = dataSource
  const ids = ['1', '2', '3']
  await manager.save(ids.map((id) => make(Plain, id) as Plain))
  await manager.save(manager.create(Ward, { id: 'w', name: 'w', beds: [] }))
  sent.clear()
  await manager.save(Plain, { id: '1', amount: 77 })
  expect(sent.actions()).toEqual(['GetItem', 'UpdateItem'])
  await manager.remove(await manager.findOneByOrFail(Ward, { id: 'w' }))
  const skewed = (work: (run: (inner: DynamoEntityManager) => Promise<void>) => Promise<void>): Promise<unknown> => work(async (inner) => {
    await inner.findOneBy(Plain, { id: '2' })
    await withoutTransaction(() => manager.increment(Plain, { id: '2' }, 'amount', 1))
    await inner.update(Plain, '3', { amount: 5 })
  }).catch((error: unknown) => error)
  expect(await skewed((run) => dataSource.transaction(run))).toBeInstanceOf(TransactionConflictError)
  expect(await skewed((run) => dataSource.transaction('READ COMMITTED', run))).toBeUndefined()
  expect(await skewed(async (run) => {
    const runner = dataSource.createQueryRunner()
    await runner.startTransaction()
    await run(runner.manager)
    try {
      await runner.commitTransaction()
    } finally {
      await runner.release()
    }
  })).toBeInstanceOf(TransactionConflictError)
  await dataSource.destroy()
})

test('@Transactional() takes a level, and its reads are checked', async () => {
  await open({ entities: [Plain], entityPrefix: tablePrefix(), scans: 'allow', clientConfig: clientConfig() })
  try {
    const [read, written] = [await given(Plain, fresh()), fresh()]
    const work = wrapInTransaction(async () => {
      expect(await getRepository(Plain).get(read)).not.toBeNull()
      await getRepository(Plain).insert(make(Plain, written) as Plain)
      await changed(Plain, read)
    }, { isolationLevel: IsolationLevel.SERIALIZABLE })
    await expect(work()).rejects.toThrow(TransactionConflictError)
    expect(await amountOf(Plain, written)).toBeUndefined()
  } finally {
    await close()
  }
})
