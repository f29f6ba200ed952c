import { ChildEntity, Column, DeleteDateColumn, Entity, In, IsNull, JoinColumn, ManyToOne, MoreThan, OneToMany, PrimaryColumn, PrimaryGeneratedColumn, TableInheritance, UpdateDateColumn, VersionColumn, type Relation } from 'typeorm'
import { Add, ConditionFailedError, GlobalSecondaryIndex, IfNotExists, type DynamoEntityManager, type PagingAndSortingRepository } from '../../src/index.js'
import { clientConfig, endpoint } from '../support/engine.js'
import { startFaultProxy, type FaultProxy } from '../support/faultProxy.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

@Entity({ name: 'conditional_owner' })
class Owner {
  @PrimaryColumn() id: string
  @OneToMany(() => Task, (task) => task.owner) tasks: Relation<Task[]>
}

@Entity({ name: 'conditional_task' })
@GlobalSecondaryIndex({ name: 'byStatus', partitionKey: ['status', 'title'] })
class Task {
  @PrimaryColumn() id: string
  @Column({ type: 'varchar', nullable: true }) status: string | null
  @Column({ type: 'varchar', nullable: true }) title: string | null
  @Column({ type: 'int', default: 0 }) points: number
  @ManyToOne(() => Owner, (owner) => owner.tasks, { nullable: true, cascade: true }) @JoinColumn({ name: 'ownerId' }) owner: Relation<Owner> | null
  @UpdateDateColumn() changedAt: Date
  @DeleteDateColumn() deletedAt: Date | null
  @VersionColumn() version: number
}

@Entity({ name: 'conditional_note' })
class Note {
  @PrimaryGeneratedColumn('uuid') id: string
  @Column({ nullable: true }) text: string
}

@Entity({ name: 'conditional_shape' })
@TableInheritance({ column: { type: 'varchar', name: 'kind' } })
class Shape {
  @PrimaryColumn() id: string
  @Column({ nullable: true }) color: string
}
@ChildEntity()
class Circle extends Shape {
  @Column({ nullable: true }) radius: number
}
@ChildEntity()
class Square extends Shape {
  @Column({ nullable: true }) side: number
}

let proxy: FaultProxy
let opened: OpenedSource
let manager: DynamoEntityManager
let tasks: PagingAndSortingRepository<Task>
beforeAll(async () => {
  opened = await openWith([Owner, Task, Note, Shape, Circle, Square])
  manager = opened.dataSource.manager
  tasks = opened.dataSource.getRepository(Task)
  proxy = await startFaultProxy(endpoint())
})
afterAll(async () => {
  await opened.dataSource.destroy()
  await proxy.stop()
})
beforeEach(() => opened.sent.clear())

let next = 0
const fresh = (): string => `t${++next}`
const stored = (id: string): Promise<Record<string, unknown> | undefined> => storedItem(tasks.metadata.tableName, { id })
async function draft(more: Partial<Task> = {}): Promise<Task> {
  const task = await tasks.put(tasks.create({ id: fresh(), status: 'draft', title: 'first', ...more }))
  opened.sent.clear()
  return task
}
const failure = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'written', (error: unknown) => error)

