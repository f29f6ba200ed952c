import { Column, Entity, PrimaryColumn, VersionColumn } from 'typeorm'
import { GlobalSecondaryIndex, type PagingAndSortingRepository } from '../../src/index.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

@Entity({ name: 'user' })
@GlobalSecondaryIndex({ name: 'byName', partitionKey: 'age', sortKey: ['lastname', 'firstname'] })
class User {
  @PrimaryColumn() id: string
  @Column() age: string
  @Column() lastname: string
  @Column() firstname: string
  @Column({ nullable: true }) note: string
  @Column({ type: 'int', nullable: true }) visits: number
  @VersionColumn() version: number
}

@Entity({ name: 'log' })
@GlobalSecondaryIndex({ name: 'byKeys', partitionKey: 'id', sortKey: 'at', keys: 'native' })
class Log {
  @PrimaryColumn() id: string
  @PrimaryColumn('int') at: number
  @Column({ nullable: true }) text: string
}

let opened: OpenedSource
let users: PagingAndSortingRepository<User>
let table: string
let logs: string
beforeAll(async () => {
  opened = await openWith([User, Log])
  users = opened.dataSource.getRepository(User)
  table = users.metadata.tableName
  logs = opened.dataSource.getMetadata(Log).tableName
})
afterAll(() => opened.dataSource.destroy())
beforeEach(async () => {
  await users.clear()
  await users.putMany(['1', '2', '3'].map((id) => users.create({ id, age: '42', lastname: 'Doe', firstname: `F${id}`, visits: 1 })))
  opened.sent.clear()
})
const stored = (id: string): Promise<Record<string, unknown> | undefined> => storedItem(table, { id })

test('SELECT reads all pages, as plain objects, from data source, manager, repository and runner', async () => {
  const text = `SELECT id, visits FROM "${table}" WHERE id = ?`
  const runner = opened.dataSource.createQueryRunner()
  for (const source of [opened.dataSource, opened.dataSource.manager, users, runner]) expect(await source.query(text, ['1'])).toEqual([{ id: '1', visits: 1 }])
  expect(await runner.query(text, ['1'], true)).toMatchObject({ raw: [{ id: '1' }], records: [{ id: '1' }] })
  await runner.release()
  expect(opened.sent.actions()).toEqual(Array.from({ length: 5 }, () => 'ExecuteStatement'))
  expect(await opened.dataSource.query(`SELECT id FROM "${table}"."byName" WHERE age = '42'`)).toHaveLength(3)
  await users.putMany(Array.from({ length: 6 }, (_, i) => users.create({ id: `big${i}`, age: '7', lastname: 'x', firstname: 'y', note: 'x'.repeat(300_000) })))
  opened.sent.clear()
  expect(await opened.dataSource.query(`SELECT id FROM "${table}"`)).toHaveLength(9)
  expect(opened.sent.actions().length).toBeGreaterThan(1)
})

test('sql`` puts a ? for each expression', async () => {
  const id = '2'
  const { sql } = opened.dataSource as unknown as { sql(strings: TemplateStringsArray, ...values: unknown[]): Promise<unknown> }
  expect(await sql.call(opened.dataSource, Object.assign(['SELECT id FROM "', '" WHERE id = ', ''], { raw: [] }) as never, () => table, id)).toEqual([{ id: '2' }])
  const runner = opened.dataSource.createQueryRunner() as unknown as typeof opened.dataSource & { release(): Promise<void> }
  expect(await (runner as unknown as { sql: typeof sql }).sql`SELECT id FROM "${() => table}" WHERE id IN [${() => ['1', '2']}]`).toHaveLength(2)
  await runner.release()
  expect(opened.sent.requests[0]!.input).toMatchObject({ Statement: `SELECT id FROM "${table}" WHERE id = ?`, Parameters: [{ S: '2' }] })
})

test('INSERT, UPDATE and DELETE write what the driver does not keep, and return what they are told to', async () => {
  expect(await opened.dataSource.query(`UPDATE "${table}" SET note = ?, visits = visits + 1 WHERE id = ? RETURNING ALL NEW *`, ['n', '1'])).toMatchObject([{ id: '1', note: 'n', visits: 2 }])
  expect(await stored('1')).toMatchObject({ note: 'n', 'lastname#firstname': 'Doe#F1', version: 1 })
  await opened.dataSource.query(`UPDATE "${table}" REMOVE note WHERE id = '1'`)
  expect(await stored('1')).not.toHaveProperty('note')
  expect(await opened.dataSource.query(`DELETE FROM "${table}" WHERE id = ?`, ['1'])).toEqual([])
  expect(await stored('1')).toBeUndefined()
  await opened.dataSource.query(`INSERT INTO "${logs}" VALUE {'id': 'l', 'at': ?, 'text': 't'}`, [1])
  expect(await storedItem(logs, { id: 'l', at: 1 })).toEqual({ id: 'l', at: 1, text: 't' })
  expect(opened.sent.actions().filter((action) => action !== 'ExecuteStatement')).toEqual([])
})

