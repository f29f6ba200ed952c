import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { Entity, PrimaryColumn } from 'typeorm'
import { BeginsWith, defineTable, Pageable, SingleTable, type DynamoDataSource, type DynamoEntityManager } from '../../src/index.js'
import { clientConfig } from '../support/engine.js'
import { mixedEntities } from '../support/entities/mixed.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

const numbers = Array.from({ length: 12 }, (_, at) => at)
const own = numbers.map((at) => `m${String(at).padStart(2, '0')}`)
/** Between every two members, in every index: of no type, of a type that no entity has, and of a type that is no text. */
const strange = (id: string): readonly Readonly<Record<string, unknown>>[] => [{ memberId: `${id}-none` }, { memberId: `${id}-unknown`, _type: 'LEGACY' }, { memberId: `${id}-odd`, _type: 7 }]
const adopted = own.map((id) => `${id}-none`)

const tableOf = ({ opened, table }: Pick<Filled, 'opened' | 'table'>): string => `${(opened.dataSource.options as { entityPrefix?: string }).entityPrefix}${table.name}`

async function filled(unknownItems: Parameters<typeof mixedEntities>[0], withStrange = true) {
  const entities = mixedEntities(unknownItems)
  const opened = await openWith([entities.Org, entities.Member, entities.Badge])
  const manager = opened.dataSource.manager as DynamoEntityManager
  await manager.put(entities.Org, manager.create(entities.Org, { orgId: 'o' }))
  await manager.putMany(entities.Member, own.map((memberId, at) => manager.create(entities.Member, { orgId: 'o', memberId, team: 'red', age: at })))
  await manager.putMany(entities.Badge, own.map((id) => manager.create(entities.Badge, { orgId: 'o', badgeId: `${id}-badge`, team: 'red' })))
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig()))
  const TableName = tableOf({ ...entities, opened })
  for (const [at, id] of own.entries()) {
    for (const item of withStrange ? strange(id) : []) {
      const memberId = item.memberId as string
      await client.send(new PutCommand({ TableName, Item: { pk: 'ORG#o', sk: `MEMBER#${memberId}`, gsi1pk: 'TEAM#red', gsi1sk: memberId, lsi1sk: `AGE#${at}`, orgId: 'o', team: 'red', age: at, ...item } }))
    }
  }
  client.destroy()
  opened.sent.clear()
  return { ...entities, opened, manager }
}

type Filled = Awaited<ReturnType<typeof filled>>
type Read = (on: DynamoEntityManager, of: Filled) => Promise<readonly string[]>

const ids = (some: readonly (object | null)[]): string[] => some.flatMap((one) => (one === null ? [] : [(one as { memberId: string }).memberId])).sort()

async function pages(on: DynamoEntityManager, { Member }: Filled, find: object, backward = false): Promise<string[]> {
  const repository = on.getRepository(Member)
  const found: string[][] = []
  let cursor: string | undefined
  let previous: string | undefined
  do {
    const page = await repository.findPage(find as never, Pageable.of(0, 5, undefined, cursor) as Pageable)
    // Every page but the last is full, whatever lies between its items.
    expect(page.lastEvaluatedKey === undefined || page.content.length === 5).toBe(true)
    found.push(ids(page.content))
    cursor = page.lastEvaluatedKey
    previous = page.previousKey
  } while (cursor !== undefined)
  if (!backward) return found.flat().sort()
  const before: string[][] = [found.at(-1)!]
  while (previous !== undefined) {
    const page = await repository.findPage(find as never, Pageable.of(0, 5, undefined, previous) as Pageable)
    before.unshift(ids(page.content))
    previous = page.previousKey
  }
  expect(before).toEqual(found)
  return before.flat().sort()
}

async function taken(some: AsyncIterable<object>): Promise<string[]> {
  const all: object[] = []
  for await (const one of some) all.push(one)
  return ids(all)
}

