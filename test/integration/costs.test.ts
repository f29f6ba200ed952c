import { randomUUID } from 'node:crypto'
import { BatchGetCommand, BatchWriteCommand, DeleteCommand, DynamoDBDocumentClient, ExecuteStatementCommand, GetCommand, PutCommand, QueryCommand, ScanCommand, TransactGetCommand, TransactWriteCommand, UpdateCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { Column, DeleteDateColumn, Entity, In, JoinColumn, ManyToOne, OneToMany, PrimaryColumn, PrimaryGeneratedColumn, VersionColumn } from 'typeorm'
import { Add, Append, defineTable, GlobalSecondaryIndex, Pageable, SingleTable, type DynamoDataSource, type DynamoEntityManager, type PagingAndSortingRepository } from '../../src/index.js'
import type { DynamoQueryRunner } from '../../src/typeorm/DynamoQueryRunner.js'
import { meteredClient } from '../support/meteredClient.js'
import { tablePrefix } from '../support/engine.js'
import { openWith } from '../support/openWith.js'

abstract class OrderColumns {
  @PrimaryColumn() tenantId: string
  @PrimaryColumn() orderId: string
  @Column() status: string
  @Column() createdAt: Date
  @Column() customerName: string
  @Column() email: string
  @Column() currency: string
  @Column() notes: string
  @Column('double') total: number
  @Column('double') discount: number
  @Column('int') itemCount: number
  @Column('int') priority: number
  @Column() paid: boolean
  @Column('json') address: object
  @Column('json') tags: string[]
}

/** Read only: 1,100 of one tenant and status. */
@Entity({ name: 'costs_order' })
@GlobalSecondaryIndex({ name: 'byStatus', partitionKey: ['tenantId', 'status'], sortKey: 'createdAt' })
class Order extends OrderColumns {}

/** The same, to write to. */
@Entity({ name: 'costs_draft' })
@GlobalSecondaryIndex({ name: 'byStatus', partitionKey: ['tenantId', 'status'], sortKey: 'createdAt' })
class Draft extends OrderColumns {}

/** Its index depends on properties that are not in its key. */
@Entity({ name: 'costs_member' })
@GlobalSecondaryIndex({ name: 'byName', partitionKey: ['last', 'first'] })
class Member {
  @PrimaryColumn() id: string
  @Column() first: string
  @Column() last: string
  @Column('int') visits: number
  @DeleteDateColumn() deletedAt: Date | null
}

@Entity({ name: 'costs_ticket' })
class Ticket {
  @PrimaryGeneratedColumn() id: number
  @Column() subject: string
  @VersionColumn() version: number
}

@Entity({ name: 'costs_note' })
class Note {
  @PrimaryGeneratedColumn('uuid') id: string
  @Column() text: string
}

@Entity({ name: 'costs_login' })
class Login {
  @PrimaryColumn() id: string
  @Column({ unique: true }) email: string
  @Column() name: string
}

const Billing = defineTable({ name: 'costs_billing', partitionKey: 'pk', sortKey: 'sk' })

/** With 40 charges in its partition. */
@Entity()
@SingleTable(Billing, { type: 'ACCOUNT', key: { partitionKey: 'ACCOUNT#{id}', sortKey: 'PROFILE' } })
class Account {
  @PrimaryColumn() id: string
  @Column() owner: string
  @OneToMany(() => Charge, (charge) => charge.account) charges: Charge[]
}

@Entity()
@SingleTable(Billing, { type: 'CHARGE', key: { partitionKey: 'ACCOUNT#{accountId}', sortKey: 'CHARGE#{number}' } })
class Charge {
  @PrimaryColumn() accountId: string
  @PrimaryColumn() number: string
  @Column() reason: string
  @ManyToOne(() => Account, (account) => account.charges, { onDelete: 'CASCADE' }) @JoinColumn({ name: 'accountId' }) account: Account
}

type Plain = Record<string, unknown>
type Columns = Pick<OrderColumns, keyof OrderColumns>

function order(i: number): Columns {
  const n = String(i).padStart(6, '0')
  return {
    tenantId: 'tenant-7', orderId: `ord-${n}`, status: 'shipped', createdAt: new Date(1_760_000_000_000 + i * 1000), customerName: `Customer Number ${n}`,
    email: `customer.${n}@example.com`, currency: 'EUR', notes: `Please leave order ${n} at the back door, and ring twice.`, total: 100 + i + 0.25, discount: 7.5,
    itemCount: 3 + (i % 9), priority: i % 5, paid: i % 2 === 0, address: { street: `${i} Long Street`, city: 'Springfield', zip: `9${n}`, country: 'DE' },
    tags: ['alpha', 'bravo', 'charlie', 'delta', `tag-${n}`],
  }
}
const many = <T>(count: number, make: (i: number) => T, from = 0): T[] => Array.from({ length: count }, (_, i) => make(from + i))
async function allOf<T>(entities: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const one of entities) all.push(one)
  return all
}
const keyOf = (i: number): { tenantId: string; orderId: string } => ({ tenantId: 'tenant-7', orderId: order(i).orderId })
const member = { id: 'm1', first: 'Jane', last: 'Doe', visits: 3 }
const question = { tenantId: 'tenant-7', status: 'shipped' }

const meter = meteredClient()
const { measure } = meter
const doc = DynamoDBDocumentClient.from(meter.client, { marshallOptions: { removeUndefinedValues: true } })
let dataSource: DynamoDataSource
let manager: DynamoEntityManager
let orders: PagingAndSortingRepository<Order>
let drafts: PagingAndSortingRepository<Draft>
let members: PagingAndSortingRepository<Member>
let tickets: PagingAndSortingRepository<Ticket>
let notes: PagingAndSortingRepository<Note>
const bookkeepingTable = `${tablePrefix()}bookkeeping`
const table = (entity: Function): string => dataSource.getMetadata(entity).tableName

