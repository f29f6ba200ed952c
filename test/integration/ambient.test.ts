import { AsyncResource } from 'node:async_hooks'
import { EventEmitter } from 'node:events'
import { Column, Entity, EventSubscriber, PrimaryColumn, type EntitySubscriberInterface, type QueryRunner } from 'typeorm'
import { Propagation, wrapInTransaction } from 'typeorm-transactional'
import { close, getManager, getRepository, GlobalSecondaryIndex, open, withoutTransaction, type DynamoDataSource, type DynamoEntityManager, type PagingAndSortingRepository } from '../../src/index.js'
import { clientConfig, tablePrefix } from '../support/engine.js'

@Entity({ name: 'ambient_thing' })
@GlobalSecondaryIndex({ name: 'byState', partitionKey: ['state', 'note'] })
class Thing {
  @PrimaryColumn() id: string
  @Column({ nullable: true }) state: string
  @Column({ nullable: true }) note: string
}

/** What a test does when a request of this kind is about to be sent. */
let before: { readonly request: string; readonly work: () => void } | undefined

@EventSubscriber()
class Requests implements EntitySubscriberInterface {
  beforeQuery({ query }: { readonly query: string }): void {
    if (before === undefined || !query.startsWith(before.request)) return
    const { work } = before
    before = undefined
    work()
  }
}

let dataSource: DynamoDataSource
beforeAll(async () => {
  dataSource = await open({ entities: [Thing], subscribers: [Requests], entityPrefix: tablePrefix(), synchronize: true, scans: 'allow', clientConfig: clientConfig() })
})
afterAll(() => close())
beforeEach(() => {
  before = undefined
})

let next = 0
const fresh = (): string => `a${++next}`
const things = (): PagingAndSortingRepository<Thing> => getRepository(Thing)
const put = (id: string, on: PagingAndSortingRepository<Thing> = things()): Promise<unknown> => on.put(on.create({ id, state: 'new' }))
const isThere = async (id: string): Promise<boolean> => (await withoutTransaction(() => things().get(id, { consistent: true }))) !== null
const failure = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'done', (error: unknown) => error)

class Gate {
  open!: () => void
  readonly isOpen = new Promise<void>((resolve) => {
    this.open = resolve
  })
}

/** Each form in which work is started that goes on after its transaction has ended. */
const detached: Readonly<Record<string, (gate: Gate, work: () => Promise<unknown>) => Promise<unknown>>> = {
  'a promise': (gate, work) => gate.isOpen.then(work),
  'a timer': (gate, work) => new Promise((resolve, reject) => setTimeout(() => void gate.isOpen.then(work).then(resolve, reject), 0)),
  'a callback of the next turn': (gate, work) => new Promise((resolve, reject) => setImmediate(() => void gate.isOpen.then(work).then(resolve, reject))),
  'a handler of events': (gate, work) => {
    const emitter = new EventEmitter()
    const done = new Promise((resolve, reject) => emitter.on('go', AsyncResource.bind(() => void work().then(resolve, reject))))
    void gate.isOpen.then(() => emitter.emit('go'))
    return done
  },
}

/** Each form of a transaction, ended with or without success. */
const forms: Readonly<Record<string, (inside: () => Promise<void>) => Promise<unknown>>> = {
  'startTransaction() and commit': (inside) => started(inside, (runner) => runner.commitTransaction()),
  'startTransaction() and rollback': (inside) => started(inside, (runner) => runner.rollbackTransaction()),
  'startTransaction() and release': (inside) => started(inside, (runner) => runner.release()),
  'a savepoint and release': (inside) => started(inside, async (runner) => {
    await runner.startTransaction()
    await runner.release()
  }),
  'startTransaction() and a commit that fails': (inside) => started(async () => {
    await things().insert({ id: 'taken' })
    await inside()
  }, (runner) => failure(runner.commitTransaction())),
  '@Transactional()': (inside) => wrapInTransaction(inside)(),
  '@Transactional() that fails': (inside) => failure(wrapInTransaction(async () => {
    await inside()
    throw new Error('no')
  })()),
  '@Transactional() within another': (inside) => wrapInTransaction(() => wrapInTransaction(inside)())(),
  '@Transactional() of its own within another': (inside) => wrapInTransaction(() => wrapInTransaction(inside, { propagation: Propagation.REQUIRES_NEW })())(),
  'transaction(callback)': (inside) => dataSource.transaction(inside),
}

