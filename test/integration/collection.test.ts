import { Column, Entity, Like, MoreThan, PrimaryColumn } from 'typeorm'
import { defineTable, Pageable, SingleTable, TimeToLive, type CollectionGroups, type CollectionPage, type DynamoEntityManager } from '../../src/index.js'
import type { DynamoDriver } from '../../src/typeorm/DynamoDriver.js'
import { Address, BankAccount, Person, personEntities, Visit } from '../support/entities/persons.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

/** In a table of its own. */
@Entity()
class Elsewhere {
  @PrimaryColumn() personId: string
  @PrimaryColumn() id: string
  @Column() city: string
}

let opened: OpenedSource
let manager: DynamoEntityManager
beforeAll(async () => {
  opened = await openWith([...personEntities, Elsewhere])
  manager = opened.dataSource.manager
  for (const id of ['p1', 'p2']) {
    await manager.save(manager.create(Person, {
      id, lastName: `Doe-${id}`,
      addresses: [1, 2, 3].map((n) => ({ id: `${id}-a${n}`, city: n === 1 ? 'Rome' : 'Oslo', street: `Street ${n}` })),
      bankAccounts: [1, 2].map((n) => ({ id: `b${n}`, balance: n })), contacts: [{ id: 'c1', value: 'x' }],
    }))
    await manager.insert(Visit, { personId: id, addressId: `${id}-a1`, day: 'd1' })
  }
})
afterAll(() => opened.dataSource.destroy())
beforeEach(() => opened.sent.clear())

const ids = (some: readonly { readonly id: string }[]): string[] => some.map(({ id }) => id)
const groups = { addresses: Address, accounts: BankAccount } as const

