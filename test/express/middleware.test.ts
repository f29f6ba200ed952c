import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express5, { type ErrorRequestHandler, type Express } from 'express'
import { Column, Entity, PrimaryColumn, VersionColumn } from 'typeorm'
import { wrapInTransaction } from 'typeorm-transactional'
import { close, datasourceInitializer, dynamoErrorHandler, environmentUtils, getConnection, getRepository, GlobalSecondaryIndex, open, pageable, pageableRoutes, type DynamoDataSourceOptions } from '../../src/index.js'
import { clientConfig, endpoint, tablePrefix } from '../support/engine.js'
import { startFaultProxy } from '../support/faultProxy.js'

@Entity({ name: 'visitor' })
@GlobalSecondaryIndex({ name: 'ageIndex', partitionKey: 'age', sortKey: 'name' })
class Visitor {
  @PrimaryColumn() id: string
  @Column() age: string
  @Column() name: string
  @VersionColumn() version: number
}

const express4 = jest.requireActual<typeof express5>('express-v4')
const working: DynamoDataSourceOptions = { entities: [Visitor], entityPrefix: tablePrefix(), synchronize: true, scans: 'allow', clientConfig: clientConfig() }

let server: Server | undefined
afterEach(async () => {
  server?.close()
  server = undefined
  await close()
})

async function serve(app: Express): Promise<(path: string) => Promise<{ status: number; body: Record<string, unknown> }>> {
  server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return async (path) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`)
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
}

describe.each([['4', express4], ['5', express5]] as const)('Express %s', (_line, express) => {
  function application(): Express {
    const app = express()
    app.use(datasourceInitializer(working))
    app.use(pageableRoutes)
    app.get('/visitors', (request, response, next) => {
      getRepository(Visitor).findPage({ where: { age: request.query.age as string } }, request.pageable).then((page) => response.json(page), next)
    })
    app.get('/few', pageable({ maxSize: 2, defaultSize: 1 }), (request, response) => {
      response.json({ size: request.pageable!.pageSize })
    })
    app.get('/fails/:how', (request, _response, next) => {
      const visitors = getRepository(Visitor)
      const ways: Record<string, () => Promise<unknown>> = {
        missing: () => visitors.findOneByOrFail({ id: 'none' }),
        stale: () => visitors.put(visitors.create({ id: 'none', age: '1', name: 'x', version: 7 })),
        exists: () => visitors.insert({ id: 'v1', age: '1', name: 'x' }),
        large: () => visitors.put(visitors.create({ id: 'large', age: '1', name: 'x'.repeat(420_000) })),
        other: () => Promise.reject(new Error('secret detail')),
      }
      ways[request.params.how]!().then(() => next(), next)
    })
    app.use(dynamoErrorHandler())
    const last: ErrorRequestHandler = (_error, _request, response, _next) => {
      response.status(500).json({ status: 500 })
    }
    app.use(last)
    return app
  }

  test('requests wait for the data source, and pages come by query', async () => {
    const get = await serve(application())
    await get('/visitors?age=42')
    await getRepository(Visitor).clear()
    await close()
    const [first] = await Promise.all([get('/visitors?age=42&size=2'), get('/visitors?age=42'), get('/visitors?age=42')])
    expect(first).toMatchObject({ status: 200, body: { content: [], last: true, size: 2 } })
    await getRepository(Visitor).save(Array.from({ length: 5 }, (_, i) => getRepository(Visitor).create({ id: `v${i}`, age: '42', name: `n${i}` })))
    const page = await get('/visitors?age=42&size=2&sort=name,desc')
    expect((page.body.content as Visitor[]).map((one) => one.name)).toEqual(['n4', 'n3'])
    const next = await get(`/visitors?age=42&size=2&page=1&sort=name,desc&exclusiveStartKey=${String(page.body.lastEvaluatedKey)}`)
    expect((next.body.content as Visitor[]).map((one) => one.name)).toEqual(['n2', 'n1'])
    expect((await get('/few?size=50')).body).toEqual({ size: 2 })
    expect((await get('/few')).body).toEqual({ size: 1 })
  })

  test.each([
    ['/visitors?age=42&page=-1', 'page'],
    ['/visitors?age=42&page=1&page=2', 'page'],
    ['/visitors?age=42&size=none', 'size'],
    ['/visitors?age=42&sort=name,sideways', 'sort'],
    ['/visitors?age=42&sort=nothing', 'sort'],
    ['/visitors?age=42&exclusiveStartKey=forged', 'exclusiveStartKey'],
  ])('%s is a 400 that names %s', async (path, name) => {
    const get = await serve(application())
    expect(await get(path)).toMatchObject({ status: 400, body: { status: 400, message: expect.stringContaining(`The parameter ${name}:`) as unknown } })
  })

  test.each([['missing', 404], ['stale', 409], ['exists', 409], ['large', 413], ['other', 500]])('an error that is %s is a %i, without inner detail', async (how, status) => {
    const get = await serve(application())
    await get('/visitors?age=1')
    const visitors = getRepository(Visitor)
    await visitors.delete('v1')
    await visitors.insert({ id: 'v1', age: '1', name: 'x' })
    const answer = await get(`/fails/${how}`)
    expect(answer.status).toBe(status)
    expect(JSON.stringify(answer.body)).not.toMatch(/secret|visitor|v1|xxx|Visitor/)
  })

  test('a data source that cannot open is an error of the request, and the next one tries again', async () => {
    const proxy = await startFaultProxy(endpoint())
    proxy.next('DescribeTable', 'error-500-before')
    const app = express()
    app.use(datasourceInitializer({ ...working, clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 1 } }))
    app.get('/', (_request, response) => {
      response.json({ open: getConnection().isInitialized })
    })
    app.use(dynamoErrorHandler())
    const get = await serve(app)
    expect((await get('/')).status).toBe(503)
    expect(await get('/')).toEqual({ status: 200, body: { open: true } })
    await proxy.stop()
  })

  test.each<[string, (work: () => Promise<unknown>) => Promise<unknown>]>([
    ['startTransaction()', async (work) => {
      const runner = getConnection().createQueryRunner()
      await runner.startTransaction()
      await work()
      await runner.rollbackTransaction()
    }],
    ['@Transactional()', (work) => wrapInTransaction(async () => {
      await work()
      throw new Error('taken back')
    })().catch(() => undefined)],
  ])('requests never join what %s has begun before them', async (_name, around) => {
    const app = express()
    app.use(datasourceInitializer(working))
    app.get('/:id', (request, response, next) => {
      getRepository(Visitor).put(getRepository(Visitor).create({ id: request.params.id, age: '9', name: 'z' })).then(() => response.json({}), next)
    })
    await open(working)
    const id = `joined-${Math.random()}`
    await around(async () => (await serve(app))(`/${id}`))
    expect(await getRepository(Visitor).get(id)).not.toBeNull()
  })
})

test('isLocal() is NODE_ENV=local', () => {
  const before = process.env.NODE_ENV
  process.env.NODE_ENV = 'local'
  expect(environmentUtils.isLocal()).toBe(true)
  process.env.NODE_ENV = 'production'
  expect(environmentUtils.isLocal()).toBe(false)
  process.env.NODE_ENV = before
})