const counted = (count: number): string[] => Array.from({ length: count }, () => 'one')

const reads: Readonly<Record<string, Read>> = {
  'find of the partition': async (on, { Member }) => ids(await on.find(Member, { where: { orgId: 'o' } })),
  'findBy of a prefix': async (on, { Member }) => ids(await on.findBy(Member, { orgId: 'o', memberId: BeginsWith('m') })),
  'find that takes more than there are': async (on, { Member }) => ids(await on.find(Member, { where: { orgId: 'o' }, take: 100 })),
  'find in an order': async (on, { Member }) => ids(await on.find(Member, { where: { orgId: 'o' }, order: { memberId: 'DESC' } })),
  'find of some columns': async (on, { Member }) => ids(await on.find(Member, { where: { orgId: 'o' }, select: { memberId: true } })),
  'find by an overloaded index': async (on, { Member }) => ids(await on.findBy(Member, { team: 'red' })),
  'find by an index of keys': async (on, { Member }) => ids(await on.find(Member, { where: { team: 'red' }, index: 'TeamKeys' })),
  'find by a local index': async (on, { Member }) => ids(await on.find(Member, { where: { orgId: 'o' }, index: 'Ages', order: { age: 'DESC' } })),
  'findAndCount': async (on, { Member }) => {
    const [some, count] = await on.findAndCount(Member, { where: { orgId: 'o' } })
    expect(count).toBe(some.length)
    return ids(some)
  },
  'find of everything': async (on, { Member }) => ids(await on.find(Member)),
  'a scan': async (on, { Member }) => ids(await on.getRepository(Member).scan()),
  'a parallel scan': async (on, { Member }) => ids(await on.getRepository(Member).scan({ segments: 4 })),
  'a scan of an index': async (on, { Member }) => ids(await on.getRepository(Member).scan({ index: 'Teams' })),
  'iterate': async (on, { Member }) => taken(on.getRepository(Member).iterate({ where: { orgId: 'o' } }) as AsyncIterable<object>),
  'a stream': (on, { Member }) => taken(on.getRepository(Member).stream({ where: { orgId: 'o' } })),
  'pages of the partition': (on, of) => pages(on, of, { where: { orgId: 'o' } }, true),
  'pages of an overloaded index': (on, of) => pages(on, of, { where: { team: 'red' } }, true),
  'pages of a local index': (on, of) => pages(on, of, { where: { orgId: 'o' }, index: 'Ages' }, true),
  'pages of the table': (on, of) => pages(on, of, { scan: true }),
  'pages by number': async (on, { Member }) => {
    const found: string[] = []
    for (let number = 0; ; number++) {
      const { content } = await on.getRepository(Member).findPage({ where: { orgId: 'o' } }, Pageable.of(number, 5))
      if (content.length === 0) return found.sort()
      found.push(...ids(content))
    }
  },
  'a query builder': async (on, { Member }) => ids(await on.createQueryBuilder(Member, 'm').where('m.orgId = :o', { o: 'o' }).getMany()),
  'raw rows of a query builder': async (on, { Member }) => (await on.createQueryBuilder(Member, 'm').where('m.orgId = :o', { o: 'o' }).getRawMany<{ m_memberId: string }>()).map((row) => row.m_memberId).sort(),
  'a relation': async (on, { Org }) => ids((await on.findOneOrFail(Org, { where: { orgId: 'o' }, relations: { members: true } })).members),
  'count': async (on, { Member }) => counted(await on.countBy(Member, { orgId: 'o' })),
  'count by an index': async (on, { Member }) => counted(await on.countBy(Member, { team: 'red' })),
  'count of everything': async (on, { Member }) => counted(await on.count(Member)),
  'batchRead of every key': async (on, { Member }) => ids(await on.batchRead(Member, [...own, ...own.flatMap((id) => strange(id).map(({ memberId }) => memberId as string))].map((memberId) => ({ orgId: 'o', memberId })))),
  'gets of every key': async (on, { Member }) => ids(await Promise.all([...own, ...own.flatMap((id) => strange(id).map(({ memberId }) => memberId as string))].map((memberId) => on.get(Member, { orgId: 'o', memberId })))),
  'transactGet of every key': async (on, { Member }) => ids(await on.transactGet([...own, ...own.flatMap((id) => strange(id).map(({ memberId }) => memberId as string))].map((memberId) => [Member, { orgId: 'o', memberId }] as const) as never)),
}
/** Reads of which no more than one item is asked. */
const single: Readonly<Record<string, (on: DynamoEntityManager, of: Filled, memberId: string) => Promise<unknown>>> = {
  get: (on, { Member }, memberId) => on.get(Member, { orgId: 'o', memberId }),
  findOneBy: (on, { Member }, memberId) => on.findOneBy(Member, { orgId: 'o', memberId }),
  'findOne by an index': (on, { Member }, memberId) => on.findOne(Member, { where: { team: 'red', memberId } }),
  'find by an inverted index': async (on, { Member }, memberId) => (await on.find(Member, { where: { orgId: 'o', memberId }, index: 'Inverted' }))[0] ?? null,
  exists: async (on, { Member }, memberId) => ((await on.existsBy(Member, { orgId: 'o', memberId })) ? { memberId } : null),
  'exists by an index': async (on, { Member }, memberId) => ((await on.existsBy(Member, { team: 'red', memberId })) ? { memberId } : null),
  count: async (on, { Member }, memberId) => ((await on.countBy(Member, { orgId: 'o', memberId })) > 0 ? { memberId } : null),
  batchRead: async (on, { Member }, memberId) => (await on.batchRead(Member, [{ orgId: 'o', memberId }]))[0],
  transactGet: async (on, { Member }, memberId) => (await on.transactGet([[Member, { orgId: 'o', memberId }]] as const))[0],
  'a query builder': (on, { Member }, memberId) => on.createQueryBuilder(Member, 'm').where({ orgId: 'o', memberId }).getOne(),
}