describe('a collection', () => {
  test('is typed groups of entities that one Query of their partition gives, no wider than they lie', async () => {
    const { addresses, accounts } = await manager.collection(groups, { where: { personId: 'p1' } })
    const [address, account]: [Address | undefined, BankAccount | undefined] = [addresses[0], accounts[1]]
    expect(address).toBeInstanceOf(Address)
    expect(address).toMatchObject({ id: 'p1-a1', street: 'Street 1' })
    expect(account).toBeInstanceOf(BankAccount)
    expect([ids(addresses), ids(accounts)]).toEqual([['p1-a1', 'p1-a2', 'p1-a3'], ['b1', 'b2']])
    expect(opened.sent.requests.map(({ action, input }) => [action, input.IndexName, input.KeyConditionExpression, input.FilterExpression, Object.values(input.ExpressionAttributeValues as object).map((value: { S: string }) => value.S)])).toEqual([
      ['Query', undefined, '#0 = :0 AND #1 BETWEEN :1 AND :2', '#2 IN (:3, :4)', ['PERSON#p1', 'ADDRESS#', 'BANK$', 'ADDRESS', 'BANK']],
    ])
  })

  test('is found through an index, by the names that each entity has for what they share, and fetches what the index lacks', async () => {
    const { people, addresses } = await manager.collection({ people: Person, addresses: Address }, { index: 'GSI2', where: { city: 'Oslo' } })
    expect([people.length, ids(addresses)]).toEqual([2, ['p1-a2', 'p1-a3', 'p2-a2', 'p2-a3']])
    expect(addresses[0]).toMatchObject({ personId: 'p1', street: 'Street 2' })
    expect(opened.sent.actions()).toEqual(['Query', 'BatchGetItem'])
    expect(await manager.collection({ people: Person, addresses: Address }, { where: { city: 'Oslo' } })).toEqual({ people, addresses })
    const { person, accounts } = await manager.collection({ person: Person, accounts: BankAccount }, { each: { person: { id: 'p2' }, accounts: { personId: 'p2' } } })
    expect([ids(person), ids(accounts)]).toEqual([['p2'], ['b1', 'b2']])
  })

  test('asks of each group what is asked of it, in order and as many as are wanted, consistently', async () => {
    const { rome, oslo, accounts } = await manager.collection({ rome: Address, oslo: Address, accounts: BankAccount }, {
      where: { personId: 'p1' }, each: { rome: { city: Like('Ro%') }, oslo: [{ city: 'Oslo' }], accounts: { balance: MoreThan(1) } }, order: 'DESC', consistent: true,
    })
    expect([ids(rome), ids(oslo), ids(accounts)]).toEqual([['p1-a1'], ['p1-a3', 'p1-a2'], ['b2']])
    expect(opened.sent.requests.map(({ input }) => [input.ScanIndexForward, input.ConsistentRead])).toEqual([[false, true]])
    opened.sent.clear()
    const first = await manager.collection(groups, { where: { personId: 'p1' }, take: 4 })
    expect([ids(first.addresses), ids(first.accounts)]).toEqual([['p1-a1', 'p1-a2', 'p1-a3'], ['b1']])
    expect(await manager.collection(groups, { where: { personId: 'p1' }, take: 0 })).toEqual({ addresses: [], accounts: [] })
    expect(await manager.collection(groups, { where: { personId: 'nobody' } })).toEqual({ addresses: [], accounts: [] })
    expect(opened.sent.actions()[0]).toBe('Query')
  })

  test('is explained: what is read, why, and what that has cost', async () => {
    const explained = await manager.explainCollection(groups, { where: { personId: 'p1' } })
    expect(opened.sent.actions()).toEqual([])
    expect(String(explained).split('\n')).toEqual([
      'Address, BankAccount: one request for each MB read',
      `  Query ${explained.table} where pk = ? AND sk BETWEEN ? AND ? (the partition key is given, and shared)`,
      '    collects: addresses, accounts',
      '    filter: _type IN (?, ?)',
      '  not GSI2: key: the where gives no value of city',
    ])
    const analyzed = await manager.explainCollection({ people: Person, addresses: Address }, { index: 'GSI2', where: { city: 'Oslo' } }, { analyze: true })
    expect(opened.sent.actions()).toEqual(['Query', 'BatchGetItem'])
    expect(analyzed).toMatchObject({ steps: [{ operation: 'Query', index: 'GSI2', collects: ['people', 'addresses'] }], analyzed: { requests: 2, returned: 6 } })
    expect(analyzed.rejected.every(({ reason }) => reason === 'index GSI2 is asked for')).toBe(true)
    await expect(manager.explainCollection(groups, {})).rejects.toThrow('names no one partition')
  })

  test('is read page by page, forth and back', async () => {
    const pages: CollectionPage<typeof groups>[] = []
    const texts = (page: CollectionPage<typeof groups>): string[] => [...ids(page.content.addresses), ...ids(page.content.accounts)]
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page: CollectionPage<typeof groups> = await manager.collectionPage(groups, { where: { personId: 'p1' } }, Pageable.of(pages.length, 2, undefined, cursor))
      pages.push(page)
      cursor = page.lastEvaluatedKey
    }
    expect(pages.map(texts)).toEqual([['p1-a1', 'p1-a2'], ['p1-a3', 'b1'], ['b2']])
    expect(pages.map(({ first, last, size, numberOfElements }) => [first, last, size, numberOfElements])).toEqual([[true, false, 2, 2], [false, false, 2, 2], [false, true, 2, 1]])
    expect(texts(await manager.collectionPage(groups, { where: { personId: 'p1' } }, Pageable.of(1, 2, undefined, pages[2]!.previousKey)))).toEqual(['p1-a3', 'b1'])
    await expect(manager.collectionPage(groups, { where: { personId: 'p2' } }, Pageable.of(1, 2, undefined, pages[0]!.lastEvaluatedKey))).rejects.toThrow('it belongs to another question or order')
    expect((await manager.collectionPage({ people: Person, addresses: Address }, { index: 'GSI2', where: { city: 'Oslo' }, order: 'DESC' }, Pageable.of(0, 3))).content).toMatchObject({ people: [{ id: 'p2' }, { id: 'p1' }], addresses: [{ id: 'p2-a3' }] })
  })

  test('is refused by name where there is no partition that all share', async () => {
    const refused = (asked: CollectionGroups, options: object, text: string): Promise<void> => expect(manager.collection(asked, options)).rejects.toThrow(text)
    await refused(groups, {}, 'A collection of Address, BankAccount: the where names no one partition of the table or of an index: it leaves open Address by personId, BankAccount by personId. Give one value for each, in where or in each.')
    await refused(groups, { each: { addresses: { personId: 'p1' } } }, 'it leaves open BankAccount by personId')
    await refused(groups, { each: { addresses: { personId: 'p1' }, accounts: { personId: 'p2' } } }, 'they lie in different partitions of the table or of an index. Name properties whose templates make the same key, or find each by itself.')
    await refused({ people: Person, addresses: Address }, { index: 'GSI1', where: { city: 'Oslo' } }, 'Address: there is no index "GSI1". Its indexes are GSI2.')
    await refused({ people: Person, addresses: Address }, { index: 'GSI2' }, 'the where names no one partition of the index GSI2: it leaves open Person by city, Address by city.')
    await refused({ people: Person, addresses: Address }, { index: 'GSI2', where: { city: 'Oslo' }, consistent: true }, 'the global index "GSI2" cannot be read consistently')
    await refused({ ...groups, others: Elsewhere }, { where: { personId: 'p1' } }, 'A collection of Address, BankAccount, Elsewhere: Elsewhere shares no table with Address.')
    await refused({ others: Elsewhere }, { where: { personId: 'p1' } }, 'Elsewhere shares no table with others')
    await refused({ people: Person, addresses: Address }, { where: { street: 'x' } }, 'Property "street" was not found in "Person"')
    await refused(groups, { where: { personId: 'p1' }, each: { adresses: {} } }, 'each names adresses, which is no group. Name one of addresses, accounts.')
    await refused(groups, { where: { personId: 'p1' }, filter: {} }, 'there is no option "filter" of a collection')
    await refused(groups, { where: { personId: 'p1' }, order: { id: 'ASC' } }, 'order is ASC or DESC')
    await refused(groups, { where: { personId: 'p1' }, take: -1 }, 'take is a whole number from 0')
    await refused({}, {}, 'A collection: it names no entity.')
    expect(opened.sent.actions()).toEqual([])
  })

  test('sees what a transaction has not sent, and is refused in a SERIALIZABLE one', async () => {
    const enough = new Error('enough seen')
    await expect(opened.dataSource.transaction(async (inside) => {
      await inside.insert(Address, { personId: 'p2', id: 'p2-a0', city: 'Nice' })
      await inside.deleteOne(Address, { personId: 'p2', id: 'p2-a2' })
      await inside.update(BankAccount, { personId: 'p2', id: 'b1' }, { balance: 9 })
      const { addresses, accounts } = await inside.collection(groups, { where: { personId: 'p2' } })
      expect([ids(addresses), accounts.map(({ balance }) => balance)]).toEqual([['p2-a0', 'p2-a1', 'p2-a3'], [9, 2]])
      const page = await inside.collectionPage(groups, { where: { personId: 'p2' } }, Pageable.of(0, 2))
      const next = await inside.collectionPage(groups, { where: { personId: 'p2' } }, Pageable.of(1, 2, undefined, page.lastEvaluatedKey))
      expect([ids(page.content.addresses), ids(next.content.addresses), ids(next.content.accounts)]).toEqual([['p2-a0', 'p2-a1'], ['p2-a3'], ['b1']])
      throw enough
    })).rejects.toBe(enough)
    await opened.dataSource.transaction('SERIALIZABLE', async (inside) => {
      await expect(inside.collection(groups, { where: { personId: 'p2' } })).rejects.toThrow('a SERIALIZABLE transaction reads by whole primary keys')
    })
    await opened.dataSource.transaction('REPEATABLE READ', async (inside) => {
      const before = await inside.collection(groups, { where: { personId: 'p2' } })
      await manager.update(BankAccount, { personId: 'p2', id: 'b2' }, { balance: 77 })
      expect(await inside.collection(groups, { where: { personId: 'p2' } })).toEqual(before)
    })
    await manager.update(BankAccount, { personId: 'p2', id: 'b2' }, { balance: 2 })
  })

  test('types what is asked for', () => {
    const typed = (): unknown[] => [
      // @ts-expect-error a city is a text
      manager.collection({ people: Person, addresses: Address }, { where: { city: 7 } }),
      // @ts-expect-error not every entity has a street
      manager.collection({ people: Person, addresses: Address }, { where: { street: 'x' } }),
      // @ts-expect-error an address has no balance
      manager.collection(groups, { each: { addresses: { balance: 1 } } }),
      // @ts-expect-error there is no such group
      manager.collection(groups, { each: { others: {} } }),
    ]
    expect(typed).toBeInstanceOf(Function)
  })
})