/** Each write of a draft, under a condition. */
const writes: readonly (readonly [string, (task: Task, condition: object) => Promise<unknown>, readonly string[]])[] = [
  ['put', (task, condition) => tasks.put(Object.assign(task, { title: 'new' }), { condition }), ['PutItem']],
  ['putOne', (task, condition) => manager.putOne(Task, Object.assign(task, { title: 'new' }), { condition }), ['PutItem']],
  ['save', (task, condition) => tasks.save(Object.assign(task, { title: 'new' }), { condition }), ['GetItem', 'UpdateItem']],
  ['save of the manager', (task, condition) => manager.save(Object.assign(task, { title: 'new' }), { condition }), ['GetItem', 'UpdateItem']],
  ['save of a class', (task, condition) => manager.save(Task, Object.assign(task, { title: 'new' }), { condition }), ['GetItem', 'UpdateItem']],
  ['update', (task, condition) => tasks.update(task.id, { title: 'new', status: 'draft' }, { condition }), ['UpdateItem']],
  ['update of a part of an index key', (task, condition) => tasks.update({ id: task.id }, { title: 'new' }, { condition }), ['GetItem', 'UpdateItem']],
  ['update by operators', (task, condition) => tasks.update(task.id, { points: Add(2), title: IfNotExists('x'), status: 'draft' }, { condition }), ['GetItem', 'UpdateItem']],
  ['update, idempotent', (task, condition) => tasks.update(task.id, { points: Add(2) }, { condition, idempotent: true }), ['TransactWriteItems']],
  ['increment', (task, condition) => tasks.increment({ id: task.id }, 'points', 2, { condition }), ['UpdateItem']],
  ['decrement', (task, condition) => manager.decrement(Task, task.id, 'points', 2, { condition }), ['UpdateItem']],
  ['update in one argument', (task, condition) => manager.update(Task, { where: { id: task.id }, setValues: { title: 'new', status: 'draft' }, condition }), ['UpdateItem']],
  ['updateExpression', (task, condition) => tasks.updateExpression({ where: { id: task.id }, setValues: { title: 'new', status: 'draft' }, condition }), ['UpdateItem']],
  ['add', (task, condition) => tasks.add({ where: { id: task.id }, values: { points: 2 }, condition }), ['UpdateItem']],
  ['add, idempotent', (task, condition) => tasks.add({ where: { id: task.id }, values: { points: 2 }, idempotent: true, condition }), ['TransactWriteItems']],
  ['delete', (task, condition) => tasks.delete(task.id, { condition }), ['DeleteItem']],
  ['deleteOne', (task, condition) => tasks.deleteOne(task.id, { condition }), ['DeleteItem']],
  ['remove', (task, condition) => tasks.remove(task, { condition }), ['GetItem', 'DeleteItem']],
  ['softRemove', (task, condition) => tasks.softRemove(task, { condition }), ['GetItem', 'UpdateItem']],
  ['softDelete', (task, condition) => tasks.softDelete(task.id, { condition }), ['UpdateItem']],
]

describe('a write under a condition', () => {
  test.each(writes)('%s is done where it holds, in no more requests', async (_name, write, actions) => {
    const task = await draft()
    const before = await stored(task.id)
    await write(task, { status: 'draft', points: 0 })
    expect(opened.sent.actions()).toEqual(actions)
    expect(await stored(task.id ?? String(before!.id))).not.toEqual(before)
  })

  test.each(writes)('%s is not done where it does not hold, and the entity stays as it was', async (_name, write) => {
    const task = await draft()
    const [before, { id, version, changedAt, deletedAt }] = [await stored(task.id), task]
    const error = await failure(write(task, [{ status: 'done' }, { points: MoreThan(5) }]))
    expect(error).toBeInstanceOf(ConditionFailedError)
    expect(error).toMatchObject({ statusCode: 409, code: 'write.conditionFailed', stored: { status: { S: 'draft' } } })
    expect(Object.keys(error as object)).not.toContain('stored')
    expect(await stored(id)).toEqual(before)
    expect(task).toMatchObject({ id, version, changedAt })
    expect(task.deletedAt).toEqual(deletedAt)
  })

  test.each(writes)('%s of what is not there fails as well, where the condition asks for something', async (_name, write) => {
    const error = await failure(write(tasks.create({ id: fresh() }), { status: 'draft' }))
    expect(error).toBeInstanceOf(ConditionFailedError)
    expect(error).toMatchObject({ stored: undefined })
  })

  test.each(writes)('%s within a transaction fails at its commit, with all that it holds', async (_name, write) => {
    const [task, other] = [await draft(), fresh()]
    const before = await stored(task.id)
    const error = await failure(manager.transaction(async (inside) => {
      await inside.insert(Note, { id: other })
      const [outer, ofTasks] = [manager, tasks]
      manager = inside
      tasks = manager.getRepository(Task)
      try {
        await write(task, { status: 'done' })
      } finally {
        manager = outer
        tasks = ofTasks
      }
    }))
    expect(error).toBeInstanceOf(ConditionFailedError)
    expect(await stored(String(before!.id))).toEqual(before)
    expect(await manager.findOneBy(Note, { id: other })).toBeNull()
    expect(task.version).toBe(1)
  })

  test('recover and restore', async () => {
    const task = await draft()
    await tasks.softRemove(task)
    expect(await failure(tasks.recover(task, { condition: { status: 'done' } }))).toBeInstanceOf(ConditionFailedError)
    expect(await failure(tasks.restore(task.id, { condition: { status: 'done' } }))).toBeInstanceOf(ConditionFailedError)
    expect(await stored(task.id)).toHaveProperty('deletedAt')
    await tasks.restore(task.id, { condition: { status: 'draft' } })
    expect(await stored(task.id)).not.toHaveProperty('deletedAt')
  })

  test('takes a filter text, and find operators', async () => {
    const task = await draft()
    expect(await failure(tasks.update(task.id, { points: 1 }, { condition: 'points > 3 AND attribute_exists(title)' }))).toBeInstanceOf(ConditionFailedError)
    await tasks.update(task.id, { points: 4 }, { condition: { status: In(['draft', 'open']), title: 'first' } })
    await tasks.put(Object.assign(task, { points: 5, version: 2 }), { condition: 'points > 3' })
    expect(await stored(task.id)).toMatchObject({ points: 5, version: 3 })
  })
})

