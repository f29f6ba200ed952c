import { once } from 'node:events'
import type { Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import express from 'express'
import { errorHandler } from '../../sample-app/server/http/errorHandler.js'
import { eventHub, type EventHub } from '../../sample-app/server/http/eventHub.js'
import { startLiveChanges, type LiveChanges } from '../../sample-app/server/http/liveChanges.js'
import { Address } from '../../sample-app/server/people/Address.js'
import { BankAccount } from '../../sample-app/server/people/BankAccount.js'
import { ContactInfo } from '../../sample-app/server/people/ContactInfo.js'
import { Employment } from '../../sample-app/server/people/Employment.js'
import { Person } from '../../sample-app/server/people/Person.js'
import type { DynamoDataSource, ListenOptions, StreamListener } from '../../src/index.js'
import { openEvents, type OpenedEvents } from '../support/eventSource.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

const servers: Server[] = []
const opened: OpenedEvents[] = []
afterEach(() => {
  for (const one of opened.splice(0)) one.leave()
  for (const server of servers.splice(0)) server.close().closeAllConnections()
})

async function serve(told: Pick<EventHub, 'route'>): Promise<{ readonly url: string; readonly port: number; readonly server: Server }> {
  const app = express()
  app.get('/api/events', (request, response) => told.route(request, response))
  app.use(errorHandler())
  const server = app.listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/api/events`, port, server }
}

async function listen(url: string, lastEventId?: string): Promise<OpenedEvents> {
  const events = await openEvents(url, lastEventId)
  opened.push(events)
  return events
}

const dataOf = async (events: OpenedEvents, count: number): Promise<unknown[]> => (await events.next(count)).map(({ data }) => data)
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}

describe('changes of persons and their parts', () => {
  let source: OpenedSource
  let live: LiveChanges
  beforeAll(async () => {
    source = await openWith([Person, Address, BankAccount, ContactInfo, Employment])
    live = await startLiveChanges(source.dataSource, { pollMilliseconds: 20 })
  })
  afterAll(async () => {
    await live.stop()
    await source.dataSource.destroy()
  })

  const ann = { firstName: 'Ånn', lastName: 'Doe', dateOfBirth: '1980-02-29', gender: 'female' } as const
  const personId = '6f6f0f9e-6a7e-4f1c-9f52-000000000001'
  const id = '6f6f0f9e-6a7e-4f1c-9f52-000000000002'
  const part = { id, personId }
  const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)

  test.each([
    ['persons', Person, { ...ann, id }, { lastName: 'Roe' }, { sortName: 'doe ann', parts: 0, createdAt: date, updatedAt: date }, { sortName: 'roe ann' }],
    ['addresses', Address, { ...part, type: 'home', street: 'Storgata 1', city: 'Oslo', postalCode: '0155', country: 'Norway', isPrimary: true }, { city: 'Bergen' }, {}, {}],
    ['bankAccounts', BankAccount, { ...part, bankName: 'DNB', accountType: 'savings', iban: 'NO9386011117947', currency: 'NOK', isPrimary: false }, { isPrimary: true }, {}, {}],
    ['contacts', ContactInfo, { ...part, type: 'email', value: 'ann@example.com', isPrimary: true, isVerified: false }, { isVerified: true }, {}, {}],
    ['employments', Employment, { ...part, companyName: 'Acme', position: 'CTO', startDate: '2020-01-01', endDate: null, salary: 1.5, currency: 'NOK' }, { endDate: '2021-01-01' }, {}, {}],
  ] as const)('%s are told when they are created, changed and deleted', async (resource, entity, given, change, added, addedByChange) => {
    const { url } = await serve(live)
    const events = await listen(url)
    const repository = source.dataSource.getRepository<Person | Address>(entity as typeof Person)
    await repository.insert({ ...given } as never)
    await repository.save({ ...given, ...change, version: 1 } as never)
    await repository.delete('personId' in given ? { id, personId } as never : { id })
    const about = { resource, id, personId: resource === 'persons' ? id : personId }
    expect(await dataOf(events, 3)).toEqual([
      { ...about, event: 'INSERT', entity: { ...given, ...added, version: 1 } },
      { ...about, event: 'MODIFY', entity: { ...given, ...added, ...change, ...addedByChange, version: 2 } },
      { ...about, event: 'REMOVE' },
    ])
  })

  test('who was cut off is told just what was missed, in order, and goes on', async () => {
    const { url } = await serve(live)
    const persons = source.dataSource.getRepository(Person)
    const [leaving, staying] = [await listen(url), await listen(url)]
    const made = await persons.save(persons.create({ ...ann }))
    await leaving.next()
    leaving.leave()
    for (const firstName of ['Bea', 'Cem', 'Dan']) await persons.save(Object.assign(made, { firstName }))
    const [, ...missed] = await staying.next(4)
    const back = await listen(url, leaving.lastEventId)
    expect(await back.next(3)).toEqual(missed)
    expect(missed).toMatchObject([{ data: { entity: { firstName: 'Bea' } } }, { data: { entity: { firstName: 'Cem' } } }, { data: { entity: { firstName: 'Dan' } } }])
    await persons.delete({ id: made.id })
    expect(await back.next()).toEqual(await staying.next())
    expect(new Set([leaving.lastEventId, ...missed.map((one) => one.id), back.lastEventId]).size).toBe(5)
  })

  test('stop() ends the answers, so that the server can close, and nobody is let in any more', async () => {
    const own = await startLiveChanges(source.dataSource, { pollMilliseconds: 20 })
    const { url, server } = await serve(own)
    const events = await listen(url)
    const closed = once(server.close(), 'close')
    await own.stop()
    expect(await events.rest()).toEqual([])
    await closed
    expect((await listen((await serve(own)).url)).response.status).toBe(503)
  })

  test('a closed data source ends the answers', async () => {
    const { dataSource } = await openWith([Person, Address, BankAccount, ContactInfo, Employment])
    const own = await startLiveChanges(dataSource, { pollMilliseconds: 20 })
    const events = await listen((await serve(own)).url)
    await dataSource.destroy()
    expect(await events.rest()).toEqual([])
    await own.stop()
  })
})

describe('when the stream', () => {
  /** A data source whose stream fails when it is told to. */
  function failing() {
    const listening: { readonly options: ListenOptions; readonly fail: (error: Error) => void }[] = []
    const refused: Error[] = []
    const listen = async (_entries: unknown, options: ListenOptions): Promise<StreamListener> => {
      const refusal = refused.shift()
      if (refusal !== undefined) throw refusal
      let end: () => void
      let fail: (error: Error) => void
      const finished = new Promise<void>((resolve, reject) => { [end, fail] = [resolve, reject] })
      listening.push({ options, fail: fail! })
      return { finished, stop: async () => { end(); await finished } }
    }
    return { dataSource: { streams: { listen } } as unknown as DynamoDataSource, listening, refused }
  }

  let log: jest.SpyInstance
  beforeEach(() => { log = jest.spyOn(console, 'error').mockImplementation(() => undefined) })
  afterEach(() => log.mockRestore())

  test('cannot be read any more, the log says so, the answers end, and who comes back when it can is told to read everything again', async () => {
    const { dataSource, listening, refused } = failing()
    const live = await startLiveChanges(dataSource, { retryMilliseconds: 1 })
    const { url } = await serve(live)
    const events = await listen(url)
    refused.push(new Error('Still gone.'))
    listening[0]!.fail(new Error('The stream is gone.'))
    expect(await events.rest()).toEqual([])
    await until(() => listening.length === 2)
    expect(log.mock.calls).toEqual([['Changes are not told to pages any more: The stream is gone.'], ['Changes are still not told to pages: Still gone.']])
    expect(await (await listen(url, events.lastEventId)).next()).toMatchObject([{ event: 'reset' }])
    await live.stop()
  })

  test('cannot be read, nobody is let in', async () => {
    const { dataSource, listening } = failing()
    const live = await startLiveChanges(dataSource, { retryMilliseconds: 2 ** 30 })
    const { url } = await serve(live)
    listening[0]!.fail(new Error('The stream is gone.'))
    await until(() => log.mock.calls.length === 1)
    const { response } = await listen(url)
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
    await live.stop()
  })

  test.each<[string, (options: ListenOptions) => unknown, string]>([
    ['has a change that cannot be told', ({ onFailure }) => onFailure!({ record: {}, error: new Error('It has no type.'), table: 'Persons' }), 'A change cannot be told to pages: It has no type.'],
    ['has lost changes', ({ onTrimmed }) => onTrimmed!({ table: 'Persons', shard: '1' }), 'Changes were deleted before they were told to pages.'],
  ])('%s, the log says so, and pages are told to read everything again', async (_what, lose, line) => {
    const { dataSource, listening } = failing()
    const live = await startLiveChanges(dataSource)
    const { url } = await serve(live)
    const events = await listen(url)
    void lose(listening[0]!.options)
    expect(await events.rest()).toEqual([])
    expect(log.mock.calls).toEqual([[line]])
    expect(await (await listen(url, events.lastEventId)).next()).toMatchObject([{ event: 'reset' }])
    await live.stop()
  })
})

describe('events', () => {
  let hub: EventHub
  afterEach(() => hub.end())

  test('come at once, past proxies and compression', async () => {
    hub = eventHub()
    const { response } = await listen((await serve(hub)).url)
    expect(Object.fromEntries(response.headers)).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' })
  })

  test('that nobody has in mind any more cannot be resumed: reset', async () => {
    hub = eventHub({ keptEvents: 3 })
    const { url } = await serve(hub)
    const { lastEventId: before } = await listen(url)
    for (let n = 1; n <= 4; n++) hub.send('change', { n })
    const [name] = before.split(':')
    const received = async (id: string): Promise<unknown> => (await (await listen(url, id)).next()).map(({ event, data }) => ({ event, data }))
    expect(await received(`${name}:1`)).toEqual([{ event: 'change', data: { n: 2 } }])
    for (const unknown of [before, `${name}:5`, `${name}:-1`, `${name}:`, `${name}`, 'other:4', 'nonsense']) expect(await received(unknown)).toEqual([{ event: 'reset', data: {} }])
  })

  test('go on behind a reset, and for one who was cut off before the first event', async () => {
    hub = eventHub()
    const { url } = await serve(hub)
    const [reset, fresh] = [await listen(url, 'unknown'), await listen(url)]
    await reset.next()
    for (const one of [reset, fresh]) one.leave()
    await until(() => hub.clients === 0)
    hub.send('change', { n: 1 })
    for (const one of [reset, fresh]) expect(await dataOf(await listen(url, one.lastEventId), 1)).toEqual([{ n: 1 }])
  })

  test('pause, and a comment tells that the connection is alive', async () => {
    hub = eventHub({ heartbeatMilliseconds: 1 })
    const events = await listen((await serve(hub)).url)
    const next = events.next()
    await until(() => events.comments.length >= 2)
    hub.send('change', {})
    expect(await next).toMatchObject([{ event: 'change' }])
  })

  test('are dropped with a client that does not read, and come to those that do', async () => {
    hub = eventHub()
    const { url, port } = await serve(hub)
    const reading = await listen(url)
    const silent = connect(port, '127.0.0.1').pause()
    silent.on('error', () => undefined)
    silent.write('GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await until(() => hub.clients === 2)
    let sent = 0
    for (; hub.clients === 2 && sent < 1000; sent++) {
      hub.send('change', { sent, text: 'x'.repeat(100_000) })
      expect(await reading.next()).toMatchObject([{ data: { sent } }])
    }
    expect([hub.clients, sent < 1000]).toEqual([1, true])
    silent.destroy()
  })

  test('are not kept for a client that has left', async () => {
    hub = eventHub()
    const events = await listen((await serve(hub)).url)
    expect(hub.clients).toBe(1)
    events.leave()
    await until(() => hub.clients === 0)
  })

  test('are not begun for who has gone before, or asks behind another answer of the same connection, where nobody hears of its end', async () => {
    hub = eventHub()
    const { port } = await serve(hub)
    const twice = connect(port, '127.0.0.1')
    twice.write('GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(2))
    await once(twice, 'data')
    expect(hub.clients).toBe(1)
    twice.destroy()
    await until(() => hub.clients === 0)
    let routed = false
    const late = await serve({
      route: (request, response) => void response.once('close', () => {
        hub.route(request, response)
        routed = true
      }),
    })
    const gone = connect(late.port, '127.0.0.1')
    gone.write('GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n', () => gone.destroy())
    await until(() => routed)
    expect(hub.clients).toBe(0)
  })

  test('are for a bounded number of clients', async () => {
    hub = eventHub({ mostClients: 1 })
    const { url } = await serve(hub)
    const first = await listen(url)
    const { response } = await listen(url)
    expect([response.status, await response.json()]).toMatchObject([503, { status: 503, code: 'events.unavailable', message: 'This cannot be done now. Try again later.' }])
    first.leave()
    await until(() => hub.clients === 0)
    expect((await listen(url)).response.status).toBe(200)
  })

  test('are not begun for HEAD', async () => {
    hub = eventHub()
    const { url } = await serve(hub)
    const response = await fetch(url, { method: 'HEAD' })
    expect([response.status, response.headers.get('content-type'), hub.clients]).toEqual([200, 'text/event-stream; charset=utf-8', 0])
  })
})
