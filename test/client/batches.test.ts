import { executeTransaction } from '../../src/client/executeTransaction.js'
import { readItems } from '../../src/client/readItems.js'
import { writeBatch } from '../../src/client/writeBatch.js'
import { BatchIncompleteError } from '../../src/errors/BatchIncompleteError.js'
import { OutcomeUnknownError } from '../../src/errors/OutcomeUnknownError.js'
import { ServiceError } from '../../src/errors/ServiceError.js'
import { ThrottledError } from '../../src/errors/ThrottledError.js'
import { TransactionConflictError } from '../../src/errors/TransactionConflictError.js'
import { TransactionFailedError } from '../../src/errors/TransactionFailedError.js'
import type { PutPlan } from '../../src/planner/WritePlan.js'
import { scriptedSender } from './scriptedSender.js'

const put = (id: string, text = ''): PutPlan => ({ kind: 'put', table: 't', entity: 'Thing', key: { id: { S: id } }, item: { id: { S: id }, text: { S: text } } })

function recordedPauses(random = 1) {
  const pauses: number[] = []
  return { pauses, options: { random: () => random, sleep: (milliseconds: number) => Promise.resolve(void pauses.push(milliseconds)) } }
}

describe('writeBatch', () => {
  test('of several writes for one key only the last is sent', async () => {
    const sender = scriptedSender()
    await writeBatch(sender, [put('a', 'first'), put('b'), put('a', 'last')])
    expect(sender.sent.map(({ input }) => input.RequestItems.t)).toEqual([[
      { PutRequest: { Item: { id: { S: 'a' }, text: { S: 'last' } } } },
      { PutRequest: { Item: { id: { S: 'b' }, text: { S: '' } } } },
    ]])
  })

  test('tells its progress', async () => {
    const seen: string[] = []
    await writeBatch(scriptedSender(), Array.from({ length: 30 }, (_, n) => put(String(n))), { concurrency: 1, onProgress: (done, total) => seen.push(`${done}/${total}`) })
    expect(seen).toEqual(['25/30', '30/30'])
  })

  test('waits longer each time while nothing is taken, and not at all for nothing', async () => {
    const left = { UnprocessedItems: { t: [{ PutRequest: { Item: put('a').item } }] } }
    const { pauses, options } = recordedPauses()
    const sender = scriptedSender(left, left, left, {})
    await writeBatch(sender, [put('a')], options)
    expect(sender.sent).toHaveLength(4)
    expect(pauses).toEqual([100, 200, 400])
  })

  test('gives up after its attempts with the keys, which the message does not show', async () => {
    const left = { UnprocessedItems: { t: [{ PutRequest: { Item: put('private').item } }] } }
    const error: unknown = await writeBatch(scriptedSender(left, left), [put('private'), put('b')], { ...recordedPauses().options, attempts: 1 }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(BatchIncompleteError)
    expect(error).toMatchObject({ message: 'Batch on t (key id): 1 of 2 items were not written. Their keys are in `unprocessed`: try these again later.', count: 1, statusCode: 503 })
    expect((error as BatchIncompleteError).unwritten).toEqual([{ table: 't', key: { id: { S: 'private' } } }])
    expect(JSON.stringify(error)).not.toContain('private')
  })

  test('after a failure no more is sent, and all that is not written is named', async () => {
    const sender = scriptedSender({}, new Error('down'))
    const error: unknown = await writeBatch(sender, Array.from({ length: 80 }, (_, n) => put(String(n))), { concurrency: 1 }).catch((thrown: unknown) => thrown)
    expect(sender.sent.map(({ input }) => (input.RequestItems.t as unknown[]).length)).toEqual([25, 25])
    expect(error).toBeInstanceOf(BatchIncompleteError)
    expect((error as BatchIncompleteError).count).toBe(55)
  })

  test('no more requests are under way at once than allowed', async () => {
    let now = 0
    let most = 0
    const sender = { send: async () => {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setImmediate(resolve))
      now--
      return { $metadata: {} } as never
    } }
    await writeBatch(sender, Array.from({ length: 250 }, (_, n) => put(String(n))), { concurrency: 3 })
    expect(most).toBe(3)
  })
})

describe('readItems', () => {
  test('asks for different keys, 100 to a request', async () => {
    const sender = scriptedSender()
    const keys = Array.from({ length: 250 }, (_, n) => ({ id: { S: String(n % 210) } }))
    await readItems(sender, { kind: 'batch-get', table: 't', keys, consistent: false })
    expect(sender.sent.map(({ input }) => (input.RequestItems.t as { Keys: unknown[] }).Keys.length)).toEqual([100, 100, 10])
  })

  test('sends nothing for no keys', async () => {
    const sender = scriptedSender()
    expect(await readItems(sender, { kind: 'batch-get', table: 't', keys: [], consistent: false })).toEqual([])
    expect(sender.sent).toEqual([])
  })

  test('names what it could not read', async () => {
    const left = { UnprocessedKeys: { t: { Keys: [{ id: { S: 'a' } }] } } }
    const reading = readItems(scriptedSender(left, left), { kind: 'batch-get', table: 't', keys: [{ id: { S: 'a' } }], consistent: false }, { ...recordedPauses().options, attempts: 2 })
    await expect(reading).rejects.toThrow('Batch on t (key id): 1 of 1 items were not read.')
  })
})

