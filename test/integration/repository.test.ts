import { Column, Entity, In, PrimaryColumn } from 'typeorm'
import { GlobalSecondaryIndex, BeginsWith, type PagingAndSortingRepository } from '../../src/index.js'
import { storedItem } from '../support/storedItem.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

@Entity({ name: 'user' })
@GlobalSecondaryIndex({ name: 'ageIndex', partitionKey: 'age', sortKey: ['lastname', 'firstname'] })
class User {
  @PrimaryColumn({ name: 'id', type: 'varchar' })
  id: string

  @Column({ name: 'firstname', type: 'varchar' })
  firstname: string

  @Column({ name: 'lastname', type: 'varchar' })
  lastname: string

  @Column({ name: 'age', type: 'varchar' })
  age: string

  @Column({ nullable: true })
  note?: string

  @Column({ default: 0 })
  visits: number
}

const user = (id: string, lastname: string, firstname: string, age = '42'): User => Object.assign(new User(), { id, lastname, firstname, age })

let opened: OpenedSource
let users: PagingAndSortingRepository<User>
const stored = (id: string): Promise<Record<string, unknown> | undefined> => storedItem(opened.dataSource.getMetadata(User).tableName, { id })

beforeAll(async () => {
  opened = await openWith([User])
  users = opened.dataSource.getRepository(User)
})
afterAll(() => opened.dataSource.destroy())
beforeEach(async () => {
  await users.clear()
  opened.sent.clear()
})