// What a careful person keeps at hand: an item of an order, and the usual pieces of requests.
const item = (one: Columns): Plain => ({ ...one, createdAt: one.createdAt.toISOString(), 'tenantId#status': `${one.tenantId}#${one.status}` })
const memberItem = (one: Plain = member): Plain => ({ ...one, 'last#first': `${String(one.last)}#${String(one.first)}` })
const query = (entity: Function = Order): QueryCommandInput => ({
  TableName: table(entity), IndexName: 'byStatus', KeyConditionExpression: '#p = :p',
  ExpressionAttributeNames: { '#p': 'tenantId#status' }, ExpressionAttributeValues: { ':p': 'tenant-7#shipped' },
})
const put = (one: Columns): { TableName: string; Item: Plain } => ({ TableName: table(Draft), Item: item(one) })
const insert = (one: Columns): { TableName: string; Item: Plain; ConditionExpression: string } => ({ ...put(one), ConditionExpression: 'attribute_not_exists(tenantId)' })
const set = (i: number, values: Plain) => ({
  TableName: table(Draft), Key: keyOf(i), ConditionExpression: 'attribute_exists(tenantId)',
  UpdateExpression: `SET ${Object.keys(values).map((_, at) => `#n${at} = :v${at}`).join(', ')}`,
  ExpressionAttributeNames: Object.fromEntries(Object.keys(values).map((name, at) => [`#n${at}`, name])),
  ExpressionAttributeValues: Object.fromEntries(Object.values(values).map((value, at) => [`:v${at}`, value])),
})
const add = (i: number, amount: number) => ({
  TableName: table(Draft), Key: keyOf(i), ConditionExpression: 'attribute_exists(tenantId)', UpdateExpression: 'ADD #n :n',
  ExpressionAttributeNames: { '#n': 'priority' }, ExpressionAttributeValues: { ':n': amount },
})
const operated = {
  get TableName() {
    return table(Draft)
  },
  Key: keyOf(1), ConditionExpression: 'attribute_exists(tenantId)',
  UpdateExpression: 'SET #t = list_append(if_not_exists(#t, :none), :t), #a.#c = :c ADD #n :n',
  ExpressionAttributeNames: { '#n': 'priority', '#t': 'tags', '#a': 'address', '#c': 'city' }, ExpressionAttributeValues: { ':n': 2, ':t': ['new'], ':none': [], ':c': 'Shelbyville' },
}
const setMember = (expression: string, values?: Plain) => ({ TableName: table(Member), Key: { id: 'm1' }, ConditionExpression: 'attribute_exists(id)', UpdateExpression: expression, ...(values === undefined ? {} : { ExpressionAttributeValues: values }) })
/** All attributes of an item but its key, whether it is there or not. */
const setAll = (one: Columns) => {
  const { tenantId, orderId, ...values } = item(one)
  const names = Object.keys(values)
  return {
    TableName: table(Draft), Key: { tenantId, orderId }, UpdateExpression: `SET ${names.map((_, at) => `#n${at} = :v${at}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name, at) => [`#n${at}`, name])), ExpressionAttributeValues: Object.fromEntries(names.map((name, at) => [`:v${at}`, values[name]])),
  }
}
const remove = (i: number): { TableName: string; Key: Plain } => ({ TableName: table(Draft), Key: keyOf(i) })
async function stored(entity: Function, Key: Plain): Promise<Plain | undefined> {
  return (await doc.send(new GetCommand({ TableName: table(entity), Key, ConsistentRead: true }))).Item
}
const login = { id: 'l1', email: 'a', name: 'x' }
const sentinelKey = (email: string): string => `unique#${table(Login)}#email#S#${email}`
const sentinel = (email: string, id: string) => ({ TableName: bookkeepingTable, Item: { pk: sentinelKey(email), table: table(Login), constraint: 'email', owner: { id } }, ConditionExpression: 'attribute_not_exists(pk)' })
async function renameMember(first: string): Promise<void> {
  const { last } = (await stored(Member, { id: 'm1' }))!
  await doc.send(new UpdateCommand({ ...setMember('SET #first = :f, #key = :k', { ':f': first, ':k': `${String(last)}#${first}`, ':l': last }), ConditionExpression: '#last = :l', ExpressionAttributeNames: { '#first': 'first', '#last': 'last', '#key': 'last#first' } }))
}
async function batch(requests: readonly Plain[], entity: Function = Draft): Promise<void> {
  for (let at = 0; at < requests.length; at += 25) await doc.send(new BatchWriteCommand({ RequestItems: { [table(entity)]: requests.slice(at, at + 25) } }))
}
const deletesOf = (found: readonly Plain[] = []): Plain[] => found.map(({ tenantId, orderId }) => ({ DeleteRequest: { Key: { tenantId, orderId } } }))
async function counted(left: number): Promise<Plain> {
  const { LastEvaluatedKey } = await doc.send(new QueryCommand({ ...query(), Select: 'COUNT', Limit: left }))
  return LastEvaluatedKey!
}
const itemsOf = async (input: Partial<QueryCommandInput> = {}): Promise<Plain[]> => (await doc.send(new QueryCommand({ ...query(), ...input }))).Items!
const countOf = async (input: Partial<QueryCommandInput> = {}): Promise<number> => (await doc.send(new QueryCommand({ ...query(), ...input, Select: 'COUNT' }))).Count!
const scanned = async (): Promise<Plain[]> => (await doc.send(new ScanCommand({ TableName: table(Order) }))).Items!
const got = async (): Promise<unknown> => (await doc.send(new GetCommand({ TableName: table(Order), Key: keyOf(7) }))).Item
const statement = (): string => `SELECT * FROM "${table(Order)}" WHERE tenantId = ? AND orderId = ?`
const parameters = ['tenant-7', 'ord-000007']
const stated = async (): Promise<unknown> => (await doc.send(new ExecuteStatementCommand({ Statement: statement(), Parameters: parameters }))).Items
const byEmail = async (): Promise<Plain[]> => (await doc.send(new ScanCommand({ TableName: table(Order), FilterExpression: 'email = :e', ExpressionAttributeValues: { ':e': order(7).email } }))).Items!