async function started(inside: () => Promise<void>, end: (runner: QueryRunner) => Promise<unknown>): Promise<void> {
  const runner = dataSource.createQueryRunner()
  await runner.startTransaction()
  await inside()
  await end(runner)
}

describe.each(Object.keys(forms))('work that is started within %s and goes on after its end', (form) => {
  test.each(Object.keys(detached))('%s writes normally', async (way) => {
    const [gate, id, saved] = [new Gate(), fresh(), fresh()]
    await things().put({ id: 'taken' } as Thing)
    let later: Promise<unknown> = Promise.resolve()
    await forms[form]!(async () => {
      later = detached[way]!(gate, async () => {
        await put(id)
        await things().save({ id: saved })
        expect(await things().countBy({ id })).toBe(1)
      })
      await Promise.resolve()
    })
    gate.open()
    await later
    expect([await isThere(id), await isThere(saved)]).toEqual([true, true])
  })

  test('may have taken its repository and manager inside', async () => {
    const [gate, a, b, c, d] = [new Gate(), fresh(), fresh(), fresh(), fresh()]
    await things().put({ id: 'taken' } as Thing)
    let later: Promise<unknown> = Promise.resolve()
    await forms[form]!(async () => {
      const [repository, manager] = [things(), getManager()]
      later = gate.isOpen.then(async () => {
        await put(a, repository)
        await manager.save(Thing, { id: b })
        await repository.update(a, { state: 'seen' })
        await repository.createQueryBuilder().insert().values({ id: c }).execute()
        await manager.transaction((inside) => inside.insert(Thing, { id: d }))
        expect(await repository.findOneBy({ id: a })).toMatchObject({ state: 'seen' })
      })
      await Promise.resolve()
    })
    gate.open()
    await later
    expect(await Promise.all([a, b, c, d].map(isThere))).toEqual([true, true, true, true])
  })
})

describe('a transaction that ends while others write', () => {
  test('what is written while it is being sent is written by itself', async () => {
    const [a, b, late] = [fresh(), fresh(), fresh()]
    const runner = dataSource.createQueryRunner()
    await runner.startTransaction()
    await put(a)
    await put(b)
    const written = new Promise<unknown>((resolve) => {
      before = { request: 'TransactWriteItems', work: () => resolve(put(late)) }
    })
    await runner.commitTransaction()
    await written
    expect(await Promise.all([a, b, late].map(isThere))).toEqual([true, true, true])
  })

  test('a write that reads first, and that nobody waits for, fails in place of getting lost', async () => {
    const [id, other] = [fresh(), fresh()]
    await put(id)
    const runner = dataSource.createQueryRunner()
    await runner.startTransaction()
    const ended = new Promise((resolve) => {
      before = { request: 'GetItem', work: () => resolve(runner.rollbackTransaction()) }
    })
    expect(await failure(things().update(id, { note: 'x' }))).toMatchObject({ code: 'transaction.ended', message: 'Thing: the transaction has ended before this write was worked out. Await it before the end.' })
    await ended
    await runner.startTransaction()
    await put(other)
    await runner.commitTransaction()
    expect([(await things().get(id))!.note, await isThere(other)]).toEqual([null, true])
  })

  test('no other transaction begins on its runner while it is being sent, and it is sent once', async () => {
    const [a, b] = [fresh(), fresh()]
    const runner = dataSource.createQueryRunner()
    await runner.startTransaction()
    await put(a)
    await put(b)
    const meanwhile = new Promise<unknown[]>((resolve) => {
      before = { request: 'TransactWriteItems', work: () => resolve(Promise.all([failure(runner.startTransaction()), failure(runner.commitTransaction())])) }
    })
    await runner.commitTransaction()
    expect(await meanwhile).toMatchObject([{ code: 'transaction.sending' }, { code: 'transaction.notStarted' }])
    await runner.startTransaction()
    await runner.rollbackTransaction()
    expect([await isThere(a), await isThere(b)]).toEqual([true, true])
  })

  test('a subscriber that refuses its start leaves no transaction', async () => {
    const runner = dataSource.createQueryRunner()
    const refusing = { beforeTransactionStart: () => Promise.reject(new Error('not now')) }
    dataSource.subscribers.push(refusing)
    expect(await failure(runner.startTransaction())).toMatchObject({ message: 'not now' })
    dataSource.subscribers.splice(dataSource.subscribers.indexOf(refusing), 1)
    const id = fresh()
    await put(id)
    expect(await isThere(id)).toBe(true)
  })
})

