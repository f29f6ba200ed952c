import type { MadePerson } from '../../sample-app/server/seed/makePeople.js'
import type { AddressFields, PersonFields } from '../../sample-app/shared/schemas.js'
import { sortName } from '../../sample-app/shared/sortName.js'

const firstNames = ['Ada', 'Bjørn', 'Chloé', 'Dmitri', 'Elif', 'Femi', 'Grace', 'Håkon', 'Inés', 'Jun', 'Kofi', 'Léa', 'Maja', 'Noor', 'Oskar', 'Priya', 'Quinn', 'Rosa', 'Søren', 'Tomás']
const lastNames = ['Abe', 'Berg', 'Álvarez', 'Çelik', 'de Vries', 'Eriksen', 'Okafor', 'García', 'Hansen', 'Ito', 'Jensen', 'Kaya', 'Lindström', 'Müller', 'Nakamura', 'O’Brien', 'Petrov', 'Rossi', 'Sato', 'Šimić', 'Tanaka', 'Ueda', 'van Dijk', 'Weiß', 'Yılmaz']
const cities = [['Oslo', '0155', 'Norway', 'Storgata'], ['Lisboa', '1100-148', 'Portugal', 'Rua Augusta'], ['Berlin', '10117', 'Germany', 'Unter den Linden'], ['Kyoto', '600-8216', 'Japan', 'Shijo-dori'], ['Lyon', '69002', 'France', 'Rue Mercière']] as const
const banks = ['Nordea', 'Millennium', 'Commerzbank', 'Mizuho', 'Crédit Lyonnais'] as const
const companies = ['Acme', 'Globex', 'Initech', 'Umbrella', 'Hooli', 'Stark Industries', 'Wayne Enterprises'] as const
const positions = ['Engineer', 'Analyst', 'Designer', 'Head of Sales', 'Accountant'] as const
const genders = ['female', 'male', 'other', 'unspecified'] as const

const at = <T>(list: readonly T[], position: number): T => list[position % list.length]!
const two = (number: number): string => String(number).padStart(2, '0')
const day = (year: number, n: number): string => `${year}-${two(1 + (n % 12))}-${two(1 + ((n * 7) % 28))}`

const uuid = (kind: number, n: number): string => `00000000-0000-4000-${(0x8000 + kind).toString(16)}-${n.toString(16).padStart(12, '0')}`

/** The same people every time, each name once up to 500 of them; each has one to six parts. */
export const somePeople = (count: number): readonly MadePerson[] => Array.from({ length: count }, (_, n) => somePerson(n))

function somePerson(n: number): MadePerson {
  const [id, email, career] = [uuid(0, n), n % 5 !== 0, n % 4 !== 0]
  const [city, postalCode, country, street] = at(cities, n)
  const address = (type: AddressFields['type'], number: number) => ({ type, street: `${street} ${number}`, city, postalCode, country, isPrimary: type === 'home' })
  const several = <Part>(kind: number, parts: readonly Part[]) => parts.map((part, position) => ({ ...part, personId: id, id: uuid(10 * kind + position, n) }))
  const addresses = several(1, [address('home', n + 1), address('work', n + 100)].slice(0, 1 + (n % 2)))
  const bankAccounts = several(2, n % 3 === 0 ? [] : [{ bankName: at(banks, n), accountType: 'checking' as const, iban: `NO93860111${String(10_000 + n)}`, currency: 'EUR', isPrimary: true }])
  const contacts = several(3, email ? [{ type: 'email' as const, value: `person${n}@example.com`, isPrimary: true, isVerified: n % 2 === 0 }] : [])
  const employments = several(4, [
    { companyName: at(companies, n), position: at(positions, n), startDate: day(2015 + (n % 8), n), endDate: null, salary: 48_000 + ((n * 1700) % 50_000), currency: 'EUR' },
    { companyName: at(companies, n + 3), position: at(positions, n + 1), startDate: day(2008, n), endDate: day(2014, n), salary: 39_000, currency: 'EUR' },
  ].slice(0, career ? 1 + (n % 2) : 0))
  return {
    id,
    firstName: at(firstNames, n + Math.floor(n / 100)),
    lastName: at(lastNames, n),
    dateOfBirth: day(1950 + ((n * 13) % 55), n),
    gender: at(genders, n),
    parts: addresses.length + bankAccounts.length + contacts.length + employments.length,
    addresses, bankAccounts, contacts, employments,
  }
}

/** They alone, without parts. */
export const withoutParts = (people: readonly MadePerson[]): readonly MadePerson[] => people.map((person) => ({ ...person, parts: 0, addresses: [], bankAccounts: [], contacts: [], employments: [] }))

const inOrder = (a: MadePerson, b: MadePerson): number => Buffer.compare(Buffer.from(`${sortName(a)}#${a.id}`), Buffer.from(`${sortName(b)}#${b.id}`))

/** As the list shows them: by last name, then first name. */
export const sorted = (people: readonly MadePerson[]): readonly MadePerson[] => people.toSorted(inOrder)

/** As a person is named in the list. */
export const listed = ({ firstName, lastName }: Pick<PersonFields, 'firstName' | 'lastName'>): string => `${lastName}, ${firstName}`
