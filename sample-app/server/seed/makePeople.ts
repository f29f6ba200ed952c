import { base, de, en, en_GB, es, Faker, fi, fr, generateMersenne53Randomizer, it, nb_NO, pl, sv } from '@faker-js/faker'
import { accountTypes, addressTypes, contactTypes, genders, type AddressFields, type BankAccountFields, type ContactInfoFields, type EmploymentFields, type PersonFields } from '../../shared/schemas.js'

const countries = [
  { name: 'Norway', code: 'NO', currency: 'NOK', words: nb_NO },
  { name: 'Sweden', code: 'SE', currency: 'SEK', words: sv },
  { name: 'Finland', code: 'FI', currency: 'EUR', words: fi },
  { name: 'Germany', code: 'DE', currency: 'EUR', words: de },
  { name: 'France', code: 'FR', currency: 'EUR', words: fr },
  { name: 'Spain', code: 'ES', currency: 'EUR', words: es },
  { name: 'Italy', code: 'IT', currency: 'EUR', words: it },
  { name: 'Poland', code: 'PL', currency: 'PLN', words: pl },
  { name: 'United Kingdom', code: 'GB', currency: 'GBP', words: en_GB },
]
type Country = (typeof countries)[number] & { readonly faker: Faker }

/** All dates are before this one, so that they are the same on every day. */
const latest = '2026-01-01T00:00:00.000Z'

type Made<Fields> = Fields & { readonly id: string; readonly personId: string }

/** A person with one to three of each part, ids included. */
export interface MadePerson extends PersonFields {
  readonly id: string
  /** How many parts there are. */
  readonly parts: number
  readonly addresses: readonly Made<AddressFields>[]
  readonly bankAccounts: readonly Made<BankAccountFields>[]
  readonly contacts: readonly Made<ContactInfoFields>[]
  readonly employments: readonly Made<EmploymentFields>[]
}

/** People who do not exist, one by one. The same seed makes the same people, and more of them begin with those. */
export function* makePeople(count: number, seed: number): Generator<MadePerson, void, undefined> {
  // Drawn from one source of chance: each with its own from one seed would give several people one id.
  const randomizer = generateMersenne53Randomizer(seed)
  const all = countries.map((country): Country => ({ ...country, faker: new Faker({ locale: [country.words, en, base], randomizer }) }))
  for (let made = 0; made < count; made++) yield makePerson(all[0]!.faker.helpers.arrayElement(all))
}

function makePerson(country: Country): MadePerson {
  const { faker } = country
  const id = faker.string.uuid()
  const gender = faker.helpers.weightedArrayElement(genders.map((value, position) => ({ value, weight: position < 2 ? 12 : 1 })))
  const sex = gender === 'female' || gender === 'male' ? gender : undefined
  const person: PersonFields = {
    firstName: faker.person.firstName(sex),
    lastName: faker.person.lastName(sex),
    dateOfBirth: day(faker.date.between({ from: '1946-01-01', to: '2005-12-31' })),
    gender,
  }
  /** One to three parts, the first of which is the primary one. */
  const several = <Fields extends object>(make: (isPrimary: boolean) => Fields): Made<Fields>[] =>
    Array.from({ length: faker.number.int({ min: 1, max: 3 }) }, (_, position) => ({ personId: id, id: faker.string.uuid(), ...make(position === 0) }))
  const addresses = several((isPrimary) => makeAddress(country, isPrimary))
  const bankAccounts = several((isPrimary) => makeBankAccount(country, isPrimary))
  const contacts = several((isPrimary) => makeContact(country, person, isPrimary))
  const employments = makeCareer(country, person).map((employment) => ({ personId: id, id: faker.string.uuid(), ...employment }))
  return { id, ...person, parts: addresses.length + bankAccounts.length + contacts.length + employments.length, addresses, bankAccounts, contacts, employments }
}

const makeAddress = ({ name, faker }: Country, isPrimary: boolean): AddressFields => ({
  type: isPrimary ? 'home' : faker.helpers.arrayElement(addressTypes),
  street: faker.location.streetAddress(),
  city: faker.location.city(),
  postalCode: faker.location.zipCode(),
  country: name,
  isPrimary,
})

const makeBankAccount = ({ code, currency, faker }: Country, isPrimary: boolean): BankAccountFields => ({
  bankName: `${faker.location.city()} ${faker.helpers.arrayElement(['Bank', 'Savings Bank', 'Trust'])}`,
  accountType: isPrimary ? 'checking' : faker.helpers.arrayElement(accountTypes),
  iban: faker.finance.iban({ countryCode: code }),
  currency,
  isPrimary,
})

/** Names of example.com reach nobody. */
function makeContact({ faker }: Country, { firstName, lastName }: PersonFields, isPrimary: boolean): ContactInfoFields {
  const type = isPrimary ? 'email' : faker.helpers.arrayElement(contactTypes)
  const value = {
    email: () => faker.internet.email({ firstName, lastName, provider: 'example.com' }),
    phone: () => faker.phone.number({ style: 'international' }),
    mobile: () => faker.phone.number({ style: 'international' }),
    website: () => `https://${faker.internet.domainWord()}.example.com`,
  }[type]()
  return { type, value, isPrimary, isVerified: faker.datatype.boolean() }
}

/** Employments in turn; the last one often goes on. */
function makeCareer({ currency, faker }: Country, { dateOfBirth }: PersonFields): EmploymentFields[] {
  const ofAge = `${Number(dateOfBirth.slice(0, 4)) + 18}${dateOfBirth.slice(4, 7)}-01`
  const count = faker.number.int({ min: 1, max: 3 })
  const days = faker.date.betweens({ from: ofAge, to: latest, count: count * 2 }).map(day)
  return Array.from({ length: count }, (_, position) => ({
    companyName: faker.company.name(),
    position: faker.person.jobTitle(),
    startDate: days[position * 2]!,
    endDate: position === count - 1 && faker.datatype.boolean(0.8) ? null : days[position * 2 + 1]!,
    salary: faker.number.int({ min: 30, max: 120 }) * 1000,
    currency,
  }))
}

const day = (date: Date): string => date.toISOString().slice(0, 10)
