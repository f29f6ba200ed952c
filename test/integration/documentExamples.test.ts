/** The examples of docs/transactions.md, docs/single-table.md and docs/writing.md, and those of the README about writing, as a reader pastes them. */
import type { EntityTarget, ObjectLiteral } from 'typeorm'
import { datasourceManager, getManager, getRepository, TransactionConflictError, type PagingAndSortingRepository } from '../../src/index.js'
import { tablePrefix } from '../support/engine.js'
import { runExample, type AtItsEnd } from '../support/documentExample.js'
import { recordedConfig } from '../support/requests.js'
import { storedItem } from '../support/storedItem.js'

const sent = recordedConfig()
const printed: unknown[][] = []
const world = { require, print: (...values: unknown[]) => void printed.push(values), options: { clientConfig: sent.config, scans: 'allow' } }

/** The repository of a class of an example. */
const entities = (target: EntityTarget<ObjectLiteral>): PagingAndSortingRepository<ObjectLiteral> => getRepository(target)

beforeEach(() => void (printed.length = 0))
afterEach(() => datasourceManager.close())

describe('docs/transactions.md', () => {
  const prefix = `${tablePrefix()}docs_`
  const example = (heading: string, place: number, atItsEnd?: AtItsEnd): Promise<void> =>
    runExample('docs/transactions.md', heading, place, { ...world, options: { ...world.options, entityPrefix: prefix, bookkeepingTable: `${prefix}own` } }, atItsEnd)

  test('a transfer between accounts', () => example('', 0, async (look) => {
    const transfer = look('transfer') as (from: string, to: string, amount: number) => Promise<void>
    const account = (id: string): Promise<Record<string, unknown> | undefined> => storedItem(`${prefix}account`, { id })
    await getManager().insert(look('Account'), [{ id: 'rich', balance: 100 }, { id: 'poor', balance: 0 }])
    await transfer('rich', 'poor', 30)
    expect(await account('rich')).toEqual({ id: 'rich', balance: 70, version: 2 })
    expect(await account('poor')).toEqual({ id: 'poor', balance: 30, version: 2 })
    await expect(transfer('rich', 'poor', 71)).rejects.toThrow('There is not enough on the account.')
    expect(await account('rich')).toEqual({ id: 'rich', balance: 70, version: 2 })
  }))

  test('of two doctors who leave at once, one stays', () => example('Isolation levels', 0, async (look) => {
    const leaveShift = look('leaveShift') as (name: string, colleague: string) => Promise<void>
    await getManager().insert(look('Doctor'), [{ hospital: 'h', name: 'Ann', onCall: true }, { hospital: 'h', name: 'Bob', onCall: true }])
    await Promise.all([leaveShift('Ann', 'Bob'), leaveShift('Bob', 'Ann')])
    const left = await Promise.all(['Ann', 'Bob'].map((name) => storedItem(`${prefix}doctor`, { hospital: 'h', name })))
    expect(left.filter((doctor) => doctor?.onCall === true)).toHaveLength(1)
  }))

  test('several items at one moment, as a tuple', async () => {
    await example('', 0, async (look) => {
      await entities(look('Account')).put({ id: 'a', balance: 7 })
    })
    await datasourceManager.close()
    sent.clear()
    await example('Several items at one moment', 0)
    expect(printed).toEqual([[7, undefined, undefined]])
    expect(sent.actions().at(-1)).toBe('TransactGetItems')
  })

  test('the option transactionRetry', () => example('Commit and retries', 0, async (look) => {
    expect(look('impatient').driver.retry).toEqual({ attempts: 5, totalMilliseconds: 2000 })
  }))

  test('work that has lost a race is done again with its reads', () => example('Errors', 0, async (look) => {
    const untilItHolds = look('untilItHolds') as (source: unknown, work: () => Promise<string>, attempts?: number) => Promise<string>
    let runs = 0
    const work = async (): Promise<string> => {
      if (++runs < 3) throw new TransactionConflictError('Account')
      return 'done'
    }
    expect(await untilItHolds(datasourceManager.connection, work)).toBe('done')
    expect(runs).toBe(3)
    runs = -9
    await expect(untilItHolds(datasourceManager.connection, work, 2)).rejects.toThrow(TransactionConflictError)
    expect(runs).toBe(-7)
  }))

  test('conditions of your own', async () => {
    const invoice = (id: string): Promise<Record<string, unknown> | undefined> => storedItem(`${prefix}invoice`, { id })
    await example('', 0, async (look) => {
      await entities(look('Invoice')).put([{ id: 'i1', state: 'draft', cents: 4200 }, { id: 'i2', state: 'draft', cents: 1 }])
    })
    await datasourceManager.close()
    await example('Conditions of your own', 0)
    expect(await invoice('i1')).toEqual({ id: 'i1', state: 'paid', cents: 4200 })
    expect(await invoice('i2')).toBeUndefined()
    expect(await invoice('i3')).toEqual({ id: 'i3', state: 'draft', cents: 100 })
    await datasourceManager.close()
    await expect(example('Conditions of your own', 0)).rejects.toMatchObject({ code: 'write.conditionFailed', stored: { state: { S: 'paid' } } })
  })

  test('a violation names its constraint and its columns, and existing values are filled in', async () => {
    await example('Unique columns', 0, async (look) => {
      await getManager().insert(look('Passenger'), [{ id: '1', email: 'one' }, { id: '2', email: 'two', flight: 'LH400', seat: '12A' }])
    })
    await datasourceManager.close()
    printed.length = 0
    await example('Unique columns', 0)
    expect(printed).toEqual([['onePerSeat', ['flight', 'seat']], [0, []]])
  })

  test('stepping out, and a part that may fail by itself', async () => {
    await example('', 0, async (look) => {
      await entities(look('Invoice')).put([{ id: 'i1', cents: 1 }, { id: 'i2', cents: 1 }])
    })
    await datasourceManager.close()
    sent.clear()
    await example('Who joins, and savepoints', 0)
    // The attempt is written before the commit, which has the rest.
    expect(sent.actions().slice(-2)).toEqual(['PutItem', 'TransactWriteItems'])
    expect(await storedItem(`${prefix}attempt`, { id: 'a1' })).toEqual({ id: 'a1' })
    expect(await storedItem(`${prefix}invoice`, { id: 'i1' })).toBeUndefined()
    expect(await storedItem(`${prefix}invoice`, { id: 'i2' })).toBeUndefined()
  })
})

