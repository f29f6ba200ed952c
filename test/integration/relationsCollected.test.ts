import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryColumn, type FindOneOptions } from 'typeorm'
import { defineTable, SingleTable, type DynamoFindOneOptions } from '../../src/index.js'
import { Address, BankAccount, ContactInfo, Passport, Person, personEntities, Pet, Visit } from '../support/entities/persons.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

let opened: OpenedSource
beforeAll(async () => {
  opened = await openWith(personEntities)
  const { manager } = opened.dataSource
  for (const id of ['p1', 'p2']) {
    await manager.save(manager.create(Person, {
      id, lastName: 'Doe',
      addresses: [{ id: 'a1', city: 'Oslo' }, { id: 'a10', city: 'Rome' }, { id: 'a2', city: 'Bergen' }],
      bankAccounts: [{ id: 'b1', balance: 2 }, { id: 'b2', balance: 1 }], contacts: [{ id: 'c1', value: 'x' }, { id: 'c2', value: 'y' }],
    }))
    await manager.insert(Passport, { personId: id, number: `N-${id}` })
    await manager.insert(Pet, { id: `cat-of-${id}`, ownerId: id })
    await manager.insert(Visit, ['a1', 'a10'].flatMap((addressId) => [1, 2].map((day) => ({ personId: id, addressId, day: `day-${day}` }))))
  }
  await manager.softDelete(ContactInfo, { personId: 'p1', id: 'c2' })
  // Of no entity, among the others.
  await opened.dataSource.createQueryRunner().putOne(table(), { pk: 'PERSON#p1', sk: 'ADDRESS#zzz#', _type: 'OTHER', personId: 'p1', id: 'zzz' })
})
afterAll(() => opened.dataSource.destroy())
beforeEach(() => opened.sent.clear())

const table = () => `${(opened.dataSource.options as { entityPrefix?: string }).entityPrefix}Persons`
const persons = () => opened.dataSource.getRepository(Person)
const all = { addresses: true, bankAccounts: true, contacts: true, passport: true } as const
const requests = () => opened.sent.requests.map(({ action, input }) => [action, input.IndexName ?? Object.values((input.ExpressionAttributeValues ?? input.Key) as Record<string, { S: string }>).map(({ S }) => S).join(' ')])

/** What is found, which is the same as each relation by itself gives. */
async function found(options: DynamoFindOneOptions<Person>): Promise<Person | null> {
  const one = await persons().findOne(options)
  const sent = [...opened.sent.requests]
  expect(await persons().findOne({ ...options, relationLoadStrategy: 'query' } as FindOneOptions<Person>)).toEqual(one)
  opened.sent.clear()
  opened.sent.requests.push(...sent)
  return one
}