describe('a condition of what may not be stored yet', () => {
  test('holds of an absence that it allows', async () => {
    const id = fresh()
    await tasks.save(tasks.create({ id, status: 'draft' }), { condition: { status: IsNull() } })
    expect(opened.sent.actions()).toEqual(['GetItem', 'PutItem'])
    expect(await failure(tasks.save(tasks.create({ id, status: 'open' }), { condition: { status: IsNull() } }))).toBeInstanceOf(ConditionFailedError)
    const put = fresh()
    await tasks.put(tasks.create({ id: put }), { condition: { id: IsNull() } })
    expect(await failure(manager.put(Owner, { id: put } as Owner, { condition: { id: IsNull() } }))).toBe('written')
    expect(await failure(manager.put(Owner, { id: put } as Owner, { condition: { id: IsNull() } }))).toBeInstanceOf(ConditionFailedError)
    await tasks.deleteOne(fresh(), { condition: { status: IsNull() } })
    expect((await tasks.update(fresh(), { points: 1 }, { condition: { status: IsNull() } })).affected).toBe(0)
  })

  test('of an entity whose key is generated', async () => {
    const notes = opened.dataSource.getRepository(Note)
    const note = notes.create({ text: 'a' })
    expect(await failure(notes.save(note, { condition: { text: 'b' } }))).toBeInstanceOf(ConditionFailedError)
    expect(note.id).toBeUndefined()
    expect(opened.sent.actions()).toEqual([])
    await notes.save(note, { condition: { text: IsNull() } })
    expect(await notes.countBy({ id: note.id })).toBe(1)
  })
})

