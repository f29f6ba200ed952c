import { Column, Entity, IsNull, Not, PrimaryColumn } from 'typeorm'
import { BeginsWith, Pageable, SingleTable, Sort } from '../../src/index.js'
import { AppTable, Comment, Post, Session, Tag, User } from '../support/entities/blog.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

@Entity()
@SingleTable(AppTable, {
  type: 'LIKE',
  key: { partitionKey: 'LIKES#{postId}', sortKey: 'BY#{userId}' },
  indexes: { TypeIndex: { sortKey: '{at}' }, GSI1: { partitionKey: 'LIKES', sortKey: '{userId}#{at}' } },
})
class Like {
  @PrimaryColumn() postId: string
  @PrimaryColumn() userId: string
  @Column() at: string
}

let opened: OpenedSource
beforeAll(async () => {
  opened = await openWith([User, Post, Comment, Tag, Session, Like])
})
afterAll(() => opened.dataSource.destroy())
beforeEach(() => opened.sent.clear())

const users = () => opened.dataSource.getRepository(User)
const posts = () => opened.dataSource.getRepository(Post)
const table = () => `${(opened.dataSource.options as { entityPrefix?: string }).entityPrefix}${AppTable.name}`
const jane = { userId: 'jane', username: 'jane', email: 'jane@example.com', name: 'Jane' }

describe('an entity in a shared table', () => {
  beforeEach(async () => {
    await users().put(users().create(jane))
    await posts().put([1, 2, 3].map((number) => posts().create({ userId: 'jane', postId: `p${number}`, title: `${number}`, content: '' })))
    opened.sent.clear()
  })

  test('is stored under the keys that its templates make, and shows none of them', async () => {
    const { createdAt } = (await users().findOneByOrFail({ userId: 'jane' }))
    const item = await storedItem(table(), { pk: 'USER#jane', sk: '#METADATA' })
    expect(item).toMatchObject({
      pk: 'USER#jane', sk: '#METADATA', _type: 'USER', _timestamp: createdAt.toISOString(),
      gsi1pk: 'EMAIL#jane@example.com', gsi1sk: createdAt.toISOString(), gsi2pk: 'USERNAME#jane',
    })
    const found = await users().get('jane')
    expect(found).toBeInstanceOf(User)
    expect(Object.keys(found!)).toEqual(['userId', 'username', 'email', 'name', 'bio', 'avatarUrl', 'postCount', 'createdAt', 'updatedAt'])
  })

  test('is found by its primary columns with GetItem, by others through an index, by leading parts with a prefix', async () => {
    expect(await users().findOneBy({ userId: 'jane' })).toMatchObject(jane)
    expect(await users().findOneBy({ email: 'jane@example.com' })).toMatchObject(jane)
    expect(await posts().findBy({ userId: 'jane' })).toHaveLength(3)
    expect(await posts().findBy({ userId: 'jane', postId: BeginsWith('p') })).toHaveLength(3)
    expect(opened.sent.requests.map(({ action, input }) => [action, input.IndexName ?? input.Key ?? input.ExpressionAttributeValues])).toEqual([
      ['GetItem', { pk: { S: 'USER#jane' }, sk: { S: '#METADATA' } }],
      ['Query', 'GSI1'],
      ['Query', expect.objectContaining({ ':0': { S: 'USER#jane' }, ':1': { S: 'POST#' } })],
      ['Query', expect.objectContaining({ ':0': { S: 'USER#jane' }, ':1': { S: 'POST#p' } })],
    ])
  })

  test('keeps its keys right when it changes', async () => {
    await users().update({ userId: 'jane' }, { email: 'other@example.com' })
    expect(opened.sent.actions()).toEqual(['UpdateItem'])
    expect(await users().findOneBy({ email: 'jane@example.com' })).toBeNull()
    expect(await users().findOneBy({ email: 'other@example.com' })).toMatchObject({ userId: 'jane' })
    await expect(users().update({ userId: 'jane' }, { userId: 'john' })).rejects.toThrow('a primary key cannot be changed')
  })

  test('is found by its type where nothing else is asked', async () => {
    expect(await users().find()).toHaveLength(1)
    expect(await posts().count()).toBe(3)
    expect(opened.sent.requests.map(({ action, input }) => [action, input.IndexName])).toEqual([['Query', 'TypeIndex'], ['Scan', undefined]])
  })

  test('takes as many as are asked for, the last first, in one request', async () => {
    expect(await posts().find({ where: { userId: 'jane' }, order: { postId: 'DESC' }, take: 2 })).toMatchObject([{ postId: 'p3' }, { postId: 'p2' }])
    expect(opened.sent.requests.map(({ input }) => [input.Limit, input.ScanIndexForward])).toEqual([[2, false]])
  })

  test('is cleared alone', async () => {
    await posts().clear()
    expect(await posts().count()).toBe(0)
    expect(await users().count()).toBe(1)
  })
})