describe('relations in the partition of an entity', () => {
  test('are read with it by one Query, of no more than lies between them', async () => {
    const one = await found({ where: { id: 'p1' }, relations: { addresses: true, bankAccounts: true } })
    expect(one).toBeInstanceOf(Person)
    expect(one).toMatchObject({ id: 'p1', lastName: 'Doe', addresses: [{ id: 'a1' }, { id: 'a10' }, { id: 'a2' }], bankAccounts: [{ id: 'b1' }, { id: 'b2' }] })
    expect(one!.addresses.every((address) => address instanceof Address)).toBe(true)
    expect(one!.bankAccounts.every((account) => account instanceof BankAccount)).toBe(true)
    expect(requests()).toEqual([['Query', 'PERSON#p1 ADDRESS# PROFILE PERSON ADDRESS BANK']])
    expect(opened.sent.requests[0]!.input).toMatchObject({ KeyConditionExpression: '#0 = :0 AND #1 BETWEEN :1 AND :2', FilterExpression: '#2 IN (:3, :4, :5)' })
  })

  test('are each read by a request where the relation load strategy is query', async () => {
    await persons().findOne({ where: { id: 'p1' }, relations: { addresses: true, bankAccounts: true }, relationLoadStrategy: 'query' })
    expect(opened.sent.actions().sort()).toEqual(['GetItem', 'Query', 'Query'])
    const { dataSource, sent } = await openWith(personEntities, { relationLoadStrategy: 'query' })
    await dataSource.manager.insert(Person, { id: 'p9', lastName: 'Doe' })
    sent.clear()
    await dataSource.manager.findOne(Person, { where: { id: 'p9' }, relations: { addresses: true } })
    expect(sent.actions()).toEqual(['GetItem', 'Query'])
    await dataSource.destroy()
  })

  test('may be single, and soft-deleted ones are hidden unless they are wanted', async () => {
    expect(await found({ where: { id: 'p1' }, relations: all })).toMatchObject({ passport: { number: 'N-p1' }, contacts: [{ id: 'c1' }] })
    expect(await found({ where: { id: 'p1' }, relations: all, withDeleted: true })).toMatchObject({ contacts: [{ id: 'c1' }, { id: 'c2' }] })
    expect(opened.sent.actions()).toEqual(['Query', 'Query'])
  })

  test('come in the order that is asked for, as far as they are selected, and consistently', async () => {
    const one = await found({
      where: { id: 'p1' }, relations: all, select: { id: true, addresses: { id: true, city: true }, bankAccounts: { id: true }, contacts: { id: true }, passport: { number: true } }, order: { bankAccounts: { balance: 'ASC' }, addresses: { city: 'DESC' } }, consistent: true,
    })
    expect(one!.bankAccounts).toEqual([{ id: 'b2' }, { id: 'b1' }])
    expect(one!.addresses).toEqual([{ id: 'a10', city: 'Rome' }, { id: 'a1', city: 'Oslo' }, { id: 'a2', city: 'Bergen' }])
    expect(one).not.toHaveProperty('lastName')
    expect(opened.sent.actions()).toEqual(['Query'])
    expect(opened.sent.requests[0]!.input).toMatchObject({ ConsistentRead: true })
    expect(Object.values(opened.sent.requests[0]!.input.ExpressionAttributeNames as object)).toEqual(expect.not.arrayContaining(['street', 'lastName']))
  })

  test('bring what they lead to in turn, as do relations in other partitions', async () => {
    const one = await found({ where: { id: 'p1' }, relations: { addresses: { visits: true }, pets: true }, order: { addresses: { visits: { day: 'DESC' } } } })
    expect(one!.addresses.map(({ visits }) => visits.map(({ day }) => day))).toEqual([['day-2', 'day-1'], ['day-2', 'day-1'], []])
    expect(one!.addresses[0]!.visits[0]).toBeInstanceOf(Visit)
    expect(one!.pets).toMatchObject([{ id: 'cat-of-p1' }])
    expect(requests()).toEqual([['Query', 'PERSON#p1 ADDRESS# PROFILE PERSON ADDRESS VISIT'], ['Query', 'GSI1']])
    expect((await persons().explain({ where: { id: 'p1' }, relations: { addresses: { visits: true } } })).steps[0]!.collects).toEqual(['Person', 'addresses', 'addresses.visits'])
  })

  test('are not given without the entity', async () => {
    await opened.dataSource.manager.insert(Address, { personId: 'nobody', id: 'a1', city: 'Oslo' })
    opened.sent.clear()
    expect(await found({ where: { id: 'nobody' }, relations: all })).toBeNull()
    await expect(persons().findOneOrFail({ where: { id: 'nobody' }, relations: all })).rejects.toThrow('Could not find any entity of type "Person"')
    expect(await persons().find({ where: { id: 'nobody' }, relations: all })).toEqual([])
    expect(await persons().findOne({ where: { id: 'p1', lastName: 'Roe' }, relations: all })).toBeNull()
    expect(opened.sent.actions()).toEqual(['Query', 'Query', 'Query', 'Query'])
  })

  test('are joined by a builder in the same way', async () => {
    const joined = () => persons().createQueryBuilder('p').leftJoinAndSelect('p.addresses', 'a').leftJoinAndSelect('p.passport', 'q').where('p.id = :id', { id: 'p1' }).addOrderBy('a.city')
    expect(await joined().getOne()).toMatchObject({ id: 'p1', addresses: [{ city: 'Bergen' }, { city: 'Oslo' }, { city: 'Rome' }], passport: { number: 'N-p1' } })
    expect(await joined().getMany()).toHaveLength(1)
    expect(opened.sent.actions()).toEqual(['Query', 'Query'])
    expect(await persons().createQueryBuilder('p').innerJoinAndSelect('p.addresses', 'a').where({ id: 'p1' }).getMany()).toMatchObject([{ addresses: [{}, {}, {}] }])
  })

  test('of the way back, or beyond what is asked for, are read as before', async () => {
    expect(await opened.dataSource.manager.findOne(Address, { where: { personId: 'p1', id: 'a1' }, relations: { person: true } })).toMatchObject({ person: { id: 'p1' } })
    expect(await persons().find({ where: { id: 'p1' }, relations: all, skip: 1 })).toEqual([])
    expect(await persons().find({ where: { id: 'p1' }, relations: all, take: 0 })).toEqual([])
    expect(opened.sent.actions()).toEqual(['GetItem', 'GetItem', 'GetItem'])
  })

  test('begin with the sort key of the entity, and nothing beside them is read', async () => {
    const addresses = opened.dataSource.getRepository(Address)
    expect(await addresses.findOne({ where: { personId: 'p1', id: 'a1' }, relations: { visits: true } })).toMatchObject({ id: 'a1', visits: [{ day: 'day-1' }, { day: 'day-2' }] })
    expect(requests()).toEqual([['Query', 'PERSON#p1 ADDRESS#a1# ADDRESS#a1#VISIT$ a1 ADDRESS a1 VISIT']])
    expect(await addresses.findOne({ where: { personId: 'p1', id: 'a1' }, relations: { visits: true }, relationLoadStrategy: 'query' })).toMatchObject({ id: 'a1', visits: [{ day: 'day-1' }, { day: 'day-2' }] })
  })

  test('of many entities in a partition are read with all of them', async () => {
    const addresses = opened.dataSource.getRepository(Address)
    const many = await addresses.find({ where: { personId: 'p1' }, relations: { visits: true }, order: { id: 'DESC' } })
    expect(many.map(({ id, visits }) => [id, visits.map(({ day }) => day)])).toEqual([['a2', []], ['a10', ['day-1', 'day-2']], ['a1', ['day-1', 'day-2']]])
    expect(requests()).toEqual([['Query', 'PERSON#p1 ADDRESS# ADDRESS VISIT']])
    expect(await addresses.find({ where: { personId: 'p1' }, relations: { visits: true }, order: { id: 'DESC' }, relationLoadStrategy: 'query' })).toEqual(many)
    opened.sent.clear()
    expect(await addresses.find({ where: { personId: 'p1' }, relations: { visits: true }, take: 1 })).toMatchObject([{ id: 'a1', visits: [{}, {}] }])
    expect(opened.sent.actions()).toEqual(['Query', 'Query'])
  })

  test('are explained', async () => {
    const explained = await persons().explain({ where: { id: 'p1' }, relations: { addresses: true, pets: true } }, { analyze: true })
    expect(explained.steps).toMatchObject([{ operation: 'Query', collects: ['Person', 'addresses'], reason: 'the partition key is given, and shared' }])
    expect(explained.analyzed).toMatchObject({ requests: 1, returned: 4 })
    expect(String(explained)).toContain('collects: Person, addresses')
    expect((await persons().explain({ where: { id: 'p1' }, relations: { addresses: true }, relationLoadStrategy: 'query' })).steps).toMatchObject([{ operation: 'GetItem' }])
    expect((await persons().explain({ where: { id: 'p1' }, relations: { pets: true } })).steps).toMatchObject([{ operation: 'GetItem' }])
  })

  test('are read page by page where they are more than 1 MB', async () => {
    const { manager } = opened.dataSource
    await manager.insert(Person, { id: 'big', lastName: 'Doe' })
    await manager.putMany(Address, Array.from({ length: 8 }, (_, at) => manager.create(Address, { personId: 'big', id: `a${at}`, city: 'Oslo', street: 'x'.repeat(200_000) })))
    opened.sent.clear()
    expect((await found({ where: { id: 'big' }, relations: { addresses: true } }))!.addresses).toHaveLength(8)
    expect(opened.sent.actions()).toEqual(['Query', 'Query'])
  })
})

