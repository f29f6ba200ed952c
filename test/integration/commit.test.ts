import { Column, Entity, EntityNotFoundError, OptimisticLockVersionMismatchError, PrimaryColumn, VersionColumn } from 'typeorm'
import type { Sender } from '../../src/client/Sender.js'
import { ConditionFailedError, EntityAlreadyExistsError, GlobalSecondaryIndex, ThrottledError, TransactionConflictError, TransactionFailedError, type DynamoEntityManager } from '../../src/index.js'
import type { DynamoDriver } from '../../src/typeorm/DynamoDriver.js'
import type { DynamoQueryRunner } from '../../src/typeorm/DynamoQueryRunner.js'
import { clientConfig, endpoint } from '../support/engine.js'
import { startFaultProxy, type FaultProxy } from '../support/faultProxy.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

@Entity({ name: 'commit_thing' })
@GlobalSecondaryIndex({ name: 'byAB', partitionKey: ['a', 'b'] })
class Thing {
  @PrimaryColumn() id: string
  @Column() a: string
  @Column() b: string
  @Column({ type: 'int', default: 0 }) n: number
  @Column({ type: 'json', nullable: true }) box: { x?: number; y?: number; list?: number[] } | null
}

@Entity({ name: 'commit_versioned' })
class Versioned {
  @PrimaryColumn() id: string
  @Column() name: string
  @VersionColumn() version: number
}

let proxy: FaultProxy
let opened: OpenedSource
beforeAll(async () => {
  proxy = await startFaultProxy(endpoint())
  opened = await openWith([Thing, Versioned], { clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 3 }, transactionRetry: { attempts: 3 } })
})
afterAll(async () => {
  await opened.dataSource.destroy()
  await proxy.stop()
})

let next = 0
const fresh = (): string => `c${++next}`
const things = (): ReturnType<typeof opened.dataSource.getRepository<Thing>> => opened.dataSource.getRepository(Thing)
const thing = (id: string, more: Partial<Thing> = {}): Thing => things().create({ id, a: 'a', b: 'b', ...more })
const stored = (entity: typeof Thing | typeof Versioned, id: string): Promise<Record<string, unknown> | undefined> => storedItem(opened.dataSource.getMetadata(entity).tableName, { id })
/** Does work in a transaction, and lets others write before its commit. */
const inTransaction = (work: (manager: DynamoEntityManager) => Promise<unknown>, meanwhile: () => Promise<unknown> = () => Promise.resolve()): Promise<unknown> => opened.dataSource.transaction(async (manager) => {
  await work(manager as DynamoEntityManager)
  await meanwhile()
  proxy.reset()
})
const failure = (work: Promise<unknown>): Promise<Error & { cause?: unknown }> => work.then(() => { throw new Error('it did not fail') }, (error: Error) => error)

