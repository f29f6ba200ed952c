import { Column, Entity, PrimaryColumn, type Logger } from 'typeorm'
import { ItemTooLargeError, type DynamoDataSource } from '../../src/index.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

@Entity({ name: 'sized' })
class Sized {
  @PrimaryColumn() id: string
  @Column() body: string
  @Column({ nullable: true }) note: string
}

@Entity({ name: 'nearly' })
class Nearly {
  @PrimaryColumn() id: string
  @Column() body: string
}

const lines: string[] = []
const logger: Logger = { logQuery: () => undefined, logQueryError: () => undefined, logQuerySlow: () => undefined, logSchemaBuild: () => undefined, logMigration: () => undefined, log: (_level, message) => void lines.push(String(message)) }

let dataSource: DynamoDataSource
let sent: OpenedSource['sent']
let table: string
beforeAll(async () => {
  ;({ dataSource, sent } = await openWith([Sized, Nearly], { logger }))
  table = dataSource.getMetadata(Sized).tableName
})
afterAll(() => dataSource.destroy())
beforeEach(() => {
  sent.clear()
  lines.length = 0
})

const sized = (id: string, bodyBytes: number): Sized => Object.assign(new Sized(), { id, body: 'x'.repeat(bodyBytes), note: 'short' })
const plain = ({ id, body, note }: Sized): Record<string, unknown> => ({ id, body, note })
/** `id` and `body` with their names, and `note` with its text. */
const rest = 'id'.length + 1 + 'body'.length + 'note'.length + 'short'.length
const most = 400 * 1024 - rest

const told = 'an item cannot be larger than 400 KB, and this one has 409,601 bytes: body 409,589 bytes, note 9 bytes, id 3 bytes. Keep large values elsewhere, such as in S3, or divide the item.'

describe('an item of more than 400 KB', () => {
  test.each<[string, string, (large: Sized) => Promise<unknown>]>([
    ['put', 'Sized', (large) => dataSource.getRepository(Sized).put(large)],
    ['insert', 'Sized', (large) => dataSource.getRepository(Sized).insert(large)],
    ['putMany', 'Sized', (large) => dataSource.getRepository(Sized).putMany([...Array.from({ length: 30 }, (_, n) => sized(`small-${n}`, 1)), large])],
    ['an insert of several', 'Sized', (large) => dataSource.createQueryBuilder().insert().into(Sized).values([sized('small', 1), large]).execute()],
    ['a transaction of one', 'Sized', (large) => dataSource.transaction((manager) => manager.insert(Sized, large))],
    ['a transaction of several', 'Sized', (large) => dataSource.transaction(async (manager) => {
      await manager.insert(Sized, sized('small', 1))
      await manager.insert(Sized, large)
    })],
    ['queryRunner.putOne', 'table', (large) => dataSource.createQueryRunner().putOne(table, plain(large))],
    ['queryRunner.putMany', 'table', (large) => dataSource.createQueryRunner().putMany(table, [plain(sized('small', 1)), plain(large)])],
  ])('%s: refused before anything is sent, with its largest attributes', async (_, subject, write) => {
    const error: unknown = await write(sized('x', most + 1)).then(() => undefined, (failure: unknown) => failure)
    expect(error).toBeInstanceOf(ItemTooLargeError)
    expect(error).toMatchObject({
      message: `${subject === 'table' ? table : subject}: ${told}`, code: 'item.tooLarge', sizeBytes: 409_601,
      largest: [{ name: 'body', sizeBytes: most + 5 }, { name: 'note', sizeBytes: 9 }, { name: 'id', sizeBytes: 3 }],
    })
    expect(sent.actions()).toEqual([])
  })

  test('save of a new entity: what is stored is read, and nothing is written', async () => {
    await expect(dataSource.getRepository(Sized).save(sized('x', most + 1))).rejects.toThrow(`Sized: ${told}`)
    expect(sent.actions()).toEqual(['GetItem'])
  })

  test('an item of just 400 KB is written', async () => {
    await dataSource.getRepository(Sized).put(sized('e', most))
    expect((await storedItem(table, { id: 'e' }))?.body).toHaveLength(most)
  })

  test.each([
    ['characters of two bytes', 'é'.repeat(204_800)],
    ['a surrogate pair of four', '😀'.repeat(102_400)],
  ])('counts bytes, not characters: %s', async (_, body) => {
    await expect(dataSource.getRepository(Sized).put(Object.assign(new Sized(), { id: 'b', body }))).rejects.toThrow(ItemTooLargeError)
    expect(sent.actions()).toEqual([])
  })

  test('an update that would make it, alone and in a transaction, is the same error', async () => {
    await dataSource.getRepository(Sized).putMany([sized('u', 300_000), sized('other', 1)])
    const grow = { note: 'y'.repeat(200_000) }
    await expect(dataSource.getRepository(Sized).update('u', grow)).rejects.toThrow(`UpdateItem of ${table}: an item cannot be larger than 400 KB. Keep`)
    const failure: unknown = await dataSource.transaction(async (manager) => {
      await manager.update(Sized, 'other', { note: 'z' })
      await manager.update(Sized, 'u', grow)
    }).then(() => undefined, (error: unknown) => error)
    expect(failure).toBeInstanceOf(ItemTooLargeError)
    expect((failure as Error).message).toBe(`Update of ${table}, operation 2 of 2: an item cannot be larger than 400 KB. Keep large values elsewhere, such as in S3, or divide the item.`)
    expect(await storedItem(table, { id: 'other' })).toMatchObject({ note: 'short' })
  })
})

test('from 300 KB on the log is told each time, and the process once for an entity', async () => {
  const warnings: Error[] = []
  const warn = jest.spyOn(process, 'emitWarning').mockImplementation((warning) => void warnings.push(warning as Error))
  const nearly = (id: string, itemBytes: number): Nearly => Object.assign(new Nearly(), { id, body: 'x'.repeat(itemBytes - 7) })
  await dataSource.getRepository(Nearly).put(nearly('1', 300 * 1024 - 1))
  expect([lines, warnings]).toEqual([[], []])
  await dataSource.getRepository(Nearly).put(nearly('2', 300 * 1024))
  await dataSource.getRepository(Nearly).putMany([nearly('3', 1024), nearly('4', 350 * 1024)])
  expect(lines).toEqual([300, 350].map((kb) => `Nearly: an item of ${kb} KB is near the limit of 400 KB. Keep large values elsewhere, such as in S3, or divide the item.`))
  expect(warnings).toEqual([lines[0]])
  expect(warn.mock.calls[0]![1]).toEqual({ code: 'TYPEORM_DYNAMODB_LARGE_ITEM' })
  warn.mockRestore()
})

test('a transaction of more than 4 MB is refused before it is sent', async () => {
  const large = Array.from({ length: 11 }, (_, n) => sized(String(n), 390_000))
  await expect(dataSource.transaction(async (manager) => {
    for (const one of large) await manager.insert(Sized, one)
  })).rejects.toThrow('Transaction: its items are larger than 4 MB together. Divide it.')
  expect(sent.actions()).toEqual([])
})
