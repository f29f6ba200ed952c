import type { Express } from 'express'
import request from 'supertest'
import { close } from '../../src/index.js'
import { recordedConfig } from '../support/requests.js'
import { itemsOf, newParts, newWhole, openSample, problem } from './samplePeople.js'

const sent = recordedConfig()
let app: Express
beforeAll(async () => {
  ({ app } = await openSample(sent.config))
})
afterAll(() => close())

interface Made {
  readonly id: string
  readonly path: string
  readonly address: string
}
/** A person with four parts, of version 1. */
async function whole(): Promise<Made> {
  const { body: { id } } = await request(app).post('/api/persons').send(newWhole()).expect(201)
  const path = `/api/persons/${id}`
  const { body: { content: [one] } } = await request(app).get(`${path}/addresses`)
  return { id, path, address: `${path}/addresses/${one.id}` }
}
const kindsOf = async (id: string): Promise<string[]> => (await itemsOf(id)).map(({ sk }) => String(sk).split('#')[0]!)
const all = ['ADDRESS', 'BANK', 'CONTACT', 'EMPLOYMENT', 'PROFILE']

test.each([[undefined], ['*'], ['"1"']])('a change that is overtaken after it was compared is a 409, and the faster one stays (If-Match: %s)', async (version) => {
  for (const [path, one, other] of await whole().then((made) => [[made.path, 'firstName', 'lastName'], [made.address, 'city', 'street']] as const)) {
    sent.before('UpdateItem', () => request(app).patch(path).send({ [other]: 'Faster' }).expect(200))
    const slower = request(app).patch(path).send({ [one]: 'Slower' })
    expect((await (version === undefined ? slower : slower.set('If-Match', version)).expect(409)).body).toEqual(problem(409))
    const { body } = await request(app).get(path)
    expect([body[one] === 'Slower', body[other], body.version]).toEqual([false, 'Faster', 2])
  }
})

test('a change does not bring back what is deleted while it is made', async () => {
  const { id, path, address } = await whole()
  sent.before('UpdateItem', () => request(app).delete(address).expect(204))
  await request(app).patch(address).send({ city: 'Bergen' }).expect(404)
  expect(await kindsOf(id)).toEqual(all.filter((kind) => kind !== 'ADDRESS'))
  sent.before('UpdateItem', () => request(app).delete(path).expect(204))
  await request(app).put(path).send({ firstName: 'Bea', lastName: 'B', dateOfBirth: '2000-01-01', gender: 'other' }).expect(404)
  expect(await kindsOf(id)).toEqual([])
})

test('a change of a part does not bring it back while its person is deleted', async () => {
  const { id, path, address } = await whole()
  sent.before('UpdateItem', () => request(app).delete(path).expect(204))
  await request(app).patch(address).send({ city: 'Bergen' }).expect(404)
  expect(await kindsOf(id)).toEqual([])
})

test.each([['"1"', 412], [undefined, 409]])('a part that is created while its person is deleted keeps the person, whole (If-Match: %s)', async (version, status) => {
  const { id, path } = await whole()
  sent.before('TransactWriteItems', () => request(app).post(`${path}/contacts`).send(newParts.contacts).expect(201))
  const deletion = request(app).delete(path)
  expect((await (version === undefined ? deletion : deletion.set('If-Match', version)).expect(status)).body).toEqual(problem(status))
  expect(await kindsOf(id)).toEqual(['ADDRESS', 'BANK', 'CONTACT', 'CONTACT', 'EMPLOYMENT', 'PROFILE'])
  expect((await request(app).get(path)).body).toMatchObject({ parts: 5, version: 2 })
})

test.each([['"1"', 412], [undefined, 409]])('a part that is deleted while its person is deleted keeps the person (If-Match: %s)', async (version, status) => {
  const { id, path, address } = await whole()
  sent.before('TransactWriteItems', () => request(app).delete(address).expect(204))
  const deletion = request(app).delete(path)
  await (version === undefined ? deletion : deletion.set('If-Match', version)).expect(status)
  expect(await kindsOf(id)).toEqual(all.filter((kind) => kind !== 'ADDRESS'))
})

test('a person that is deleted while a part is created leaves no orphan', async () => {
  const { id, path } = await whole()
  sent.before('TransactWriteItems', () => request(app).delete(path).expect(204))
  expect((await request(app).post(`${path}/addresses`).send(newParts.addresses).expect(404)).body).toEqual(problem(404))
  expect(await kindsOf(id)).toEqual([])
})

test('of two deletions of a part one counts', async () => {
  const { path, address } = await whole()
  sent.before('TransactWriteItems', () => request(app).delete(address).expect(204))
  await request(app).delete(address).expect(404)
  expect((await request(app).get(path)).body).toMatchObject({ parts: 3, version: 2 })
})

test('ten parts that are created at once are all counted', async () => {
  const { id, path } = await whole()
  const answers = await Promise.all(Array.from({ length: 10 }, () => request(app).post(`${path}/contacts`).send(newParts.contacts)))
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201))
  expect((await request(app).get(path)).body).toMatchObject({ parts: 14, version: 11 })
  expect(await kindsOf(id)).toHaveLength(15)
})
