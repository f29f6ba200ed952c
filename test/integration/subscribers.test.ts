import { Column, DataSource, DeleteDateColumn, Entity, EventSubscriber, PrimaryColumn, VersionColumn, type EntityManager, type EntitySubscriberInterface, type InsertEvent, type RemoveEvent, type UpdateEvent } from 'typeorm'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

@Entity({ name: 'su_task' })
class Task {
  @PrimaryColumn() id: string
  @Column() name: string
  @Column({ type: 'int', default: 0 }) n: number
  @VersionColumn() version: number
  @DeleteDateColumn() deletedAt: Date | null
}

@Entity({ name: 'su_trail' })
class Trail {
  @PrimaryColumn() id: string
  @Column() text: string
}

const told: unknown[] = []
type Event = { readonly entity?: Partial<Task>; readonly databaseEntity?: Partial<Task>; readonly entityId?: unknown; readonly updatedColumns?: readonly { readonly propertyName: string }[]; readonly metadata?: { readonly name: string }; readonly queryRunner?: { readonly isTransactionActive: boolean; readonly data: object } }
const tell = (name: string, event: Event): void => {
  told.push([name, event.metadata?.name, event.entity?.id, event.entity?.name, event.databaseEntity?.name, event.updatedColumns?.map((column) => column.propertyName), event.entityId, event.queryRunner?.isTransactionActive, event.queryRunner?.data])
}
const names = [
  'beforeInsert', 'afterInsert', 'beforeUpdate', 'afterUpdate', 'beforeRemove', 'afterRemove', 'beforeSoftRemove', 'afterSoftRemove', 'beforeRecover', 'afterRecover',
  'beforeTransactionStart', 'afterTransactionStart', 'beforeTransactionCommit', 'afterTransactionCommit', 'beforeTransactionRollback', 'afterTransactionRollback',
]

@EventSubscriber()
class Everything implements EntitySubscriberInterface {
  afterLoad(entity: Partial<Task>): void { told.push(['afterLoad', entity.id]) }
}
for (const name of names) Object.defineProperty(Everything.prototype, name, { value: (event: Event) => tell(name, event) })

/** Keeps a trail of tasks, as the last that happens in their transaction. */
@EventSubscriber()
class Keeper implements EntitySubscriberInterface<Task> {
  listenTo(): typeof Task { return Task }
  beforeInsert(event: InsertEvent<Task>): void { event.entity.name = event.entity.name.trim() }
  async afterInsert(event: InsertEvent<Task>): Promise<void> { await event.manager.insert(Trail, { id: `${event.entity.id}-in`, text: event.entity.name }) }
  async afterUpdate(event: UpdateEvent<Task>): Promise<void> { if (event.databaseEntity !== undefined) await event.manager.save(Trail, { id: `${event.databaseEntity.id}-up`, text: `${event.databaseEntity.name} to ${(event.entity as Task).name}` }) }
  async beforeRemove(event: RemoveEvent<Task>): Promise<void> { await event.manager.getRepository(Trail).insert({ id: `${event.databaseEntity.id}-out`, text: event.databaseEntity.name }) }
}

const queries: unknown[] = []
@EventSubscriber()
class Watcher implements EntitySubscriberInterface {
  beforeQuery(event: { readonly query: string; readonly parameters?: unknown }): void { queries.push(['before', event.query, Object.keys(event.parameters as object)[0]]) }
  afterQuery(event: { readonly query: string; readonly success: boolean; readonly executionTime?: number; readonly error?: unknown }): Promise<void> {
    queries.push(['after', event.query.split(' ')[0], event.success, typeof event.executionTime, event.error instanceof Error])
    return Promise.resolve()
  }
}

const entities = [Task, Trail]
let sql: DataSource
let opened: OpenedSource
let kept: OpenedSource
beforeAll(async () => {
  sql = new DataSource({ type: 'sqljs', entities, subscribers: [Everything], synchronize: true })
  await sql.initialize()
  opened = await openWith(entities, { subscribers: [Everything] })
  kept = await openWith(entities, { subscribers: [Keeper, Watcher] })
})
afterAll(async () => {
  await sql.destroy()
  await opened.dataSource.destroy()
  await kept.dataSource.destroy()
})

async function toldBy(manager: EntityManager, scenario: (manager: EntityManager) => Promise<unknown>): Promise<unknown[][]> {
  told.length = 0
  await scenario(manager)
  return JSON.parse(JSON.stringify(told)) as unknown[][]
}

/** Without the loads of SQLite's driver, which reads again what it has just written. */
const withoutReading = (events: readonly unknown[][]): unknown[][] =>
  events.filter(([name], at) => name !== 'afterLoad' || !/^after(Insert|Update|SoftRemove|Recover)|^beforeTransactionCommit/.test(String(events.slice(at).find(([next]) => next !== 'afterLoad')?.[0])))