describe('what only the driver has made conditional is planned again', () => {
  test.each([['a lone write', false], ['one of several', true]])('an index attribute: %s', async (_what, several) => {
    const [id, other] = [fresh(), fresh()]
    await things().put([thing(id), thing(other)])
    await inTransaction(async (manager) => {
      await manager.update(Thing, { id }, { a: 'A' })
      if (several) await manager.update(Thing, { id: other }, { n: 1 })
    }, () => things().update({ id }, { b: 'B' }))
    const action = several ? 'TransactWriteItems' : 'UpdateItem'
    expect(proxy.requests.map((request) => request.action)).toEqual([action, action])
    expect(await stored(Thing, id)).toMatchObject({ a: 'A', b: 'B', 'a#b': 'A#B' })
    const tokens = proxy.requests.map(({ input }) => input.ClientRequestToken)
    expect(new Set(tokens).size).toBe(several ? 2 : 1)
  })

  test('several writes of one item, done in turn on what is there now', async () => {
    const id = fresh()
    await things().put(thing(id))
    await inTransaction(async (manager) => {
      await manager.update(Thing, { id }, { a: 'A' })
      await manager.increment(Thing, { id }, 'n', 2)
      await manager.increment(Thing, { id }, 'n', 3)
      await manager.insert(Thing, thing(fresh()))
    }, () => things().update({ id }, { b: 'B', n: 10 }))
    expect(await stored(Thing, id)).toMatchObject({ a: 'A', b: 'B', 'a#b': 'A#B', n: 15 })
  })

  test('an upsert, whose entity in memory learns its version at the commit', async () => {
    const id = fresh()
    const versioned = opened.dataSource.getRepository(Versioned)
    await versioned.save(versioned.create({ id, name: 'first' }))
    const mine = versioned.create({ id, name: 'mine' })
    await inTransaction((manager) => manager.upsert(Versioned, mine, ['id']), () => versioned.update({ id }, { name: 'theirs' }))
    expect(await stored(Versioned, id)).toMatchObject({ name: 'mine', version: 3 })
    expect(mine.version).toBe(3)
    await versioned.save(Object.assign(mine, { name: 'again' }))
    expect(await stored(Versioned, id)).toMatchObject({ name: 'again', version: 4 })
  })

  test('an upsert in a part that is taken back leaves the entity as it was', async () => {
    const id = fresh()
    const mine = opened.dataSource.getRepository(Versioned).create({ id, name: 'mine' })
    await inTransaction(async (manager) => {
      await manager.transaction(async (part) => {
        await part.upsert(Versioned, mine, ['id'])
        throw new Error('taken back')
      }).catch(() => undefined)
    })
    expect(mine.version).toBeUndefined()
    expect(await stored(Versioned, id)).toBeUndefined()
  })

  test('what was worked out on the item that was read', async () => {
    const id = fresh()
    await things().put(thing(id, { box: { x: 1, list: [1] } }))
    await inTransaction(async (manager) => {
      const runner = manager.queryRunner as unknown as DynamoQueryRunner
      await runner.updateOne(things().metadata.tableName, { id }, 'SET box.list[0] = :v', { ':v': 7 })
      await runner.updateOne(things().metadata.tableName, { id }, 'SET box.list = list_append(box.list, :v)', { ':v': [9] })
    }, () => things().update({ id }, { box: { x: 2, list: [5, 6] } }))
    expect(await stored(Thing, id)).toMatchObject({ box: { x: 2, list: [7, 6, 9] } })
  })

  test('but not for ever where others never rest', async () => {
    const id = fresh()
    await things().put(thing(id))
    const driver = opened.dataSource.driver as unknown as DynamoDriver
    const { sender } = driver
    let rival = 0
    const disturbed: Sender = {
      send: async (action, ...rest) => {
        if (action === 'UpdateItem') await sender.send('PutItem', { TableName: things().metadata.tableName, Item: { id: { S: id }, a: { S: 'a' }, b: { S: String(++rival) }, 'a#b': { S: `a#${rival}` } } })
        return sender.send(action, ...rest)
      },
    }
    const error = await failure(inTransaction((manager) => manager.update(Thing, { id }, { a: 'A' }), () => Promise.resolve(driver.sender = disturbed)).finally(() => {
      driver.sender = sender
    }))
    expect(error.message).toBe('Thing: other writers changed the item 3 times before this write arrived. Try again, or write it from fewer places at once.')
    expect(rival).toBe(3)
  })
})