test.each<[string, (manager: DynamoEntityManager, id: string) => unknown]>([
  ['put', (manager, id) => manager.put(Thing, { id } as Thing)],
  ['save', (manager, id) => manager.save(Thing, { id })],
  ['insert', (manager, id) => manager.insert(Thing, { id })],
  ['update', (manager, id) => manager.update(Thing, id, { state: 'x' })],
  ['add', (manager, id) => manager.updateExpression(Thing, { where: { id }, setValues: { state: 'x' } })],
  ['delete', (manager, id) => manager.delete(Thing, id)],
  ['putMany', (manager, id) => manager.putMany(Thing, [{ id } as Thing])],
  ['check', (manager, id) => manager.check(Thing, id)],
  ['find', (manager, id) => manager.findBy(Thing, { id })],
  ['get', (manager, id) => manager.get(Thing, id)],
  ['count', (manager, id) => manager.countBy(Thing, { id })],
  ['a repository', (manager, id) => manager.getRepository(Thing).save({ id })],
  ['a transaction', (manager) => manager.transaction(() => Promise.resolve())],
  ['a write by table', (manager, id) => (manager.queryRunner as unknown as { putOne(table: string, item: object): Promise<unknown> }).putOne(dataSource.getMetadata(Thing).tableName, { id })],
])('%s on the manager of a callback that has ended is refused', async (_name, use) => {
  const id = fresh()
  const held = await dataSource.transaction((manager) => Promise.resolve({ manager }))
  await expect((async () => use(held.manager, id))()).rejects.toMatchObject({ code: 'runner.released', message: expect.stringContaining('Await all work before the end, or use getManager()') as unknown })
  expect(await isThere(id)).toBe(false)
})

describe('withoutTransaction', () => {
  test.each(Object.keys(forms))('steps out of %s', async (form) => {
    const [outside, id] = [fresh(), fresh()]
    await things().put({ id: 'taken' } as Thing)
    await forms[form]!(async () => {
      expect(await withoutTransaction(async () => {
        await put(outside)
        await Promise.resolve()
        await getManager().save(Thing, { id })
        return 'result'
      })).toBe('result')
      expect([await isThere(outside), await isThere(id)]).toEqual([true, true])
    })
    expect([await isThere(outside), await isThere(id)]).toEqual([true, true])
  })

  test('within all of them at once, and what follows it is in the transaction again', async () => {
    const [outside, started, transactional, inner] = [fresh(), fresh(), fresh(), fresh()]
    const runner = dataSource.createQueryRunner()
    await runner.startTransaction()
    await failure(wrapInTransaction(async () => {
      await dataSource.transaction((manager) => withoutTransaction(() => withoutTransaction(async () => {
        await put(outside)
        await manager.insert(Thing, { id: inner })
      })))
      await put(transactional)
      throw new Error('no')
    })())
    await put(started)
    await runner.rollbackTransaction()
    expect(await Promise.all([outside, inner, transactional, started].map(isThere))).toEqual([true, true, false, false])
  })

  test('may begin transactions of its own', async () => {
    const [a, b, c] = [fresh(), fresh(), fresh()]
    await failure(wrapInTransaction(async () => {
      await withoutTransaction(async () => {
        await wrapInTransaction(() => put(a))()
        const runner = dataSource.createQueryRunner()
        await runner.startTransaction()
        await put(b)
        await runner.rollbackTransaction()
      })
      await put(c)
      throw new Error('no')
    })())
    expect(await Promise.all([a, b, c].map(isThere))).toEqual([true, false, false])
  })

  test('gives what the work gives at once', () => {
    expect(withoutTransaction(() => 42)).toBe(42)
    expect(() => withoutTransaction(() => { throw new Error('at once') })).toThrow('at once')
  })
})

