import { Address } from '../../sample-app/server/people/Address.js'
import { BankAccount } from '../../sample-app/server/people/BankAccount.js'
import { ContactInfo } from '../../sample-app/server/people/ContactInfo.js'
import { Employment } from '../../sample-app/server/people/Employment.js'
import { Person } from '../../sample-app/server/people/Person.js'
import { AddressSchema, BankAccountSchema, ContactInfoSchema, EmploymentSchema, PersonSchema } from '../../sample-app/shared/schemas.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

let opened: OpenedSource
beforeAll(async () => { opened = await openWith([Person, Address, BankAccount, ContactInfo, Employment]) })
afterAll(() => opened.dataSource.destroy())

test.each([
  [Person, PersonSchema, ['id', 'sortName', 'parts', 'version', 'createdAt', 'updatedAt']],
  [Address, AddressSchema, ['personId', 'id', 'version']],
  [BankAccount, BankAccountSchema, ['personId', 'id', 'version']],
  [ContactInfo, ContactInfoSchema, ['personId', 'id', 'version']],
  [Employment, EmploymentSchema, ['personId', 'id', 'version']],
])('%p has a column for all that its schema names', (entity, schema, added) => {
  const columns = opened.dataSource.getMetadata(entity).columns.filter(({ isVirtual }) => !isVirtual).map(({ propertyName }) => propertyName)
  expect(columns.filter((name) => !added.includes(name)).toSorted()).toEqual(Object.keys(schema.given.shape).toSorted())
})

test('a person is stored with all parts in one transaction, and read with them by one Query', async () => {
  const persons = opened.dataSource.getRepository(Person)
  const made = await persons.save(persons.create({
    firstName: 'Åse', lastName: 'Ødegård', dateOfBirth: '1980-02-29', gender: 'female',
    addresses: [{ type: 'home', street: 'Storgata 1', city: 'Oslo', postalCode: '0155', country: 'Norway', isPrimary: true }],
    contacts: [{ type: 'email', value: 'ase@example.com', isPrimary: true, isVerified: false }],
  }))
  opened.sent.clear()
  const read = await persons.findOneOrFail({ where: { id: made.id }, relations: { addresses: true, bankAccounts: true, contacts: true, employments: true } })
  expect(opened.sent.actions()).toEqual(['Query'])
  expect(read).toMatchObject({ sortName: 'odegard ase', version: 1, addresses: [{ city: 'Oslo' }], bankAccounts: [], contacts: [{ value: 'ase@example.com' }] })
})
