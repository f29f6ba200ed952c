import { randomUUID } from 'node:crypto'
import express, { type Express } from 'express'
import request from 'supertest'
import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn, VersionColumn } from 'typeorm'
import { z } from 'zod'
import { entityRoutes } from '../../sample-app/server/http/entityRoutes.js'
import { errorHandler } from '../../sample-app/server/http/errorHandler.js'
import { BeginsWith, close, datasourceInitializer, getRepository, GlobalSecondaryIndex, open } from '../../src/index.js'
import { tablePrefix } from '../support/engine.js'
import { recordedConfig } from '../support/requests.js'
import { problem } from './samplePeople.js'

@Entity()
@GlobalSecondaryIndex({ name: 'byAuthor', partitionKey: 'author', sortKey: 'title' })
class Book {
  @PrimaryGeneratedColumn('uuid') id: string
  @Column() title: string
  @Column() author: string
  @Column('json', { nullable: true }) tags: string[] | null
  @VersionColumn() version: number
}

@Entity()
class Review {
  @PrimaryColumn() bookId: string
  @PrimaryColumn() id: string
  @Column('int') stars: number
  @VersionColumn() version: number
}

// As in the documentation of the helper, without any option that a project can do without.
const sent = recordedConfig()
const options = { entities: [Book, Review], entityPrefix: tablePrefix(), synchronize: true, scans: 'refuse' as const, clientConfig: sent.config }
const app: Express = express().disable('etag').use(express.json(), datasourceInitializer(options))
app.use('/api/books', entityRoutes(Book, {
  fields: z.strictObject({ title: z.string(), author: z.string(), tags: z.array(z.string()).nullable().default(null) }),
  filters: { author: (author) => ({ author }), title: (title) => ({ title: BeginsWith(title) }) },
  sorts: { title: 'title' },
}))
app.use('/api/books/:bookId/reviews', entityRoutes(Review, { fields: z.strictObject({ stars: z.int().min(1).max(5) }), sorts: { stars: 'stars', id: 'id' } }))
app.use(errorHandler(() => undefined))
beforeAll(() => open(options))
afterAll(() => close())
beforeEach(() => sent.clear())

const missing = { status: 404, code: expect.any(String), message: 'There is no such thing.', requestId: '' }

test('the helper serves an entity of a table of its own: each request is one to DynamoDB, two where something is changed', async () => {
  const { body, headers } = await request(app).post('/api/books').send({ title: 'Sult', author: 'Hamsun' }).expect(201)
  expect(body).toEqual({ id: expect.any(String), title: 'Sult', author: 'Hamsun', tags: null, version: 1 })
  const path = headers.location!
  expect(path).toBe(`/api/books/${body.id}`)
  expect((await request(app).get(path).expect(200).expect('ETag', '"1"')).body).toEqual(body)
  expect((await request(app).get('/api/books?author=Hamsun&title=S&sort=title,desc').expect(200)).body).toMatchObject({ content: [body], last: true })
  expect(sent.actions()).toEqual(['PutItem', 'GetItem', 'Query'])
  sent.clear()
  expect((await request(app).patch(path).set('If-Match', '"1"').send({ tags: ['novel'] }).expect(200).expect('ETag', '"2"')).body).toEqual({ ...body, tags: ['novel'], version: 2 })
  expect((await request(app).patch(path).send({ title: 'Pan' }).expect(200)).body).toEqual({ ...body, title: 'Pan', tags: ['novel'], version: 3 })
  expect((await request(app).put(path).send({ title: 'Pan', author: 'Hamsun' }).expect(200)).body).toEqual({ ...body, title: 'Pan', version: 4 })
  expect(sent.actions()).toEqual(['GetItem', 'UpdateItem', 'GetItem', 'UpdateItem', 'GetItem', 'UpdateItem'])
  sent.clear()
  expect((await request(app).delete(path).set('If-Match', '"2"').expect(412)).body).toMatchObject({ status: 412 })
  await request(app).delete(path).set('If-Match', '"4"').expect(204)
  expect((await request(app).delete(path).expect(404)).body).toEqual(missing)
  expect((await request(app).delete(path).set('If-Match', '"4"').expect(404)).body).toEqual(missing)
  expect(sent.actions()).toEqual(Array(4).fill('DeleteItem'))
})

test('an id that exists is not created again, and a change of what has gone meanwhile does not bring it back', async () => {
  const id = randomUUID()
  await request(app).post('/api/books').send({ id, title: 'Sult', author: 'H' }).expect(201)
  expect((await request(app).post('/api/books').send({ id, title: 'Pan', author: 'H' }).expect(409)).body).toMatchObject({ code: 'write.exists' })
  sent.before('UpdateItem', () => request(app).delete(`/api/books/${id}`).expect(204))
  await request(app).patch(`/api/books/${id}`).send({ title: 'Pan' }).expect(404)
  expect(await getRepository(Book).get(id, { consistent: true })).toBeNull()
})

test('entities of two key properties are served below their parent, and stay there', async () => {
  const [bookId, other] = [randomUUID(), randomUUID()]
  const { body, headers } = await request(app).post(`/api/books/${bookId}/reviews`).send({ stars: 4 }).expect(201)
  expect(body).toEqual({ bookId, id: expect.any(String), stars: 4, version: 1 })
  expect((await request(app).get(`/api/books/${bookId}/reviews`).expect(200)).body.content).toEqual([body])
  expect((await request(app).get(`/api/books/${other}/reviews`).expect(200)).body.content).toEqual([])
  await request(app).delete(`/api/books/${other}/reviews/${body.id}`).expect(404)
  expect((await request(app).patch(headers.location!).send({ stars: 6 }).expect(400)).body).toMatchObject({ issues: [{ path: 'stars' }] })
  expect((await request(app).patch(headers.location!).send({ bookId: other }).expect(400)).body).toMatchObject({ issues: [{ path: 'bookId' }] })
  await request(app).delete(headers.location!).expect(204)
})

test('a list that is asked without a sort comes in the order that DynamoDB has, and no order is asked that no index serves', async () => {
  const bookId = randomUUID()
  const [first, second] = [randomUUID(), randomUUID()].sort()
  for (const id of [second, first]) await request(app).post(`/api/books/${bookId}/reviews`).send({ id, stars: 3 }).expect(201)
  const ids = async (query: string): Promise<unknown> => (await request(app).get(`/api/books/${bookId}/reviews${query}`).expect(200)).body.content.map(({ id }: Review) => id)
  expect([await ids(''), await ids('?sort=id,desc')]).toEqual([[first, second], [second, first]])
  await request(app).get(`/api/books/${bookId}/reviews?sort=stars`).expect(400)
  for (const title of ['Sult', 'Pan']) await request(app).post('/api/books').send({ title, author: bookId }).expect(201)
  expect((await request(app).get(`/api/books?author=${bookId}`).expect(200)).body.content.map(({ title }: Book) => title)).toEqual(['Pan', 'Sult'])
})

test('what no index serves is a fault of the server where scans are refused, and what is not offered one of the client', async () => {
  for (const query of ['', '?sort=title', '?title=S']) expect((await request(app).get(`/api/books${query}`).expect(500)).body).toEqual({ ...problem(500), requestId: '' })
  expect((await request(app).get('/api/books?tags=x').expect(400)).body).toEqual({ ...problem(400), requestId: '', issues: [{ path: 'tags', message: expect.any(String) }] })
  expect(sent.actions()).toEqual([])
})