test.each<[string, (table: string) => string]>([
  ['an index part', (name) => `UPDATE "${name}" SET lastname = 'x' WHERE id = '1'`],
  ['a simple index part', (name) => `UPDATE "${name}" SET age = 'x' WHERE id = '1'`],
  ['an index part among others, whatever its case', (name) => `UPDATE ${name} SET note = 'x' SET "LastName" = 'y' WHERE id = '1'`],
  ['the removal of an index part', (name) => `UPDATE "${name}" REMOVE firstname WHERE id = '1'`],
  ['a composed attribute', (name) => `UPDATE "${name}" SET "lastname#firstname" = 'x' WHERE id = '1'`],
  ['the version', (name) => `UPDATE "${name}" SET note = 'x', version = 7 WHERE id = '1'`],
  ['an inserted index part', (name) => `INSERT INTO "${name}" VALUE {'id': '8', 'age': '1'}`],
  ['an insert without a required index part, which no question of the index would find', (name) => `INSERT INTO "${name}" VALUE {'id': '8', 'note': 'x'}`],
  ['an inserted version', (name) => `INSERT INTO "${name}" VALUE {'id': '8', 'version': 1}`],
  ['an ARN', (name) => `UPDATE "arn:aws:dynamodb:eu-central-1:123456789012:table/${name}" SET age = 'x' WHERE id = '1'`],
])('%s is refused by name', async (_name, text) => {
  await expect(opened.dataSource.query(text(table))).rejects.toThrow(/^User: \S+: this driver does not support PartiQL writes of index parts, composed attributes and versions\. Use put\(\)/)
  await expect(users.executeStatement(text(table))).rejects.toThrow('PartiQL writes of index parts')
  expect(opened.sent.actions()).toEqual([])
})

test.each([(name: string) => `UPDATE "${name}" /* */ SET note = 'x' WHERE id = '1'`, (name: string) => `INSERT INTO "${name}" (id) VALUES ('1')`, (name: string) => `INSERT INTO "${name}" VALUE ?`, (name: string) => `UPDATE "${name}" SET note = 'x'`])('what cannot be read is refused for tables of entities', async (text) => {
  await expect(opened.dataSource.query(text(table))).rejects.toThrow('User: this driver does not support PartiQL writes that it cannot read.')
  expect(opened.sent.actions()).toEqual([])
})

test('SQL is refused, parameters are a list, and SELECT 1 is a ping', async () => {
  await expect(opened.dataSource.query('CREATE TABLE x (id int)')).rejects.toThrow('his driver does not support SQL text.')
  await expect(opened.dataSource.query(`SELECT * FROM "${table}" WHERE id = :id`, { id: '1' } as never)).rejects.toMatchObject({ code: 'statement.parameters' })
  expect(opened.sent.actions()).toEqual([])
  expect(await opened.dataSource.query('SELECT 1')).toEqual([{ '1': 1 }])
  expect(opened.sent.actions()).toEqual(['ListTables'])
})

test.each(['BEGIN', 'start transaction', 'COMMIT;', 'ROLLBACK TO SAVEPOINT a', 'SAVEPOINT a', 'RELEASE SAVEPOINT a', 'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE'])('%s is refused, and says what to use', async (text) => {
  await expect(opened.dataSource.query(text)).rejects.toThrow('This driver does not support transactions in SQL text. Use transaction(), or startTransaction() of a query runner, which take the isolation level; one within another is a savepoint.')
  expect(opened.sent.actions()).toEqual([])
})

test('in a transaction PartiQL reads until something is unsent, and never writes', async () => {
  await opened.dataSource.transaction(async (manager) => {
    expect(await manager.query(`SELECT id FROM "${table}" WHERE id = '1'`)).toEqual([{ id: '1' }])
    await expect(manager.query(`UPDATE "${table}" SET note = 'x' WHERE id = '1'`)).rejects.toThrow('PartiQL writes in a transaction')
    await manager.update(User, { id: '1' }, { note: 'new' })
    await expect(manager.query(`SELECT id FROM "${table}" WHERE id = '1'`)).rejects.toThrow('PartiQL beside unsent writes of a transaction')
  })
  expect(await stored('1')).toMatchObject({ note: 'new' })
})
