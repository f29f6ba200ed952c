import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import { Column, Entity, PrimaryColumn, Unique } from 'typeorm'
import { defineTable, SingleTable, type DynamoEntityManager } from '../../src/index.js'
import type { DynamoQueryRunner } from '../../src/typeorm/DynamoQueryRunner.js'
import { clientConfig } from '../support/engine.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

const Shops = defineTable({
  name: 'Shops', partitionKey: 'pk', sortKey: 'sk', composition: 'plain', casing: 'lower',
  indexes: { Open: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' }, Large: { partitionKey: 'gsi2pk' } },
})

@Entity()
@Unique('one_name', ['name'])
@SingleTable(Shops, {
  type: 'SHOP',
  key: { partitionKey: 'shop#{shopId}', sortKey: 'shop' },
  indexes: { Open: { partitionKey: 'town#{town}', sortKey: '{name}', when: { open: true } }, Large: { partitionKey: 'large', when: (shop) => shop.area > 100 } },
})
class Shop {
  @PrimaryColumn() shopId: string
  @Column() name: string
  @Column() town: string
  @Column({ default: true }) open: boolean
  @Column({ type: 'int', default: 200 }) area: number
  @Column({ type: 'varchar', nullable: true }) note: string | null
}

@Entity()
@Unique('one_mail', ['mail'])
@SingleTable(Shops, { type: 'OWNER', key: { partitionKey: 'owner#{ownerId}', sortKey: 'owner' } })
class Owner {
  @PrimaryColumn() ownerId: string
  @Column() mail: string
  @Column({ type: 'varchar', nullable: true }) phone: string | null
}

@Entity()
@SingleTable(Shops, { type: 'PLAIN', key: { partitionKey: 'plain#{plainId}', sortKey: 'plain' } })
class Plain {
  @PrimaryColumn() plainId: string
  @Column({ type: 'varchar', nullable: true }) note: string | null
}

const past = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig()))
let opened: OpenedSource
let on: DynamoEntityManager
let table: string
const key = { pk: 'shop#s1', sk: 'shop' }
const item = (): Promise<Record<string, unknown> | undefined> => storedItem(table, key)
async function onRunner<T>(work: (runner: DynamoQueryRunner) => Promise<T>): Promise<T> {
  const runner = opened.dataSource.createQueryRunner() as unknown as DynamoQueryRunner
  try {
    return await work(runner)
  } finally {
    await runner.release()
  }
}
beforeAll(async () => {
  opened = await openWith([Shop, Owner, Plain])
  on = opened.dataSource.manager as DynamoEntityManager
  table = `${(opened.dataSource.options as { entityPrefix?: string }).entityPrefix}${Shops.name}`
})
afterAll(() => opened.dataSource.destroy())
beforeEach(async () => {
  await on.clear(Shop)
  await on.clear(Owner)
  await on.insert(Shop, { shopId: 'S1', name: 'Fish', town: 'Oslo' })
  opened.sent.clear()
})

test('an item that was in an index, and is put back changed, leaves it', async () => {
  expect(await item()).toMatchObject({ gsi1pk: 'town#oslo', gsi1sk: 'fish', gsi2pk: 'large' })
  await onRunner(async (runner) => runner.putOne(table, { ...(await item())!, open: false, area: 50 }))
  expect(Object.keys((await item())!).filter((name) => name.startsWith('gsi'))).toEqual([])
})

test('an update by table keeps the indexes of an entity whose keys are in one case', async () => {
  await onRunner((runner) => runner.updateOne(table, key, 'SET town = :town', { ':town': 'Bergen' }))
  expect(await item()).toMatchObject({ shopId: 'S1', gsi1pk: 'town#bergen', gsi1sk: 'fish' })
  await onRunner((runner) => runner.updateOne(table, key, 'SET #open = :no', { ':no': false }, { '#open': 'open' }))
  expect(await item()).not.toHaveProperty('gsi1pk')
})

test('a value of another type than its column makes no key', async () => {
  const refused = 'must have the type of its column'
  await expect(onRunner((runner) => runner.putOne(table, { _type: 'SHOP', shopId: 5, name: 'n', town: 't', open: true, area: 1 }))).rejects.toThrow(`Shop.shopId: a part of a key ${refused}`)
  await expect(onRunner((runner) => runner.updateOne(table, key, 'SET town = :town', { ':town': 7 }))).rejects.toThrow(`Shop.town: a part of a key ${refused}`)
  expect(opened.sent.actions()).toEqual([])
})

