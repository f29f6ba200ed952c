import { In, type Logger } from 'typeorm'
import type { DynamoEntityManager } from '../../src/index.js'
import { clientConfig, endpoint } from '../support/engine.js'
import { Address, BankAccount, ContactInfo, Passport, Person, personEntities, Visit } from '../support/entities/persons.js'
import { startFaultProxy, type FaultProxy } from '../support/faultProxy.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

const warnings: string[] = []
const logger: Logger = { log: (level, text: unknown) => void (level === 'warn' && warnings.push(String(text))), logMigration: () => undefined, logQuery: () => undefined, logQueryError: () => undefined, logQuerySlow: () => undefined, logSchemaBuild: () => undefined }
let proxy: FaultProxy
let opened: OpenedSource
let manager: DynamoEntityManager
beforeAll(async () => {
  proxy = await startFaultProxy(endpoint())
  opened = await openWith(personEntities, { logger, clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 2 }, transactionRetry: { attempts: 2 } })
  manager = opened.dataSource.manager
})
afterAll(async () => {
  await opened.dataSource.destroy()
  await proxy.stop()
})
beforeEach(() => {
  warnings.length = 0
  proxy.reset()
})

const table = () => `${(opened.dataSource.options as { entityPrefix?: string }).entityPrefix}Persons`
const actions = (): string[] => proxy.requests.map(({ action }) => action)
const transactions = (): number[] => proxy.requests.filter(({ action }) => action === 'TransactWriteItems').map(({ input }) => (input.TransactItems as unknown[]).length)
/** What lies in the partition of a person. */
async function left(id: string): Promise<number> {
  const found = await manager.collection({ people: Person, addresses: Address, accounts: BankAccount, contacts: ContactInfo, passports: Passport, visits: Visit }, {
    each: { people: { id }, addresses: { personId: id }, accounts: { personId: id }, contacts: { personId: id }, passports: { personId: id }, visits: { personId: id } }, withDeleted: true, consistent: true,
  })
  return Object.values(found).flat().length
}
async function person(id: string, accounts = 2): Promise<Person> {
  const one = await manager.save(manager.create(Person, { id, lastName: 'Doe', contacts: [{ id: 'c1', value: 'x' }] }))
  await manager.insert(Passport, { personId: id, number: '1' })
  await manager.putMany(ContactInfo, Array.from({ length: accounts }, (_, at) => manager.create(ContactInfo, { personId: id, id: `n${at}`, value: 'y' })))
  proxy.reset()
  return one
}

test('a person is saved with what belongs to it, all in one transaction and under keys of one partition', async () => {
  const saved = await manager.save(manager.create(Person, { lastName: 'Doe', addresses: [{ city: 'Oslo' }], bankAccounts: [{ id: 'b1' }, { id: 'b2' }], contacts: [{ id: 'c1', value: 'x' }] }))
  expect(transactions()).toEqual([5])
  const [address] = saved.addresses
  expect(await storedItem(table(), { pk: `PERSON#${saved.id}`, sk: `ADDRESS#${address!.id}#` })).toMatchObject({ _type: 'ADDRESS', personId: saved.id, gsi2pk: 'CITY#Oslo', gsi2sk: `ADDRESS#${address!.id}` })
  expect(await storedItem(table(), { pk: `PERSON#${saved.id}`, sk: 'BANK#b2' })).toMatchObject({ _type: 'BANK', balance: 0, version: 1 })
  expect(address!.personId).toBe(saved.id)
  proxy.reset()
  address!.city = 'Rome'
  saved.bankAccounts.push(manager.create(BankAccount, { id: 'b3' }))
  await manager.save(saved)
  expect(transactions()).toEqual([2])
  expect(await storedItem(table(), { pk: `PERSON#${saved.id}`, sk: `ADDRESS#${address!.id}#` })).toMatchObject({ city: 'Rome', gsi2pk: 'CITY#Rome' })
  expect(await left(saved.id)).toBe(6)
})

describe('a deletion takes along what lies in the partition', () => {
  test('which one Query finds, in one transaction', async () => {
    await person('d1')
    await manager.softDelete(ContactInfo, { personId: 'd1', id: 'c1' })
    await person('d10')
    proxy.reset()
    expect((await manager.delete(Person, 'd1')).affected).toBe(1)
    expect(actions()).toEqual(['Query', 'TransactWriteItems'])
    expect(proxy.requests[0]!.input).toMatchObject({ ConsistentRead: true, KeyConditionExpression: '#0 = :0 AND #1 BETWEEN :1 AND :2' })
    expect([transactions(), await left('d1'), await left('d10')]).toEqual([[5], 0, 5])
    proxy.reset()
    await manager.remove(await manager.findOneByOrFail(Person, { id: 'd10' }))
    expect(actions()).toEqual(['GetItem', 'GetItem', 'Query', 'TransactWriteItems'])
    expect(await left('d10')).toBe(0)
  })

  test('however far it reaches', async () => {
    await person('d2')
    await manager.insert(Address, [1, 2].map((n) => ({ personId: 'd2', id: `a${n}`, city: 'Oslo' })))
    await manager.insert(Visit, [1, 2, 3].map((n) => ({ personId: 'd2', addressId: 'a1', day: `d${n}` })))
    proxy.reset()
    await manager.delete(Person, 'd2')
    expect(actions()).toEqual(['Query', 'TransactWriteItems'])
    expect([transactions(), await left('d2')]).toEqual([[10], 0])
    await person('d4')
    await manager.insert(Address, [1, 2].map((n) => ({ personId: 'd4', id: `a${n}`, city: 'Oslo' })))
    await manager.insert(Visit, [1, 2].map((n) => ({ personId: 'd4', addressId: `a${n}`, day: 'd' })))
    await manager.delete(Address, { personId: 'd4', id: 'a1' })
    expect(await left('d4')).toBe(7)
  })

  test('as a transaction has left it', async () => {
    await person('d3')
    await opened.dataSource.transaction(async (inside) => {
      await inside.insert(BankAccount, { personId: 'd3', id: 'new' })
      await inside.delete(Person, 'd3')
    })
    expect(await left('d3')).toBe(0)
  })
})

