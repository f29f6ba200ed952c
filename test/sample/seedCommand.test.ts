import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Address } from '../../sample-app/server/people/Address.js'
import { BankAccount } from '../../sample-app/server/people/BankAccount.js'
import { ContactInfo } from '../../sample-app/server/people/ContactInfo.js'
import { Employment } from '../../sample-app/server/people/Employment.js'
import { Person } from '../../sample-app/server/people/Person.js'
import { progressBar } from '../../sample-app/server/progressBar.js'
import { makePeople } from '../../sample-app/server/seed/makePeople.js'
import { readArguments, usage } from '../../sample-app/server/seed/readArguments.js'
import { seedCommand } from '../../sample-app/server/seed/seedCommand.js'
import { DynamoDataSource } from '../../src/index.js'
import { clientConfig, endpoint, tablePrefix } from '../support/engine.js'

const root = join(__dirname, '..', '..')

/** What the command writes where there is no terminal. */
function paper(): { readonly lines: () => string[]; readonly write: (text: string) => void } {
  let written = ''
  return { lines: () => written.split('\n').slice(0, -1), write: (text) => { written += text } }
}

test('it stores as many people as asked for, says what they have cost, and clears on request', async () => {
  const entityPrefix = tablePrefix()
  const terminal = paper()
  await seedCommand(['5', '--seed', '7'], { endpoint: endpoint(), entityPrefix, terminal })
  await seedCommand(['8', '--seed', '7'], { endpoint: endpoint(), entityPrefix, terminal })
  await seedCommand(['3', '--seed', '8', '--clear'], { endpoint: endpoint(), entityPrefix, terminal })
  const items = (people: readonly { readonly parts: number }[]): number => people.reduce((sum, { parts }) => sum + 1 + parts, 0)
  const [first, last] = [[...makePeople(5, 7)], [...makePeople(8, 7)].slice(5)]
  // A unit for each item, and one more for each person in GSI1.
  expect(terminal.lines().map((line) => line.replace(/[\d.]+ s\./, 'N s.'))).toEqual([
    `Stored 5 people: ${items(first)} items, ${items(first) + 5} write units, N s. The same again: --seed 7.`,
    `Stored 3 people, 5 were there already: ${items(last)} items, ${items(last) + 3} write units, N s. The same again: --seed 7.`,
    `The table Persons is empty: ${items(first) + items(last) + 8} write units.`,
    expect.stringMatching(/^Stored 3 people: .* --seed 8\.$/),
  ])
  const dataSource = new DynamoDataSource({ entities: [Person, Address, BankAccount, ContactInfo, Employment], entityPrefix, scans: 'allow', clientConfig: clientConfig() })
  await dataSource.initialize()
  expect((await dataSource.getRepository(Person).find()).map(({ id }) => id).toSorted()).toEqual([...makePeople(3, 8)].map(({ id }) => id).toSorted())
  await dataSource.destroy()
})

test('arguments have defaults; without --seed each run makes other people', () => {
  expect(readArguments(['500', '--clear', '--seed', '7'])).toEqual({ count: 500, seed: 7, clear: true, help: false })
  expect(readArguments(['--seed=0', '100000'])).toEqual({ count: 100_000, seed: 0, clear: false, help: false })
  expect(readArguments([])).toMatchObject({ count: 100, clear: false })
  expect(readArguments([]).seed).not.toBe(readArguments([]).seed)
})

