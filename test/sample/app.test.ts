import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp, dataSourceOptions } from '../../sample-app/server/createApp.js'
import { seedShop } from '../../sample-app/server/shop/seedShop.js'
import type { Order } from '../../sample-app/server/shop/Order.js'
import type { User } from '../../sample-app/server/shop/User.js'
import { close, open } from '../../src/index.js'
import { clientConfig, tablePrefix } from '../support/engine.js'

let server: Server
let base: string
beforeAll(async () => {
  const options = dataSourceOptions({ entityPrefix: tablePrefix(), clientConfig: clientConfig() })
  await open(options)
  await seedShop(60, () => undefined)
  server = createApp(options).listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await close()
})

interface Answer<T> {
  readonly status: number
  readonly body: T
}

async function ask<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
  const response = await fetch(base + path, { method, headers: { 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  const text = await response.text()
  return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as T }
}

interface Paged<T> {
  readonly content: T[]
  readonly last: boolean
  readonly lastEvaluatedKey?: string
}

test('users are paged by age, in the order asked for, and everyone comes once', async () => {
  const everyone: string[] = []
  let cursor = ''
  do {
    const { body } = await ask<Paged<User>>('GET', `/users?size=7${cursor}`)
    everyone.push(...body.content.map((user) => user.id))
    cursor = body.lastEvaluatedKey === undefined ? '' : `&exclusiveStartKey=${body.lastEvaluatedKey}`
  } while (cursor !== '')
  expect(new Set(everyone).size).toBe(60)
  expect(everyone).toHaveLength(60)
  const { body: { content: [someone] } } = await ask<Paged<User>>('GET', '/users?size=1')
  const { body: page } = await ask<Paged<User>>('GET', `/users?age=${someone!.age}&sort=lastname,desc`)
  expect(page.content.map((user) => user.lastname)).toEqual(page.content.map((user) => user.lastname).sort().reverse())
  expect(page.content.every((user) => user.age === someone!.age)).toBe(true)
})

test('a user is created, changed, found by its new name, and deleted', async () => {
  const made = await ask<User>('POST', '/users', { firstname: 'Zoe', lastname: 'Zed', age: '99' })
  expect(made).toMatchObject({ status: 201, body: { version: 1, orders: 0 } })
  expect(await ask('PUT', `/users/${made.body.id}`, { firstname: 'Zoe', lastname: 'Abc', age: '99' })).toMatchObject({ status: 200, body: { version: 2, lastname: 'Abc' } })
  expect((await ask<Paged<User>>('GET', '/users?age=99&lastname=A')).body.content).toHaveLength(1)
  expect((await ask<Paged<User>>('GET', '/users?age=99&lastname=Z')).body.content).toEqual([])
  expect((await ask('DELETE', `/users/${made.body.id}`)).status).toBe(204)
  expect(await ask('GET', `/users/${made.body.id}`)).toMatchObject({ status: 404, body: { message: 'There is no such thing.' } })
})

test('an order and its count at the user are stored together, or not at all', async () => {
  const { body: user } = await ask<User>('POST', '/users', { firstname: 'Amy', lastname: 'Ott', age: '98' })
  expect((await ask('POST', '/orders', { userId: user.id, product: 'book', total: 5 })).status).toBe(201)
  expect((await ask<User>('GET', `/users/${user.id}`)).body.orders).toBe(1)
  expect((await ask<Paged<Order>>('GET', `/users/${user.id}/orders`)).body.content).toMatchObject([{ product: 'book', total: 5 }])
  expect((await ask('POST', '/orders', { userId: 'nobody', product: 'book', total: 5 })).status).toBe(404)
  expect((await ask<Paged<Order>>('GET', '/users/nobody/orders')).body.content).toEqual([])
})

test.each([
  ['POST', '/users', { firstname: 'only' }],
  ['POST', '/users', { firstname: { $gt: '' }, lastname: 'x', age: '1' }],
  ['POST', '/orders', { userId: 'x', product: 'y', total: '5' }],
  ['GET', '/users?size=0', undefined],
  ['GET', '/users?sort=orders', undefined],
  ['GET', '/users?lastname=A', undefined],
  ['GET', '/users?age=1&age=2', undefined],
  ['GET', '/users?age[x]=1&age=', undefined],
])('%s %s with %j is a 400', async (method, path, body) => {
  expect(await ask(method, path, body)).toMatchObject({ status: 400 })
})