describe('a deletion of more than one transaction holds', () => {
  // With a condition of the entity's own, a place in each transaction is for its check.
  test.each<[string, (id: string) => Promise<unknown>, number]>([
    ['delete', (id) => manager.delete(Person, id), 100],
    ['deleteOne', (id) => manager.deleteOne(Person, id), 99],
    ['remove', async (id) => manager.remove(await manager.findOneByOrFail(Person, { id })), 100],
    ['remove with what is loaded', async (id) => manager.remove(await manager.findOneOrFail(Person, { where: { id }, relations: { contacts: true, passport: true } })), 100],
  ])('by %s is done in several, the entity last, and says so', async (name, write, most) => {
    const id = `many-${name}`
    await person(id, 250)
    await write(id)
    expect(transactions()).toEqual([most, most, 55])
    expect(Object.values((proxy.requests.at(-1)!.input.TransactItems as object[]).at(-1)!)).toMatchObject([{ Key: { pk: { S: `PERSON#${id}` }, sk: { S: 'PROFILE' } } }])
    expect(await left(id)).toBe(0)
    expect(warnings).toEqual(['Person: a deletion reaches 253 items with what goes along (onDelete), more than one transaction holds. It is done in 3 transactions, the Person last: not all or nothing. Repeat it if it fails.'])
  })

  test('is refused whole within a transaction, and where several entities are to be removed', async () => {
    await person('whole', 100)
    await expect(opened.dataSource.transaction((inside) => inside.delete(Person, 'whole'))).rejects.toThrow('103 operations')
    await person('other', 1)
    await expect(manager.remove(await manager.findBy(Person, { id: In(['whole', 'other']) }))).rejects.toThrow('107 operations')
    expect([await left('whole'), await left('other'), warnings]).toEqual([103, 4, []])
  })

  test('takes nothing while the condition of the entity does not hold', async () => {
    await person('under', 120)
    await expect(manager.deleteOne(Person, 'under', { condition: { lastName: 'Roe' } })).rejects.toMatchObject({ name: 'ConditionFailedError' })
    expect([transactions()[0], await left('under')]).toEqual([100, 123])
    proxy.reset()
    await manager.deleteOne(Person, 'under', { condition: { lastName: 'Doe' } })
    expect([transactions(), await left('under')]).toEqual([[100, 24], 0])
  })

  test('is done once where an answer is lost', async () => {
    await person('cut', 120)
    proxy.meet((action, nth) => (action === 'TransactWriteItems' && nth % 2 === 1 ? 'cut-after' : undefined))
    expect((await manager.delete(Person, 'cut')).affected).toBe(1)
    expect([transactions(), await left('cut')]).toEqual([[100, 100, 24, 24], 0])
  })

  test('leaves the entity where it fails half-way, so that it can be repeated', async () => {
    await person('half', 120)
    proxy.meet((action, nth) => (action === 'TransactWriteItems' && nth > 1 ? 'throttle' : undefined))
    await expect(manager.delete(Person, 'half')).rejects.toThrow('A part of the deletion is done: repeat it.')
    proxy.reset()
    expect([await left('half'), await manager.existsBy(Person, { id: 'half' })]).toEqual([24, true])
    proxy.reset()
    await manager.delete(Person, 'half')
    expect([transactions(), await left('half')]).toEqual([[24], 0])
  })

  test('leaves alone what has gone to another meanwhile', async () => {
    await person('late', 120)
    const { driver } = opened.dataSource as unknown as { driver: { sender: { send(action: string, input: unknown, options?: unknown): Promise<unknown> } } }
    const { sender } = driver
    driver.sender = {
      async send(action, input, options) {
        if (action === 'TransactWriteItems') {
          driver.sender = sender
          await sender.send('UpdateItem', { TableName: table(), Key: { pk: { S: 'PERSON#late' }, sk: { S: 'CONTACT#n5' } }, UpdateExpression: 'SET personId = :o', ExpressionAttributeValues: { ':o': { S: 'other' } } })
        }
        return sender.send(action, input, options)
      },
    }
    await manager.delete(Person, 'late')
    expect(await storedItem(table(), { pk: 'PERSON#late', sk: 'CONTACT#n5' })).toMatchObject({ personId: 'other' })
    expect(await manager.existsBy(Person, { id: 'late' })).toBe(false)
  })
})