const task = (manager: EntityManager, id: string): Task => manager.create(Task, { id, name: 'a' })
const scenarios: Readonly<Record<string, (manager: EntityManager) => Promise<unknown>>> = {
  'save of what is new, changed and unchanged': async (manager) => {
    const one = await manager.save(task(manager, '1'), { data: { who: 'me' } })
    await manager.save(Object.assign(one, { name: 'b', n: 2 }))
    await manager.save(one)
    await manager.save(Task, { id: '1', n: 3 })
  },
  'save of many, in chunks': (manager) => manager.save(['2', '3', '4'].map((id) => task(manager, id)), { chunk: 2 }),
  'remove, softRemove and recover': async (manager) => {
    const one = await manager.save(task(manager, '5'))
    await manager.softRemove(one)
    await manager.recover(one)
    await manager.remove(one)
  },
  'writes by criteria': async (manager) => {
    await manager.insert(Task, { id: '6', name: 'x' })
    await manager.update(Task, '6', { name: 'y' })
    await manager.softDelete(Task, '6')
    await manager.restore(Task, '6')
    await manager.delete(Task, '6')
    await manager.upsert(Task, { id: '6', name: 'z' }, ['id'])
  },
  'loads': async (manager) => {
    await manager.save(['7', '8'].map((id) => task(manager, id)), { listeners: false })
    await manager.find(Task, { where: [{ id: '7' }, { id: '8' }], order: { id: 'ASC' } })
    await manager.findOneBy(Task, { id: '7' })
    await manager.createQueryBuilder(Task, 't').where({ id: '8' }).getOne()
    await manager.count(Task, { where: { id: '7' } })
  },
  'a transaction that is committed, and one that is rolled back': async (manager) => {
    await manager.transaction(async (inside) => {
      await inside.save(task(inside, '9'))
      await inside.delete(Task, '9')
    })
    await manager.transaction(async (inside) => {
      await inside.save(task(inside, '10'))
      throw new Error('back')
    }).catch(() => undefined)
  },
}

test.each(Object.entries(scenarios))('subscribers hear the same as on SQLite: %s', async (_name, scenario) => {
  const expected = withoutReading(await toldBy(sql.manager, scenario))
  expect(await toldBy(opened.dataSource.manager, scenario)).toEqual(expected)
})

describe('a subscriber that writes through the manager of its event', () => {
  const stored = (entity: Function, id: string): Promise<Record<string, unknown> | undefined> => storedItem(kept.dataSource.getMetadata(entity).tableName, { id })

  test('writes in the same transaction, and may change what is written', async () => {
    const { manager } = kept.dataSource
    kept.sent.clear()
    const one = await manager.save(manager.create(Task, { id: 'k1', name: ' padded ' }))
    expect(kept.sent.actions()).toEqual(['GetItem', 'TransactWriteItems'])
    expect([(await stored(Task, 'k1'))?.name, (await stored(Trail, 'k1-in'))?.text]).toEqual(['padded', 'padded'])
    await manager.save(Object.assign(one, { name: 'new' }))
    expect((await stored(Trail, 'k1-up'))?.text).toBe('padded to new')
    await manager.remove(one)
    expect([await stored(Task, 'k1'), (await stored(Trail, 'k1-out'))?.text]).toEqual([undefined, 'new'])
  })

  test('has written nothing where the transaction fails', async () => {
    const { manager } = kept.dataSource
    await manager.insert(Trail, { id: 'k2-in', text: 'in the way' })
    const one = manager.create(Task, { id: 'k2', name: 'a' })
    await expect(manager.save(one)).rejects.toMatchObject({ code: 'write.exists' })
    expect(await stored(Task, 'k2')).toBeUndefined()
    expect(one.version).toBeUndefined()
  })
})

test('beforeQuery and afterQuery tell of every request', async () => {
  const { manager } = kept.dataSource
  const table = kept.dataSource.getMetadata(Trail).tableName
  queries.length = 0
  await manager.insert(Trail, { id: 'q', text: 'x' })
  await manager.findOneBy(Trail, { id: 'q' })
  await expect(manager.insert(Trail, { id: 'q', text: 'x' })).rejects.toMatchObject({ code: 'write.exists' })
  expect(queries).toEqual([
    ['before', `PutItem ${table} if attribute_not_exists(id)`, 'TableName'], ['after', 'PutItem', true, 'number', false],
    ['before', `GetItem ${table} key id = ?`, 'TableName'], ['after', 'GetItem', true, 'number', false],
    ['before', `PutItem ${table} if attribute_not_exists(id)`, 'TableName'], ['after', 'PutItem', false, 'number', true],
  ])
})
