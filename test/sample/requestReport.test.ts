import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type NextFunction, type Request, type Response as Answer } from 'express'
import { Column, Entity, PrimaryColumn } from 'typeorm'
import { RequestLogger } from '../../sample-app/server/http/RequestLogger.js'
import { requestReport } from '../../sample-app/server/http/requestReport.js'
import type { RequestReport } from '../../sample-app/shared/RequestReport.js'
import type { PagingAndSortingRepository } from '../../src/index.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

@Entity({ name: 'noted' })
class Noted {
  @PrimaryColumn() id: string
  @Column() city: string
}

const logger = new RequestLogger()
let source: OpenedSource
let noted: PagingAndSortingRepository<Noted>
let server: Server
let base: string
beforeAll(async () => {
  source = await openWith([Noted], { logger })
  noted = source.dataSource.getRepository(Noted)
  const of = (work: (request: Request, response: Answer) => Promise<unknown>) => (request: Request, response: Answer, next: NextFunction): void => {
    work(request, response).then(() => response.end(), next)
  }
  const app = express()
  app.use(requestReport())
  app.use(express.json())
  app.get('/nothing', (_request, response) => void response.json({}))
  app.post('/one', of(({ body }: { readonly body: Noted }) => noted.put(noted.create(body))))
  app.get('/gets/:count', of(async ({ params }) => {
    for (let n = 0; n < Number(params.count); n++) await noted.get(`secret-${n}`)
  }))
  app.get('/many', of(() => source.dataSource.transaction(async (manager) => {
    for (let n = 0; n < 90; n++) await manager.insert(Noted, { id: `many-${n}`, city: 'Oslo' })
  })))
  app.get('/conflict', of(() => noted.insert({ id: 'Ødegård', city: 'Oslo' })))
  app.get('/late', of(async (_request, response) => {
    response.write('begun')
    await noted.get('late')
  }))
  app.use((_error: unknown, _request: Request, response: Answer, _next: NextFunction) => void response.status(409).end())
  server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await source.dataSource.destroy()
})

const headerOf = (response: Response): string => response.headers.get('DynamoDB-Requests')!
const reportOf = (response: Response): RequestReport => JSON.parse(decodeURIComponent(headerOf(response))) as RequestReport
const post = (id: string): Promise<Response> => fetch(`${base}/one`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id, city: 'Tromsø' }) })
const table = (): string => source.dataSource.getMetadata(Noted).tableName

test('the header tells the line of each request, units and time, and no value', async () => {
  const stored = await post('Ødegård')
  expect(reportOf(stored)).toEqual({ requests: [`PutItem ${table()} | 1 write unit`], readUnits: 0, writeUnits: 1, durationMs: expect.any(Number) })
  expect(reportOf(stored).durationMs).toBeGreaterThan(0)
  const read = await fetch(`${base}/gets/2`)
  expect(reportOf(read)).toMatchObject({ requests: [`GetItem ${table()} key id = ? | 0.5 read units`, `GetItem ${table()} key id = ? | 0.5 read units`], readUnits: 1, writeUnits: 0 })
  expect([headerOf(stored), headerOf(read)].join()).not.toMatch(/secret|degård|Troms/)
  expect(reportOf(await fetch(`${base}/nothing`))).toEqual({ requests: [], readUnits: 0, writeUnits: 0, durationMs: 0 })
})

test('a request that failed is told as such', async () => {
  await post('Ødegård')
  const response = await fetch(`${base}/conflict`)
  expect([response.status, reportOf(response).requests]).toEqual([409, [`failed: PutItem ${table()} if attribute_not_exists(id)`]])
})

test('requests at the same time are not mixed up', async () => {
  const counts = [3, 0, 1, 7, 2, 5]
  const reports = await Promise.all(counts.map(async (count) => reportOf(await fetch(`${base}/gets/${count}`))))
  expect(reports.map(({ requests, readUnits }) => [requests.length, readUnits])).toEqual(counts.map((count) => [count, count / 2]))
})

test('of 25 requests 20 are told, and how many more there were', async () => {
  const { requests, readUnits } = reportOf(await fetch(`${base}/gets/25`))
  expect([requests.length, requests.at(-1), readUnits]).toEqual([21, '… and 5 more', 12.5])
})

test('the header stays small and plain, whatever was sent', async () => {
  for (const path of ['/gets/25', '/many']) {
    const header = headerOf(await fetch(base + path))
    expect(header).toMatch(/^[\w.!~*'()%-]+$/)
    expect(header.length).toBeLessThanOrEqual(6000)
  }
  const { requests: [line] } = reportOf(await fetch(`${base}/many`))
  expect(line).toMatch(/^failed: TransactWriteItems Put .+…$/)
})

test('what is sent behind the headers is not told in them', async () => {
  expect(reportOf(await fetch(`${base}/late`)).requests).toEqual([])
})

test('the same lines are printed while the logger prints', async () => {
  const printed = jest.spyOn(console, 'log').mockImplementation(() => undefined)
  try {
    await fetch(`${base}/gets/1`)
    logger.prints = true
    await fetch(`${base}/gets/1`)
    logger.log('warn', 'Beware.')
    expect(printed.mock.calls).toEqual([[`  GetItem ${table()} key id = ? | 0.5 read units`], ['  Beware.']])
  } finally {
    logger.prints = false
    printed.mockRestore()
  }
})
