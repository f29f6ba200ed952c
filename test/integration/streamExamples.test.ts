/** The examples of docs/streams.md, as a reader pastes them. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { datasourceManager, getRepository, type LambdaStreamHandler } from '../../src/index.js'
import { tablePrefix } from '../support/engine.js'
import { runExample, type AtItsEnd } from '../support/documentExample.js'
import { recordedConfig } from '../support/requests.js'

const sent = recordedConfig()
const printed: unknown[][] = []
const prefix = `${tablePrefix()}streams_`
const options = { clientConfig: sent.config, synchronize: true, scans: 'allow', entityPrefix: prefix, bookkeepingTable: `${prefix}own` }
const opening = { 'datasourceInitializer({ entities: [Session] })': 'datasourceInitializer({ ...options, entities: [Session] })' }
const example = (heading: string, place: number, atItsEnd: AtItsEnd): Promise<void> => runExample('docs/streams.md', heading, place, { require, print: (...values) => void printed.push(values), options, instead: opening }, atItsEnd)

beforeEach(() => void (printed.length = 0))
afterEach(() => datasourceManager.close())

let sequence = 0
const change = (table: string, id: string, after?: object, before?: object) => ({
  eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY', eventSourceARN: `arn:aws:dynamodb:eu-west-1:1:table/${prefix}${table}/stream/2024`,
  dynamodb: { Keys: { id: { S: id } }, SequenceNumber: String(++sequence), StreamViewType: 'NEW_AND_OLD_IMAGES', ...(after && { NewImage: { id: { S: id }, ...after } }), ...(before && { OldImage: { id: { S: id }, ...before } }) },
})
const order = (status: string, amount = 5) => ({ product: { S: 'chair' }, amount: { N: String(amount) }, status: { S: status } })

test('a handler for each record', () => example('A handler', 0, async (look) => {
  const handler = look('handler') as LambdaStreamHandler
  expect(await handler({ Records: [change('order', '1', order('new')), change('order', '1', order('shipped'), order('new')), change('order', '1', undefined, order('shipped'))] })).toEqual({ batchItemFailures: [] })
  expect(printed).toEqual([['New order: chair'], ['On its way'], ['Cancelled']])
}))

/** Opens the data source of the first example, for those that use what is open. */
const opened = (look: (name: string) => LambdaStreamHandler): Promise<unknown> => look('handler')({ Records: [] })

test('a handler that counts once', () => example('What fails, and what comes again', 0, async (look) => {
  await opened(look)
  const orders = getRepository(look('Order') as never)
  await orders.insert({ id: 'total', product: '', amount: 0 } as never)
  const records = [change('order', '1', order('new', 5)), change('order', '1', order('shipped', 5), order('new')), change('order', '2', order('new', 7), order('old'))]
  const counting = look('counting') as LambdaStreamHandler
  await counting({ Records: records })
  await counting({ Records: records })
  expect(await orders.findOneBy({ id: 'total' })).toMatchObject({ amount: 10 })
}))

test('what a deployment must know', () => example('Filters', 0, async (look) => {
  await opened(look)
  await (look('deployed') as unknown as () => Promise<void>)()
  expect(printed).toEqual([[expect.stringContaining('order/stream/'), { Filters: [{ Pattern: '{"dynamodb":{"NewImage":{"status":{"S":["shipped"]}}}}' }] }, true, expect.arrayContaining(['dynamodb:GetRecords'])]])
}))

test('several entities', () => example('Several entities', 0, async (look) => {
  await opened(look)
  await (look('both') as LambdaStreamHandler)({ Records: [change('order', '1', order('new')), change('other', '1', {})] })
  expect(printed).toEqual([['unknown', expect.objectContaining({ eventName: 'INSERT' })], ['chair']])
}))

test('a batch, and a summary after it', () => example('Deployer\'s examples, as they are here', 0, async (look) => {
  await datasourceManager.close()
  await datasourceManager.open({ ...options, entities: ['Order', 'ClickEvent'].map((name) => look(name) as unknown as Function) } as never)
  const event = { ...change('click_event', '1'), dynamodb: { ...change('click_event', '1').dynamodb, NewImage: { id: { S: '1' }, page: { S: '/home' }, userId: { S: 'u' } } } }
  await (look('indexing') as LambdaStreamHandler)({ Records: [event] })
  expect(printed.splice(0)).toEqual([['1 pages were opened, the first: /home']])
  await (look('payments') as LambdaStreamHandler)({ Records: [change('order', '1', order('new', 3))] })
  expect(printed).toEqual([['paid: 3']])
}))

test('a session by Express, and by a Lambda handler', async () => {
  await example('Deployer\'s examples, as they are here', 2, async (look) => {
    const getSession = look('getSession') as (event: object) => Promise<{ statusCode: number; body: string }>
    expect(await getSession({ pathParameters: { userId: 'u', sessionId: 's' } })).toEqual({ statusCode: 404, body: '{"error":"Session not found"}' })
    await getRepository(look('Session') as never).insert({ userId: 'u', sessionId: 's', data: { a: 1 }, expiresAt: new Date(4_000_000_000_000) } as never)
    const { statusCode, body } = await getSession({ pathParameters: { userId: 'u', sessionId: 's' } })
    expect([statusCode, JSON.parse(body)]).toEqual([200, { userId: 'u', sessionId: 's', data: { a: 1 }, expiresAt: new Date(4_000_000_000_000).toISOString() }])
  })
  await datasourceManager.close()
  await example('Deployer\'s examples, as they are here', 1, async (look) => {
    const server: Server = createServer(look('app') as never).listen(0, '127.0.0.1')
    await new Promise((resolve) => void server.once('listening', resolve))
    const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)
    expect((await get('/sessions/u/s')).status).toBe(200)
    expect(await (await get('/sessions/u/other')).json()).toEqual({ error: 'Session not found' })
    server.closeAllConnections()
    await new Promise((resolve) => void server.close(resolve))
  })
})