test('nobody takes an item from its entity by changing its type', async () => {
  await expect(onRunner((runner) => runner.updateOne(table, key, 'SET #type = :type', { ':type': 'OWNER' }, { '#type': '_type' }))).rejects.toThrow('Shop: "_type" is kept by the driver.')
  await expect(onRunner((runner) => runner.updateOne(table, key, 'REMOVE #type', {}, { '#type': '_type' }))).rejects.toThrow('Shop: "_type" is kept by the driver.')
  await expect(opened.dataSource.query(`UPDATE "${table}" SET _type = 'OWNER' WHERE pk = 'shop#s1' AND sk = 'shop'`)).rejects.toThrow('Shop: _type: this driver does not support PartiQL writes of index parts')
  expect(opened.sent.actions()).toEqual([])
})

test('a statement writes nothing that decides whether an item is in an index', async () => {
  const set = (name: string, value: string): Promise<unknown> => opened.dataSource.query(`UPDATE "${table}" SET "${name}" = ${value} WHERE pk = 'shop#s1' AND sk = 'shop'`)
  await expect(set('open', 'false')).rejects.toThrow('Shop: open: this driver does not support PartiQL writes of index parts')
  // A function may ask for any column.
  await expect(set('note', `'x'`)).rejects.toThrow('Shop: note: this driver does not support PartiQL writes of index parts')
  expect(opened.sent.actions()).toEqual([])
  await on.insert(Owner, { ownerId: 'o1', mail: 'm' })
  opened.sent.clear()
  await opened.dataSource.query(`UPDATE "${table}" SET phone = '1' WHERE pk = 'owner#o1' AND sk = 'owner'`)
  expect(opened.sent.actions()).toEqual(['ExecuteStatement'])
})

test('what is unique is filled in for one entity, and its conflicts are told by its own keys', async () => {
  await on.insert(Owner, { ownerId: 'o1', mail: 'Fish' })
  await past.send(new PutCommand({ TableName: table, Item: { pk: 'owner#o2', sk: 'owner', _type: 'OWNER', ownerId: 'o2', mail: 'Fish' } }))
  expect(await on.rebuildUnique(Shop)).toEqual({ written: 0, conflicts: [] })
  expect((await on.rebuildUnique(Owner)).conflicts).toMatchObject([{ constraint: 'one_mail', properties: ['mail'] }])
})

test('a statement gives the entities that are asked for, and none of what lies beside them', async () => {
  await on.insert(Owner, { ownerId: 'o1', mail: 'm' })
  expect(await on.executeStatementOf(Owner, `SELECT * FROM "${table}"`)).toMatchObject([{ ownerId: 'o1', mail: 'm' }])
  // What names its attributes says itself which items it means.
  expect(await on.executeStatementOf(Shop, `SELECT name FROM "${table}" WHERE pk = 'shop#s1'`)).toMatchObject([{ name: 'Fish' }])
})

test('an entity without unique columns is written as if it had its table to itself', async () => {
  const plain = (id: string) => on.create(Plain, { plainId: id })
  await on.put(Plain, plain('1'))
  await on.update(Plain, '1', { note: 'x' })
  await on.delete(Plain, '1')
  await on.putMany(Plain, [plain('2'), plain('3')])
  await on.deleteMany(Plain, ['2', '3'])
  await on.transaction(async (manager) => manager.insert(Plain, [plain('4'), plain('5')]))
  const read = (await on.get(Plain, '4'))!
  await on.save(Object.assign(read, { note: 'y' }))
  await on.clear(Plain)
  expect(opened.sent.actions()).toEqual(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'BatchWriteItem', 'TransactWriteItems', 'GetItem', 'UpdateItem', 'Scan', 'BatchWriteItem'])
  // Those of others are kept all the same.
  await expect(on.insert(Shop, { shopId: 'S2', name: 'Fish', town: 'Oslo' })).rejects.toThrow('one_name')
})

test('the entities of a shared table are cleared with a transaction, or not at all', async () => {
  await expect(on.transaction(async (manager) => {
    await manager.clear(Shop)
    throw new Error('undone')
  })).rejects.toThrow('undone')
  expect(opened.sent.actions()).toEqual(['Scan'])
  expect(await on.get(Shop, 'S1')).toMatchObject({ name: 'Fish' })
})