describe('by key', () => {
  test('put is one PutItem with the index attributes and defaults, and get is one GetItem', async () => {
    await users.put(user('1', 'Doe', 'Jane'))
    expect(opened.sent.actions()).toEqual(['PutItem'])
    expect(await stored('1')).toEqual({ id: '1', lastname: 'Doe', firstname: 'Jane', age: '42', visits: 0, 'lastname#firstname': 'Doe#Jane' })
    opened.sent.clear()
    const found = await users.get('1')
    expect(opened.sent.actions()).toEqual(['GetItem'])
    expect(found).toBeInstanceOf(User)
    expect(found).toEqual({ id: '1', lastname: 'Doe', firstname: 'Jane', age: '42', visits: 0, note: null })
    expect(await users.get('none')).toBeNull()
  })

  test('findOneBy of the whole key is one GetItem, consistent where asked for', async () => {
    await users.put(user('1', 'Doe', 'Jane'))
    opened.sent.clear()
    expect(await users.findOneBy({ id: '1' })).toBeInstanceOf(User)
    expect(await users.findOne({ where: { id: '1' }, consistent: true })).toBeInstanceOf(User)
    expect(opened.sent.actions()).toEqual(['GetItem', 'GetItem'])
    expect(opened.sent.requests.map((request) => request.input.ConsistentRead ?? false)).toEqual([false, true])
  })

  test('save inserts, then writes only what has changed, then nothing', async () => {
    const one = user('1', 'Doe', 'Jane')
    await users.save(one)
    expect(opened.sent.actions()).toEqual(['GetItem', 'PutItem'])
    expect(one.visits).toBe(0)
    opened.sent.clear()
    one.note = 'hello'
    await users.save(one)
    expect(opened.sent.actions()).toEqual(['GetItem', 'UpdateItem'])
    expect(opened.sent.requests[1]!.input.UpdateExpression).toMatch(/^SET #\d+ = :\d+$/)
    opened.sent.clear()
    await users.save(one)
    expect(opened.sent.actions()).toEqual(['GetItem'])
    expect(await stored('1')).toMatchObject({ note: 'hello', 'lastname#firstname': 'Doe#Jane' })
  })

  test('a partial update recomputes the composed attribute from all parts', async () => {
    await users.put(user('1', 'Doe', 'Jane'))
    opened.sent.clear()
    await users.update('1', { lastname: 'Roe' })
    expect(await stored('1')).toMatchObject({ lastname: 'Roe', 'lastname#firstname': 'Roe#Jane' })
    expect(opened.sent.actions().slice(0, 2)).toEqual(['GetItem', 'UpdateItem'])
    opened.sent.clear()
    await users.update('1', { lastname: 'Poe', firstname: 'Ann' })
    expect(opened.sent.actions()).toEqual(['UpdateItem'])
    expect(await stored('1')).toMatchObject({ 'lastname#firstname': 'Poe#Ann' })
  })

  test('an update of what is not there does not create it', async () => {
    expect((await users.update('none', { note: 'x' })).affected).toBe(0)
    expect(await stored('none')).toBeUndefined()
    expect((await users.updateExpression({ where: { id: 'none' }, setValues: { note: 'x' }, addValues: { visits: 1 } })).affected).toBe(0)
    expect(await stored('none')).toBeUndefined()
  })

  test('updateExpression sets and adds in one UpdateItem', async () => {
    await users.put(user('1', 'Doe', 'Jane'))
    opened.sent.clear()
    const result = await users.updateExpression({ where: { id: '1' }, setValues: { note: 'seen' }, addValues: { visits: 2 } })
    expect(opened.sent.actions()).toEqual(['UpdateItem'])
    expect(result.affected).toBe(1)
    expect(await stored('1')).toMatchObject({ note: 'seen', visits: 2 })
    await users.increment({ id: '1' }, 'visits', 3)
    await users.decrement({ id: '1' }, 'visits', 1)
    await users.add({ where: { id: '1' }, values: { visits: 10 }, idempotent: true })
    expect(await stored('1')).toMatchObject({ visits: 14 })
    expect(opened.sent.actions()).toEqual(['UpdateItem', 'UpdateItem', 'UpdateItem', 'TransactWriteItems'])
  })

  test('manager.update takes where, setValues and addValues', async () => {
    await users.put(user('1', 'Doe', 'Jane'))
    await opened.dataSource.manager.update(User, { where: { id: '1' }, setValues: { note: 'm' }, addValues: { visits: 1 } })
    expect(await stored('1')).toMatchObject({ note: 'm', visits: 1 })
  })

  test('insert refuses what exists, delete says what it deleted', async () => {
    await users.insert(user('1', 'Doe', 'Jane'))
    await expect(users.insert(user('1', 'Roe', 'Jane'))).rejects.toMatchObject({ code: 'write.exists' })
    expect(await stored('1')).toMatchObject({ lastname: 'Doe' })
    opened.sent.clear()
    expect((await users.delete('1')).affected).toBe(1)
    expect((await users.delete({ id: '1' })).affected).toBe(0)
    expect(opened.sent.actions()).toEqual(['DeleteItem', 'DeleteItem'])
  })

  test('upsert inserts, then changes just what it is given', async () => {
    await users.upsert({ id: '1', firstname: 'Jane', lastname: 'Doe', age: '42', note: 'a' }, ['id'])
    await users.update('1', { note: 'kept' })
    await users.upsert({ id: '1', lastname: 'Roe' } as User, ['id'])
    expect(await stored('1')).toMatchObject({ lastname: 'Roe', firstname: 'Jane', note: 'kept', 'lastname#firstname': 'Roe#Jane' })
  })

  test('remove deletes the entity', async () => {
    const one = await users.save(user('1', 'Doe', 'Jane'))
    await users.remove(one)
    expect(await stored('1')).toBeUndefined()
  })

  test('null removes an attribute, and leaves an index', async () => {
    await users.put(Object.assign(user('1', 'Doe', 'Jane'), { note: 'x' }))
    await users.update('1', { note: null as never })
    expect(await stored('1')).not.toHaveProperty('note')
  })
})

describe('by index', () => {
  beforeEach(async () => {
    await users.putMany([user('1', 'Doe', 'Jane'), user('2', 'Doe', 'Ann'), user('3', 'Roe', 'Bob'), user('4', 'Doe', 'Jim', '7')])
    opened.sent.clear()
  })

  test('putMany goes 25 to a request', async () => {
    await users.putMany(Array.from({ length: 60 }, (_, i) => user(`m${i}`, 'Many', `N${i}`)))
    expect(opened.sent.actions()).toEqual(['BatchWriteItem', 'BatchWriteItem', 'BatchWriteItem'])
    expect(await users.count({ where: { age: '42', lastname: 'Many' } })).toBe(60)
  })

  test.each([
    ['the partition', { age: '42' }, ['2', '1', '3']],
    ['a leading part', { age: '42', lastname: 'Doe' }, ['2', '1']],
    ['all parts', { age: '42', lastname: 'Doe', firstname: 'Jane' }, ['1']],
    ['a prefix of a part', { age: '42', lastname: BeginsWith('D') }, ['2', '1']],
    ['a filter', { age: '42', visits: 0, firstname: 'Bob' }, ['3']],
    ['nothing', { age: '99' }, []],
  ])('find by %s is one Query of the index, in its order', async (_name, where, ids) => {
    const found = await users.find({ where })
    expect(opened.sent.actions()).toEqual(['Query'])
    expect(opened.sent.requests[0]!.input.IndexName).toBe('ageIndex')
    expect(found.map((one) => one.id)).toEqual(ids)
    expect(found.every((one) => one instanceof User)).toBe(true)
    // The same as by reading everything.
    const everything = await users.scan({ where })
    expect(found.map((one) => one.id).sort()).toEqual(everything.map((one) => one.id).sort())
  })

  test('order by the sort key turns the Query around, take limits it', async () => {
    const found = await users.find({ where: { age: '42' }, order: { lastname: 'DESC' }, take: 2 })
    expect(found.map((one) => one.id)).toEqual(['3', '1'])
    expect(opened.sent.requests[0]!.input).toMatchObject({ ScanIndexForward: false, Limit: 2 })
  })

  test('another order is made by the driver', async () => {
    const found = await users.find({ where: { age: '42' }, order: { id: 'DESC' }, skip: 1, take: 1 })
    expect(found.map((one) => one.id)).toEqual(['2'])
  })

  test('count counts without fetching', async () => {
    expect(await users.countBy({ age: '42', lastname: 'Doe' })).toBe(2)
    expect(opened.sent.requests[0]!.input.Select).toBe('COUNT')
    expect(await users.existsBy({ age: '7' })).toBe(true)
    expect(await users.findAndCount({ where: { age: '42' }, take: 1 })).toMatchObject([[{ id: '2' }], 3])
  })

  test('select reads and gives just the columns asked for', async () => {
    const found = await users.find({ where: { age: '42' }, select: { id: true, lastname: true } })
    expect(found[0]).toEqual({ id: '2', lastname: 'Doe' })
    expect(opened.sent.requests[0]!.input.ProjectionExpression).toBeDefined()
  })

  test('a filter string becomes a filter expression', async () => {
    const found = await users.find({ where: { age: '42' }, filter: "contains(firstname, 'an') AND NOT firstname = 'Ann'" })
    expect(found.map((one) => one.id)).toEqual(['1'])
    await expect(users.find({ where: { age: '42' }, filter: "nothing = 'x'" })).rejects.toMatchObject({ code: 'query.filter' })
  })

  test('batchRead keeps the order of its keys', async () => {
    const found = await users.batchRead([{ id: '3' }, { id: 'none' }, { id: '1' }])
    expect(found.map((one) => one?.id ?? null)).toEqual(['3', null, '1'])
    expect(opened.sent.actions()).toEqual(['BatchGetItem'])
  })

  test('In on the key is one BatchGetItem', async () => {
    const found = await users.findBy({ id: In(['1', '3', 'none', '1']) })
    expect(opened.sent.actions()).toEqual(['BatchGetItem'])
    expect(found.map((one) => one.id).sort()).toEqual(['1', '3'])
  })

  test('update and delete by criteria concern just what matches', async () => {
    expect((await users.update({ age: '42', lastname: 'Doe' }, { lastname: 'Poe' })).affected).toBe(2)
    expect(await stored('2')).toMatchObject({ 'lastname#firstname': 'Poe#Ann' })
    expect((await users.delete({ age: '42', lastname: 'Roe' })).affected).toBe(1)
    expect((await users.find({ where: { age: '42' } })).map((one) => one.id)).toEqual(['2', '1'])
  })

  test('deleteMany, deleteAllBy, deleteAll and batchWrite', async () => {
    await users.deleteMany([{ id: '1' }])
    await users.deleteAllBy({ where: { age: '7' } })
    expect((await users.scan()).map((one) => one.id).sort()).toEqual(['2', '3'])
    await users.batchWrite([{ type: 'PutRequest', item: user('5', 'New', 'One') }, { type: 'DeleteRequest', item: { id: '2' } }])
    expect((await users.findAll()).map((one) => one.id).sort()).toEqual(['3', '5'])
    await users.deleteAll()
    expect(await users.findAll()).toEqual([])
  })

  test('a write by empty criteria is refused, and nothing is written', async () => {
    await expect(users.createQueryBuilder().update().set({ note: 'x' }).where({}).execute()).rejects.toMatchObject({ code: 'query.emptyCriteria' })
    await expect(users.createQueryBuilder().delete().where([]).execute()).rejects.toMatchObject({ code: 'query.emptyCriteria' })
    await expect(users.updateExpression({ where: {}, setValues: { note: 'x' } })).rejects.toMatchObject({ code: 'query.emptyCriteria' })
    expect(opened.sent.actions()).toEqual([])
    await users.createQueryBuilder().update().set({ note: 'all' }).execute()
    expect(await users.countBy({ note: 'all' })).toBe(4)
  })

  test('streamAll streams entities', async () => {
    const ids: string[] = []
    for await (const one of users.streamAll()) {
      expect(one).toBeInstanceOf(User)
      ids.push((one as User).id)
    }
    expect(ids.sort()).toEqual(['1', '2', '3', '4'])
  })

  test('executeStatement runs PartiQL and gives entities', async () => {
    const table = opened.dataSource.getMetadata(User).tableName
    const found = await users.executeStatement(`SELECT * FROM "${table}" WHERE id = ?`, ['3'])
    expect(found).toHaveLength(1)
    expect(found[0]).toBeInstanceOf(User)
    const plain = await opened.dataSource.manager.executeStatement(`SELECT id FROM "${table}" WHERE id = ?`, ['3'])
    expect(plain).toEqual([{ id: '3' }])
  })

  test('a where with undefined properties is refused by name, or ignored, as TypeORM does', async () => {
    await expect(users.find({ where: { nothing: 1 } as never })).rejects.toThrow('nothing')
  })
})

describe('query builder', () => {
  test('answers from the index and updates by criteria', async () => {
    await users.putMany([user('1', 'Doe', 'Jane'), user('2', 'Roe', 'Ann')])
    opened.sent.clear()
    const found = await users.createQueryBuilder('user').where({ age: '42' }).orderBy('user.lastname', 'DESC').getMany()
    expect(found.map((one) => one.id)).toEqual(['2', '1'])
    expect(opened.sent.actions()).toEqual(['Query'])
    expect(await users.createQueryBuilder('u').where('u.age = :age AND u.lastname IN (:...names)', { age: '42', names: ['Doe'] }).getOne()).toMatchObject({ id: '1' })
    expect(await users.createQueryBuilder('u').where("u.age = :age AND u.lastname LIKE 'Do%' AND size(u.firstname) > :n", { age: '42', n: 3 }).getCount()).toBe(1)
    expect(await users.createQueryBuilder('u').where('u.age = :age AND u.lastname LIKE :like AND NOT u.note = :note', { age: '42', like: 'R%', note: 'x' }).getCount()).toBe(0)
    await users.createQueryBuilder().update().set({ note: 'x' }).where('id = :id', { id: '1' }).execute()
    expect(await stored('1')).toMatchObject({ note: 'x' })
    expect(await users.sum('visits')).toBe(0)
    expect(() => users.createQueryBuilder('u').leftJoin('u.nothing', 'n')).toThrow('joins')
  })
})

describe('scans', () => {
  test('are refused where the data source says so, naming the index that would serve', async () => {
    const refusing = await openWith([User], { scans: 'refuse' })
    try {
      const repository = refusing.dataSource.getRepository(User)
      await expect(repository.find({ where: { note: 'x' } })).rejects.toThrow("@GlobalSecondaryIndex({ name: 'byNote', partitionKey: 'note' })")
      expect(refusing.sent.actions()).toEqual([])
      expect(await repository.scan({ where: { note: 'x' } })).toEqual([])
    } finally {
      await refusing.dataSource.destroy()
    }
  })
})