describe('a commit that fails for one reason fails with the error of that', () => {
  const beside = async (id: string, work: (manager: DynamoEntityManager) => Promise<unknown>, meanwhile?: () => Promise<unknown>): Promise<Error & { cause?: unknown }> => {
    const other = fresh()
    const error = await failure(inTransaction(async (manager) => {
      await manager.insert(Thing, thing(other))
      await work(manager)
    }, meanwhile))
    expect(await stored(Thing, other)).toBeUndefined()
    expect(error.message).not.toContain(id)
    expect(error.cause).toBeInstanceOf(TransactionFailedError)
    return error
  }

  test('an update of what is not there', async () => {
    const id = fresh()
    const error = await beside(id, (manager) => manager.update(Thing, { id }, { n: 1 }))
    expect(error).toBeInstanceOf(EntityNotFoundError)
    expect(error.message).toBe('Transaction failed and nothing was written. Thing: there is no item with this id to change. Insert it, or read it again.')
    expect((error.cause as TransactionFailedError).reasons).toMatchObject([{ code: 'None', entity: 'Thing', operation: 'Put' }, { code: 'ConditionalCheckFailed', entity: 'Thing', keyNames: ['id'], operation: 'Update' }])
  })

  test('an insert of what is there', async () => {
    const id = fresh()
    await things().put(thing(id))
    expect(await beside(id, (manager) => manager.insert(Thing, thing(id)))).toBeInstanceOf(EntityAlreadyExistsError)
  })

  test('a version that is no longer the stored one', async () => {
    const id = fresh()
    const versioned = opened.dataSource.getRepository(Versioned)
    const one = await versioned.save(versioned.create({ id, name: 'first' }))
    const error = await beside(id, (manager) => manager.save(Object.assign(one, { name: 'mine' })), () => versioned.update({ id }, { name: 'theirs' }))
    expect(error).toBeInstanceOf(OptimisticLockVersionMismatchError)
    expect(one.version).toBe(1)
    expect(await stored(Versioned, id)).toMatchObject({ name: 'theirs' })
  })

  test('criteria that hold no more', async () => {
    const id = fresh()
    await things().put(thing(id))
    expect(await beside(id, (manager) => manager.update(Thing, { id, n: 0 }, { a: 'A' }), () => things().update({ id }, { n: 1 }))).toBeInstanceOf(ConditionFailedError)
  })

  test('conflicts and throttling that do not end', async () => {
    const ids = [fresh(), fresh()]
    const both = (): Promise<unknown> => opened.dataSource.transaction((manager) => manager.insert(Thing, ids.map((id) => thing(id)) as never))
    proxy.next('TransactWriteItems', 'conflict', 'conflict', 'conflict')
    const error = await failure(both())
    expect(error).toBeInstanceOf(TransactionConflictError)
    expect((error.cause as TransactionFailedError).reasons.map(({ code }) => code)).toEqual(['TransactionConflict', 'TransactionConflict'])
    expect(await stored(Thing, ids[0]!)).toBeUndefined()
    proxy.next('TransactWriteItems', 'throttle', 'throttle', 'throttle')
    expect(await failure(both())).toBeInstanceOf(ThrottledError)
    proxy.next('TransactWriteItems', 'conflict', 'conflict')
    await both()
    expect(await stored(Thing, ids[0]!)).toMatchObject({ id: ids[0] })
  })

  test('several reasons are told one by one', async () => {
    const ids = [fresh(), fresh()]
    await things().put(ids.map((id) => thing(id)))
    const error = await failure(inTransaction((manager) => manager.insert(Thing, ids.map((id) => thing(id)) as never)))
    expect(error).toBeInstanceOf(TransactionFailedError)
    expect((error as TransactionFailedError).reasons.map(({ code }) => code)).toEqual(['ConditionalCheckFailed', 'ConditionalCheckFailed'])
  })

  test('the same classes tell of a lone write', async () => {
    const id = fresh()
    const absent = await failure(inTransaction((manager) => manager.update(Thing, { id }, { n: 1 })))
    expect(absent).toBeInstanceOf(EntityNotFoundError)
    expect(absent.message).toMatch(/^Transaction failed and nothing was written\. Thing: /)
    expect((absent.cause as TransactionFailedError).reasons).toMatchObject([{ code: 'ConditionalCheckFailed', entity: 'Thing', keyNames: ['id'], operation: 'Update' }])
    await things().put(thing(id))
    expect(await failure(inTransaction((manager) => manager.insert(Thing, thing(id))))).toBeInstanceOf(EntityAlreadyExistsError)
    expect(await failure(things().insert([thing(fresh()), thing(id)] as never))).toBeInstanceOf(EntityAlreadyExistsError)
  })
})

test('a transaction whose answer is lost after the work is sent again under its token', async () => {
  const id = fresh()
  await things().put(thing(id, { n: 5 }))
  proxy.reset()
  const more = [fresh(), fresh()]
  proxy.next('TransactWriteItems', 'cut-after')
  await opened.dataSource.transaction(async (manager) => {
    await manager.insert(Thing, more.map((id) => thing(id)) as never)
    await manager.increment(Thing, { id: id }, 'n', 5)
  })
  expect(new Set(proxy.requests.map(({ input }) => input.ClientRequestToken)).size).toBe(1)
  expect(proxy.requests).toHaveLength(2)
  expect(await stored(Thing, id)).toMatchObject({ n: 10 })
})