describe('in a transaction, relations in the partition of an entity', () => {
  const rolledBack = new Error('enough seen')
  const inTransaction = (work: (manager: OpenedSource['dataSource']['manager']) => Promise<void>): Promise<void> =>
    opened.dataSource.transaction(async (manager) => {
      await work(manager)
      throw rolledBack
    }).catch((error: unknown) => {
      if (error !== rolledBack) throw error
    })

  test('are seen as it will leave them', async () => {
    await inTransaction(async (manager) => {
      await manager.update(Person, { id: 'p2' }, { lastName: 'Roe' })
      await manager.deleteOne(Address, { personId: 'p2', id: 'a1' })
      await manager.insert(Address, { personId: 'p2', id: 'a3', city: 'Paris' })
      await manager.update(BankAccount, { personId: 'p2', id: 'b1' }, { balance: 7 })
      await manager.insert(Person, { id: 'p3', lastName: 'New' })
      opened.sent.clear()
      const options = { where: { id: 'p2' }, relations: all } as const
      const one = await manager.findOne(Person, options)
      expect(one).toMatchObject({ lastName: 'Roe', addresses: [{ id: 'a10' }, { id: 'a2' }, { id: 'a3', city: 'Paris' }], bankAccounts: [{ id: 'b1', balance: 7 }, { id: 'b2' }] })
      // What is changed without having been read is read first.
      expect(opened.sent.actions().filter((action) => action === 'Query')).toHaveLength(1)
      expect(await manager.findOne(Person, { ...options, relationLoadStrategy: 'query' })).toEqual(one)
      expect(await manager.findOne(Person, { where: { id: 'p3' }, relations: all })).toMatchObject({ lastName: 'New', addresses: [], passport: null })
    })
    expect(await persons().findOne({ where: { id: 'p2' }, relations: all })).toMatchObject({ lastName: 'Doe', addresses: [{ id: 'a1' }, { id: 'a10' }, { id: 'a2' }] })
  })

  test('are the same when they are read again under REPEATABLE READ, and refused by name under SERIALIZABLE', async () => {
    await opened.dataSource.transaction('REPEATABLE READ', async (manager) => {
      const options = { where: { id: 'p2' }, relations: { bankAccounts: true }, select: { id: true, bankAccounts: { balance: true } } } as const
      const before = await manager.findOne(Person, options)
      await opened.dataSource.manager.update(BankAccount, { personId: 'p2', id: 'b2' }, { balance: 99 })
      opened.sent.clear()
      expect(await manager.findOne(Person, options)).toEqual(before)
      expect(await manager.findOne(BankAccount, { where: { personId: 'p2', id: 'b2' } })).toMatchObject({ balance: 1 })
      expect(opened.sent.actions()).toEqual(['Query'])
    })
    await opened.dataSource.transaction('SERIALIZABLE', async (manager) => {
      await expect(manager.findOne(Person, { where: { id: 'p2' }, relations: { addresses: true } })).rejects.toThrow('Address: a SERIALIZABLE transaction reads by whole primary keys')
      expect(await manager.findOne(Person, { where: { id: 'p2' }, relations: { passport: true } })).toMatchObject({ passport: { number: 'N-p2' } })
    })
  })
})

