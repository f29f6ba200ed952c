import { randomUUID } from 'node:crypto'
import type { Express } from 'express'
import request from 'supertest'
import { close } from '../../src/index.js'
import { clientConfig, endpoint } from '../support/engine.js'
import { startFaultProxy, type Fault, type FaultProxy } from '../support/faultProxy.js'
import { shareOf } from '../support/shareOfLine.js'
import { itemsOf, newParts, newPerson, newWhole, openSample, problem } from './samplePeople.js'

let app: Express
let proxy: FaultProxy
beforeAll(async () => {
  proxy = await startFaultProxy(endpoint());
  ({ app } = await openSample({ ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 3 }))
})
afterAll(async () => {
  await close()
  await proxy.stop()
})
beforeEach(() => proxy.reset())

const faults: Fault[] = ['cut-after', 'cut-before', 'error-500-before', 'error-500', 'throttle', 'conflict', 'in-progress']

async function whole(): Promise<{ id: string; path: string; address: string }> {
  const { body: { id } } = await request(app).post('/api/persons').send(newWhole()).expect(201)
  const path = `/api/persons/${id}`
  const { body: { addresses: [one] } } = await request(app).get(`${path}/detail`).expect(200)
  proxy.reset()
  return { id, path, address: `${path}/addresses/${one.id}` }
}

describe.each(shareOf(faults))('%s', (fault) => {
  test('a person is created whole, and once', async () => {
    const id = randomUUID()
    proxy.next('TransactWriteItems', fault)
    await request(app).post('/api/persons').send({ ...newWhole(), id }).expect(201)
    expect(proxy.requests.map(({ action }) => action)).toEqual(['TransactWriteItems', 'TransactWriteItems'])
    expect((await itemsOf(id)).map(({ _type, version }) => [_type, version])).toEqual([['ADDRESS', 1], ['BANK_ACCOUNT', 1], ['CONTACT_INFO', 1], ['EMPLOYMENT', 1], ['PERSON', 1]])
    expect((await request(app).get(`/api/persons?lastName=${encodeURIComponent('Ødegård')}&size=100`)).body.content.filter((one: { id: string }) => one.id === id)).toHaveLength(1)
  })

  test('a part is created and deleted once, and counted once', async () => {
    const { id, path } = await whole()
    proxy.next('TransactWriteItems', fault)
    const { headers } = await request(app).post(`${path}/contacts`).send(newParts.contacts).expect(201)
    expect((await request(app).get(path)).body).toMatchObject({ parts: 5, version: 2 })
    proxy.next('TransactWriteItems', fault)
    await request(app).delete(headers.location!).set('If-Match', '"1"').expect(204)
    expect((await request(app).get(path)).body).toMatchObject({ parts: 4, version: 3 })
    expect(await itemsOf(id)).toHaveLength(5)
  })

  test('a person goes whole', async () => {
    const { id, path } = await whole()
    proxy.next('TransactWriteItems', fault)
    await request(app).delete(path).set('If-Match', '"1"').expect(204)
    expect(await itemsOf(id)).toEqual([])
  })
})

test.each<Fault>(['cut-before', 'cut-after', 'error-500', 'throttle'])('%s: a change and a creation by one request are done once', async (fault) => {
  const { address } = await whole()
  proxy.next('UpdateItem', fault)
  expect((await request(app).patch(address).set('If-Match', '"1"').send({ city: 'Bergen' }).expect(200)).body).toMatchObject({ city: 'Bergen', version: 2 })
  expect((await request(app).get(address)).body).toMatchObject({ city: 'Bergen', version: 2 })
  const id = randomUUID()
  proxy.next('PutItem', fault)
  await request(app).post('/api/persons').send({ ...newPerson(), id }).expect(201)
  expect(await itemsOf(id)).toHaveLength(1)
})

test('where nothing is done a 503 says so, and the same request can be sent again', async () => {
  const id = randomUUID()
  proxy.meet((action) => (action === 'TransactWriteItems' ? 'cut-before' : undefined))
  expect((await request(app).post('/api/persons').send({ ...newWhole(), id }).expect(503)).body).toEqual(problem(503))
  expect(await itemsOf(id)).toEqual([])
  proxy.reset()
  await request(app).post('/api/persons').send({ ...newWhole(), id }).expect(201)
  expect(await itemsOf(id)).toHaveLength(5)
})

test('where all is done and no answer comes, a 503 says so, and the same request finds it done', async () => {
  const id = randomUUID()
  proxy.meet((action) => (action === 'TransactWriteItems' ? 'cut-after' : undefined))
  expect((await request(app).post('/api/persons').send({ ...newWhole(), id }).expect(503)).body).toEqual(problem(503))
  proxy.reset()
  expect(await itemsOf(id)).toHaveLength(5)
  await request(app).post('/api/persons').send({ ...newWhole(), id }).expect(409)
  expect(await itemsOf(id)).toHaveLength(5)
})
