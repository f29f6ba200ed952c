import type { z } from 'zod'
import type { LiveResources } from '../../shared/LiveChange.js'
import {
  accountTypes, addressTypes, contactTypes, genders, AddressSchema, BankAccountSchema, ContactInfoSchema, EmploymentSchema, PersonSchema,
} from '../../shared/schemas.js'
import { sortName } from '../../shared/sortName.js'
import { dateText, moneyText } from './texts.js'

// The one table of what there is: collections, sections and forms are made of its rows.

export interface Entity {
  readonly id: string
  readonly version: number
}

export type Rows = LiveResources
export type ResourceName = keyof Rows
export type PartName = Exclude<ResourceName, 'persons'>

export interface Field {
  readonly name: string
  readonly label: string
  readonly kind: 'text' | 'date' | 'number' | 'flag' | 'choice'
  readonly choices?: readonly string[]
  /** The choice that a new one begins with: the first where not given. */
  readonly initial?: string
  /** May be left empty: null is stored. */
  readonly optional?: true
  readonly autoComplete?: string
  readonly hint?: string
}

export interface Resource<Row extends Entity> {
  readonly heading: string
  /** What one is called within a sentence. */
  readonly one: string
  readonly schema: z.ZodType<Record<string, unknown>>
  readonly fields: readonly Field[]
  path(personId: string): string
  title(row: Row): string
  /** What is told of it below its title. */
  facts(row: Row): readonly string[]
  /** What the user has marked it as. */
  marks(row: Row): readonly string[]
  /** By what its rows are sorted in a section. */
  order(row: Row): string
  /** What the server computes of the fields, so that it can be shown before the server answers. */
  computed?(given: Row): Partial<Row>
}

const text = (name: string, label: string, more: Partial<Field> = {}): Field => ({ name, label, kind: 'text', ...more })
const date = (name: string, label: string, more: Partial<Field> = {}): Field => ({ name, label, kind: 'date', ...more })
const choice = (name: string, label: string, choices: readonly string[], more: Partial<Field> = {}): Field => ({ name, label, kind: 'choice', choices, ...more })
const flag = (name: string, label: string): Field => ({ name, label, kind: 'flag' })

const primaryFirst = (isPrimary: boolean, title: string): string => `${isPrimary ? 0 : 1} ${title}`
const marked = (marks: Readonly<Record<string, boolean>>): readonly string[] => Object.keys(marks).filter((mark) => marks[mark])

export const resources: { readonly [Name in ResourceName]: Resource<Rows[Name]> } = {
  persons: {
    heading: 'Persons',
    one: 'person',
    schema: PersonSchema.given,
    fields: [
      text('firstName', 'First name'),
      text('lastName', 'Last name'),
      date('dateOfBirth', 'Date of birth'),
      choice('gender', 'Gender', genders, { initial: 'unspecified' }),
    ],
    path: () => '/persons',
    title: ({ firstName, lastName }) => `${firstName} ${lastName}`,
    facts: ({ dateOfBirth, gender }) => [`Born ${dateText(dateOfBirth)}`, gender],
    marks: () => [],
    order: (person) => person.sortName,
    computed: (person) => ({ sortName: sortName(person) }),
  },
  addresses: {
    heading: 'Addresses',
    one: 'address',
    schema: AddressSchema.given,
    fields: [
      choice('type', 'Type', addressTypes),
      text('street', 'Street'),
      text('postalCode', 'Postal code'),
      text('city', 'City'),
      text('country', 'Country'),
      flag('isPrimary', 'Primary'),
    ],
    path: (personId) => `/persons/${personId}/addresses`,
    title: ({ street }) => street,
    facts: ({ type, postalCode, city, country }) => [type, `${postalCode} ${city}`, country],
    marks: ({ isPrimary }) => marked({ Primary: isPrimary }),
    order: ({ isPrimary, street }) => primaryFirst(isPrimary, street),
  },
  bankAccounts: {
    heading: 'Bank accounts',
    one: 'bank account',
    schema: BankAccountSchema.given,
    fields: [
      text('bankName', 'Bank'),
      choice('accountType', 'Type', accountTypes),
      text('iban', 'IBAN', { hint: 'Such as NO93 8601 1117 947.' }),
      text('currency', 'Currency', { hint: 'Three letters, such as EUR.' }),
      flag('isPrimary', 'Primary'),
    ],
    path: (personId) => `/persons/${personId}/bankAccounts`,
    title: ({ bankName }) => bankName,
    facts: ({ accountType, iban, currency }) => [accountType, iban.replace(/(.{4})(?=.)/g, '$1 '), currency],
    marks: ({ isPrimary }) => marked({ Primary: isPrimary }),
    order: ({ isPrimary, bankName }) => primaryFirst(isPrimary, bankName),
  },
  contacts: {
    heading: 'Contacts',
    one: 'contact',
    schema: ContactInfoSchema.given,
    fields: [
      choice('type', 'Type', contactTypes),
      text('value', 'Value'),
      flag('isPrimary', 'Primary'),
      flag('isVerified', 'Verified'),
    ],
    path: (personId) => `/persons/${personId}/contacts`,
    title: ({ value }) => value,
    facts: ({ type }) => [type],
    marks: ({ isPrimary, isVerified }) => marked({ Primary: isPrimary, Verified: isVerified }),
    order: ({ isPrimary, value }) => primaryFirst(isPrimary, value),
  },
  employments: {
    heading: 'Employments',
    one: 'employment',
    schema: EmploymentSchema.given,
    fields: [
      text('companyName', 'Company'),
      text('position', 'Position'),
      date('startDate', 'Start'),
      date('endDate', 'End', { optional: true, hint: 'Empty while it goes on.' }),
      { name: 'salary', label: 'Salary', kind: 'number' },
      text('currency', 'Currency', { hint: 'Three letters, such as EUR.' }),
    ],
    path: (personId) => `/persons/${personId}/employments`,
    title: ({ position, companyName }) => `${position}, ${companyName}`,
    facts: ({ startDate, endDate, salary, currency }) => [`${dateText(startDate)} – ${endDate === null ? 'now' : dateText(endDate)}`, moneyText(salary, currency)],
    marks: ({ endDate }) => marked({ Current: endDate === null }),
    order: ({ endDate, startDate }) => `${endDate === null ? 0 : 1} ${startDate}`,
  },
}

export const partNames = ['addresses', 'bankAccounts', 'contacts', 'employments'] as const satisfies readonly PartName[]

export type FieldValue = string | number | boolean | null | undefined

/** The fields of a row that a form has, without keys and versions. */
export const given = (fields: readonly Field[], row: object): Record<string, FieldValue> =>
  Object.fromEntries(fields.map(({ name }) => [name, (row as Record<string, FieldValue>)[name]]))

/** The fields that are not the same in `to` as in `from`. */
export const changed = (fields: readonly Field[], from: object, to: object): readonly Field[] => {
  const [before, after] = [given(fields, from), given(fields, to)]
  return fields.filter(({ name }) => before[name] !== after[name])
}