describe('a save under a condition', () => {
  test('that finds nothing changed asks it of what it has read, and sends nothing', async () => {
    const task = await draft()
    await tasks.save(task, { condition: { status: 'draft' } })
    expect(await failure(tasks.save(task, { condition: { status: 'done' } }))).toMatchObject({ name: 'ConditionFailedError', stored: { status: { S: 'draft' } } })
    expect(await failure(tasks.softRemove(tasks.create({ id: 'none' }), { condition: { status: 'done' } }))).toBeInstanceOf(ConditionFailedError)
    expect(opened.sent.actions()).toEqual(['GetItem', 'GetItem', 'GetItem'])
  })

  test('that finds nothing changed within a transaction is a part of it', async () => {
    const task = await draft()
    const save = (status: string): Promise<unknown> => manager.transaction(async (inside) => {
      await inside.save(task, { condition: { status } })
      await inside.insert(Note, { text: 'x' })
    })
    await save('draft')
    expect(opened.sent.actions()).toEqual(['GetItem', 'TransactWriteItems'])
    expect(await failure(save('done'))).toBeInstanceOf(ConditionFailedError)
  })

  test('asks it of each of the given entities, of which all are written or none', async () => {
    const [a, b, unchanged] = [await draft(), await draft({ status: 'done' }), await draft()]
    a.title = b.title = 'new'
    expect(await failure(tasks.save([a, b], { condition: { status: 'draft' } }))).toMatchObject({ name: 'ConditionFailedError', stored: { id: { S: b.id } } })
    expect(await stored(a.id)).toMatchObject({ title: 'first', version: 1 })
    expect([a.version, b.version]).toEqual([1, 1])
    opened.sent.clear()
    await tasks.save([a, unchanged], { condition: { status: 'draft' } })
    expect(opened.sent.actions()).toEqual(['BatchGetItem', 'TransactWriteItems'])
    expect((await stored(a.id))!.title).toBe('new')
  })

  test('and a version fails for what does not hold, the condition first', async () => {
    const [task, same] = [await draft(), await draft()]
    for (const { id } of [task, same]) await tasks.update(id, { points: 1 })
    expect(await failure(tasks.save(Object.assign(task, { title: 'new' }), { condition: { status: 'draft' } }))).toMatchObject({ name: 'OptimisticLockVersionMismatchError' })
    expect(await failure(tasks.put(Object.assign(task, { title: 'new' }), { condition: { status: 'done' } }))).toBeInstanceOf(ConditionFailedError)
    expect(await failure(tasks.put(Object.assign(same, { title: 'new' }), { condition: { status: 'draft' } }))).toMatchObject({ name: 'OptimisticLockVersionMismatchError' })
    expect([task.version, same.version]).toEqual([1, 1])
  })

  test('does not ask it of those that a cascade reaches', async () => {
    const task = await draft()
    task.owner = Object.assign(new Owner(), { id: fresh() })
    await tasks.save(task, { condition: { status: 'draft' } })
    expect(await storedItem(opened.dataSource.getMetadata(Owner).tableName, { id: task.owner.id })).toBeDefined()
  })

  test('is asked of what the transaction has made of the item', async () => {
    const [id, task] = [fresh(), await draft()]
    await manager.transaction(async (inside) => {
      await inside.insert(Task, { id, status: 'open' })
      expect(await failure(inside.save(Task, { id, title: 'x' }, { condition: { status: 'done' } }))).toBeInstanceOf(ConditionFailedError)
      await inside.save(Task, { id, title: 'x' }, { condition: { status: 'open' } })
      await inside.update(Task, task.id, { status: 'open', title: 'y' })
      await inside.update(Task, task.id, { points: 3 }, { condition: { status: 'open' } })
    })
    expect(await stored(id)).toMatchObject({ title: 'x', status: 'open' })
    expect(await stored(task.id)).toMatchObject({ points: 3, status: 'open' })
  })
})

describe('criteria and a condition', () => {
  test('what the criteria do not mean is left alone, what they mean must satisfy the condition', async () => {
    const [task, status] = [await draft({ points: 1 }), fresh()]
    expect((await tasks.update({ id: task.id, points: 2 }, { title: 'new' }, { condition: { status: 'done' } })).affected).toBe(0)
    expect((await tasks.delete({ id: task.id, points: 2 }, { condition: { status: 'done' } })).affected).toBe(0)
    const other = await draft({ status, points: 7 })
    await draft({ status, points: 8 })
    expect(await failure(tasks.update({ status }, { title: 'new' }, { condition: { points: 7 } }))).toMatchObject({ name: 'ConditionFailedError', stored: { points: { N: '8' } } })
    expect(await failure(tasks.delete({ status, title: 'none' }, { condition: { points: 7 } }))).toBe('written')
    expect((await tasks.update({ id: other.id }, { points: 9 }, { condition: { status } })).affected).toBe(1)
  })

  test('of a class that shares its table', async () => {
    const [circles, id] = [opened.dataSource.getRepository(Circle), fresh()]
    await opened.dataSource.getRepository(Square).put({ id, color: 'red', side: 1 } as Square)
    expect(await failure(circles.deleteOne(id, { condition: { color: 'red' } }))).toBeInstanceOf(ConditionFailedError)
    await circles.deleteOne(id, { condition: { radius: IsNull() } })
    expect((await circles.update(id, { radius: 1 }, { condition: { color: 'red' } })).affected).toBe(0)
    expect(await opened.dataSource.getRepository(Square).countBy({ id })).toBe(1)
  })
})

test.each([['title', 'written', 'draft#mine'], ['status', 'refused', 'done#first']])('a commit that meets another %s, a part of the index key, is %s: only what the driver demands is planned again', async (part, expected, index) => {
  const task = await draft()
  const done = await failure(manager.transaction(async (inside) => {
    await inside.update(Task, task.id, { title: 'mine' }, { condition: { status: 'draft' } })
    await inside.insert(Note, { text: 'x' })
    await tasks.update(task.id, { [part]: part === 'title' ? 'other' : 'done' })
  }))
  expect(done instanceof ConditionFailedError ? 'refused' : done === 'written' ? 'written' : done).toBe(expected)
  expect(await stored(task.id)).toMatchObject({ 'status#title': index })
})

