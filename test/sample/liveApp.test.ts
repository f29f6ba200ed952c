import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import request from 'supertest'
import { createApp } from '../../sample-app/server/createApp.js'
import { startLiveChanges, type LiveChanges } from '../../sample-app/server/http/liveChanges.js'
import type { RequestReport } from '../../sample-app/shared/RequestReport.js'
import { close, type DynamoDataSource } from '../../src/index.js'
import { clientConfig } from '../support/engine.js'
import { openEvents } from '../support/eventSource.js'
import { newPerson, newWhole, newParts, openSample, partPaths } from './samplePeople.js'

let dataSource: DynamoDataSource
let live: LiveChanges
let server: Server
let base: string
beforeAll(async () => {
  ({ dataSource } = await openSample(clientConfig()))
  live = await startLiveChanges(dataSource, { pollMilliseconds: 20 })
  const { app } = await openSample(clientConfig(), { live })
  server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  await live.stop()
  const closed = once(server.close(), 'close')
  server.closeAllConnections()
  await closed
  await close()
})

const reportOf = ({ headers }: { readonly headers: Readonly<Record<string, string>> }): RequestReport => JSON.parse(decodeURIComponent(headers['dynamodb-requests']!)) as RequestReport
const linesOf = (response: Parameters<typeof reportOf>[0]): string[] => reportOf(response).requests.map((line) => line.replaceAll(dataSource.options.entityPrefix!, ''))

test('what is created, changed and deleted over HTTP is told to pages, as HTTP has answered it', async () => {
  const events = await openEvents(`${base}/api/events`)
  const { body: person } = await request(base).post('/api/persons').send(newPerson()).expect(201)
  const { body: changed } = await request(base).patch(`/api/persons/${person.id}`).send({ lastName: 'Doe' }).expect(200)
  await request(base).delete(`/api/persons/${person.id}`).expect(204)
  const about = { resource: 'persons', id: person.id, personId: person.id }
  expect((await events.next(3)).map(({ event, data }) => [event, data])).toEqual([
    ['change', { ...about, event: 'INSERT', entity: person }],
    ['change', { ...about, event: 'MODIFY', entity: changed }],
    ['change', { ...about, event: 'REMOVE' }],
  ])
  events.leave()
})

test.each(partPaths)('one of the %s is told with the count of its person', async (path) => {
  const { body: person } = await request(base).post('/api/persons').send(newPerson()).expect(201)
  const events = await openEvents(`${base}/api/events`)
  const { body: part } = await request(base).post(`/api/persons/${person.id}/${path}`).send(newParts[path]).expect(201)
  const told: unknown[] = []
  while (told.length < 2) told.push(...(await events.next()).map(({ data }) => data).filter((data) => (data as { event: string; entity?: { version: number; parts?: number } }).entity?.parts !== 0))
  expect(told).toHaveLength(2)
  expect(told).toContainEqual({ resource: path, event: 'INSERT', id: part.id, personId: person.id, entity: part })
  expect(told).toContainEqual(expect.objectContaining({ resource: 'persons', event: 'MODIFY', id: person.id, entity: expect.objectContaining({ parts: 1, version: 2 }) }))
  events.leave()
})

test('each answer tells what DynamoDB was asked for it, and no value', async () => {
  const made = await request(base).post('/api/persons').send(newWhole()).expect(201)
  const detail = await request(base).get(`/api/persons/${made.body.id}/detail`).expect(200)
  const page = await request(base).get('/api/persons?size=2&lastName=%C3%98DE').expect(200)
  const refused = await request(base).post('/api/persons').send({}).expect(400)
  expect(linesOf(made)).toEqual([expect.stringMatching(/^TransactWriteItems Put Persons/)])
  expect(linesOf(detail)).toEqual([expect.stringMatching(/^Query Persons where pk = \? .*\d read units$/)])
  expect(linesOf(page)).toEqual([expect.stringMatching(/^Query Persons index GSI1 where gsi1pk = \? AND begins_with\(gsi1sk, \?\)/)])
  expect(reportOf(page).readUnits).toBeGreaterThan(0)
  expect(reportOf(made).writeUnits).toBeGreaterThan(0)
  expect(linesOf(refused)).toEqual([])
  for (const response of [made, detail, page, refused]) expect(decodeURIComponent(response.headers['dynamodb-requests'] as string)).not.toMatch(new RegExp(`${made.body.id}|degard|Storgata|NO93`))
})

test('without `showRequests` and `live` there is no report, and nothing at /api/events', async () => {
  const app = createApp(dataSource.options as never, { showRequests: false })
  const { headers } = await request(app).get('/api/persons').expect(200)
  expect([headers['dynamodb-requests'], headers['server-timing']]).toEqual([undefined, undefined])
  await request(app).get('/api/events').expect(404)
})
