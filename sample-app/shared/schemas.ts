import { z } from 'zod'

// What may be stored of a person: the one source of validation and types, for requests, entities and forms.

const text = (longest: number) => z.string('Give a text.').trim().min(1, 'Give a text.').max(longest, `Give ${longest} characters at most.`).regex(/^\P{Surrogate}*$/u, 'Give whole characters.')
const date = z.iso.date('Give a date, such as 2026-01-31.')
const choice = <const Values extends readonly string[]>(values: Values) => z.enum(values, `Give one of ${values.join(', ')}.`)
const currency = z.string('Give three letters, such as EUR.').trim().toUpperCase().regex(/^[A-Z]{3}$/, 'Give three letters, such as EUR.')

/** What is asked of a whole that its parts do not say by themselves: by property, what is wrong with it. */
type Rule<Shape extends z.ZodRawShape> = (given: z.output<z.ZodObject<Shape>>) => Readonly<Record<string, string | undefined>>

/** The schemas of one kind of entity: of what is stored, beside which there are keys and versions, and of what is given, beside which there is nothing. */
function schemas<Shape extends z.ZodRawShape>(shape: Shape, rule: Rule<Shape> = () => ({})) {
  const judge = (given: z.output<z.ZodObject<Shape>>, context: z.RefinementCtx): void => {
    for (const [property, message] of Object.entries(rule(given))) if (message !== undefined) context.addIssue({ code: 'custom', path: [property], message })
  }
  return { stored: z.object(shape).superRefine(judge as never), given: z.strictObject(shape).superRefine(judge as never) }
}

export const genders = ['female', 'male', 'other', 'unspecified'] as const
export const addressTypes = ['home', 'work', 'billing', 'shipping'] as const
export const accountTypes = ['checking', 'savings', 'business'] as const
export const contactTypes = ['email', 'phone', 'mobile', 'website'] as const

const person = {
  firstName: text(100),
  lastName: text(100),
  dateOfBirth: date.refine((given) => given <= new Date().toISOString().slice(0, 10), 'Give a date that is not in the future.'),
  gender: choice(genders),
}
export const PersonSchema = schemas(person)

export const AddressSchema = schemas({
  type: choice(addressTypes),
  street: text(200),
  city: text(100),
  postalCode: text(20),
  country: text(100),
  isPrimary: z.boolean('Give true or false.'),
})

export const BankAccountSchema = schemas({
  bankName: text(100),
  accountType: choice(accountTypes),
  /** Stored without the spaces with which it is written. */
  iban: z.string('Give an IBAN, such as NO93 8601 1117 947.').overwrite((given) => given.replace(/\s/g, '').toUpperCase()).regex(/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/, 'Give an IBAN, such as NO93 8601 1117 947.'),
  currency,
  isPrimary: z.boolean('Give true or false.'),
})

const contactFaults = {
  email: (value: string) => (z.email().safeParse(value).success ? undefined : 'Give an e-mail address.'),
  phone: (value: string) => (/^\+?[\d\s()/-]{5,30}$/.test(value) ? undefined : 'Give a number, such as +47 22 00 00 00.'),
  mobile: (value: string) => contactFaults.phone(value),
  website: (value: string): string | undefined => (z.url({ protocol: /^https?$/ }).safeParse(value).success ? undefined : 'Give an address that begins with https://.'),
}
export const ContactInfoSchema = schemas({
  type: choice(contactTypes),
  value: text(200),
  isPrimary: z.boolean('Give true or false.'),
  isVerified: z.boolean('Give true or false.'),
}, ({ type, value }) => ({ value: contactFaults[type](value) }))

export const EmploymentSchema = schemas({
  companyName: text(100),
  position: text(100),
  startDate: date,
  /** null where it goes on. */
  endDate: date.nullable(),
  salary: z.number('Give a number.').min(0, 'Give a number that is not negative.').max(1e12, 'Give a smaller number.'),
  currency,
}, ({ startDate, endDate }) => (endDate === null || endDate >= startDate ? {} : { endDate: 'Give a date that is not before the start.' }))

const id = z.uuid('Give a UUID.')
const parts = <Given extends z.ZodType>(given: Given) => z.array(given).max(24, 'Give 24 at most.').default([])

/** A person with all parts, as it is created: in one transaction. */
export const NewPersonSchema = z.strictObject({
  ...person,
  /** So that a page can show it before it is stored. */
  id: id.optional(),
  addresses: parts(AddressSchema.given),
  bankAccounts: parts(BankAccountSchema.given),
  contacts: parts(ContactInfoSchema.given),
  employments: parts(EmploymentSchema.given),
})
export type NewPerson = z.input<typeof NewPersonSchema>

export const IdSchema = id

/** What the server adds to what is given. */
interface Stored {
  readonly id: string
  /** Counts the changes; in the header `ETag` too, and wanted back in `If-Match`. */
  readonly version: number
}
interface PartOfPerson extends Stored {
  readonly personId: string
}

export type PersonFields = z.output<typeof PersonSchema.given>
export type AddressFields = z.output<typeof AddressSchema.given>
export type BankAccountFields = z.output<typeof BankAccountSchema.given>
export type ContactInfoFields = z.output<typeof ContactInfoSchema.given>
export type EmploymentFields = z.output<typeof EmploymentSchema.given>

export interface PersonData extends PersonFields, Stored {
  /** By what people are sorted and searched: last and first name without case and accents. */
  readonly sortName: string
  /** How many addresses, accounts, contacts and employments there are. */
  readonly parts: number
  readonly createdAt: string
  readonly updatedAt: string
}
export interface AddressData extends AddressFields, PartOfPerson {}
export interface BankAccountData extends BankAccountFields, PartOfPerson {}
export interface ContactInfoData extends ContactInfoFields, PartOfPerson {}
export interface EmploymentData extends EmploymentFields, PartOfPerson {}

/** The answer of `/api/persons/:id/detail`: one Query. */
export interface PersonDetail extends PersonData {
  readonly addresses: readonly AddressData[]
  readonly bankAccounts: readonly BankAccountData[]
  readonly contacts: readonly ContactInfoData[]
  readonly employments: readonly EmploymentData[]
}