describe('check', () => {
  test('sends what a transaction depends on along with it', async () => {
    const task = await draft()
    await manager.transaction(async (inside) => {
      await inside.check(Task, task.id, { status: 'draft' })
      await inside.insert(Note, { text: 'x' })
    })
    expect(opened.sent.actions()).toEqual(['TransactWriteItems'])
    const id = fresh()
    const error = await failure(manager.transaction(async (inside) => {
      await inside.getRepository(Task).check({ id: task.id }, "status = 'done'")
      await inside.insert(Note, { id })
    }))
    expect(error).toMatchObject({ name: 'ConditionFailedError', statusCode: 409, stored: { status: { S: 'draft' } }, cause: { name: 'TransactionFailedError' } })
    expect(await manager.countBy(Note, { id })).toBe(0)
  })

  test('alone is sent, and joins a transaction of the flow', async () => {
    const task = await draft()
    const runner = opened.dataSource.createQueryRunner()
    await runner.startTransaction()
    await tasks.check(task.id)
    await runner.commitTransaction()
    expect(opened.sent.actions()).toEqual(['TransactWriteItems'])
    await runner.startTransaction()
    await tasks.check(fresh())
    expect(await failure(runner.commitTransaction())).toBeInstanceOf(ConditionFailedError)
  })

  test('becomes one with a write of the item, before it or after', async () => {
    const task = await draft()
    await manager.transaction(async (inside) => {
      await inside.check(Task, task.id, { status: 'draft' })
      await inside.update(Task, task.id, { status: 'open', title: 'a' })
      await inside.check(Task, task.id, { status: 'open' })
      await inside.check(Task, task.id)
    })
    expect(opened.sent.actions()).toEqual(['TransactWriteItems'])
    expect(await stored(task.id)).toMatchObject({ status: 'open', version: 2 })
  })

  test('of what the transaction has decided fails at once', async () => {
    const id = fresh()
    await manager.transaction(async (inside) => {
      await inside.insert(Task, { id, status: 'open' })
      await inside.check(Task, id)
      expect(await failure(inside.check(Task, id, { status: 'done' }))).toBeInstanceOf(ConditionFailedError)
    })
    expect(await stored(id)).toMatchObject({ status: 'open' })
  })

  test('of a class that shares its table', async () => {
    const id = fresh()
    await opened.dataSource.getRepository(Square).put({ id, color: 'red' } as Square)
    const check = (of: typeof Shape, key: string, condition?: object): Promise<unknown> => failure(manager.transaction((inside) => inside.check(of, key, condition)))
    expect(await check(Square, id)).toBe('written')
    expect(await check(Shape, id, { color: 'red' })).toBe('written')
    expect(await check(Circle, id)).toBeInstanceOf(ConditionFailedError)
    expect(await check(Circle, id, { color: 'red' })).toBeInstanceOf(ConditionFailedError)
    expect(await check(Circle, fresh(), { color: IsNull() })).toBe('written')
  })

  test('is refused outside of a transaction', async () => {
    await expect(tasks.check('t')).rejects.toMatchObject({ code: 'transaction.notStarted', message: 'Task: a check is part of a transaction. Call it within one, or give the write itself a condition.' })
  })
})