const Foreign = defineTable({ name: 'Foreign', partitionKey: 'pk', sortKey: 'sk', typeAttribute: '__edb_e__', composition: 'plain', casing: 'lower', unknownItems: 'adopt' })

@Entity()
@SingleTable(Foreign, { type: 'Team', key: { partitionKey: '$app#team_{Name}', sortKey: '$team_1' } })
class Team {
  @PrimaryColumn() Name: string
  @Column({ type: 'varchar', nullable: true }) motto: string | null
  @OneToMany(() => Player, (player) => player.team) players: Player[]
  @OneToMany(() => Match, (match) => match.team) matches: Match[]
}

@Entity()
@SingleTable(Foreign, { type: 'Player', key: { partitionKey: '$app#team_{teamName}', sortKey: '$player_1#number_{number}' } })
class Player {
  @PrimaryColumn() teamName: string
  @PrimaryColumn({ type: 'int' }) number: number
  @ManyToOne(() => Team, (team) => team.players, { onDelete: 'CASCADE' }) @JoinColumn({ name: 'teamName' }) team: Team
}

@Entity()
@SingleTable(Foreign, { type: 'Match', key: { partitionKey: '$app#team_{teamName}', sortKey: '$match_1#day_{day}' } })
class Match {
  @PrimaryColumn() teamName: string
  @PrimaryColumn() day: string
  @ManyToOne(() => Team, (team) => team.matches, { onDelete: 'CASCADE' }) @JoinColumn({ name: 'teamName' }) team: Team
}

