import { makePeople, type MadePerson } from '../../sample-app/server/seed/makePeople.js'
import { AddressSchema, BankAccountSchema, ContactInfoSchema, EmploymentSchema, NewPersonSchema } from '../../sample-app/shared/schemas.js'

/** Without what the server adds. */
const given = ({ personId: _person, id: _id, ...fields }: { readonly personId: string; readonly id: string }): object => fields
const kinds = { addresses: AddressSchema, bankAccounts: BankAccountSchema, contacts: ContactInfoSchema, employments: EmploymentSchema }
type Kind = keyof typeof kinds
const partsOf = (person: MadePerson, kind: Kind): readonly { readonly personId: string; readonly id: string }[] => person[kind]

test('the same seed makes the same people, more of them begin with those, and another seed makes others', () => {
  const people = [...makePeople(30, 7)]
  expect([...makePeople(30, 7)]).toEqual(people)
  expect([...makePeople(40, 7)].slice(0, 30)).toEqual(people)
  const others = new Set([...makePeople(30, 8)].map(({ id }) => id))
  expect(people.filter(({ id }) => others.has(id))).toEqual([])
})

test('people are the same today and in ten years', () => {
  const people = [...makePeople(30, 7)]
  jest.useFakeTimers({ now: new Date('2036-05-05T05:05:05Z') })
  try {
    expect([...makePeople(30, 7)]).toEqual(people)
  } finally {
    jest.useRealTimers()
  }
})

describe('500 people', () => {
  const people = [...makePeople(500, 1)]

  test('could have been given to the API', () => {
    const refused = people.flatMap(({ parts: _parts, ...person }) => {
      const bodies = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, partsOf({ ...person, parts: 0 }, kind as Kind).map(given)]))
      return NewPersonSchema.safeParse({ ...person, ...bodies }).error?.issues ?? []
    })
    expect(refused).toEqual([])
  })

  test('have names and texts that are stored as they are, without blanks around', () => {
    const texts = people.flatMap((person) => Object.values(JSON.parse(JSON.stringify(person)) as Record<string, unknown>).flatMap((value) => (Array.isArray(value) ? value.flatMap((part: object) => Object.values(part)) : [value])))
    expect(texts.filter((text) => typeof text === 'string' && (text === '' || text.trim() !== text))).toEqual([])
  })

  test.each(Object.keys(kinds) as Kind[])('have one to three %s each, some one and some three', (kind) => {
    expect(new Set(people.map((person) => partsOf(person, kind).length))).toEqual(new Set([1, 2, 3]))
    expect(people.filter((person) => partsOf(person, kind).some(({ personId }) => personId !== person.id))).toEqual([])
  })

  test('count their parts, and no two things have one id', () => {
    const all = people.flatMap((person) => (Object.keys(kinds) as Kind[]).flatMap((kind) => partsOf(person, kind)))
    expect(people.reduce((sum, { parts }) => sum + parts, 0)).toBe(all.length)
    expect(new Set([...people, ...all].map(({ id }) => id)).size).toBe(people.length + all.length)
  })

  test('have one primary part of a kind, and employments in turn', () => {
    for (const { addresses, bankAccounts, contacts, employments } of people) {
      for (const list of [addresses, bankAccounts, contacts]) expect(list.filter(({ isPrimary }) => isPrimary)).toHaveLength(1)
      const days = employments.flatMap(({ startDate, endDate }) => [startDate, endDate ?? startDate])
      expect(days).toEqual(days.toSorted())
    }
  })
})
