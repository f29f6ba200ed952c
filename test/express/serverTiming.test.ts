import { once } from 'node:events'
import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import express5, { type Express } from 'express'
import { Column, Entity, PrimaryColumn } from 'typeorm'
import { close, datasourceInitializer, getRepository, serverTiming, type DynamoDataSourceOptions } from '../../src/index.js'
import { tablePrefix } from '../support/engine.js'
import { recordedConfig } from '../support/requests.js'

@Entity({ name: 'timed' })
class Timed {
  @PrimaryColumn() id: string
  @Column() name: string
}

const express4 = jest.requireActual<typeof express5>('express-v4')
const sent = recordedConfig()
const options: DynamoDataSourceOptions = { entities: [Timed], entityPrefix: tablePrefix(), synchronize: true, clientConfig: sent.config }
const timed = (id: string): Timed => Object.assign(new Timed(), { id, name: 'n' })

let server: Server | undefined
afterEach(async () => {
  server?.close()
  server = undefined
  await close()
})

async function serve(app: Express): Promise<(path: string) => Promise<Response>> {
  server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return (path) => fetch(`http://127.0.0.1:${port}${path}`)
}

const described = (response: Response): string | undefined => /^dynamodb;dur=\d+\.\d;desc="(?<text>[^"]+)"$/.exec(response.headers.get('server-timing') ?? '')?.groups?.text

describe.each([['4', express4], ['5', express5]] as const)('serverTiming() in Express %s', (_line, express) => {
  function application(before: boolean): Express {
    const app = express()
    const both = [serverTiming(), datasourceInitializer(options)]
    for (const middleware of before ? both : both.toReversed()) app.use(middleware)
    app.get('/open', (_request, response) => void response.json({}))
    app.get('/writes/:count', (request, response, next) => {
      const many = async (): Promise<void> => {
        for (let n = 0; n < Number(request.params.count); n++) await getRepository(Timed).put(timed(String(n)))
        await getRepository(Timed).get('0')
      }
      many().then(() => response.json({}), next)
    })
    app.get('/head', (_request, response: ServerResponse, next) => {
      response.setHeader('Server-Timing', 'cache;desc="hit"')
      getRepository(Timed).get('0').then(() => response.writeHead(201, { 'x-own': 'yes' }).end('late'), next)
    })
    app.get('/late', (_request, response: ServerResponse, next) => {
      response.write('begun')
      getRepository(Timed).get('0').then(() => response.end(), next)
    })
    return app
  }

  test.each([['before', true], ['after', false]] as const)('tells what each request consumes, %s datasourceInitializer', async (_, before) => {
    const get = await serve(application(before))
    await get('/open')
    expect(described(await get('/open'))).toBe('0 requests')
    const responses = await Promise.all([1, 2, 3].map((count) => get(`/writes/${count}`)))
    expect(responses.map(described)).toEqual(['2 requests, 0.5 read units, 1 write unit', '3 requests, 0.5 read units, 2 write units', '4 requests, 0.5 read units, 3 write units'])
  })

  test('stands beside what the application tells, with writeHead too, and leaves headers that are sent', async () => {
    const get = await serve(application(true))
    await get('/open')
    const response = await get('/head')
    expect([response.status, response.headers.get('x-own'), await response.text()]).toEqual([201, 'yes', 'late'])
    expect(response.headers.get('server-timing')).toMatch(/^cache;desc="hit", dynamodb;dur=\d+\.\d;desc="1 request, 0\.5 read units"$/)
    sent.clear()
    const late = await get('/late')
    expect([described(late), await late.text()]).toEqual(['0 requests', 'begun'])
    expect(sent.requests.map(({ action, input }) => [action, input.ReturnConsumedCapacity])).toEqual([['GetItem', undefined]])
  })
})
