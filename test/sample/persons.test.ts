import { randomUUID } from 'node:crypto'
import request from 'supertest'
import type { Express } from 'express'
import { close } from '../../src/index.js'
import { recordedConfig } from '../support/requests.js'
import { newPerson, newWhole, openSample, problem } from './samplePeople.js'

const sent = recordedConfig()
let app: Express
beforeAll(async () => {
  ({ app } = await openSample(sent.config))
})
afterAll(() => close())
beforeEach(() => sent.clear())

/** What is stored of a person that has just been made, and its path. */
async function made(more: Parameters<typeof newPerson>[0] = {}): Promise<{ id: string; path: string }> {
  const { body } = await request(app).post('/api/persons').send(newPerson(more)).expect(201)
  sent.clear()
  return { id: body.id, path: `/api/persons/${body.id}` }
}

test('a person is created with all parts by one transaction, and its detail is one Query', async () => {
  const { body, headers } = await request(app).post('/api/persons').send(newWhole()).expect(201)
  expect(sent.actions()).toEqual(['TransactWriteItems'])
  expect(sent.requests[0]!.input.TransactItems).toHaveLength(5)
  expect(headers).toMatchObject({ etag: '"1"', location: `/api/persons/${body.id}` })
  expect(body).toEqual({ ...newPerson(), id: body.id, parts: 4, version: 1, sortName: 'odegard ase', createdAt: expect.stringMatching(/Z$/), updatedAt: body.createdAt })
  sent.clear()
  const detail = await request(app).get(`${headers.location}/detail`).expect(200)
  expect(sent.actions()).toEqual(['Query'])
  const part = { id: expect.any(String), personId: body.id, version: 1 }
  const { addresses, bankAccounts, contacts, employments } = newWhole()
  expect(detail.body).toEqual({
    ...body, addresses: [{ ...addresses![0], ...part }], bankAccounts: [{ ...bankAccounts![0], ...part }], contacts: [{ ...contacts![0], ...part }], employments: [{ ...employments![0], ...part }],
  })
  expect(detail.headers.etag).toBeUndefined()
})

test('a person without parts is one PutItem, under the id that the client has made, and once', async () => {
  const id = randomUUID()
  expect((await request(app).post('/api/persons').send({ ...newPerson(), id }).expect(201)).body).toMatchObject({ id, parts: 0 })
  expect(sent.actions()).toEqual(['PutItem'])
  expect((await request(app).post('/api/persons').send({ ...newWhole({ firstName: 'Other' }), id }).expect(409)).body).toEqual(problem(409, 'write.exists'))
  expect((await request(app).get(`/api/persons/${id}/detail`)).body).toMatchObject({ firstName: 'Åse', addresses: [] })
})

test('one person is read by one GetItem, and not sent again to who has it', async () => {
  const { id, path } = await made()
  const { body } = await request(app).get(path).expect(200).expect('ETag', '"1"')
  expect(body).toMatchObject({ ...newPerson(), id, version: 1 })
  expect((await request(app).get(path).set('If-None-Match', '"1"').expect(304)).text).toBe('')
  await request(app).get(path).set('If-None-Match', '"2"').expect(200)
  expect(sent.actions()).toEqual(['GetItem', 'GetItem', 'GetItem'])
})

test.each(['', '/detail'])('%s of what is not there, or could not be, is a 404', async (rest) => {
  expect((await request(app).get(`/api/persons/${randomUUID()}${rest}`).expect(404)).body).toEqual(problem(404))
  sent.clear()
  expect((await request(app).get(`/api/persons/new${rest}`).expect(404)).body).toEqual(problem(404))
  expect(sent.actions()).toEqual([])
})

test('PATCH changes what it gives, PUT all: a GetItem, and an UpdateItem of what has changed', async () => {
  const { id, path } = await made()
  expect((await request(app).patch(path).set('If-Match', '"1"').send({ lastName: 'Åsen' }).expect(200).expect('ETag', '"2"')).body).toMatchObject({ ...newPerson(), id, lastName: 'Åsen', sortName: 'asen ase', version: 2 })
  expect(sent.actions()).toEqual(['GetItem', 'UpdateItem'])
  expect(sent.requests[0]!.input.ConsistentRead).toBe(true)
  expect(Object.values(sent.requests[1]!.input.ExpressionAttributeNames as object)).not.toContain('dateOfBirth')
  expect((await request(app).put(path).set('If-Match', '*').send(newPerson({ gender: 'other' })).expect(200).expect('ETag', '"3"')).body).toMatchObject({ ...newPerson({ gender: 'other' }), version: 3 })
  sent.clear()
  await request(app).patch(path).send({}).expect(200).expect('ETag', '"3"')
  expect(sent.actions()).toEqual(['GetItem'])
})

test('a person goes with all parts: one Query, and one transaction', async () => {
  const { body: { id } } = await request(app).post('/api/persons').send(newWhole()).expect(201)
  sent.clear()
  await request(app).delete(`/api/persons/${id}`).set('If-Match', '"1"').expect(204)
  expect(sent.actions()).toEqual(['Query', 'TransactWriteItems'])
  expect(sent.requests[1]!.input.TransactItems).toHaveLength(5)
  await request(app).get(`/api/persons/${id}`).expect(404)
  expect((await request(app).get(`/api/persons/${id}/addresses`).expect(200)).body.content).toEqual([])
})

test('without a version, a deletion asks for it first', async () => {
  const { path } = await made()
  await request(app).delete(path).expect(204)
  expect(sent.actions()).toEqual(['GetItem', 'Query', 'DeleteItem'])
  expect(sent.requests.slice(0, 2).map(({ input }) => input.ConsistentRead)).toEqual([true, true])
  sent.clear()
  expect((await request(app).delete(path).set('If-Match', '*').expect(404)).body).toEqual(problem(404))
  expect(sent.actions()).toEqual(['GetItem'])
  await request(app).delete(path).set('If-Match', '"1"').expect(404)
})

test.each(['"2"', '"0"', '"01"', 'W/"1"', '"1", "2"', '1', '"x"'])('If-Match: %s, which is not the stored version, is a 412, and nothing changes', async (version) => {
  const { path } = await made()
  const before = await request(app).get(path)
  expect((await request(app).patch(path).set('If-Match', version).send({ firstName: 'Bea' }).expect(412)).body).toEqual(problem(412))
  expect((await request(app).put(path).set('If-Match', version).send(newPerson({ firstName: 'Bea' })).expect(412)).body).toEqual(problem(412))
  expect((await request(app).delete(path).set('If-Match', version).expect(412)).body).toEqual(problem(412))
  expect((await request(app).get(path)).body).toEqual(before.body)
})

test('the longest names of any script are stored and sorted', async () => {
  for (const letter of ['\ud55c', '\u1e9e', '\u674e', 'Ǻ', '😀', '$', '\u0000']) {
    const name = letter.repeat(100 / letter.length)
    const { id, path } = await made({ firstName: name, lastName: name })
    expect((await request(app).get(path).expect(200)).body).toMatchObject({ firstName: name, lastName: name })
    expect((await request(app).get('/api/persons').query({ lastName: name, size: '1' }).expect(200)).body).toMatchObject({ content: [{ id }] })
  }
})