const Visitors = defineTable({ name: 'Visitors', partitionKey: 'pk', sortKey: 'sk', timeToLive: 'ttl' })

@Entity()
@SingleTable(Visitors, { type: 'VISITOR', key: { partitionKey: 'VISITOR#{id}', sortKey: 'PROFILE' } })
class Visitor {
  @PrimaryColumn() id: string
}

@Entity()
@SingleTable(Visitors, { type: 'LOGIN', key: { partitionKey: 'VISITOR#{visitorId}', sortKey: 'LOGIN#{number}' } })
class Login {
  @PrimaryColumn() visitorId: string
  @PrimaryColumn() number: string
  @TimeToLive() @Column({ type: Date, name: 'ttl' }) expiresAt: Date
}

test('what has expired is in no group, and a page goes on at another time', async () => {
  const { dataSource } = await openWith([Visitor, Login])
  const begin = Date.now() + 86_400_000
  const driver = dataSource.driver as unknown as DynamoDriver
  const asked = { each: { visitors: { id: 'v' }, logins: { visitorId: 'v' } } } as const
  await dataSource.manager.insert(Visitor, { id: 'v' })
  await dataSource.manager.insert(Login, [1, 2, 3, 4].map((number) => ({ visitorId: 'v', number: `${number}`, expiresAt: new Date(begin + number * 10_000) })))
  driver.now = () => new Date(begin + 15_000)
  const first = await dataSource.manager.collectionPage({ visitors: Visitor, logins: Login }, asked, Pageable.of(0, 2))
  expect(first.content.logins.map(({ number }) => number)).toEqual(['2', '3'])
  driver.now = () => new Date(begin + 16_000)
  const next = await dataSource.manager.collectionPage({ visitors: Visitor, logins: Login }, asked, Pageable.of(1, 2, undefined, first.lastEvaluatedKey))
  expect([next.content.logins.map(({ number }) => number), next.content.visitors.length]).toEqual([['4'], 1])
  expect((await dataSource.manager.collection({ visitors: Visitor, logins: Login }, { ...asked, withExpired: true })).logins).toHaveLength(4)
  await dataSource.destroy()
})
