import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express, { type Express } from 'express'
import request from 'supertest'
import { errorHandler } from '../../sample-app/server/http/errorHandler.js'
import { requestId } from '../../sample-app/server/http/requestId.js'
import { close } from '../../src/index.js'
import { clientConfig } from '../support/engine.js'
import { openSample, problem } from './samplePeople.js'

const folder = mkdtempSync(join(tmpdir(), 'page-'))
let app: Express
beforeAll(async () => {
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Persons</title>')
  writeFileSync(join(folder, 'robots.txt'), 'User-agent: *')
  writeFileSync(join(folder, 'assets', 'main-4f2a.js'), 'export {}');
  ({ app } = await openSample(clientConfig(), { pageFolder: folder }))
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await close()
})

const page = 'text/html,application/xhtml+xml,*/*;q=0.8'

test.each(['/', '/api/persons', '/users', '/nothing', '/assets/main-4f2a.js'])('%s tells nothing of the server, and lets nothing else in', async (path) => {
  const { headers } = await request(app).get(path)
  expect(headers).not.toHaveProperty('x-powered-by')
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'SAMEORIGIN', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin' })
  expect(headers).not.toHaveProperty('access-control-allow-origin')
  const policy = Object.fromEntries(headers['content-security-policy']!.split(';').map((one) => [one.split(' ')[0], one.split(' ').slice(1).join(' ')]))
  expect(policy).toEqual({
    'default-src': "'none'", 'script-src': "'self'", 'style-src': "'self'", 'img-src': "'self'", 'font-src': "'self'", 'connect-src': "'self'", 'manifest-src': "'self'",
    'base-uri': "'none'", 'form-action': "'self'", 'frame-ancestors': "'none'", 'object-src': "'none'",
  })
})

test.each(['/', '/persons/new', '/persons/0198f3a5-0000-4000-8000-000000000000', '/userspace', '/..%2f..%2fpackage.json'])('%s is the page, asked again each time', async (path) => {
  const { text, headers } = await request(app).get(path).set('Accept', page).expect(200)
  expect([text, headers['cache-control'], headers['content-type']]).toEqual(['<!doctype html><title>Persons</title>', 'no-cache', 'text/html; charset=utf-8'])
})

test('who asks under the name of another site, which leads here, gets nothing', async () => {
  const { app: named } = await openSample(clientConfig(), { pageFolder: folder, hostNames: ['box.example'] })
  for (const name of ['evil.example', 'evil.example:80', 'localhost.evil.example', '127.0.0.1.evil.example', 'sample']) {
    for (const path of ['/', '/api/persons', '/users']) expect((await request(named).get(path).set('Host', name).set('Accept', page).expect(421)).body).toEqual(problem(421, 'request.host'))
  }
  for (const name of ['localhost', 'LOCALHOST:3000', '127.0.0.1:3000', '[::1]:3000', '192.168.1.2', 'Box.example:3000']) await request(named).get('/').set('Host', name).set('Accept', page).expect(200)
})

test('what the page does not answer is answered as without it', async () => {
  for (const path of ['/api/persons', '/api/persons/0198f3a5-0000-4000-8000-000000000000']) expect((await request(app).options(path).set('Accept', page).expect(405)).headers.allow).toMatch(/^GET, P/)
})

test('files that are named by what they hold are kept, others are asked for again', async () => {
  const files = await Promise.all(['/assets/main-4f2a.js', '/robots.txt'].map((path) => request(app).get(path).expect(200)))
  expect(files.map(({ headers }) => [headers['cache-control'], headers['content-type']])).toEqual([
    ['public, max-age=31536000, immutable', 'text/javascript; charset=utf-8'],
    ['no-cache', 'text/plain; charset=utf-8'],
  ])
})

test('the root is the page for who accepts anything; another path that nothing answers is a 404 then', async () => {
  expect((await request(app).get('/').set('Accept', '*/*').expect(200)).text).toContain('<title>Persons</title>')
  expect((await request(app).get('/persons/new').set('Accept', '*/*').expect(404)).body).toEqual(problem(404))
  await request(app).get('/').set('Accept', 'application/json').expect(404)
})

test.each([['GET', '/api'], ['GET', '/api/nothing'], ['GET', '/orders'], ['GET', '/users/x/y'], ['GET', '/assets/gone-1234.js'], ['GET', '/assets/..%2f..%2findex.html'], ['POST', '/persons/new'], ['DELETE', '/']])('%s %s is no page, whatever is accepted', async (method, path) => {
  const { body, status } = await request(app)[method.toLowerCase() as 'get'](path).set('Accept', page)
  expect([status, body]).toEqual([404, problem(404)])
})

test('who does not accept HTML gets no page', async () => {
  for (const accept of ['application/json', '*/*', 'image/png']) expect((await request(app).get('/persons/new').set('Accept', accept).expect(404)).body).toEqual(problem(404))
})

test('who asks too much is told so, and all how much is left; the files of the page do not count', async () => {
  const { app: few } = await openSample(clientConfig(), { pageFolder: folder, rateLimit: 3 })
  for (let left = 2; left >= 0; left--) {
    await request(few).get('/').set('Accept', page).expect(200)
    const { headers } = await request(few).get('/api/nothing').expect(404)
    expect(headers.ratelimit).toContain(`r=${left};`)
    expect(headers['ratelimit-policy']).toContain('q=3; w=60')
  }
  for (const ask of [request(few).get('/api/persons'), request(few).post('/api/persons').send({}), request(few).get('/users').set('X-Forwarded-For', '1.2.3.4')]) {
    const { body, headers } = await ask.expect(429)
    expect(body).toEqual(problem(429, 'request.tooMany'))
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  }
})

test('what goes wrong inside is logged under the id that the client is told, which is told nothing else', async () => {
  const logged: unknown[][] = []
  const failing = express()
  failing.use(requestId())
  const failure = new Error('secret of the table')
  const thrown: unknown[] = [failure, 'secret', undefined, null, { status: 418, message: 'secret' }, { status: 'x' }, Object.assign(new Error('secret'), { status: 500 })]
  failing.get('/:at', (call) => {
    throw thrown[Number(call.params.at)] ?? Object.create(null)
  })
  failing.use(errorHandler((...line) => void logged.push(line)))
  const { body, text } = await request(failing).get('/0').expect(500)
  expect(body).toEqual({ ...problem(500, 'server.failed'), message: 'Something went wrong.' })
  expect(logged).toEqual([[`${body.requestId}: GET failed`, failure]])
  expect(text).not.toContain('secret')
  for (let at = 1; at < thrown.length; at++) {
    const answer = await request(failing).get(`/${at}`)
    expect(answer.body).toEqual(problem(answer.status))
    expect(answer.text).not.toContain('secret')
  }
})
