/** What sample-app/README.md says of the table and of the requests is so. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Express } from 'express'
import request from 'supertest'
import { Address } from '../../sample-app/server/people/Address.js'
import { BankAccount } from '../../sample-app/server/people/BankAccount.js'
import { ContactInfo } from '../../sample-app/server/people/ContactInfo.js'
import { Employment } from '../../sample-app/server/people/Employment.js'
import { Person } from '../../sample-app/server/people/Person.js'
import { layoutMarkdown } from '../../src/cli/layoutMarkdown.js'
import { close, DynamoDataSource } from '../../src/index.js'
import { layoutOf } from '../../src/typeorm/layoutOf.js'
import { clientConfig } from '../support/engine.js'
import { recordedConfig } from '../support/requests.js'
import { newParts, newWhole, openSample } from './samplePeople.js'

const folder = join(__dirname, '../../sample-app')
const text = readFileSync(join(folder, 'README.md'), 'utf8')

test('the layout of the table', async () => {
  const dataSource = new DynamoDataSource({ entities: [Person, Address, BankAccount, ContactInfo, Employment], clientConfig: clientConfig() })
  await dataSource.initialize()
  // Entities come in the order in which their modules were loaded.
  expect(text.split('\n')).toEqual(expect.arrayContaining(layoutMarkdown(layoutOf(dataSource)).split('\n')))
  await dataSource.destroy()
})

test('the files that it names are there', () => {
  const named = [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, path]) => path!)
  expect(named.filter((path) => !existsSync(join(folder, path)))).toEqual([])
  expect(named.length).toBeGreaterThan(10)
})

test('the files to copy need no other ones', () => {
  const [, toCopy] = /^## To copy\n([\s\S]*?)^```/m.exec(text)!
  const files = [...toCopy!.matchAll(/\]\((server\/http\/[^)]+)\)/g)].map(([, path]) => path!)
  const needed = files.flatMap((path) => [...readFileSync(join(folder, path), 'utf8').matchAll(/from '(\.[^']+)\.js'/g)].map(([, name]) => join(path, '..', `${name}.ts`)))
  expect(needed.length).toBeGreaterThan(0)
  expect(files).toEqual(expect.arrayContaining(needed))
})

describe('the access patterns', () => {
  const patterns = [...text.matchAll(/^\| `(GET|POST|PATCH|PUT|DELETE) (\/api\/persons[^`]*)` \| (.*) \|$/gm)].map(([, method, path, says]) => ({ method: method!, path: path!, says: says!.split(';')[0]! }))
  const sent = recordedConfig()
  let app: Express
  let paths: { readonly id: string; readonly part: string }
  beforeAll(async () => { ({ app } = await openSample(sent.config)) })
  afterAll(() => close())
  beforeEach(async () => {
    const { body: { id } } = await request(app).post('/api/persons').send(newWhole()).expect(201)
    const { body: { addresses: [address] } } = await request(app).get(`/api/persons/${id}/detail`).expect(200)
    paths = { id, part: address.id }
    sent.clear()
  })

  test('are all there', () => expect(patterns.map(({ method }) => method)).toEqual(expect.arrayContaining(['GET', 'POST', 'PATCH', 'PUT', 'DELETE'])))

  test.each(patterns)('$method $path: $says', async ({ method, path, says }) => {
    const bodies: Readonly<Record<string, object>> = {
      'POST persons': newWhole(), 'PATCH persons': { firstName: 'Other' },
      'POST addresses': newParts.addresses, 'PUT addresses': { ...newParts.addresses, city: 'Bergen' },
    }
    const resource = path.includes('/addresses') ? 'addresses' : 'persons'
    const asked = request(app)[method.toLowerCase() as 'get'](path.replace(':id', paths.id).replace(':part', paths.part))
    const answer = await (says.includes('If-Match') ? asked.set('If-Match', '"1"') : asked).send(bodies[`${method} ${resource}`])
    expect([answer.status, answer.body]).toEqual([{ GET: 200, PUT: 200, PATCH: 200, POST: 201, DELETE: 204 }[method], answer.body])
    const names = /Query|GetItem|UpdateItem|PutItem|TransactWriteItems/g
    expect(sent.actions()).toEqual(says.startsWith('the same') ? ['Query'] : [...says.matchAll(names)].map(([name]) => name))
    expect(sent.requests.map(({ input }) => input.IndexName)).toEqual(sent.requests.map(() => (/GSI1|the same/.test(says) ? 'GSI1' : undefined)))
  })
})