test.each([
  [['0'], 'The count must be a whole number from 1 to 100,000.'],
  [['100001'], 'The count must be a whole number from 1 to 100,000.'],
  [['1e3'], 'The count must be a whole number from 1 to 100,000.'],
  [['12x'], 'The count must be a whole number from 1 to 100,000.'],
  [['1.5'], 'The count must be a whole number from 1 to 100,000.'],
  [[''], 'The count must be a whole number from 1 to 100,000.'],
  [['--', '--clear'], 'The count must be a whole number from 1 to 100,000.'],
  [['1', '2'], 'Give one count alone.'],
  [['--seed', 'x'], '--seed takes a whole number from 0 to 4294967295.'],
  [['--seed', '4294967296'], '--seed takes a whole number from 0 to 4294967295.'],
  [['--seed'], "Option '--seed <value>' argument missing. `npm run seed -- --help` says what there is."],
  [['--clear=1'], "Option '--clear' does not take an argument. `npm run seed -- --help` says what there is."],
  [['--clera'], "Unknown option '--clera'. `npm run seed -- --help` says what there is."],
])('%j is refused in one line', (args, message) => {
  expect(() => readArguments(args)).toThrow(expect.objectContaining({ message }))
})

test.each(['https://dynamodb.eu-central-1.amazonaws.com', 'http://10.0.0.5:8000', 'http://127.0.0.1.example.com:8000', 'http://localhost.example.com'])('%s is another machine, and nothing is sent there', async (far) => {
  await expect(seedCommand(['1', '--clear'], { endpoint: far, terminal: paper() })).rejects.toThrow('DYNAMO_ENDPOINT names another machine. Made-up people are stored in a local DynamoDB alone.')
})

test.each(['127.0.0.1:8000', 'nonsense', 'ftp://localhost'])('%s is no endpoint', async (wrong) => {
  await expect(seedCommand(['1'], { endpoint: wrong, terminal: paper() })).rejects.toThrow('DYNAMO_ENDPOINT must be a URL, such as http://127.0.0.1:8000.')
})

/** A port on which nobody listens. */
async function silentEndpoint(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}`
}

test('another server at the port is told from a DynamoDB', async () => {
  const server = createHttpServer((_request, response) => response.writeHead(404).end()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const there = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await expect(seedCommand(['1'], { endpoint: there, terminal: paper() })).rejects.toThrow(`What answers at ${there} is no DynamoDB. Run \`npm start\` or`)
  server.closeAllConnections()
  server.close()
})

async function run(endpointGiven: string, ...args: string[]): Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(process.execPath, ['-r', join(root, 'test/support/runTypeScript.cjs'), join(root, 'sample-app/server/seed/main.ts'), ...args], { cwd: root, env: { ...process.env, DYNAMO_ENDPOINT: endpointGiven } })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => { stdout += chunk.toString() })
  child.stderr.on('data', (chunk: Buffer) => { stderr += chunk.toString() })
  const [code] = await once(child, 'close') as [unknown]
  return { code, stdout, stderr }
}

test('as a process it ends with 1 and one line that says what to start, where nothing answers', async () => {
  const nowhere = await silentEndpoint()
  expect(await run(nowhere, '5')).toEqual({ code: 1, stdout: '', stderr: `No DynamoDB answers at ${nowhere}. Run \`npm start\` or \`docker compose up dynamodb\` first, or set DYNAMO_ENDPOINT to where it is.\n` })
})

test('as a process it prints its usage, which tells what --clear does not reach, and nothing else', async () => {
  expect(await run('', '--help')).toEqual({ code: 0, stdout: usage, stderr: '' })
  expect(usage).toContain('cannot empty a table in AWS')
})

test('a bar is drawn over itself on a terminal, and ends its line with the last', () => {
  const drawn: string[] = []
  const bar = progressBar({ isTTY: true, write: (text) => drawn.push(text) })
  for (const done of [0, 1, 3]) bar(done, 3)
  expect(drawn).toEqual([`\r  [${' '.repeat(30)}] 0 %`, `\r  [${'#'.repeat(10)}${' '.repeat(20)}] 33 %`, `\r  [${'#'.repeat(30)}] 100 %\n`])
})

test('a bar is silent where nobody looks on', () => {
  const write = jest.fn()
  progressBar({ write })(1, 1)
  expect(write).not.toHaveBeenCalled()
})
