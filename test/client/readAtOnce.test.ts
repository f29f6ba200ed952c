import { readAtOnce } from '../../src/client/readAtOnce.js'
import { TransactionFailedError } from '../../src/errors/TransactionFailedError.js'
import type { GetPlan } from '../../src/planner/ReadPlan.js'
import { scriptedSender } from './scriptedSender.js'

const plan = (id: string): GetPlan => ({ kind: 'get', table: 't', entity: 'User', key: { id: { S: id } }, consistent: true })
const quick = { sleep: () => Promise.resolve(), attempts: 3 }
const failure = (...codes: readonly string[]): TransactionFailedError => new TransactionFailedError(codes.map((code) => ({ code, entity: 't', keyNames: ['id'], operation: 'Get' })), { operation: 'TransactGetItems' })
const three = <T>(one: T): T[] => [one, one, one]

describe('readAtOnce', () => {
  test.each([
    ['conflicts', failure('None', 'TransactionConflict'), 3, { name: 'TransactionConflictError', operation: 'TransactGetItems', message: 'User: another transaction is changing the item. Try again.' }],
    ['throttling', failure('ThrottlingError', 'None'), 3, { name: 'ThrottledError', operation: 'TransactGetItems' }],
    ['conflicts beside throttling', failure('TransactionConflict', 'ThrottlingError'), 3, { name: 'TransactionFailedError', operation: 'TransactGetItems', message: expect.stringContaining('Get of User (key id)') }],
    ['what will not pass', failure('TransactionConflict', 'ValidationError'), 1, { name: 'TransactionFailedError', message: expect.stringContaining('nothing was read') }],
  ])('ends after %s in an error of its own', async (_, error, sent, expected) => {
    const sender = scriptedSender(...three(error))
    await expect(readAtOnce(sender, [plan('1'), plan('2')], quick)).rejects.toMatchObject(expected)
    expect(sender.sent).toHaveLength(sent)
  })

  test('asks again after a conflict, and puts the answers where they belong', async () => {
    const sender = scriptedSender(failure('TransactionConflict', 'None'), { Responses: [{ Item: { id: { S: '1' } } }, {}] })
    expect(await readAtOnce(sender, [plan('1'), plan('2'), plan('1')], quick)).toEqual([{ id: { S: '1' } }, undefined, { id: { S: '1' } }])
    expect(sender.sent.map(({ action }) => action)).toEqual(['TransactGetItems', 'TransactGetItems'])
  })
})