describe('executeTransaction', () => {
  const failure = (...codes: string[]) => new TransactionFailedError(codes.map((code) => ({ code, entity: 't', keyNames: [], operation: 'Put' })))

  test.each<[string, PutPlan[], string]>([
    ['more than 100 operations', Array.from({ length: 101 }, (_, n) => put(String(n))), 'Transaction: it has 101 operations, maximum 100 operations. Divide it'],
    ['two operations on one item', [put('a'), put('a')], 'it has two operations on one item of Thing.'],
    ['more than 4 MB', Array.from({ length: 11 }, (_, n) => put(String(n), 'x'.repeat(390_000))), 'its items are larger than 4 MB together.'],
  ])('%s are refused before sending', async (_, plans, message) => {
    const sender = scriptedSender()
    await expect(executeTransaction(sender, plans, { token: 'token' })).rejects.toThrow(message)
    expect(sender.sent).toEqual([])
  })

  test('nothing to do sends nothing', async () => {
    const sender = scriptedSender()
    await executeTransaction(sender, [], { token: 'token' })
    expect(sender.sent).toEqual([])
  })

  test('contention is tried eight times', async () => {
    const { pauses, options } = recordedPauses(0.5)
    const sender = scriptedSender(...Array.from({ length: 8 }, () => failure('TransactionConflict', 'None')))
    await expect(executeTransaction(sender, [put('a'), put('b')], { token: 'token', ...options })).rejects.toThrow(TransactionConflictError)
    expect(sender.sent).toHaveLength(8)
    expect(pauses).toEqual([50, 100, 200, 400, 800, 1600, 2500])
  })

  test('no longer than it may take in all, with a last pause that is cut', async () => {
    const { pauses, options } = recordedPauses()
    let clock = 0
    const sleep = (milliseconds: number): Promise<unknown> => {
      clock += milliseconds
      return options.sleep(milliseconds)
    }
    const sender = scriptedSender(...Array.from({ length: 8 }, () => failure('ThrottlingError', 'None')))
    await expect(executeTransaction(sender, [put('a'), put('b')], { token: 'token', random: options.random, sleep, now: () => clock, totalMilliseconds: 250 })).rejects.toThrow(ThrottledError)
    expect(pauses).toEqual([100, 150])
    expect(sender.sent).toHaveLength(3)
  })

  test('what an earlier sending is still at work on is sent again under the same token', async () => {
    const underWay = new OutcomeUnknownError('t', { cause: Object.assign(new Error('still'), { name: 'TransactionInProgressException' }) })
    const sender = scriptedSender(underWay, underWay, {})
    await executeTransaction(sender, [put('a'), put('b')], { token: 'token', ...recordedPauses().options })
    expect(new Set(sender.sent.map(({ input }) => (input as unknown as { ClientRequestToken: string }).ClientRequestToken))).toEqual(new Set(['token']))
    expect(sender.sent).toHaveLength(3)
    const lost = scriptedSender(new OutcomeUnknownError('t', { cause: new Error('reset') }))
    await expect(executeTransaction(lost, [put('a'), put('b')], { token: 'token' })).rejects.toThrow(OutcomeUnknownError)
    expect(lost.sent).toHaveLength(1)
  })

  describe('whose earlier sending has lost its answer, or is at work,', () => {
    const options = { token: 'token', ...recordedPauses().options }
    const resent = (...codes: string[]) => new TransactionFailedError(failure(...codes).reasons, { resent: true })
    const underWay = new OutcomeUnknownError('t', { cause: Object.assign(new Error('still'), { name: 'TransactionInProgressException' }) })

    test.each<[string, Error[]]>([
      ['throttled', [underWay, new ThrottledError('t')]],
      ['locked out', [resent('TransactionConflict', 'None'), new ServiceError('t', 'ExpiredTokenException', { statusCode: 500 })]],
      ['in the way of others to the end', [resent('TransactionConflict', 'None'), ...Array.from({ length: 7 }, () => failure('TransactionConflict', 'None'))]],
    ])('and is then %s, may have been done', async (_, answers) => {
      await expect(executeTransaction(scriptedSender(...answers), [put('a'), put('b')], options)).rejects.toThrow(OutcomeUnknownError)
    })

    test('and is then refused, has not been done', async () => {
      await expect(executeTransaction(scriptedSender(underWay, failure('ConditionalCheckFailed', 'None')), [put('a'), put('b')], options)).rejects.toThrow(TransactionFailedError)
    })
  })

  test('a condition that fails beside a conflict is not tried again', async () => {
    const sender = scriptedSender(failure('TransactionConflict', 'ConditionalCheckFailed'))
    await expect(executeTransaction(sender, [put('a'), put('b')], { token: 'token' })).rejects.toThrow('ConditionalCheckFailed in Put of Thing (key id), operation 2 of 2')
    expect(sender.sent).toHaveLength(1)
  })
})