test('a scan says which template, or which index, would save it', async () => {
  const { dataSource } = await openWith([User, Post], { scans: 'refuse', synchronize: false })
  await expect(dataSource.getRepository(Post).findBy({ title: 'x', status: 'draft' })).rejects.toThrow("An index would serve it: an index in defineTable(), and in @SingleTable its template partitionKey: 'POST#{title}#{status}'.")
  await expect(dataSource.getRepository(Post).find()).rejects.toThrow("An index would serve it: an index in defineTable() with partitionKey: '_type', and in @SingleTable a template for its sort key.")
  await dataSource.destroy()
})

test('a page in the order of a sparse index says what makes the index serve', async () => {
  @Entity()
  @SingleTable(AppTable, { type: 'NEWS', key: { partitionKey: 'NEWS#{id}', sortKey: '#NEWS' }, indexes: { GSI1: { partitionKey: 'SHOWN', sortKey: '{shownAt}', when: { shown: true } } } })
  class News {
    @PrimaryColumn() id: string
    @Column() shown: boolean
    @Column({ nullable: true }) shownAt: Date
  }
  const { dataSource, sent } = await openWith([News])
  const latest = Pageable.of(0, 5, Sort.one('shownAt', 'DESC'))
  await expect(dataSource.getRepository(News).findPage({ where: { shown: true } }, latest)).rejects.toThrow('GSI1 has this order, but not every entity: ask for the columns that may be null to be there, with Not(IsNull()), or name it with index.')
  await dataSource.getRepository(News).findPage({ where: { shown: true, shownAt: Not(IsNull()) } }, latest)
  await dataSource.getRepository(News).findPage({ where: { shown: true }, index: 'GSI1' }, latest)
  expect(sent.requests.map(({ input }) => input.IndexName)).toEqual(['GSI1', 'GSI1'])
  await dataSource.destroy()
})

test('an index over all items of a type does not answer what a key narrows, whatever order is asked for', async () => {
  const explain = async (where: object, order: object) => (await opened.dataSource.getRepository(Like).explain({ where, order, take: 2 })).steps.map(({ index }) => index)
  expect(await explain({ postId: 'p' }, { at: 'DESC' })).toEqual([undefined])
  expect(await explain({}, { at: 'DESC' })).toEqual(['TypeIndex'])
  expect(await explain({ userId: 'u' }, { at: 'DESC' })).toEqual(['GSI1'])
  expect(await explain({}, {})).toEqual(['GSI1'])
  await expect(opened.dataSource.getRepository(Like).findPage({ where: { postId: 'p' }, order: { at: 'DESC' } } as never)).rejects.toThrow("One would whose template in @SingleTable is sortKey: '{at}'.")
})

test('the table has the indexes of its definition', async () => {
  const found = await opened.dataSource.createQueryRunner().getTable(table())
  expect(found?.indices.map((index) => index.name).sort()).toEqual(['GSI1', 'GSI2', 'TypeIndex'])
})