describe('docs/single-table.md', () => {
  test('a user and posts in one table', async () => {
    sent.clear()
    await runExample('docs/single-table.md', 'Modelling', 0, { ...world, options: { ...world.options, entityPrefix: `${tablePrefix()}single_` } })
    expect(printed).toEqual([['First', 1]])
    expect(sent.actions().filter((action) => !/Table|TimeToLive/.test(action))).toEqual(['PutItem', 'GetItem', 'Query', 'TransactWriteItems', 'Query', 'UpdateItem', 'GetItem'])
  })

  test('an entity and its collection in one partition', async () => {
    await runExample('docs/single-table.md', 'Item collections', 0, { ...world, options: { ...world.options, entityPrefix: `${tablePrefix()}collection_` }, instead: { "// 'First' 1": '; await datasourceManager.close()' } })
    expect(printed.at(-1)).toEqual([2, 1, 1, 'a2', 'a1'])
  })
})

describe('docs/writing.md', () => {
  const example = (heading: string, place: number): Promise<void> => runExample('docs/writing.md', heading, place, { ...world, options: { ...world.options, entityPrefix: `${tablePrefix()}writing_` } })

  test('what an update does to what is stored comes back as an entity', async () => {
    await example('What comes back', 0)
    expect(printed).toEqual([[2, true], [0]])
  })

  test('an upsert with operators, and writes under a condition', async () => {
    await example('In an upsert', 0)
    await datasourceManager.close()
    await example('Under a condition', 0)
    expect(sent.actions().at(-1)).toBe('UpdateItem')
  })
})

describe('README', () => {
  const table = `${tablePrefix()}readme_user`
  const example = (heading: string, place: number, atItsEnd?: AtItsEnd): Promise<void> => runExample('README.md', heading, place, { ...world, instead: { "'user'": `'${table}'`, "'Library'": `'${tablePrefix()}Library'` } }, atItsEnd)
  const user = (id: string): Promise<Record<string, unknown> | undefined> => storedItem(table, { id })

  test('the first example', async () => {
    await example('', 0)
    expect(printed).toEqual([[true, 'Jane']])
  })

  test('several entities in one table', () => example('Several entities in one table', 0, async (look) => {
    expect(sent.actions().slice(-2)).toEqual(['Query', 'Query'])
    expect(printed.at(-1)).toEqual([undefined, []])
    await entities(look('Reader')).put({ id: 'r1', email: 'ann@example.com' })
    expect(await storedItem(`${tablePrefix()}Library`, { pk: 'READER#r1', sk: 'READER' })).toMatchObject({ gsi1pk: 'EMAIL#ann@example.com', gsi1sk: 'READER', _type: 'READER' })
  }))

  test('a transaction by callback', async () => {
    await example('Transactions', 0)
    expect(await user('2')).toMatchObject({ 'firstname': 'Ann', 'lastname#firstname': 'Doe#Ann' })
    expect(await user('1')).toMatchObject({ 'lastname': 'Roe', 'lastname#firstname': 'Roe#Jane' })
  })

  test('a transaction of a query runner', async () => {
    await example('Transactions', 1)
    expect(await user('1')).toMatchObject({ age: '43' })
    expect(await user('3')).toMatchObject({ firstname: 'Jim' })
    expect(await user('4')).toMatchObject({ firstname: 'Bea' })
    expect(sent.actions().at(-1)).toBe('TransactWriteItems')
  })
})