describe('@Transactional() within a transaction that startTransaction() has begun', () => {
  test.each<[Propagation, boolean | 'refused']>([
    [Propagation.REQUIRED, true],
    [Propagation.REQUIRES_NEW, true],
    [Propagation.NESTED, true],
    [Propagation.SUPPORTS, true],
    [Propagation.NOT_SUPPORTED, true],
    [Propagation.NEVER, true],
    [Propagation.MANDATORY, 'refused'],
  ])('%s asks typeorm-transactional alone', async (propagation, expected) => {
    const [inner, after] = [fresh(), fresh()]
    const runner = dataSource.createQueryRunner()
    await runner.startTransaction()
    const done = await failure(wrapInTransaction(() => put(inner), { propagation })())
    await put(after)
    await runner.rollbackTransaction()
    expect(done instanceof Error ? 'refused' : await isThere(inner)).toBe(expected)
    expect(await isThere(after)).toBe(false)
  })

  test('a method without a transaction joins one that it begins itself, and a method that it calls does not', async () => {
    const [own, called, after] = [fresh(), fresh(), fresh()]
    await wrapInTransaction(async () => {
      const runner = dataSource.createQueryRunner()
      await runner.startTransaction()
      await put(own)
      await wrapInTransaction(() => put(called), { propagation: Propagation.NOT_SUPPORTED })()
      await put(after)
      await runner.rollbackTransaction()
    }, { propagation: Propagation.NOT_SUPPORTED })()
    expect(await Promise.all([own, called, after].map(isThere))).toEqual([false, true, false])
  })

  test('a method with a transaction keeps it beside one that it begins itself', async () => {
    const id = fresh()
    await wrapInTransaction(async () => {
      const runner = dataSource.createQueryRunner()
      await runner.startTransaction()
      await put(id)
      await runner.rollbackTransaction()
    })()
    expect(await isThere(id)).toBe(true)
  })
})

test('transaction(callback) is joined through the manager of the callback alone', async () => {
  const [joined, beside] = [fresh(), fresh()]
  await failure(dataSource.transaction(async (manager) => {
    await manager.insert(Thing, { id: joined })
    await put(beside)
    expect(await isThere(beside)).toBe(true)
    throw new Error('no')
  }))
  expect([await isThere(joined), await isThere(beside)]).toEqual([false, true])
})

test('the latest of two transactions that a flow has begun is joined, and then the other', async () => {
  const [a, b, c] = [fresh(), fresh(), fresh()]
  const [first, second] = [dataSource.createQueryRunner(), dataSource.createQueryRunner()]
  await first.startTransaction()
  await put(a)
  await second.startTransaction()
  await put(b)
  await second.rollbackTransaction()
  await put(c)
  await first.commitTransaction()
  expect(await Promise.all([a, b, c].map(isThere))).toEqual([true, false, true])
})

test('another copy of this package sees the same transactions', async () => {
  type Ambient = typeof import('../../src/typeorm/ambientTransaction.js')
  let copy: Ambient | undefined
  jest.isolateModules(() => {
    copy = jest.requireActual<Ambient>('../../src/typeorm/ambientTransaction.js')
  })
  expect(copy!.withoutTransaction).not.toBe(withoutTransaction)
  const [joined, outside] = [fresh(), fresh()]
  const runner = dataSource.createQueryRunner()
  await runner.startTransaction()
  expect(copy!.ambientRunner(dataSource)).toBe(runner)
  await copy!.withoutTransaction(() => put(outside))
  await put(joined)
  await runner.rollbackTransaction()
  expect(copy!.ambientRunner(dataSource)).toBeUndefined()
  expect([await isThere(joined), await isThere(outside)]).toEqual([false, true])
})