test('relations in a partition that others fill, whose keys are in one case and whose items lack types, are read and deleted with their entity', async () => {
  const { dataSource, sent } = await openWith([Team, Player, Match])
  const { manager } = dataSource
  await manager.insert(Team, { Name: 'Reds' })
  await manager.insert(Player, [1, 2, 10].map((number) => ({ teamName: 'Reds', number })))
  await manager.insert(Match, { teamName: 'Reds', day: 'monday' })
  const driver = dataSource.driver as unknown as { sender: { send(action: string, input: unknown): Promise<unknown> } }
  await driver.sender.send('PutItem', { TableName: `${dataSource.options.entityPrefix}Foreign`, Item: { pk: { S: '$app#team_reds' }, sk: { S: '$player_1#number_7' }, teamName: { S: 'Reds' }, number: { N: '7' } } })
  await driver.sender.send('PutItem', { TableName: `${dataSource.options.entityPrefix}Foreign`, Item: { pk: { S: '$app#team_reds' }, sk: { S: '$player_1#number_8' }, teamName: { S: 'REDS' }, number: { N: '8' }, __edb_e__: { S: 'Player' } } })
  sent.clear()
  const options = { where: { Name: 'Reds' }, relations: { players: true, matches: true }, order: { players: { number: 'ASC' } } } as const
  const team = await manager.findOne(Team, options)
  expect(team).toMatchObject({ players: [{ number: 1 }, { number: 2 }, { number: 7 }, { number: 10 }], matches: [{ day: 'monday' }] })
  expect(sent.actions()).toEqual(['Query'])
  expect(await manager.findOne(Team, { ...options, relationLoadStrategy: 'query' })).toEqual(team)
  sent.clear()
  await manager.delete(Team, { Name: 'Reds' })
  expect([await manager.count(Team), (await manager.find(Player)).map(({ teamName }) => teamName), await manager.count(Match)]).toEqual([0, ['REDS'], 0])
  await dataSource.destroy()
})

const Strict = defineTable({ name: 'Strict', partitionKey: 'pk', sortKey: 'sk', unknownItems: 'error' })

@Entity()
@SingleTable(Strict, { type: 'BOARD', key: { partitionKey: 'BOARD#{id}', sortKey: 'BOARD' } })
class Board {
  @PrimaryColumn() id: string
  @OneToMany(() => Card, (card) => card.board) cards: Card[]
}

@Entity()
@SingleTable(Strict, { type: 'CARD', key: { partitionKey: 'BOARD#{boardId}', sortKey: 'CARD#{id}' } })
class Card {
  @PrimaryColumn() boardId: string
  @PrimaryColumn() id: string
  @ManyToOne(() => Board, (board) => board.cards) @JoinColumn({ name: 'boardId' }) board: Board
}

test('an item that no entity has ends the reading of a partition where its table wants that', async () => {
  const { dataSource } = await openWith([Board, Card])
  const { manager } = dataSource
  await manager.insert(Board, { id: 'b' })
  await manager.insert(Card, [{ boardId: 'b', id: '1' }, { boardId: 'b', id: '2' }])
  const reads: readonly (() => Promise<unknown>)[] = [
    () => manager.findOne(Board, { where: { id: 'b' }, relations: { cards: true }, select: { id: true, cards: { id: true } } }),
    () => manager.collection({ boards: Board, cards: Card }, { each: { boards: { id: 'b' }, cards: { boardId: 'b' } } }),
  ]
  expect(await Promise.all(reads.map((read) => read()))).toMatchObject([{ cards: [{ id: '1' }, { id: '2' }] }, { boards: [{}], cards: [{}, {}] }])
  await dataSource.createQueryRunner().putOne(`${dataSource.options.entityPrefix}Strict`, { pk: 'BOARD#b', sk: 'CARD#3', boardId: 'b', id: '3', _type: 'OTHER' })
  for (const read of reads) await expect(read()).rejects.toMatchObject({ name: 'UnknownItemError' })
  await dataSource.destroy()
})
