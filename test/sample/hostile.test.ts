import type { Express } from 'express'
import request, { type Test } from 'supertest'
import { close } from '../../src/index.js'
import { tablePrefix } from '../support/engine.js'
import { recordedConfig } from '../support/requests.js'
import { newParts, newPerson, newWhole, openSample, problem } from './samplePeople.js'

const sent = recordedConfig()
let app: Express
let path: string
let address: string
beforeAll(async () => {
  ({ app } = await openSample(sent.config))
  const { body: { id } } = await request(app).post('/api/persons').send(newWhole()).expect(201)
  path = `/api/persons/${id}`
  address = `${path}/addresses/${(await request(app).get(`${path}/addresses`)).body.content[0].id}`
})
afterAll(() => close())
beforeEach(() => sent.clear())

const json = (test: Test, text: string): Test => test.set('Content-Type', 'application/json').send(text)
const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

/** What is asked, and the status that it gets. None of it comes to DynamoDB. */
const refused: readonly (readonly [string, number, () => Test])[] = [
  ['an unknown parameter', 400, () => request(app).get('/api/persons?firstName=x')],
  ['a filter of an inner name', 400, () => request(app).get('/api/persons?sortName=x')],
  ['an operator in the query', 400, () => request(app).get('/api/persons?lastName[$gt]=')],
  ['a member of __proto__', 400, () => request(app).get('/api/persons?__proto__[lastName]=x')],
  ['constructor as a parameter', 400, () => request(app).get('/api/persons?constructor=x')],
  ['a list of prefixes', 400, () => request(app).get('/api/persons?lastName=a&lastName=b')],
  ['a list of sizes', 400, () => request(app).get('/api/persons?size=1&size=2')],
  ['a list of cursors', 400, () => request(app).get('/api/persons?exclusiveStartKey=a&exclusiveStartKey=b')],
  ['a prefix of 10,000 characters', 400, () => request(app).get(`/api/persons?lastName=${'x'.repeat(10_000)}`)],
  ['a size of 0', 400, () => request(app).get('/api/persons?size=0')],
  ['a negative size', 400, () => request(app).get('/api/persons?size=-1')],
  ['a size that is no number', 400, () => request(app).get('/api/persons?size=1e3')],
  ['an infinite size', 400, () => request(app).get('/api/persons?size=9999999999')],
  ['a page number', 400, () => request(app).get('/api/persons?page=1')],
  ['an order by another property', 400, () => request(app).get('/api/persons?sort=dateOfBirth')],
  ['an order by an inner property', 400, () => request(app).get('/api/persons?sort=sortName')],
  ['an order by what objects have', 400, () => request(app).get('/api/persons?sort=constructor')],
  ['an order by __proto__', 400, () => request(app).get('/api/persons?sort=__proto__')],
  ['an order in no direction', 400, () => request(app).get('/api/persons?sort=lastName,up')],
  ['two orders', 400, () => request(app).get('/api/persons?sort=lastName&sort=lastName')],
  ['an order of parts', 400, () => request(app).get(`${path}/addresses?sort=city`)],
  ['a filter of parts', 400, () => request(app).get(`${path}/addresses?city=Oslo`)],
  ['a cursor that is none', 400, () => request(app).get('/api/persons?exclusiveStartKey=x')],
  ['a cursor of JSON', 400, () => request(app).get(`/api/persons?exclusiveStartKey=${Buffer.from('{"pk":"PERSON#1"}').toString('base64url')}`)],
  ['a cursor of zero bytes', 400, () => request(app).get('/api/persons?exclusiveStartKey=%00')],
  ['a huge cursor', 400, () => request(app).get(`/api/persons?exclusiveStartKey=${'A'.repeat(10_000)}`)],
  ['an id that is none', 404, () => request(app).get('/api/persons/1')],
  ['an id that reaches another key', 404, () => request(app).get('/api/persons/1%23ADDRESS')],
  ['__proto__ as an id', 404, () => request(app).get('/api/persons/__proto__')],
  ['a person of a part that could not be one', 404, () => request(app).get('/api/persons/x/addresses')],
  ['a part of a person that could not be one', 404, () => request(app).post('/api/persons/x/addresses').send(newParts.addresses)],
  ['a path that cannot be decoded', 400, () => request(app).get('/api/persons/%E0%A4%A')],
  ['another resource', 404, () => request(app).get(`${path}/friends`)],
  ['another path', 404, () => request(app).get('/api')],
  ['a path upwards', 404, () => request(app).get('/api/..%2f..%2fpackage.json')],
  ['no page where none is built', 404, () => request(app).get('/').set('Accept', 'text/html')],
  ['deletion of all', 405, () => request(app).delete('/api/persons')],
  ['PUT of all', 405, () => request(app).put('/api/persons').send([])],
  ['POST of one', 405, () => request(app).post(path).send(newPerson())],
  ['POST of a part that is there', 405, () => request(app).post(address).send(newParts.addresses)],
  ['OPTIONS', 405, () => request(app).options('/api/persons')],
  ['TRACE', 405, () => request(app).trace(path)],
  ['PUT of a detail', 404, () => request(app).put(`${path}/detail`).send({})],
  ['no body', 400, () => request(app).post('/api/persons')],
  ['an empty body', 400, () => json(request(app).post('/api/persons'), '')],
  ['JSON that breaks off', 400, () => json(request(app).post('/api/persons'), '{"firstName": "secret')],
  ['no JSON at all', 400, () => json(request(app).post('/api/persons'), 'secret')],
  ['JSON that is a text', 400, () => json(request(app).post('/api/persons'), '"secret"')],
  ['null', 400, () => json(request(app).post('/api/persons'), 'null')],
  ['a list', 400, () => json(request(app).post('/api/persons'), '[]')],
  ['a list where fields are changed', 400, () => json(request(app).patch(path), '[]')],
  ['a deep list', 400, () => json(request(app).post('/api/persons'), deep(20_000))],
  ['a deep list in a field', 400, () => json(request(app).post('/api/persons'), `{"firstName":${deep(20_000)}}`)],
  ['a deep list in an unknown field', 400, () => json(request(app).patch(path), `{"other":${deep(20_000)}}`)],
  ['a body beyond 50 KB', 413, () => request(app).post('/api/persons').send({ firstName: 'x'.repeat(60_000) })],
  ['a form', 415, () => request(app).post('/api/persons').type('form').send('firstName=secret')],
  ['a text', 415, () => request(app).put(path).set('Content-Type', 'text/plain').send(JSON.stringify(newPerson()))],
  ['a body without a type', 415, () => request(app).patch(path).set('Content-Type', '').send('{"firstName":"x"}')],
  ['an unknown charset', 415, () => request(app).post('/api/persons').set('Content-Type', 'application/json; charset=klingon').send('{}')],
  ['an unknown encoding', 415, () => request(app).post('/api/persons').set('Content-Type', 'application/json').set('Content-Encoding', 'secret').send('{}')],
  ['a body that is not compressed as it says', 400, () => request(app).post('/api/persons').set('Content-Type', 'application/json').set('Content-Encoding', 'gzip').send('{}')],
  ['an operator in the body', 400, () => request(app).post('/api/persons').send({ ...newPerson(), firstName: { $gt: '' } })],
  ['an id that is no UUID', 400, () => request(app).post('/api/persons').send({ ...newPerson(), id: '../x' })],
  ['another id', 400, () => request(app).patch(path).send({ id: '0198f3a5-0000-4000-8000-000000000000' })],
  ['a version', 400, () => request(app).patch(path).send({ version: 1 })],
  ['a count of parts', 400, () => request(app).patch(path).send({ parts: 0 })],
  ['another person', 400, () => request(app).patch(address).send({ personId: '0198f3a5-0000-4000-8000-000000000000' })],
  ['a relation', 400, () => request(app).patch(address).send({ person: {} })],
  ['a key', 400, () => request(app).patch(path).send({ pk: 'PERSON#secret', sk: 'PROFILE' })],
  ['parts of a person that is there', 400, () => request(app).put(path).send(newWhole())],
  ['a name of spaces', 400, () => request(app).patch(path).send({ lastName: '   ' })],
  ['half of a surrogate pair', 400, () => json(request(app).patch(path), '{"lastName":"\\ud800"}')],
  ['a number that is none', 400, () => json(request(app).post(`${path}/employments`), JSON.stringify({ ...newParts.employments, salary: 0 }).replace('"salary":0', '"salary":1e400'))],
  ['a day that is not', 400, () => request(app).patch(path).send({ dateOfBirth: '2026-02-30' })],
]