const open: OpenedSource[] = []
afterAll(() => Promise.all(open.map(({ dataSource }) => dataSource.destroy())))
const once = (make: () => Promise<Filled>) => {
  let made: Promise<Filled> | undefined
  return () => (made ??= make().then((found) => {
    open.push(found.opened)
    return found
  }))
}
const skipping = once(() => filled('skip'))
const adopting = once(() => filled('adopt'))
const refusing = once(() => filled('error'))

const where = { 'outside of transactions': <T>(source: DynamoDataSource, run: (on: DynamoEntityManager) => Promise<T>) => run(source.manager as DynamoEntityManager) }
const within = <T>({ opened: { dataSource } }: Filled, run: (on: DynamoEntityManager) => Promise<T>): Promise<T> => dataSource.transaction((manager) => run(manager as DynamoEntityManager))

describe.each(Object.entries(reads))('%s in a partition of many types', (name, read) => {
  const isCount = name.startsWith('count')
  const expected = (some: readonly string[]): string[] => (isCount ? counted(some.length) : [...some].sort())

  test('skips what is of no type, of an unknown one and of another entity', async () => {
    const of = await skipping()
    expect(await where['outside of transactions'](of.opened.dataSource, (on) => read(on, of))).toEqual(expected(own))
  })

  test('adopts what has no type and such keys', async () => {
    const of = await adopting()
    expect(await read(of.manager, of)).toEqual(expected([...own, ...adopted]))
  })

  test('ends in an error where unknown items are one', async () => {
    const of = await refusing()
    await expect(read(of.manager, of)).rejects.toMatchObject({ name: 'UnknownItemError', code: 'item.unknown', entity: 'Member', path: '_type', message: "Member: the table Mixed_error holds an item among those asked for whose _type is missing, or that of no entity. Give it the type of an entity, or define the table with unknownItems: 'skip'." })
  })

  test('sees the unsent writes of a transaction among them', async () => {
    const of = await skipping()
    const { Member, Badge } = of
    const found = await within(of, async (on) => {
      await on.put(Member, on.create(Member, { orgId: 'o', memberId: 'm02b', team: 'red', age: 2 }))
      await on.put(Badge, on.create(Badge, { orgId: 'o', badgeId: 'm02c', team: 'red' }))
      await on.delete(Member, { orgId: 'o', memberId: 'm03' })
      await on.update(Member, { orgId: 'o', memberId: 'm04' }, { age: 40 })
      const seen = await read(on, of)
      await on.queryRunner!.rollbackTransaction()
      await on.queryRunner!.startTransaction()
      return seen
    })
    const named = name.includes('every key')
    expect(found).toEqual(expected([...own.filter((id) => id !== 'm03'), ...(named ? [] : ['m02b'])]))
  })
})

