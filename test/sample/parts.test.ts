import { randomUUID } from 'node:crypto'
import type { Express } from 'express'
import request from 'supertest'
import { close } from '../../src/index.js'
import { recordedConfig } from '../support/requests.js'
import { itemsOf, newParts, newPerson, newWhole, openSample, partPaths, problem, type PartPath } from './samplePeople.js'

const sent = recordedConfig()
let app: Express
beforeAll(async () => {
  ({ app } = await openSample(sent.config))
})
afterAll(() => close())
beforeEach(() => sent.clear())

async function person(body: object = newPerson()): Promise<{ id: string; path: string }> {
  const made = await request(app).post('/api/persons').send(body).expect(201)
  sent.clear()
  return { id: made.body.id, path: `/api/persons/${made.body.id}` }
}

/** A change of each kind of part. */
const changes: Readonly<Record<PartPath, object>> = { addresses: { city: 'Bergen' }, bankAccounts: { currency: 'EUR' }, contacts: { isVerified: true }, employments: { endDate: '2021-01-01' } }

describe.each(partPaths)('%s', (path) => {
  test('are created, read, changed, listed and deleted, each by what one would send by hand', async () => {
    const { id: personId, path: at } = await person()
    const { body, headers } = await request(app).post(`${at}/${path}`).send(newParts[path]).expect(201)
    expect(sent.actions()).toEqual(['TransactWriteItems'])
    expect(body).toEqual({ ...newParts[path], id: expect.any(String), personId, version: 1 })
    expect(headers).toMatchObject({ etag: '"1"', location: `${at}/${path}/${body.id}` })
    sent.clear()

    expect((await request(app).get(headers.location!).expect(200).expect('ETag', '"1"')).body).toEqual(body)
    await request(app).get(headers.location!).set('If-None-Match', '"1"').expect(304)
    expect((await request(app).get(`${at}/${path}?size=5`).expect(200)).body).toMatchObject({ content: [body], last: true })
    expect(sent.actions()).toEqual(['GetItem', 'GetItem', 'Query'])
    sent.clear()

    expect((await request(app).patch(headers.location!).set('If-Match', '"1"').send(changes[path]).expect(200).expect('ETag', '"2"')).body).toEqual({ ...body, ...changes[path], version: 2 })
    expect((await request(app).put(headers.location!).set('If-Match', '"2"').send(newParts[path]).expect(200).expect('ETag', '"3"')).body).toEqual({ ...body, version: 3 })
    expect(sent.actions()).toEqual(['GetItem', 'UpdateItem', 'GetItem', 'UpdateItem'])
    expect((await request(app).get(at)).body).toMatchObject({ parts: 1, version: 2 })
    sent.clear()

    for (const method of ['put', 'patch', 'delete'] as const) expect((await request(app)[method](headers.location!).set('If-Match', '"1"').send(newParts[path]).expect(412)).body).toEqual(problem(412))
    sent.clear()
    await request(app).delete(headers.location!).set('If-Match', '"3"').expect(204)
    expect(sent.actions()).toEqual(['TransactWriteItems'])
    expect((await request(app).get(at)).body).toMatchObject({ parts: 0, version: 3 })
    for (const method of ['get', 'put', 'patch', 'delete'] as const) expect((await request(app)[method](headers.location!).send(newParts[path]).expect(404)).body).toEqual(problem(404))
    expect((await request(app).get(at)).body).toMatchObject({ parts: 0, version: 3 })
  })

  test('have an id of the client once, belong to a person who is there, and are what the schema says', async () => {
    const { path: at } = await person()
    const id = randomUUID()
    expect((await request(app).post(`${at}/${path}`).send({ ...newParts[path], id }).expect(201)).body).toMatchObject({ id })
    expect((await request(app).post(`${at}/${path}`).send({ ...newParts[path], id }).expect(409)).body).toEqual(problem(409, 'write.exists'))
    expect((await request(app).get(at)).body).toMatchObject({ parts: 1 })
    const nobody = randomUUID()
    expect((await request(app).post(`/api/persons/${nobody}/${path}`).send(newParts[path]).expect(404)).body).toEqual(problem(404))
    expect(await itemsOf(nobody)).toEqual([])
    sent.clear()
    const [field] = Object.keys(newParts[path])
    expect((await request(app).post(`${at}/${path}`).send({ ...newParts[path], [field!]: 1, secret: 2 }).expect(400)).body).toEqual({ ...problem(400, 'request.invalid'), issues: [{ path: field, message: expect.any(String) }, { path: 'secret', message: expect.any(String) }] })
    expect(sent.actions()).toEqual([])
  })

  test('of another person are not found', async () => {
    const [one, other] = [await person(), await person()]
    const { body } = await request(app).post(`${one.path}/${path}`).send(newParts[path]).expect(201)
    for (const method of ['get', 'put', 'patch', 'delete'] as const) await request(app)[method](`${other.path}/${path}/${body.id}`).send(newParts[path]).expect(404)
    expect((await request(app).get(one.path)).body).toMatchObject({ parts: 1 })
    expect((await request(app).get(other.path)).body).toMatchObject({ parts: 0, version: 1 })
  })
})