describe('conditions that cannot be', () => {
  test.each<[string, unknown, string]>([
    ['empty', {}, 'Task: the condition of a write is empty. Name what must hold, or leave it out.'],
    ['a text of none', ' ', 'Task: the condition of a write is empty. Name what must hold, or leave it out.'],
    ['a list of none', [], 'Task: the condition of a write is empty. Name what must hold, or leave it out.'],
    ['a list with an empty one', [{ status: 'draft' }, {}], 'Task: the condition of a write is empty. Name what must hold, or leave it out.'],
    ['of no property', { nothing: 1 }, 'Property "nothing" was not found in "Task"'],
    ['of a related entity', { owner: { tasks: { id: 'x' } } }, 'Task.owner: this driver does not support relations in a where.'],
    ['null', null, 'Task: a where is an object of properties'],
    ['a text that is no filter', 'status =', 'position'],
    ['a text of no property', 'nothing = 1', 'nothing'],
  ])('%s', async (_name, condition, message) => {
    const task = await draft()
    const given = { condition } as never
    for (const write of [
      () => tasks.put(task, given), () => tasks.save(task, given), () => tasks.remove(task, given), () => tasks.update(task.id, { points: 1 }, given), () => tasks.delete(task.id, given), () => tasks.deleteOne(task.id, given),
      () => manager.transaction((inside) => inside.check(Task, task.id, condition as never)),
    ]) await expect((async () => write())()).rejects.toThrow(message)
    expect(opened.sent.actions()).toEqual([])
  })

  test('that nothing satisfies fail without a request', async () => {
    const task = await draft()
    expect(await failure(tasks.put(task, { condition: { status: In([]) } }))).toBeInstanceOf(ConditionFailedError)
    expect(opened.sent.actions()).toEqual([])
  })

  test('of batches, inserts and upserts, and of saves that are no transaction', async () => {
    const [task, given] = [await draft(), { condition: { status: 'draft' } } as never]
    const batch = 'Task: a batch takes no condition. Put or delete each by itself, in a transaction where all or none shall be written.'
    await expect(tasks.putMany([task], given)).rejects.toThrow(batch)
    await expect(tasks.put([task], given)).rejects.toThrow(batch)
    await expect(tasks.deleteMany([task.id], given)).rejects.toThrow(batch)
    await expect(manager.insert(Task, task, given)).rejects.toThrow('Task: insert() takes no condition. Use put() or save(), and IsNull() for what may be absent.')
    await expect(manager.upsert(Task, task, { conflictPaths: ['id'], condition: { status: 'draft' } })).rejects.toThrow('Task: upsert() takes no condition.')
    await expect(tasks.save(task, { condition: { status: 'draft' }, transaction: false })).rejects.toThrow('Task: save() under a condition writes all or nothing. Leave transaction: false out.')
    expect(opened.sent.actions()).toEqual([])
  })
})

describe('an answer that is lost after the work', () => {
  const all: readonly (readonly [string, (manager: DynamoEntityManager, task: Task) => Promise<unknown>, string])[] = [
    ['put', (one, task) => one.put(Task, Object.assign(task, { title: 'new' }), { condition: { status: 'draft' } }), 'PutItem'],
    ['save', (one, task) => one.save(Task, Object.assign(task, { status: 'done', title: 'new' }), { condition: { status: 'draft' } }), 'UpdateItem'],
    ['save of two', (one, task) => one.save(Task, [Object.assign(task, { title: 'new' }), { id: fresh(), status: 'draft' }], { condition: [{ status: 'draft' }, { status: IsNull() }] }), 'TransactWriteItems'],
    ['add, idempotent', (one, task) => one.add(Task, { where: { id: task.id }, values: { points: 2 }, idempotent: true, condition: { points: 0 } }), 'TransactWriteItems'],
    ['deleteOne', (one, task) => one.deleteOne(Task, task.id, { condition: { status: 'draft' } }), 'DeleteItem'],
    ['delete', (one, task) => one.delete(Task, task.id, { condition: { status: 'draft' } }), 'DeleteItem'],
    ['remove', (one, task) => one.remove(Task, task, { condition: { status: 'draft' } }), 'DeleteItem'],
    ['a check', (one, task) => one.transaction((inside) => inside.check(Task, task.id, { status: 'draft' })), 'TransactWriteItems'],
    ['a check and a write', (one, task) => one.transaction(async (inside) => {
      await inside.check(Task, task.id, { status: 'draft' })
      await inside.insert(Note, { text: 'x' })
    }), 'TransactWriteItems'],
  ]
  let through: OpenedSource
  beforeAll(async () => {
    through = await openWith([Owner, Task, Note], { synchronize: false, entityPrefix: opened.dataSource.options.entityPrefix!, clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 3 } })
  })
  afterAll(() => through.dataSource.destroy())

  test.each(all)('%s is a success, and done once', async (_name, write, action) => {
    const task = await draft()
    const { id } = task
    proxy.reset()
    proxy.next(action, 'cut-after')
    await write(through.dataSource.manager, task)
    expect(proxy.requests.filter((request) => request.action === action).length).toBe(2)
    const now = await stored(id)
    expect(now === undefined || ((now.version as number) <= 2 && (now.points as number) <= 2)).toBe(true)
  })
})
