import type { Express } from 'express'
import request from 'supertest'
import { Person } from '../../sample-app/server/people/Person.js'
import type { PersonData } from '../../sample-app/shared/schemas.js'
import { sortable } from '../../sample-app/shared/sortName.js'
import { close, type DynamoDataSource, type Page } from '../../src/index.js'
import { recordedConfig } from '../support/requests.js'
import { newPerson, openSample, problem } from './samplePeople.js'

const firstNames = ['Ann', 'Åse', 'bea', 'Zoë']
const lastNames = ['Adams', 'adams', 'Ådland', "O'Brien", 'Obrien', 'de la Cruz', 'De', 'Dé', 'Müller', 'Mueller', 'a#b', 'A$b', 'Łuk', '李', 'Ödegaard']
const count = firstNames.length * lastNames.length

const sent = recordedConfig()
let app: Express
let dataSource: DynamoDataSource
let scanned: Person[]
beforeAll(async () => {
  ({ app, dataSource } = await openSample(sent.config))
  const persons = dataSource.getRepository(Person)
  await Promise.all(lastNames.flatMap((lastName) => firstNames.map((firstName) => persons.insert(persons.create(newPerson({ firstName, lastName }) as object)))))
  scanned = await persons.scan()
})
afterAll(() => close())

async function ask(query: Readonly<Record<string, string>>): Promise<Page<PersonData>> {
  return (await request(app).get('/api/persons').query(query).expect(200)).body as Page<PersonData>
}

/** All pages, whose sizes are as asked for. */
async function everyPage(query: Readonly<Record<string, string>>, size: number): Promise<PersonData[]> {
  const found: PersonData[] = []
  for (let page = await ask({ ...query, size: String(size) }); ; page = await ask({ ...query, size: String(size), exclusiveStartKey: page.lastEvaluatedKey! })) {
    found.push(...page.content)
    expect(page.last).toBe(page.lastEvaluatedKey === undefined)
    if (page.last) return found
    expect(page.content).toHaveLength(size)
  }
}
const ids = (people: readonly { readonly id: string }[]): string[] => people.map(({ id }) => id)
const names = (people: readonly { readonly sortName: string }[]): string[] => people.map(({ sortName }) => sortName)
/** The order of DynamoDB: by bytes. */
const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))

test.each([1, 2, 7, 13, 30, 59, 60, 61])('with %d on a page each of the 60 people comes once, in both orders', async (size) => {
  const people = await everyPage({}, size)
  expect(ids(people).toSorted()).toEqual(ids(scanned).toSorted())
  expect(names(people)).toEqual(names(scanned).toSorted(byBytes))
  expect(ids(await everyPage({ sort: 'lastName,asc' }, size))).toEqual(ids(people))
  expect(ids(await everyPage({ sort: 'lastName,desc' }, size))).toEqual(ids(people).toReversed())
})

test('a page is one Query of the index, of 20 people where no size is given and 100 at most', async () => {
  sent.clear()
  expect(await ask({})).toMatchObject({ size: 20, numberOfElements: 20, first: true, last: false })
  expect(await ask({ size: '100000' })).toMatchObject({ size: 100, numberOfElements: count, last: true })
  expect(sent.requests).toMatchObject([{ action: 'Query', input: { IndexName: 'GSI1', Limit: 21 } }, { action: 'Query', input: { IndexName: 'GSI1', Limit: 101 } }])
})

test.each(['a', 'A', 'ad', 'Ad', 'ÅD', 'adams', 'ADAMS ', 'adams z', 'd', 'de', 'de ', 'DÉ ', 'o', "o'", 'ob', 'mu', 'mü', 'MUE', 'a#', 'a$', 'a#b ', 'ł', '李', 'z', 'adams zoë', 'x', '%', ' '])('the last name %j finds who a full scan finds, by one Query', async (lastName) => {
  const expected = scanned.filter(({ sortName }) => sortName.startsWith(sortable(lastName)))
  sent.clear()
  const found = await ask({ lastName, size: '100' })
  expect(sent.requests).toMatchObject([{ action: 'Query', input: { IndexName: 'GSI1', KeyConditionExpression: expect.stringContaining('begins_with') } }])
  expect(names(found.content)).toEqual(names(expected).toSorted(byBytes))
  expect(ids(await everyPage({ lastName, sort: 'lastName,desc' }, 3))).toEqual(ids(found.content).toReversed())
})

test.each([
  ['Παπασταύρου', ['ΠΑΠΑ', 'ΠΑΠΑΣ', 'παπάς', 'παπασ', 'Παπαστ']],
  ['Weißenberg', ['weiß', 'WEISS', 'WEIẞ', 'Weis']],
  ['Işıkçı', ['IŞIK', 'ışık', 'isik', 'İsık']],
  ['Ødegård', ['ode', 'ØDE', 'Odegard']],
  ['Łuk', ['LU', 'łuk']],
  ['Æsop', ['aes', 'ÆS']],
  ['Đorđević', ['dord', 'ĐORĐ']],
])('%s is found by its beginning, in small and large letters', async (lastName, beginnings) => {
  const { body: { id } } = await request(app).post('/api/persons').send(newPerson({ lastName })).expect(201)
  for (const beginning of beginnings) expect(ids((await ask({ lastName: beginning, size: '100' })).content)).toContain(id)
})

test('who has another name is found by it alone, and who is deleted by none', async () => {
  const { body: { id } } = await request(app).post('/api/persons').send(newPerson({ lastName: 'Quist' })).expect(201)
  await request(app).patch(`/api/persons/${id}`).send({ lastName: 'Quayle' }).expect(200)
  expect(ids((await ask({ lastName: 'quis' })).content)).toEqual([])
  expect(ids((await ask({ lastName: 'qua' })).content)).toEqual([id])
  await request(app).delete(`/api/persons/${id}`).expect(204)
  expect(ids((await ask({ lastName: 'qua' })).content)).toEqual([])
})

test('a cursor goes on with its own question alone', async () => {
  const { lastEvaluatedKey } = await ask({ lastName: 'a', size: '3' })
  for (const query of [{ exclusiveStartKey: lastEvaluatedKey! }, { exclusiveStartKey: lastEvaluatedKey!, lastName: 'd' }, { exclusiveStartKey: lastEvaluatedKey!, lastName: 'a', sort: 'lastName,desc' }]) {
    expect((await request(app).get('/api/persons').query(query).expect(400)).body).toEqual(problem(400))
  }
})