test('a part of a change is judged with what is stored', async () => {
  const { path } = await person()
  const { headers } = await request(app).post(`${path}/employments`).send(newParts.employments).expect(201)
  expect((await request(app).patch(headers.location!).send({ endDate: '2019-01-01' }).expect(400)).body).toEqual({ ...problem(400), issues: [{ path: 'endDate', message: 'Give a date that is not before the start.' }] })
  await request(app).patch(headers.location!).send({ endDate: '2019-01-01', startDate: '2018-01-01' }).expect(200)
  expect((await request(app).get(headers.location!)).body).toMatchObject({ startDate: '2018-01-01', endDate: '2019-01-01', version: 2 })
  expect((await request(app).patch(headers.location!).send({ endDate: null }).expect(200)).body).toMatchObject({ endDate: null, version: 3 })
})

test('an IBAN in groups and a currency in small letters are stored as one writes them', async () => {
  const { path } = await person()
  const { body, headers } = await request(app).post(`${path}/bankAccounts`).send({ ...newParts.bankAccounts, iban: ' no93 8601 1117 947 ', currency: 'nok' }).expect(201)
  expect(body).toMatchObject(newParts.bankAccounts)
  expect((await request(app).patch(headers.location!).send({ currency: ' eur' }).expect(200)).body).toMatchObject({ currency: 'EUR' })
  expect((await request(app).get(headers.location!)).body).toMatchObject({ iban: 'NO9386011117947', currency: 'EUR' })
})

test('what is wrong with the parts of a new person is told at its place, and nothing is sent', async () => {
  expect((await request(app).post('/api/persons').send(newWhole({ addresses: [newParts.addresses, { ...newParts.addresses, city: '' }] })).expect(400)).body).toEqual({ ...problem(400), issues: [{ path: 'addresses.1.city', message: 'Give a text.' }] })
  expect((await request(app).post('/api/persons').send(newPerson({ contacts: Array(25).fill(newParts.contacts) })).expect(400)).body).toMatchObject({ issues: [{ path: 'contacts', message: 'Give 24 at most.' }] })
  expect(sent.actions()).toEqual([])
})

test('a person has 99 parts at most, and goes with them in one transaction', async () => {
  const many = Object.fromEntries(partPaths.map((path) => [path, Array(24).fill(newParts[path])]))
  const { id, path } = await person(newPerson(many))
  for (let count = 0; count < 3; count++) await request(app).post(`${path}/contacts`).send(newParts.contacts).expect(201)
  expect((await request(app).post(`${path}/contacts`).send(newParts.contacts).expect(409)).body).toEqual({ ...problem(409, 'person.full'), message: 'A person has 99 parts at most.' })
  expect(await itemsOf(id)).toHaveLength(100)
  const everyone: string[] = []
  let cursor = ''
  do {
    const { body } = await request(app).get(`${path}/contacts?size=10${cursor}`).expect(200)
    everyone.push(...body.content.map((one: { id: string }) => one.id))
    cursor = body.lastEvaluatedKey === undefined ? '' : `&exclusiveStartKey=${encodeURIComponent(body.lastEvaluatedKey)}`
  } while (cursor !== '')
  expect([everyone.length, new Set(everyone).size]).toEqual([27, 27])
  sent.clear()
  await request(app).delete(path).set('If-Match', '"4"').expect(204)
  expect(sent.actions()).toEqual(['Query', 'TransactWriteItems'])
  expect(await itemsOf(id)).toEqual([])
})

test('what is stored has the keys of its type alone, which no answer shows', async () => {
  const { id, path } = await person(newWhole())
  expect((await itemsOf(id)).map(({ pk, sk, gsi1pk, gsi1sk }) => [pk, String(sk).split('#')[0], gsi1pk, gsi1sk])).toEqual([
    [`PERSON#${id}`, 'ADDRESS', undefined, undefined],
    [`PERSON#${id}`, 'BANK', undefined, undefined],
    [`PERSON#${id}`, 'CONTACT', undefined, undefined],
    [`PERSON#${id}`, 'EMPLOYMENT', undefined, undefined],
    [`PERSON#${id}`, 'PROFILE', 'PERSONS', expect.stringContaining(id)],
  ])
  const { text } = await request(app).get(`${path}/detail`)
  expect(text).not.toMatch(/"(pk|sk|gsi1pk|gsi1sk|_type|person)"/)
})