describe.each(Object.entries(single))('%s of one item', (_name, read) => {
  const [none, unknown, odd] = strange('m03').map(({ memberId }) => memberId as string) as [string, string, string]

  test('finds the entity, and nothing unknown', async () => {
    const of = await skipping()
    expect(await read(of.manager, of, 'm03')).toMatchObject({ memberId: 'm03' })
    for (const id of [none, unknown, odd]) expect(await read(of.manager, of, id)).toBeNull()
  })

  test('adopts what has no type', async () => {
    const of = await adopting()
    expect(await read(of.manager, of, none)).toMatchObject({ memberId: none })
    for (const id of [unknown, odd]) expect(await read(of.manager, of, id)).toBeNull()
  })

  test('ends in an error for what is unknown, and in none for what is not there', async () => {
    const of = await refusing()
    expect(await read(of.manager, of, 'm03')).toMatchObject({ memberId: 'm03' })
    expect(await read(of.manager, of, 'other')).toBeNull()
    for (const id of [none, unknown, odd]) await expect(read(of.manager, of, id)).rejects.toMatchObject({ code: 'item.unknown' })
  })
})

test('explain shows that the type is asked for, and counts the entities alone', async () => {
  const { manager, Member } = await skipping()
  const explained = await manager.getRepository(Member).createQueryBuilder('m').where({ orgId: 'o' }).explain({ analyze: true })
  expect(String(explained)).toContain('_type')
  expect(explained.analyzed).toMatchObject({ returned: own.length })
})

/** Writes by criteria, and what they leave of the ages of all items of the partition: undefined where an item is gone. */
const writes: Readonly<Record<string, readonly [age: number | undefined, run: (on: DynamoEntityManager, of: Filled) => Promise<unknown>]>> = {
  'update by the partition': [99, (on, { Member }) => on.update(Member, { orgId: 'o' }, { age: 99 })],
  'update by an index': [99, (on, { Member }) => on.update(Member, { team: 'red' }, { age: 99 })],
  'update by a query builder': [99, (on, { Member }) => on.createQueryBuilder().update(Member).set({ age: 99 }).where({ orgId: 'o' }).execute()],
  updateAll: [99, (on, { Member }) => on.updateAll(Member, { age: 99 })],
  'delete by the partition': [undefined, (on, { Member }) => on.delete(Member, { orgId: 'o' })],
  'delete by an index': [undefined, (on, { Member }) => on.delete(Member, { team: 'red' })],
  deleteAll: [undefined, (on, { Member }) => on.deleteAll(Member)],
  clear: [undefined, (on, { Member }) => on.clear(Member)],
}

