import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { Column, Entity, PrimaryColumn } from 'typeorm'
import { defineTable, SingleTable, TimeToLive, type PagingAndSortingRepository } from '../../src/index.js'
import { clientConfig } from '../support/engine.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

/** A table as dynamodb-provider's SingleTable fills it: parts joined by `#` as they are, the type and a time beside them. */
const Blog = defineTable({
  name: 'ProviderBlog',
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'ttl',
  composition: 'plain',
  indexes: {
    TypeIndex: { partitionKey: '_type', sortKey: '_timestamp' },
    GSI1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' },
  },
})

@Entity()
@SingleTable(Blog, {
  type: 'USER',
  key: { partitionKey: 'USER#{userId}', sortKey: '#METADATA' },
  indexes: { TypeIndex: { sortKey: '{createdAt}' }, GSI1: { partitionKey: 'EMAIL#{email}', sortKey: '{createdAt}' } },
})
class User {
  @PrimaryColumn() userId: string
  @Column() email: string
  @Column() name: string
  @Column() createdAt: string
  @Column({ default: 0 }) postCount: number
}

@Entity()
@SingleTable(Blog, {
  type: 'COMMENT',
  key: { partitionKey: 'POST#{postId}', sortKey: 'COMMENT#{createdAt}#{number}' },
  indexes: { GSI1: { partitionKey: 'USER#{userId}', sortKey: 'COMMENT#{createdAt}' }, TypeIndex: { sortKey: '{createdAt}' } },
})
class Comment {
  @PrimaryColumn() postId: string
  @PrimaryColumn() createdAt: string
  @PrimaryColumn({ type: 'int' }) number: number
  @Column() userId: string
  @TimeToLive() @Column({ name: 'ttl', type: Date, nullable: true }) endsAt: Date | null
}

type Part = string | number
interface Created {
  readonly key: { readonly partitionKey: Part | readonly Part[]; readonly rangeKey: Part | readonly Part[] }
  readonly item: Readonly<Record<string, unknown>>
  readonly type: string
  readonly indexes?: Readonly<Record<string, { readonly partitionKey: Part | readonly Part[]; readonly rangeKey: Part | readonly Part[] }>>
  readonly expiresAt?: number
  readonly timestamp: string
}

let opened: OpenedSource
let client: DynamoDBDocumentClient
let table: string
let users: PagingAndSortingRepository<User>
let comments: PagingAndSortingRepository<Comment>
const joined = (key: Part | readonly Part[]): string => [key].flat().join('#')

/** The item that the library's `create()` makes: the package is not to be had from the registry, so that its format stands here. */
const itemOf = ({ key, item, type, indexes = {}, expiresAt, timestamp }: Created): Record<string, unknown> => ({
  ...item,
  ...(expiresAt === undefined ? {} : { ttl: expiresAt }),
  ...Object.assign({}, ...Object.entries(indexes).map(([name, { partitionKey, rangeKey }]) => ({ [`${name.toLowerCase()}pk`]: joined(partitionKey), [`${name.toLowerCase()}sk`]: joined(rangeKey) }))) as object,
  _type: type, _timestamp: timestamp, pk: joined(key.partitionKey), sk: joined(key.rangeKey),
})
/** What its `query()` asks. */
async function query(partition: readonly Part[], index?: string): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await client.send(new QueryCommand({ TableName: table, ...(index === undefined ? {} : { IndexName: index }), KeyConditionExpression: '#p = :p', ExpressionAttributeNames: { '#p': index === undefined ? 'pk' : `${index.toLowerCase()}pk` }, ExpressionAttributeValues: { ':p': joined(partition) } }))
  return Items
}

beforeAll(async () => {
  opened = await openWith([User, Comment])
  table = `${(opened.dataSource.options as { entityPrefix?: string }).entityPrefix}${Blog.name}`
  client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig()))
  users = opened.dataSource.getRepository(User)
  comments = opened.dataSource.getRepository(Comment)
})
afterAll(async () => {
  client.destroy()
  await opened.dataSource.destroy()
})

const at = '2024-01-01T00:00:00.000Z'
const jane = { userId: 'Jane', email: 'jane@example.org', name: 'Jane', createdAt: at, postCount: 0 }
const theirJane = itemOf({ key: { partitionKey: ['USER', 'Jane'], rangeKey: '#METADATA' }, item: jane, type: 'USER', indexes: { GSI1: { partitionKey: ['EMAIL', jane.email], rangeKey: at } }, timestamp: at })
const comment = { postId: 'P 1', createdAt: at, number: 10, userId: 'Jane' }
const theirComment = itemOf({ key: { partitionKey: ['POST', 'P 1'], rangeKey: ['COMMENT', at, 10] }, item: comment, type: 'COMMENT', indexes: { GSI1: { partitionKey: ['USER', 'Jane'], rangeKey: ['COMMENT', at] } }, expiresAt: 4_102_444_800, timestamp: at })

beforeEach(async () => {
  await users.clear()
  await comments.clear()
})

test('an entity makes the very items that the library makes, and they are found by its queries', async () => {
  await users.insert(jane)
  await comments.put(comments.create({ ...comment, endsAt: new Date(4_102_444_800_000) }))
  expect(await storedItem(table, { pk: 'USER#Jane', sk: '#METADATA' })).toEqual(theirJane)
  expect(await storedItem(table, { pk: 'POST#P 1', sk: `COMMENT#${at}#10` })).toEqual(theirComment)
  expect(await query(['EMAIL', jane.email], 'GSI1')).toEqual([theirJane])
  expect(await query(['POST', 'P 1'])).toEqual([theirComment])
  await users.update('Jane', { email: 'new@example.org' })
  expect(await query(['EMAIL', jane.email], 'GSI1')).toEqual([])
  expect(await query(['EMAIL', 'new@example.org'], 'GSI1')).toMatchObject([{ userId: 'Jane' }])
})

test('entities are read of the items that the library has written, by key, by index and by type', async () => {
  for (const Item of [theirJane, theirComment, { ...theirJane, pk: 'USER#Other', _type: 'LEGACY' }]) await client.send(new PutCommand({ TableName: table, Item }))
  opened.sent.clear()
  expect(await users.get('Jane')).toEqual(Object.assign(new User(), jane))
  expect(await users.findBy({ email: jane.email })).toEqual([Object.assign(new User(), jane)])
  expect(await users.find()).toHaveLength(1)
  expect(await comments.findOneBy({ postId: 'P 1', createdAt: at, number: 10 })).toEqual(Object.assign(new Comment(), comment, { endsAt: new Date(4_102_444_800_000) }))
  expect(await comments.findBy({ postId: 'P 1' })).toHaveLength(1)
  expect(await comments.findBy({ userId: 'Jane' })).toHaveLength(1)
  expect(opened.sent.requests.map(({ action, input }) => [action, input.IndexName])).toEqual([['GetItem', undefined], ['Query', 'GSI1'], ['Query', 'TypeIndex'], ['GetItem', undefined], ['Query', undefined], ['Query', 'GSI1']])
})

test('a value that could be mistaken for the parts beside it is refused before anything is sent', async () => {
  opened.sent.clear()
  await expect(comments.insert({ ...comment, createdAt: `${at}#9` })).rejects.toThrow('Comment.createdAt, number: the key could be that of other values, since its composition is plain.')
  expect(opened.sent.actions()).toEqual([])
})