test.each(refused)('%s is refused with %d, without inner detail and without a request', async (_what, status, ask) => {
  const { body, status: answered, headers, text } = await ask()
  expect(answered).toBe(status)
  const { issues = [], ...rest } = body as { readonly issues?: readonly unknown[] }
  expect(rest).toEqual(problem(status))
  expect(headers['x-request-id']).toBe((rest as { requestId: string }).requestId)
  expect(headers['cache-control']).toBe('no-store')
  expect(issues).toEqual(issues.map(() => ({ path: expect.any(String), message: expect.any(String) })))
  expect(text).not.toMatch(/node_modules|\.[jt]s\b|\bat [A-Z/]|Error:|PERSON#|secret|undefined/)
  expect(text).not.toContain(tablePrefix())
  expect(sent.actions()).toEqual([])
})

test('keys of the prototype in a body change nothing but are refused or left out', async () => {
  const before = (await request(app).get(path)).body
  for (const body of ['{"__proto__":{"firstName":"Evil","isAdmin":true}}', '{"constructor":{"prototype":{"isAdmin":true}}}', '{"__proto__":null}']) {
    const { status } = await json(request(app).patch(path), body)
    expect([200, 400]).toContain(status)
  }
  expect((await request(app).get(path)).body).toEqual(before)
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
})

test('names of any characters are kept, found and told as they are', async () => {
  for (const lastName of ['Zz<script>alert(1)</script>', 'Zz\u0000null', "Zz'); DROP TABLE Persons;--", 'Zz#PROFILE', 'Zz{sortName}', 'Zz👩‍👩‍👧', 'Zz\u202Eabc', 'Zz__proto__']) {
    const { body } = await request(app).post('/api/persons').send(newPerson({ lastName })).expect(201)
    expect((await request(app).get(`/api/persons/${body.id}`)).body).toMatchObject({ lastName })
    const { body: { content }, headers } = await request(app).get('/api/persons').query({ lastName }).expect(200)
    expect(content).toMatchObject([{ id: body.id, lastName }])
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
    expect(headers['x-content-type-options']).toBe('nosniff')
  }
})

test('405 tells what can be done', async () => {
  const allowed = await Promise.all([request(app).delete('/api/persons'), request(app).post(path)])
  expect(allowed.map(({ headers }) => headers.allow as string)).toEqual(['GET, POST', 'GET, PUT, PATCH, DELETE'])
  expect((await request(app).head(path)).status).toBe(200)
})

test.each([['Trace_1-a', true], ['x'.repeat(64), true], ['x'.repeat(65), false], ['a b', false], ['<b>', false], ['', false]])('the request id %j of a client is kept: %s', async (given, kept) => {
  for (const ask of [request(app).get(path), request(app).get('/nothing'), json(request(app).post('/api/persons'), '{')]) {
    const { headers, body } = await ask.set('X-Request-Id', given)
    expect(headers['x-request-id'] === given).toBe(kept)
    expect(headers['x-request-id']).toMatch(/^[\w-]{1,64}$/)
    expect([undefined, headers['x-request-id']]).toContain((body as { requestId?: string }).requestId)
  }
})