describe.each(Object.entries(writes))('%s in a partition of many types', (_name, [age, run]) => {
  async function agesAfter(of: Filled): Promise<{ own: unknown[]; others: string[] }> {
    const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig()))
    const { Items = [] } = await client.send(new ScanCommand({ TableName: tableOf(of), ConsistentRead: true }))
    client.destroy()
    const others = Items.filter(({ _type }) => _type !== 'MEMBER')
    return { own: [...new Set(Items.filter(({ _type }) => _type === 'MEMBER').map((item) => item.age as unknown))], others: others.map((item) => JSON.stringify([item.sk, item.age, item.lsi1sk])).sort() }
  }

  test('writes the items of the entity alone', async () => {
    const of = await filled('skip')
    const before = await agesAfter(of)
    await run(of.manager, of)
    expect(await agesAfter(of)).toEqual({ own: age === undefined ? [] : [age], others: before.others })
    await of.opened.dataSource.destroy()
  })

  test('ends in an error where unknown items are one, before it writes any of them', async () => {
    const of = await filled('error')
    const before = await agesAfter(of)
    await expect(run(of.manager, of)).rejects.toMatchObject({ code: 'item.unknown' })
    expect((await agesAfter(of)).others).toEqual(before.others)
    await of.opened.dataSource.destroy()
  })
})

test('a write by criteria that name the key of an unknown item finds nothing to write', async () => {
  for (const mode of ['skip', 'error'] as const) {
    const of = await (mode === 'skip' ? skipping : refusing)()
    of.opened.sent.clear()
    expect(await of.manager.update(of.Member, { orgId: 'o', memberId: 'm01-unknown', team: 'red' }, { age: 50 })).toMatchObject({ affected: 0 })
    expect(await of.manager.delete(of.Member, { orgId: 'o', memberId: 'm01-none', team: 'red' })).toMatchObject({ affected: 0 })
    expect(of.opened.sent.actions()).toEqual(['UpdateItem', 'DeleteItem'])
  }
})

test('an item without a type is adopted by the entity whose keys have its texts, not by its neighbour', async () => {
  const Wards = defineTable({ name: 'Wards', partitionKey: 'pk', sortKey: 'sk', unknownItems: 'adopt' })
  @Entity()
  @SingleTable(Wards, { type: 'BED', key: { partitionKey: 'WARD#{ward}', sortKey: 'PLACE#{place}#BED' } })
  class Bed {
    @PrimaryColumn() ward: string
    @PrimaryColumn() place: string
  }
  @Entity()
  @SingleTable(Wards, { type: 'CHAIR', key: { partitionKey: 'WARD#{ward}', sortKey: 'PLACE#{place}#CHAIR' } })
  class Chair {
    @PrimaryColumn() ward: string
    @PrimaryColumn() place: string
  }
  const opened = await openWith([Bed, Chair])
  const on = opened.dataSource.manager as DynamoEntityManager
  await on.insert(Bed, { ward: 'w', place: '1' })
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig()))
  for (const [place, kind] of [['2', 'BED'], ['3', 'CHAIR'], ['4', 'LAMP']]) await client.send(new PutCommand({ TableName: tableOf({ opened, table: Wards as never }), Item: { pk: 'WARD#w', sk: `PLACE#${place}#${kind}`, ward: 'w', place } }))
  client.destroy()
  expect((await on.findBy(Bed, { ward: 'w' })).map(({ place }) => place)).toEqual(['1', '2'])
  expect((await on.findBy(Chair, { ward: 'w' })).map(({ place }) => place)).toEqual(['3'])
  expect(await on.countBy(Chair, { ward: 'w' })).toBe(1)
  expect((await on.find(Bed)).map(({ place }) => place).sort()).toEqual(['1', '2'])
  // What was adopted is written as any entity, and has its type from then on where it is stored whole.
  await on.put(Chair, (await on.get(Chair, { ward: 'w', place: '3' }))!)
  await on.delete(Bed, { ward: 'w', place: '2' })
  expect((await on.find(Bed)).map(({ place }) => place)).toEqual(['1'])
  expect(await on.count(Chair)).toBe(1)
  await opened.dataSource.destroy()
})