const billed = async (input: Partial<QueryCommandInput> = {}): Promise<Plain[]> => (await doc.send(new QueryCommand({ TableName: dataSource.options.entityPrefix! + Billing.name, KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': 'ACCOUNT#a1' }, ...input }))).Items!
const chargesOf = (found: readonly Plain[]): unknown[] => found.filter((one) => 'number' in one).map((one) => one.number)

/**
 * One cell. Units are what the local engine reports: of a transaction it reports one operation only, of PartiQL and of the absent
 * keys of a batch nothing.
 */
interface Row {
  readonly name: string
  readonly ours: () => Promise<unknown>
  /** The commands that a careful person would write for the same promise. */
  readonly byHand: () => Promise<unknown>
  /** What ours costs. */
  readonly costs: string
}

const reads: readonly Row[] = [
  { name: 'get by key', ours: () => orders.get(keyOf(7)), byHand: got, costs: 'GetItem; 0.5 read' },
  {
    name: 'get by key, consistent',
    ours: () => orders.get(keyOf(7), { consistent: true }),
    byHand: () => stored(Order, keyOf(7)),
    costs: 'GetItem; 1 read',
  },
  { name: 'findOneBy the whole key', ours: () => orders.findOneBy(keyOf(7)), byHand: got, costs: 'GetItem; 0.5 read' },
  { name: 'findOne', ours: () => orders.findOne({ where: keyOf(7) }), byHand: got, costs: 'GetItem; 0.5 read' },
  { name: 'findOneOrFail', ours: () => orders.findOneOrFail({ where: keyOf(7) }), byHand: got, costs: 'GetItem; 0.5 read' },
  { name: 'findOneByOrFail', ours: () => orders.findOneByOrFail(keyOf(7)), byHand: got, costs: 'GetItem; 0.5 read' },
  { name: 'findOneBy what an index serves', ours: () => orders.findOneBy(question), byHand: async () => (await itemsOf({ Limit: 1 }))[0], costs: 'Query; 0.5 read' },
  { name: 'preload', ours: () => orders.preload(keyOf(7)), byHand: got, costs: 'GetItem; 0.5 read' },
  { name: 'find by {tenantId, status}', ours: () => orders.find({ where: question }), byHand: () => itemsOf(), costs: 'Query; 55.5 read' },
  { name: 'find the first 20 by index', ours: () => orders.find({ where: question, take: 20 }), byHand: () => itemsOf({ Limit: 20 }), costs: 'Query; 1 read' },
  { name: 'find by {email}, which no index has', ours: () => orders.findBy({ email: order(7).email }), byHand: byEmail, costs: 'Scan; 55.5 read' },
  {
    name: 'find with In on the key',
    ours: () => orders.findBy({ tenantId: 'tenant-7', orderId: In(many(3, (i) => keyOf(i).orderId)) }),
    byHand: async () => (await doc.send(new BatchGetCommand({ RequestItems: { [table(Order)]: { Keys: many(3, keyOf) } } }))).Responses![table(Order)],
    costs: 'BatchGetItem; 1.5 read',
  },
  {
    name: 'batch get of 100',
    ours: () => orders.batchRead(many(100, keyOf)),
    byHand: async () => (await doc.send(new BatchGetCommand({ RequestItems: { [table(Order)]: { Keys: many(100, keyOf) } } }))).Responses![table(Order)],
    costs: 'BatchGetItem; 50 read',
  },
  {
    name: 'transactGet of 3, at one moment',
    ours: () => manager.transactGet([[Order, keyOf(1)], [Order, keyOf(2)], [Order, keyOf(3)]]),
    byHand: async () => (await doc.send(new TransactGetCommand({ TransactItems: many(3, (i) => ({ Get: { TableName: table(Order), Key: keyOf(i) } }), 1) }))).Responses!.map((one) => one.Item),
    costs: 'TransactGetItems; 6 read',
  },
  { name: 'transactGet of one', ours: () => manager.transactGet([[Order, keyOf(1)]]), byHand: async () => [await stored(Order, keyOf(1))], costs: 'GetItem; 1 read' },
  {
    name: 'a page of 20 by index, which knows whether it is the last: one item more is looked at',
    ours: async () => (await orders.findPage({ where: question }, Pageable.of(0, 20))).content,
    byHand: async () => (await itemsOf({ Limit: 21 })).slice(0, 20),
    costs: 'Query; 1.5 read',
  },
  {
    name: 'page 50 of size 20',
    ours: async () => (await orders.findPage({ where: question }, Pageable.of(49, 20))).content,
    byHand: async () => (await itemsOf({ Limit: 21, ExclusiveStartKey: await counted(980) })).slice(0, 20),
    costs: '2 Query; 51 read',
  },
  {
    name: 'a page and the count of all',
    ours: async () => {
      const page = await orders.findPageWithCountExpensive({ where: question }, Pageable.of(0, 20))
      return [page.content.length, page.totalElements]
    },
    byHand: async () => [(await itemsOf({ Limit: 21 })).slice(0, 20).length, await countOf()],
    costs: '2 Query; 57 read',
  },
  {
    name: 'findAndCount',
    ours: async () => {
      const [found, count] = await orders.findAndCount({ where: question, take: 20 })
      return [found.length, count]
    },
    byHand: async () => [(await itemsOf({ Limit: 20 })).length, await countOf()],
    costs: '2 Query; 56.5 read',
  },
  {
    name: 'findAndCountBy',
    ours: async () => {
      const [found, count] = await orders.findAndCountBy(question)
      return [found.length, count]
    },
    byHand: async () => [(await itemsOf()).length, 1100],
    costs: 'Query; 55.5 read',
  },
  { name: 'count', ours: () => orders.count({ where: question }), byHand: () => countOf(), costs: 'Query; 55.5 read' },
  { name: 'countBy', ours: () => orders.countBy(question), byHand: () => countOf(), costs: 'Query; 55.5 read' },
  { name: 'exists', ours: () => orders.exists({ where: question }), byHand: async () => (await countOf({ Limit: 1 })) === 1, costs: 'Query; 0.5 read' },
  { name: 'existsBy', ours: () => orders.existsBy(question), byHand: async () => (await countOf({ Limit: 1 })) === 1, costs: 'Query; 0.5 read' },
  { name: 'sum', ours: () => orders.sum('itemCount', question), byHand: async () => (await itemsOf()).reduce((sum, one) => sum + Number(one.itemCount), 0), costs: 'Query; 55.5 read' },
  { name: 'average', ours: () => orders.average('discount', question), byHand: async () => (await itemsOf()).reduce((sum, one) => sum + Number(one.discount), 0) / 1100, costs: 'Query; 55.5 read' },
  { name: 'minimum', ours: () => orders.minimum('total', question), byHand: async () => Math.min(...(await itemsOf()).map((one) => Number(one.total))), costs: 'Query; 55.5 read' },
  { name: 'maximum', ours: () => orders.maximum('total', question), byHand: async () => Math.max(...(await itemsOf()).map((one) => Number(one.total))), costs: 'Query; 55.5 read' },
  { name: 'findAll', ours: () => orders.findAll(), byHand: scanned, costs: 'Scan; 55.5 read' },
  { name: 'scan', ours: () => orders.scan(), byHand: scanned, costs: 'Scan; 55.5 read' },
  { name: 'streamAll', ours: () => orders.streamAll().toArray(), byHand: scanned, costs: 'Scan; 55.5 read' },
  { name: 'iterate', ours: async () => allOf(orders.iterate({ where: question, take: 100 })), byHand: () => itemsOf({ Limit: 100 }), costs: 'Query; 5 read' },
  { name: 'iterate of a manager', ours: async () => allOf(manager.iterate(Order, { where: question, take: 100 })), byHand: () => itemsOf({ Limit: 100 }), costs: 'Query; 5 read' },
  { name: 'stream', ours: () => orders.stream({ where: question, take: 100 }).toArray(), byHand: () => itemsOf({ Limit: 100 }), costs: 'Query; 5 read' },
  { name: 'stream of a manager', ours: () => manager.stream(Order, { where: question, take: 100 }).toArray(), byHand: () => itemsOf({ Limit: 100 }), costs: 'Query; 5 read' },
  {
    name: 'findOne with the relation in its partition',
    ours: async () => (await manager.findOne(Account, { where: { id: 'a1' }, relations: { charges: true } }))!.charges.map((charge) => charge.number),
    byHand: async () => chargesOf(await billed()),
    costs: 'Query; 2.5 read',
  },
  {
    name: 'a collection',
    ours: async () => {
      const { accounts, charges } = await manager.collection({ accounts: Account, charges: Charge }, { each: { accounts: { id: 'a1' }, charges: { accountId: 'a1' } } })
      return [accounts.length, ...charges.map((charge) => charge.number)]
    },
    byHand: async () => [1, ...chargesOf(await billed())],
    costs: 'Query; 2.5 read',
  },
  {
    name: 'a page of a collection',
    ours: async () => (await manager.collectionPage({ accounts: Account, charges: Charge }, { each: { accounts: { id: 'a1' }, charges: { accountId: 'a1' } } }, Pageable.of(0, 20))).content.charges.map((charge) => charge.number),
    byHand: async () => chargesOf(await billed({ Limit: 21 })).slice(0, 20),
    costs: 'Query; 1.5 read',
  },
  { name: 'executeStatement', ours: () => orders.executeStatement(statement(), parameters), byHand: stated, costs: 'ExecuteStatement; no units' },
  { name: 'executeStatement of plain objects', ours: () => manager.executeStatement(statement(), parameters), byHand: stated, costs: 'ExecuteStatement; no units' },
  { name: 'executeStatementOf', ours: () => manager.executeStatementOf(Order, statement(), parameters), byHand: stated, costs: 'ExecuteStatement; no units' },
  { name: 'query of a query runner', ours: () => onRunner((runner) => runner.query(statement(), parameters)), byHand: stated, costs: 'ExecuteStatement; no units' },
  { name: 'sql of a query runner', ours: () => onRunner((runner) => runner.sql(statement().split('?') as never, ...parameters)), byHand: stated, costs: 'ExecuteStatement; no units' },
  {
    name: 'SELECT 1 as a ping',
    ours: async () => ((await onRunner((runner) => runner.query('SELECT 1'))) as unknown[]).length,
    byHand: async () => (await doc.send(new ListTablesCommand({ Limit: 1 }))).TableNames!.length,
    costs: 'ListTables; no units',
  },
]

const writes: readonly (Row & { readonly stored?: number; readonly generated?: readonly string[] })[] = [
  { name: 'put new', ours: () => drafts.put(drafts.create(order(9))), byHand: () => doc.send(new PutCommand(put(order(9)))), costs: 'PutItem; 2 write' },
  { name: 'put several', ours: () => drafts.put(drafts.create(many(2, order, 9))), byHand: () => batch(many(2, (i) => ({ PutRequest: { Item: item(order(i)) } }), 9)), costs: 'BatchWriteItem; 4 write' },
  { name: 'putOne over what is there', ours: () => drafts.putOne(drafts.create({ ...order(1), notes: 'changed' })), byHand: () => doc.send(new PutCommand(put({ ...order(1), notes: 'changed' }))), costs: 'PutItem; 2 write' },
  {
    name: 'save new, which reads to know that it is',
    ours: () => drafts.save(drafts.create(order(9))),
    byHand: async () => {
      if ((await stored(Draft, keyOf(9))) === undefined) await doc.send(new PutCommand(insert(order(9))))
    },
    costs: 'GetItem, PutItem; 1 read, 2 write',
  },
  {
    name: 'save changed, which reads to write only what has changed',
    ours: () => drafts.save(drafts.create({ ...order(1), notes: 'changed' })),
    byHand: async () => {
      if ((await stored(Draft, keyOf(1)))?.notes !== 'changed') await doc.send(new UpdateCommand(set(1, { notes: 'changed' })))
    },
    costs: 'GetItem, UpdateItem; 1 read, 2 write',
  },
  {
    name: 'save of what was read alone, which depends on it',
    ours: async () => {
      const one = await drafts.findOneByOrFail(keyOf(1))
      await drafts.save(Object.assign(one, { notes: 'changed' }))
    },
    byHand: async () => {
      const { Item: one = {} } = await doc.send(new GetCommand({ TableName: table(Draft), Key: keyOf(1) }))
      const update = set(1, { notes: 'changed' })
      await doc.send(new UpdateCommand({
        ...update, ConditionExpression: 'notes = :old', ExpressionAttributeNames: update.ExpressionAttributeNames, ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':old': one.notes as string },
      }))
    },
    costs: 'GetItem, UpdateItem; 0.5 read, 2 write',
  },
  { name: 'save unchanged', ours: () => drafts.save(drafts.create(order(1))), byHand: () => stored(Draft, keyOf(1)), costs: 'GetItem; 1 read' },
  {
    name: 'save of 3 new, all or nothing',
    ours: () => drafts.save(drafts.create(many(3, order, 9))),
    byHand: async () => {
      await doc.send(new BatchGetCommand({ RequestItems: { [table(Draft)]: { Keys: many(3, keyOf, 9), ConsistentRead: true } } }))
      await doc.send(new TransactWriteCommand({ TransactItems: many(3, (i) => ({ Put: insert(order(i)) }), 9) }))
    },
    costs: 'BatchGetItem, TransactWriteItems; 4 write',
  },
  {
    name: 'save of a key that a counter gives',
    ours: () => tickets.save(tickets.create({ subject: 'Lamp' })),
    byHand: async () => {
      const { Attributes } = await doc.send(new UpdateCommand({ TableName: bookkeepingTable, Key: { pk: 'by hand' }, UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': 1 }, ReturnValues: 'UPDATED_NEW' }))
      await doc.send(new PutCommand({ TableName: table(Ticket), Item: { id: Attributes!.n as number, subject: 'Lamp', version: 1 }, ConditionExpression: 'attribute_not_exists(id)' }))
    },
    generated: ['id'],
    costs: 'UpdateItem, PutItem; 2 write',
  },
  {
    name: 'save of a key that the driver makes up, which cannot be there',
    ours: () => notes.save(notes.create({ text: 'Lamp' })),
    byHand: () => doc.send(new PutCommand({ TableName: table(Note), Item: { id: randomUUID(), text: 'Lamp' }, ConditionExpression: 'attribute_not_exists(id)' })),
    generated: ['id'],
    costs: 'PutItem; 1 write',
  },
  {
    name: 'save of 3 changed without a transaction',
    ours: () => drafts.save(drafts.create(many(3, (i) => ({ ...order(i), notes: 'changed' }))), { transaction: false }),
    byHand: async () => {
      await doc.send(new BatchGetCommand({ RequestItems: { [table(Draft)]: { Keys: many(3, keyOf), ConsistentRead: true } } }))
      for (const i of [0, 1, 2]) await doc.send(new UpdateCommand(set(i, { notes: 'changed' })))
    },
    costs: 'BatchGetItem, 3 UpdateItem; 3 read, 6 write',
  },
  { name: 'insert', ours: () => drafts.insert(order(9)), byHand: () => doc.send(new PutCommand(insert(order(9)))), costs: 'PutItem; 2 write' },
  { name: 'insert of 3, all or nothing', ours: () => drafts.insert(many(3, order, 9)), byHand: () => doc.send(new TransactWriteCommand({ TransactItems: many(3, (i) => ({ Put: insert(order(i)) }), 9) })), costs: 'TransactWriteItems; 4 write' },
  {
    name: 'upsert of what is there, whose index keys are all given',
    ours: () => drafts.upsert({ ...order(1), notes: 'changed' }, ['tenantId', 'orderId']),
    byHand: () => doc.send(new UpdateCommand(setAll({ ...order(1), notes: 'changed' }))),
    costs: 'UpdateItem; 2 write',
  },
  { name: 'upsert of what is not there', ours: () => drafts.upsert(order(9), ['tenantId', 'orderId']), byHand: () => doc.send(new UpdateCommand(setAll(order(9)))), costs: 'UpdateItem; 2 write' },
  {
    name: 'upsert of a part of an index key, which reads the others',
    ours: () => members.upsert({ id: 'm1', first: 'Joan' }, ['id']),
    byHand: () => renameMember('Joan'),
    costs: 'GetItem, UpdateItem; 1 read, 3 write',
  },
  { name: 'update 1 attribute', ours: () => drafts.update(keyOf(1), { notes: 'changed' }), byHand: () => doc.send(new UpdateCommand(set(1, { notes: 'changed' }))), costs: 'UpdateItem; 2 write' },
  { name: 'update in one argument', ours: () => manager.update(Draft, { where: keyOf(1), setValues: { notes: 'changed' } }), byHand: () => doc.send(new UpdateCommand(set(1, { notes: 'changed' }))), costs: 'UpdateItem; 2 write' },
  { name: 'updateExpression', ours: () => drafts.updateExpression({ where: keyOf(1), setValues: { notes: 'changed' } }), byHand: () => doc.send(new UpdateCommand(set(1, { notes: 'changed' }))), costs: 'UpdateItem; 2 write' },
  {
    name: 'update by operators and paths',
    ours: () => drafts.update(keyOf(1), { priority: Add(2), tags: Append(['new']), 'address.city': 'Shelbyville' }),
    byHand: () => doc.send(new UpdateCommand(operated)),
    costs: 'UpdateItem; 2 write',
  },
  {
    name: 'update by operators, which may be sent again after a lost answer',
    ours: () => drafts.update(keyOf(1), { priority: Add(2), tags: Append(['new']), 'address.city': 'Shelbyville' }, { idempotent: true }),
    byHand: () => doc.send(new TransactWriteCommand({ TransactItems: [{ Update: operated }] })),
    costs: 'TransactWriteItems; 4 write',
  },
  {
    name: 'update that gives back what it leaves',
    ours: () => drafts.update(keyOf(1), { priority: Add(2) }, { returning: 'all_new' }).then(({ entities: [one] }) => one!.priority),
    byHand: () => doc.send(new UpdateCommand({ ...add(1, 2), ReturnValues: 'ALL_NEW' })).then(({ Attributes }) => Attributes!.priority as number),
    costs: 'UpdateItem; 2 write',
  },
  {
    name: 'update that gives back what it changes',
    ours: () => drafts.update(keyOf(1), { priority: Add(2) }, { returning: 'updated_new' }).then(({ entities: [one] }) => one!.priority),
    byHand: () => doc.send(new UpdateCommand({ ...add(1, 2), ReturnValues: 'UPDATED_NEW' })).then(({ Attributes }) => Attributes!.priority as number),
    costs: 'UpdateItem; 2 write',
  },
  {
    name: 'updateExpression of an index key whose other parts are in the key',
    ours: () => drafts.updateExpression({ where: keyOf(1), setValues: { status: 'lost' } }),
    byHand: () => doc.send(new UpdateCommand(set(1, { status: 'lost', 'tenantId#status': 'tenant-7#lost' }))),
    costs: 'UpdateItem; 3 write',
  },
  {
    name: 'updateExpression of an index key whose other parts are not, which reads them',
    ours: () => members.updateExpression({ where: { id: 'm1' }, setValues: { first: 'Joan' } }),
    byHand: () => renameMember('Joan'),
    costs: 'GetItem, UpdateItem; 1 read, 3 write',
  },
  {
    name: 'update of what an index finds, which wants each under the question',
    ours: () => drafts.update({ tenantId: 'tenant-7', status: 'shipped' }, { notes: 'changed' }),
    byHand: async () => {
      for (const i of (await itemsOf({ TableName: table(Draft) })).map((one) => Number(String(one.orderId).slice(4)))) await doc.send(new UpdateCommand(set(i, { notes: 'changed' })))
    },
    costs: 'Query, 3 UpdateItem; 0.5 read, 6 write',
  },
  {
    name: 'updateAll, each as long as it is there',
    ours: () => drafts.updateAll({ notes: 'changed' }),
    byHand: async () => {
      await doc.send(new ScanCommand({ TableName: table(Draft) }))
      for (const i of [0, 1, 2]) await doc.send(new UpdateCommand(set(i, { notes: 'changed' })))
    },
    costs: 'Scan, 3 UpdateItem; 0.5 read, 6 write',
  },
  {
    name: 'updateOne of a query runner, in one argument, of an index key whose other parts are not in the key',
    ours: () => onRunner((runner) => runner.updateOne({ table: table(Member), key: { id: 'm1' }, updateExpression: 'SET #f = :f', values: { ':f': 'Joan' }, names: { '#f': 'first' } })),
    byHand: () => renameMember('Joan'),
    costs: 'GetItem, UpdateItem; 1 read, 3 write',
  },
  { name: 'add', ours: () => drafts.add({ where: keyOf(1), values: { priority: 2 } }), byHand: () => doc.send(new UpdateCommand(add(1, 2))), costs: 'UpdateItem; 2 write' },
  {
    name: 'add that may be sent again after a lost answer',
    ours: () => drafts.add({ where: keyOf(1), values: { priority: 2 }, idempotent: true }),
    byHand: () => doc.send(new TransactWriteCommand({ TransactItems: [{ Update: add(1, 2) }] })),
    costs: 'TransactWriteItems; 4 write',
  },
  { name: 'increment', ours: () => drafts.increment(keyOf(1), 'priority', 2), byHand: () => doc.send(new UpdateCommand(add(1, 2))), costs: 'UpdateItem; 2 write' },
  { name: 'decrement', ours: () => drafts.decrement(keyOf(1), 'priority', 2), byHand: () => doc.send(new UpdateCommand(add(1, -2))), costs: 'UpdateItem; 2 write' },
  { name: 'delete', ours: () => drafts.delete(keyOf(1)), byHand: () => doc.send(new DeleteCommand({ ...remove(1), ConditionExpression: 'attribute_exists(tenantId)' })), costs: 'DeleteItem; 2 write' },
  {
    name: 'delete that gives back what was there',
    ours: () => drafts.delete(keyOf(1), { returning: 'all_old' }).then(({ entities: [one] }) => one!.orderId),
    byHand: () => doc.send(new DeleteCommand({ ...remove(1), ConditionExpression: 'attribute_exists(tenantId)', ReturnValues: 'ALL_OLD' })).then(({ Attributes }) => Attributes!.orderId as string),
    costs: 'DeleteItem; 2 write',
  },
  {
    name: 'increment that may be sent again after a lost answer',
    ours: () => drafts.increment(keyOf(1), 'priority', 2, { idempotent: true }),
    byHand: () => doc.send(new TransactWriteCommand({ TransactItems: [{ Update: add(1, 2) }] })),
    costs: 'TransactWriteItems; 4 write',
  },
  { name: 'deleteOne', ours: () => drafts.deleteOne(keyOf(1)), byHand: () => doc.send(new DeleteCommand(remove(1))), costs: 'DeleteItem; 2 write' },
  {
    name: 'remove, which reads what is stored for subscribers',
    ours: () => drafts.remove(drafts.create(order(1))),
    byHand: async () => {
      await stored(Draft, keyOf(1))
      await doc.send(new DeleteCommand(remove(1)))
    },
    costs: 'GetItem, DeleteItem; 1 read, 2 write',
  },
  { name: 'batch of 100 puts', stored: 0, ours: () => drafts.putMany(drafts.create(many(100, order))), byHand: () => batch(many(100, (i) => ({ PutRequest: { Item: item(order(i)) } }))), costs: '4 BatchWriteItem; 200 write' },
  { name: 'putMany of 30', stored: 0, ours: () => drafts.putMany(drafts.create(many(30, order))), byHand: () => batch(many(30, (i) => ({ PutRequest: { Item: item(order(i)) } }))), costs: '2 BatchWriteItem; 60 write' },
  {
    name: 'putMany of 3 versioned, each under its version',
    ours: () => tickets.putMany(tickets.create(many(3, (id) => ({ id, subject: 'Lamp' }), 1))),
    byHand: async () => {
      for (const id of [1, 2, 3]) await doc.send(new PutCommand({ TableName: table(Ticket), Item: { id, subject: 'Lamp', version: 1 }, ConditionExpression: 'attribute_not_exists(id)' }))
    },
    costs: '3 PutItem; 3 write',
  },
  { name: 'deleteMany of 30', stored: 30, ours: () => drafts.deleteMany(many(30, keyOf)), byHand: () => batch(many(30, (i) => ({ DeleteRequest: { Key: keyOf(i) } }))), costs: '2 BatchWriteItem; 60 write' },
  {
    name: 'batchWrite of puts and deletes',
    ours: () => drafts.batchWrite([{ type: 'PutRequest', item: drafts.create(order(9)) }, { type: 'DeleteRequest', item: keyOf(1) }]),
    byHand: () => batch([{ PutRequest: { Item: item(order(9)) } }, { DeleteRequest: { Key: keyOf(1) } }]),
    costs: 'BatchWriteItem; 4 write',
  },
  {
    name: 'deleteAllBy what an index finds',
    stored: 30,
    ours: () => drafts.deleteAllBy({ where: question }),
    byHand: async () => batch(deletesOf(await itemsOf({ TableName: table(Draft) }))),
    costs: 'Query, 2 BatchWriteItem; 1.5 read, 60 write',
  },
  {
    name: 'deleteAll',
    stored: 30,
    ours: () => drafts.deleteAll(),
    byHand: async () => batch(deletesOf((await doc.send(new ScanCommand({ TableName: table(Draft) }))).Items)),
    costs: 'Scan, 2 BatchWriteItem; 1.5 read, 60 write',
  },
  {
    name: 'clear, also of what has just been written',
    stored: 30,
    ours: () => drafts.clear(),
    byHand: async () => batch(deletesOf((await doc.send(new ScanCommand({ TableName: table(Draft), ConsistentRead: true }))).Items)),
    costs: 'Scan, 2 BatchWriteItem; 3 read, 60 write',
  },
  {
    name: 'clearTable of a query runner',
    stored: 30,
    ours: () => onRunner((runner) => runner.clearTable(table(Draft))),
    byHand: async () => batch(deletesOf((await doc.send(new ScanCommand({ TableName: table(Draft), ConsistentRead: true }))).Items)),
    costs: 'Scan, 2 BatchWriteItem; 3 read, 60 write',
  },
  {
    name: 'softRemove, which reads to write only what has changed',
    ours: () => members.softRemove(members.create(member)),
    byHand: async () => {
      await stored(Member, { id: 'm1' })
      await doc.send(new UpdateCommand(setMember('SET deletedAt = :now', { ':now': new Date().toISOString() })))
    },
    generated: ['deletedAt'],
    costs: 'GetItem, UpdateItem; 1 read, 2 write',
  },
  {
    name: 'recover, which reads to write only what has changed',
    ours: () => members.recover(members.create({ ...member, id: 'm2' })),
    byHand: async () => {
      await stored(Member, { id: 'm2' })
      await doc.send(new UpdateCommand({ ...setMember('REMOVE deletedAt'), Key: { id: 'm2' } }))
    },
    costs: 'GetItem, UpdateItem; 1 read, 2 write',
  },
  {
    name: 'softDelete',
    ours: () => members.softDelete({ id: 'm1' }),
    byHand: () => doc.send(new UpdateCommand(setMember('SET deletedAt = :now', { ':now': new Date().toISOString() }))),
    generated: ['deletedAt'],
    costs: 'UpdateItem; 2 write',
  },
  { name: 'restore', ours: () => members.restore({ id: 'm2' }), byHand: () => doc.send(new UpdateCommand({ ...setMember('REMOVE deletedAt'), Key: { id: 'm2' } })), costs: 'UpdateItem; 2 write' },
  {
    name: 'a transaction of 3 writes',
    ours: () => manager.transaction(async (inside) => {
      await inside.insert(Draft, order(9))
      await inside.update(Draft, keyOf(1), { notes: 'changed' })
      await inside.delete(Draft, keyOf(2))
    }),
    byHand: () => doc.send(new TransactWriteCommand({ TransactItems: [{ Put: insert(order(9)) }, { Update: set(1, { notes: 'changed' }) }, { Delete: remove(2) }] })),
    costs: 'TransactWriteItems; 4 write',
  },
  {
    name: 'a transaction of one write',
    ours: () => onRunner(async (runner) => {
      await runner.startTransaction()
      await runner.manager.insert(Draft, order(9))
      await runner.commitTransaction()
    }),
    byHand: () => doc.send(new PutCommand(insert(order(9)))),
    costs: 'PutItem; 2 write',
  },
  {
    name: 'a transaction of two writes of one item',
    ours: () => manager.transaction(async (inside) => {
      await inside.update(Draft, keyOf(1), { notes: 'changed' })
      await inside.update(Draft, keyOf(1), { currency: 'CHF' })
    }),
    byHand: () => doc.send(new UpdateCommand(set(1, { notes: 'changed', currency: 'CHF' }))),
    costs: 'UpdateItem; 2 write',
  },
  {
    name: 'a put under a condition',
    ours: () => drafts.put(drafts.create({ ...order(1), notes: 'changed' }), { condition: { status: order(1).status } }),
    byHand: () => doc.send(new PutCommand({ ...put({ ...order(1), notes: 'changed' }), ConditionExpression: '#s = :s', ExpressionAttributeNames: { '#s': 'status' }, ExpressionAttributeValues: { ':s': order(1).status } })),
    costs: 'PutItem; 2 write',
  },
  {
    name: 'a transaction of a write and a check',
    ours: () => onRunner(async (runner) => {
      await runner.startTransaction()
      await drafts.check(keyOf(1), { status: order(1).status })
      await manager.check(Draft, keyOf(2))
      await drafts.insert(order(9))
      await runner.commitTransaction()
    }),
    byHand: () => doc.send(new TransactWriteCommand({ TransactItems: [
      { ConditionCheck: { TableName: table(Draft), Key: keyOf(1), ConditionExpression: '#s = :s', ExpressionAttributeNames: { '#s': 'status' }, ExpressionAttributeValues: { ':s': order(1).status } } },
      { ConditionCheck: { TableName: table(Draft), Key: keyOf(2), ConditionExpression: 'attribute_exists(tenantId)' } },
      { Put: insert(order(9)) },
    ] })),
    costs: 'TransactWriteItems; 6 write',
  },
  {
    name: 'an insert with a unique column',
    ours: () => manager.insert(Login, { ...login, id: 'l2', email: 'b' }),
    byHand: () => doc.send(new TransactWriteCommand({ TransactItems: [{ Put: { TableName: table(Login), Item: { ...login, id: 'l2', email: 'b' }, ConditionExpression: 'attribute_not_exists(id)' } }, { Put: sentinel('b', 'l2') }] })),
    costs: 'TransactWriteItems; 4 write',
  },
  {
    name: 'an update of a unique column',
    ours: () => manager.update(Login, { id: 'l1' }, { email: 'b' }),
    byHand: async () => {
      const { email } = (await stored(Login, { id: 'l1' })) as { email: string }
      await doc.send(new TransactWriteCommand({
        TransactItems: [
          { Update: { TableName: table(Login), Key: { id: 'l1' }, UpdateExpression: 'SET email = :new', ConditionExpression: 'email = :old', ExpressionAttributeValues: { ':new': 'b', ':old': email } } },
          { Delete: { TableName: bookkeepingTable, Key: { pk: sentinelKey(email) } } },
          { Put: sentinel('b', 'l1') },
        ],
      }))
    },
    costs: 'GetItem, TransactWriteItems; 1 read, 5 write',
  },
  { name: 'an update of another column of such an entity', ours: () => manager.update(Login, { id: 'l1' }, { name: 'n' }), byHand: () => doc.send(new UpdateCommand({ TableName: table(Login), Key: { id: 'l1' }, UpdateExpression: 'SET #n = :n', ExpressionAttributeNames: { '#n': 'name' }, ExpressionAttributeValues: { ':n': 'n' } })), costs: 'UpdateItem; 1 write' },
  {
    name: 'rebuildUnique',
    ours: () => manager.rebuildUnique(Login),
    byHand: async () => {
      const { Items = [] } = await doc.send(new ScanCommand({ TableName: table(Login), ConsistentRead: true }))
      const keys = Items.map(({ email }) => ({ pk: sentinelKey(email as string) }))
      await doc.send(new BatchGetCommand({ RequestItems: { [bookkeepingTable]: { Keys: keys, ConsistentRead: true } } }))
      for (const { id, email } of Items) await doc.send(new TransactWriteCommand({ TransactItems: [{ ConditionCheck: { TableName: table(Login), Key: { id: id as string }, ConditionExpression: 'email = :e', ExpressionAttributeValues: { ':e': email as string } } }, { Put: sentinel(email as string, id as string) }] }))
    },
    costs: 'Scan, BatchGetItem, TransactWriteItems; 1 read, 4 write',
  },
  { name: 'a transaction without writes', ours: () => manager.transaction(() => Promise.resolve()), byHand: () => Promise.resolve(), costs: 'nothing; no units' },
  { name: 'putOne of a query runner', ours: () => onRunner((runner) => runner.putOne(table(Draft), plain(order(9)))), byHand: () => doc.send(new PutCommand(put(order(9)))), costs: 'PutItem; 2 write' },
  { name: 'putMany of a query runner', stored: 0, ours: () => onRunner((runner) => runner.putMany(table(Draft), many(30, order).map(plain))), byHand: () => batch(many(30, (i) => ({ PutRequest: { Item: item(order(i)) } }))), costs: '2 BatchWriteItem; 60 write' },
  { name: 'deleteOne of a query runner', ours: () => onRunner((runner) => runner.deleteOne(table(Draft), keyOf(1))), byHand: () => doc.send(new DeleteCommand(remove(1))), costs: 'DeleteItem; 2 write' },
  { name: 'deleteMany of a query runner', stored: 30, ours: () => onRunner((runner) => runner.deleteMany(table(Draft), many(30, keyOf))), byHand: () => batch(many(30, (i) => ({ DeleteRequest: { Key: keyOf(i) } }))), costs: '2 BatchWriteItem; 60 write' },
  {
    name: 'updateOne of a query runner',
    ours: () => onRunner((runner) => runner.updateOne(table(Draft), keyOf(1), 'SET #n = :n', { ':n': 'changed' }, { '#n': 'notes' })),
    byHand: () => doc.send(new UpdateCommand(set(1, { notes: 'changed' }))),
    costs: 'UpdateItem; 2 write',
  },
]

const plain = (one: Columns): Plain => ({ ...one, createdAt: one.createdAt.toISOString() })

async function onRunner<T>(work: (runner: DynamoQueryRunner) => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner() as unknown as DynamoQueryRunner
  try {
    return await work(runner)
  } finally {
    await runner.release()
  }
}

beforeAll(async () => {
  ;({ dataSource } = await openWith([Order, Draft, Member, Ticket, Note, Login, Account, Charge], { client: meter.client, bookkeepingTable }))
  manager = dataSource.manager
  orders = dataSource.getRepository(Order)
  drafts = dataSource.getRepository(Draft)
  members = dataSource.getRepository(Member)
  tickets = dataSource.getRepository(Ticket)
  notes = dataSource.getRepository(Note)
  await batch(many(1100, (i) => ({ PutRequest: { Item: item(order(i)) } })), Order)
  await manager.put(Account, manager.create(Account, { id: 'a1', owner: 'Jane' }))
  await manager.put(Charge, many(40, (i) => manager.create(Charge, { accountId: 'a1', number: String(i).padStart(3, '0'), reason: 'x'.repeat(400) })))
  // The table of counters is made by the first number that is drawn.
  await tickets.save(tickets.create({ subject: 'first' }))
})
afterAll(async () => {
  await dataSource.destroy()
  meter.client.destroy()
})

async function contentOf(entity: Function): Promise<Plain[]> {
  return (await doc.send(new ScanCommand({ TableName: table(entity), ConsistentRead: true }))).Items!
}

/** Before each write: some drafts, a member, and one that is deleted softly. */
async function fill(count = 3): Promise<void> {
  await batch(deletesOf(await contentOf(Draft)))
  for (const entity of [Ticket, Note, Login]) await batch((await contentOf(entity)).map(({ id }) => ({ DeleteRequest: { Key: { id } } })), entity)
  await batch(many(count, (i) => ({ PutRequest: { Item: item(order(i)) } })))
  await batch([memberItem(), memberItem({ ...member, id: 'm2', deletedAt: '2026-01-01T00:00:00.000Z' })].map((Item) => ({ PutRequest: { Item } })), Member)
  await batch([{ PutRequest: { Item: login } }], Login)
  for (const email of ['a', 'b']) await doc.send(new DeleteCommand({ TableName: bookkeepingTable, Key: { pk: sentinelKey(email) } }))
}

/** What is stored after a write, without what each writer makes up. */
async function after(generated: readonly string[] = []): Promise<unknown> {
  const all = (await Promise.all([Draft, Member, Ticket, Note, Login].map(contentOf))).flat()
  const known = all.map((one) => Object.entries(one).map(([name, value]) => [name, generated.includes(name) ? 'generated' : value] as const).sort(([a], [b]) => (a < b ? -1 : 1)))
  return known.map((one) => JSON.stringify(one)).sort()
}

/** What a reader has seen: entities by their keys, in any order. */
function seen(result: unknown): unknown {
  if (Array.isArray(result)) return result.map(seen).sort((a, b) => (String(a) < String(b) ? -1 : 1))
  return typeof result === 'object' && result !== null && 'orderId' in result ? result.orderId : result
}

describe('what is asked costs no more than by hand', () => {
  test.each(reads)('$name', async ({ ours, byHand, costs }) => {
    const mine = await measure(ours)
    const hand = await measure(byHand)
    expect(mine.spent.text).toBe(costs)
    expect(seen(mine.result)).toEqual(seen(hand.result))
    expectAtMost(mine.spent, hand.spent)
  })
})

describe('what is written costs no more than by hand, and leaves the same', () => {
  test.each(writes)('$name', async ({ ours, byHand, costs, generated, stored: count }) => {
    await fill(count)
    const mine = await measure(ours)
    const left = await after(generated)
    await fill(count)
    const hand = await measure(byHand)
    expect(mine.spent.text).toBe(costs)
    expect(left).toEqual(await after(generated))
    expectAtMost(mine.spent, hand.spent)
  })
})

type Spent = Awaited<ReturnType<typeof measure>>['spent']

function expectAtMost(mine: Spent, hand: Spent): void {
  for (const unit of ['requests', 'read', 'write'] as const) expect({ unit, mine: mine[unit], dearer: mine[unit] > hand[unit] }).toEqual({ unit, mine: mine[unit], dearer: false })
}
