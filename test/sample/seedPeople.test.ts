import { Address } from '../../sample-app/server/people/Address.js'
import { BankAccount } from '../../sample-app/server/people/BankAccount.js'
import { ContactInfo } from '../../sample-app/server/people/ContactInfo.js'
import { Employment } from '../../sample-app/server/people/Employment.js'
import { Person } from '../../sample-app/server/people/Person.js'
import { clearPeople } from '../../sample-app/server/seed/clearPeople.js'
import { makePeople } from '../../sample-app/server/seed/makePeople.js'
import { seedPeople } from '../../sample-app/server/seed/seedPeople.js'
import { Order } from '../../sample-app/server/shop/Order.js'
import { User } from '../../sample-app/server/shop/User.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

let opened: OpenedSource
beforeAll(async () => { opened = await openWith([Person, Address, BankAccount, ContactInfo, Employment, User, Order]) })
afterAll(() => opened.dataSource.destroy())
beforeEach(() => clearPeople(opened.dataSource))

const parts = { addresses: true, bankAccounts: true, contacts: true, employments: true }
const storedIds = async (): Promise<string[]> => (await opened.dataSource.getRepository(Person).find()).map(({ id }) => id)

test('each person is stored with all parts, and counts them', async () => {
  const made = [...makePeople(60, 7)]
  const seeded = await seedPeople(opened.dataSource, made)
  expect(seeded).toEqual({ people: 60, known: 0, items: made.reduce((sum, person) => sum + 1 + person.parts, 0) })
  expect((await storedIds()).toSorted()).toEqual(made.map(({ id }) => id).toSorted())
  for (const person of made.slice(0, 5)) {
    const stored = await opened.dataSource.getRepository(Person).findOneOrFail({ where: { id: person.id }, relations: parts })
    expect(stored).toMatchObject({ version: 1, parts: stored.addresses.length + stored.bankAccounts.length + stored.contacts.length + stored.employments.length })
    const byId = <T extends { readonly id: string }>(list: readonly T[]): T[] => list.toSorted((a, b) => (a.id < b.id ? -1 : 1))
    const { addresses, bankAccounts, contacts, employments, ...fields } = person
    expect(stored).toMatchObject({ ...fields, addresses: byId(addresses), bankAccounts: byId(bankAccounts), contacts: byId(contacts), employments: byId(employments) })
  }
})

test('who is there already stays as somebody has changed them; the others are stored beside them', async () => {
  await seedPeople(opened.dataSource, makePeople(3, 7))
  const [first, ...others] = makePeople(3, 7)
  const persons = opened.dataSource.getRepository(Person)
  await persons.save(Object.assign(await persons.findOneByOrFail({ id: first!.id }), { firstName: 'Changed' }))
  expect(await seedPeople(opened.dataSource, makePeople(5, 7))).toMatchObject({ people: 2, known: 3 })
  expect(await persons.findOneBy({ id: first!.id })).toMatchObject({ firstName: 'Changed', version: 2 })
  expect(await persons.findOneBy({ id: others[0]!.id })).toMatchObject({ firstName: others[0]!.firstName, version: 1 })
})

test('what was broken off goes on with the same people', async () => {
  const [person] = makePeople(1, 7)
  const addresses = opened.dataSource.getRepository(Address)
  await addresses.putMany(person!.addresses.map((one) => addresses.create(one)))
  await seedPeople(opened.dataSource, makePeople(1, 7))
  expect(await addresses.findBy({ personId: person!.id })).toHaveLength(person!.addresses.length)
  expect(await opened.dataSource.getRepository(Person).findOneBy({ id: person!.id })).toMatchObject({ parts: person!.parts })
})

test('clearing deletes people and their parts by keys in batches, and neither users nor orders', async () => {
  const users = opened.dataSource.getRepository(User)
  const orders = opened.dataSource.getRepository(Order)
  const user = await users.put(users.create({ firstname: 'Ann', lastname: 'Doe', age: '42' }))
  await orders.put(orders.create({ userId: user.id, orderId: '1', product: 'book', total: 5 }))
  const { items } = await seedPeople(opened.dataSource, makePeople(10, 7))
  opened.sent.clear()
  await clearPeople(opened.dataSource)
  expect(opened.sent.actions().filter((action) => action !== 'DescribeTable').toSorted()).toEqual([...Array<string>(Math.ceil(items / 25)).fill('BatchWriteItem'), 'Scan'])
  expect(await storedIds()).toEqual([])
  expect(await opened.dataSource.getRepository(Address).find()).toEqual([])
  expect(await users.exists({ where: { id: user.id } })).toBe(true)
  expect(await orders.findBy({ userId: user.id })).toHaveLength(1)
})

test('progress is told in people, until all are there', async () => {
  const told: number[] = []
  await seedPeople(opened.dataSource, makePeople(70, 7), (done) => told.push(done))
  expect(told.at(-1)).toBe(70)
  expect(told).toEqual(told.toSorted((a, b) => a - b))
  expect(told.length).toBeGreaterThan(1)
})
