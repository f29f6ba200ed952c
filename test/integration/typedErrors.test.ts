import { Column, Entity, PrimaryColumn, VersionColumn } from 'typeorm'
import type { DynamoEntityManager } from '../../src/index.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

@Entity({ name: 'typed_note' })
class Note {
  @PrimaryColumn() id: string
  @Column() text: string
}

@Entity({ name: 'typed_page' })
class Page {
  @PrimaryColumn() id: string
  @Column() text: string
  @VersionColumn() version: number
}

let opened: OpenedSource
let drawn = 0
beforeAll(async () => void (opened = await openWith([Note, Page])))
afterAll(() => opened.dataSource.destroy())

const secret = 'do-not-print'
const note = (id: string, text = secret): Note => Object.assign(new Note(), { id, text })
const page = (id: string, version?: number): Page => Object.assign(new Page(), { id, text: secret, ...(version === undefined ? {} : { version }) })

interface Row {
  readonly name: string
  readonly write: (manager: DynamoEntityManager, id: string) => Promise<unknown>
  /** As a write by itself; undefined where it changes nothing, and says so. */
  readonly single: string | undefined
  readonly inTransaction: string
}

/** On a note, and a page of version 2, with the id given. */
const rows: readonly Row[] = [
  { name: 'an insert of what is there', write: (manager, id) => manager.insert(Note, note(id)), single: 'EntityAlreadyExistsError', inTransaction: 'EntityAlreadyExistsError' },
  { name: 'an insert of several of which one is there', write: (manager, id) => manager.insert(Note, [note(`${id}-new`), note(id)]), single: 'EntityAlreadyExistsError', inTransaction: 'EntityAlreadyExistsError' },
  { name: 'a save of an old version', write: (manager, id) => manager.save(page(id, 1)), single: 'OptimisticLockVersionMismatchError', inTransaction: 'OptimisticLockVersionMismatchError' },
  { name: 'a put of an old version', write: (manager, id) => manager.put(Page, page(id, 1)), single: 'OptimisticLockVersionMismatchError', inTransaction: 'OptimisticLockVersionMismatchError' },
  { name: 'a put of a new one over one that is there', write: (manager, id) => manager.put(Page, page(id)), single: 'OptimisticLockVersionMismatchError', inTransaction: 'OptimisticLockVersionMismatchError' },
  { name: 'putMany of an old version', write: (manager, id) => manager.putMany(Page, [page(id, 1)]), single: 'OptimisticLockVersionMismatchError', inTransaction: 'OptimisticLockVersionMismatchError' },
  { name: 'a remove of an old version', write: (manager, id) => manager.remove(page(id, 1)), single: 'OptimisticLockVersionMismatchError', inTransaction: 'OptimisticLockVersionMismatchError' },
  { name: 'an update of what is not there', write: (manager, id) => manager.update(Note, `${id}-new`, { text: secret }), single: undefined, inTransaction: 'EntityNotFoundError' },
  { name: 'an updateExpression of what is not there', write: (manager, id) => manager.updateExpression(Note, { where: { id: `${id}-new` }, setValues: { text: secret } }), single: undefined, inTransaction: 'EntityNotFoundError' },
  { name: 'an update whose criteria do not hold', write: (manager, id) => manager.update(Note, { id, text: 'other' }, { text: secret }), single: undefined, inTransaction: 'ConditionFailedError' },
  { name: 'a delete whose criteria do not hold', write: (manager, id) => manager.delete(Note, { id, text: 'other' }), single: undefined, inTransaction: 'ConditionFailedError' },
  { name: 'a PartiQL insert of what is there', write: (manager, id) => manager.executeStatement(`INSERT INTO "${manager.connection.getMetadata(Note).tableName}" VALUE {'id': ?, 'text': ?}`, [id, secret]), single: 'ConditionFailedError', inTransaction: 'UnsupportedError' },
]

async function given(): Promise<string> {
  const id = `t${++drawn}`
  const { manager } = opened.dataSource
  await manager.put(Note, note(id, 'as it was'))
  await manager.put(Page, await manager.put(Page, Object.assign(page(id), { text: 'as it was' })))
  return id
}
const stored = (entity: Function, id: string): Promise<unknown> => storedItem(opened.dataSource.getMetadata(entity).tableName, { id })

async function expectUntouched(id: string): Promise<void> {
  expect(await stored(Note, id)).toEqual({ id, text: 'as it was' })
  expect(await stored(Page, id)).toEqual({ id, text: 'as it was', version: 2 })
  expect(await stored(Note, `${id}-new`)).toBeUndefined()
}

describe('what is stored refuses', () => {
  test.each(rows)('$name', async ({ write, single }) => {
    const id = await given()
    const done: unknown = await write(opened.dataSource.manager, id).catch((error: unknown) => error)
    expect(done).toMatchObject(single === undefined ? { affected: 0 } : { name: single })
    expect(String(done)).not.toContain(secret)
    await expectUntouched(id)
  })

  test.each(rows)('$name, in a transaction, of which nothing is written then', async ({ write, inTransaction }) => {
    const id = await given()
    const done: unknown = await opened.dataSource.transaction(async (manager) => {
      await manager.insert(Note, note(`${id}-beside`))
      await write(manager as DynamoEntityManager, id)
    }).catch((error: unknown) => error)
    expect(done).toMatchObject({ name: inTransaction })
    expect(String(done)).not.toContain(secret)
    await expectUntouched(id)
    expect(await stored(Note, `${id}-beside`)).toBeUndefined()
  })
})
