import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Repository } from 'typeorm'
import { costRows, statedMethods, type StatedMethod } from './costsStated.js'

const read = (...path: readonly string[]): string => readFileSync(join(__dirname, '..', '..', ...path), 'utf8')
const rows = costRows(read('test', 'integration', 'costs.test.ts'))

/** Public methods that send nothing. */
const silent = new Set([
  'getRepository', 'withRepository', 'createQueryBuilder', 'explain', 'explainCollection', 'connect', 'release', 'startTransaction', 'rollbackTransaction', 'onDone', 'onUndo', 'mustBeOpen', 'mustBeValid', 'remember', 'recall', 'carry', 'carried',
  'getReplicationMode', 'beforeMigration', 'afterMigration', 'hasDatabase', 'hasSchema', 'getDatabases', 'getSchemas', 'getCurrentDatabase', 'getCurrentSchema',
])
/** Public methods that look at tables or change them, which takes no units. */
const ofTables = new Set(['hasTable', 'getTable', 'getTables', 'hasColumn', 'createTable', 'dropTable', 'createIndex', 'createIndices', 'dropIndex', 'dropIndices', 'clearDatabase'])

/** Each class, and what the table of costs calls its instances. */
const classes: readonly (readonly [string, RegExp])[] = [
  ['DynamoEntityManager', /^(?!runner)/],
  ['DynamoRepository', /^(?!runner|manager)/],
  ['PagingAndSortingRepository', /^(?!runner|manager)/],
  ['DynamoQueryRunner', /^runner/],
  ['TableQueryRunner', /^runner/],
]
const methods = classes.map(([name, receiver]) => ({ name, receiver, methods: statedMethods(read('src', 'typeorm', `${name}.ts`)) }))
const stated = methods.flatMap((one) => one.methods.filter(({ name }) => !silent.has(name) && !ofTables.has(name)).map((method) => ({ ...one, method, title: `${one.name}.${method.name}` })))
const rowsOf = (name: string, receiver: RegExp): typeof rows => rows.filter(({ calls }) => calls.some((call) => receiver.test(call) && call.endsWith(`.${name}`)))

describe('every public read and write', () => {
  test.each(stated)('$title states its requests and units, as a test asserts them', ({ method, receiver }) => {
    expect(method.costs).toBeDefined()
    const asserted = rowsOf(method.name, receiver)
    expect(asserted).not.toEqual([])
    expect(asserted.flatMap(({ actions }) => actions).filter((action) => !method.costs!.includes(action))).toEqual([])
  })

  test('costs the same of the repository as of the manager', () => {
    const ofManager = new Map(methods[0]!.methods.map(({ name, costs }) => [name, costs]))
    const ofRepositories = [...methods[1]!.methods, ...methods[2]!.methods].filter(({ name }) => ofManager.has(name))
    expect(ofRepositories.length).toBeGreaterThan(15)
    expect(ofRepositories.map(({ name, costs }) => [name, costs])).toEqual(ofRepositories.map(({ name }) => [name, ofManager.get(name)]))
  })

  test('that TypeORM gives a repository has its costs asserted too', () => {
    const sendNothing = ['constructor', 'metadata', 'createQueryBuilder', 'hasId', 'getId', 'create', 'merge', 'extend', 'query', 'sql']
    const olderNames = ['exist', 'findByIds', 'findOneById']
    const names = Object.getOwnPropertyNames(Repository.prototype).filter((name) => ![...sendNothing, ...olderNames].includes(name))
    expect(names).toContain('save')
    expect(names.filter((name) => rowsOf(name, /^(?!runner)/).length === 0)).toEqual([])
  })

  test('is on no list of those that cost nothing by mistake: the lists name only what is there', () => {
    const all = new Set(methods.flatMap((one) => one.methods.map(({ name }) => name)))
    expect([...silent, ...ofTables].filter((name) => !all.has(name))).toEqual([])
  })
})

describe('statedMethods', () => {
  test.each<[string, StatedMethod[]]>([
    ['  /**\n   * Reads.\n   *\n   * Costs: one GetItem; half a read unit\n   * per 4 KB.\n   */\n  async get<E>(key: E): Promise<E> {', [{ name: 'get', costs: 'one GetItem; half a read unit per 4 KB' }]],
    ['  /** Reads. Costs: one GetItem. */\n  get(): void {', [{ name: 'get', costs: undefined }]],
    ['  /** Costs: one GetItem; a lot. */\n  get(): void {', [{ name: 'get', costs: undefined }]],
    ['  get(): void {', [{ name: 'get', costs: undefined }]],
    ['  /** Costs: one A; no units. */\n  a(): void {\n  }\n\n  b(): void {', [{ name: 'a', costs: 'one A; no units' }, { name: 'b', costs: undefined }]],
    ['  /** Costs: one A; no units. */\n  a(x: 1): void\n  a(x: 2): void\n  a(x: unknown): void {', [{ name: 'a', costs: 'one A; no units' }, { name: 'a', costs: undefined }]],
    ['  private a(): void {\n  protected override b(): void {\n  get c(): string {\n  constructor(d: string) {\n    e(f)', []],
  ])('%j', (text, found) => {
    expect(statedMethods(`export class A extends B {\n${text}\n}\n\nconst b = {\n  c() {`)).toEqual(found)
  })
})

describe('costRows', () => {
  test.each([
    ["{ ours: () => drafts.put(one), byHand: () => doc.send(x), costs: 'PutItem; 2 write' }", [{ calls: ['drafts.put'], actions: ['PutItem'] }]],
    ["{ ours: () => onRunner((runner) => runner.manager.insert(x)), byHand: y, costs: 'GetItem, 4 BatchWriteItem; 2 write' }", [{ calls: [], actions: ['GetItem', 'BatchWriteItem'] }]],
    ["{ ours: () => inside.put(one), byHand: () => drafts.get(x), costs: 'nothing; no units' }", [{ calls: [], actions: [] }]],
  ])('%s', (text, found) => {
    expect(costRows(text)).toEqual(found)
  })
})
