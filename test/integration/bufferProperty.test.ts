import { randomUUID } from 'node:crypto'
import { BatchGetItemCommand, BatchWriteItemCommand, CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { executeTransaction } from '../../src/client/executeTransaction.js'
import { sdkSender } from '../../src/client/sdkSender.js'
import { DynamoOrmError } from '../../src/errors/DynamoOrmError.js'
import { equalValues } from '../../src/expressions/equalValues.js'
import type { WritePlan } from '../../src/planner/WritePlan.js'
import { coalesce } from '../../src/transactions/coalesce.js'
import { isUnmergeable } from '../../src/transactions/combine.js'
import { fold } from '../../src/transactions/fold.js'
import type { Item } from '../../src/vocabulary/AttributeValue.js'
import { clientConfig, tablePrefix } from '../support/engine.js'
import { shareOfTimes } from '../support/shareOfLine.js'
import { anyAttributes, anyPlan } from '../transactions/anyPlan.js'

/** `BUFFER_PROPERTY_RUNS=5000 BUFFER_PROPERTY_SEED=7` looks for more. */
const sequences = Number(process.env.BUFFER_PROPERTY_RUNS ?? shareOfTimes(150))
const seed = Number(process.env.BUFFER_PROPERTY_SEED ?? 20_262)
const atOnce = 25

const client = new DynamoDBClient(clientConfig())
const sender = sdkSender(client)
const table = `${tablePrefix()}sequences`
beforeAll(() => client.send(new CreateTableCommand({ TableName: table, BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }] })))
afterAll(() => client.destroy())

interface Sequence {
  readonly start: Item | null
  readonly plans: readonly WritePlan[]
}

const cases = { done: 0, failed: 0, merged: 0, folded: 0 }
const anySequence: fc.Arbitrary<Sequence> = fc.record({ start: fc.option(anyAttributes, { freq: 6 }), plans: fc.array(anyPlan, { minLength: 2, maxLength: 4 }) })

test('a transaction of the one write that several become leaves what the writes leave one after the other, or fails as they do', async () => {
  const faults: string[] = []
  const some = fc.sample(anySequence, { numRuns: sequences, seed })
  for (let at = 0; at < some.length; at += atOnce) faults.push(...await compared(some.slice(at, at + atOnce)))
  if (process.env.BUFFER_PROPERTY_RUNS !== undefined) process.stderr.write(`${JSON.stringify(cases)}\n`)
  expect(faults.slice(0, 3)).toEqual([])
  // Otherwise it would say little.
  expect(cases.done).toBeGreaterThan(sequences / 5)
  expect(cases.failed).toBeGreaterThan(sequences / 5)
  expect(cases.merged).toBeGreaterThan(sequences / 5)
  expect(cases.folded).toBeGreaterThan(sequences / 20)
}, 1_000_000)

/** The sequences of which the two ways do not end alike. */
async function compared(some: readonly Sequence[]): Promise<string[]> {
  await store(some.flatMap(({ start }, at) => (start === null ? [] : [itemOf(start, `turn${at}`), itemOf(start, `once${at}`)])))
  const outcomes = await Promise.all(some.map(async ({ start, plans }, at) => {
    const wanted = await inTurn(plans.map((plan) => onItem(plan, `turn${at}`)))
    return { wanted, ...await asOne(plans.map((plan) => onItem(plan, `once${at}`)), start === null ? undefined : itemOf(start, `once${at}`)) }
  }))
  const stored = await load(some.flatMap((_, at) => [`turn${at}`, `once${at}`]))
  await clear([...stored.keys()])
  return outcomes.flatMap(({ wanted, outcome, plan, why }, at) => {
    const { start, plans } = some[at]!
    cases[wanted]++
    // A transaction that fails leaves all as it was.
    const expected = wanted === 'done' ? stored.get(`turn${at}`) : (start ?? undefined)
    const found = stored.get(`once${at}`)
    return wanted === outcome && sameItem(expected, found) ? [] : [JSON.stringify({ start, plans, wanted, outcome, why, plan, expected, found })]
  })
}

const itemOf = (item: Item, id: string): Item => ({ ...item, id: { S: id } })
const onItem = (plan: WritePlan, id: string): WritePlan => ({ ...plan, table, key: { id: { S: id } }, ...(plan.kind === 'put' ? { item: itemOf(plan.item, id) } : {}) })
const sameItem = (a: Item | undefined, b: Item | undefined): boolean => (a === undefined || b === undefined ? a === b : equalValues({ M: itemOf(a, '') }, { M: itemOf(b, '') }))

type Outcome = 'done' | 'failed'

/** Whether the engine does all of them, each by itself. */
async function inTurn(plans: readonly WritePlan[]): Promise<Outcome> {
  for (const plan of plans) if (await sent(plan) !== undefined) return 'failed'
  return 'done'
}

/** What became of the plans as one, and why it was not done. */
async function asOne(plans: readonly WritePlan[], stored: Item | undefined): Promise<{ outcome: Outcome; plan?: WritePlan; why?: string }> {
  let plan: WritePlan
  try {
    plan = plans.reduce((first, second) => together(first, second, stored))
  } catch (error) {
    return { outcome: 'failed', why: String(error) }
  }
  const why = await sent(plan)
  return why === undefined ? { outcome: 'done', plan } : { outcome: 'failed', plan, why }
}

function together(first: WritePlan, second: WritePlan, stored: Item | undefined): WritePlan {
  try {
    const plan = coalesce(first, second)
    cases.merged++
    return plan
  } catch (error) {
    if (!isUnmergeable(error)) throw error
    const plan = fold(first, second, stored)
    cases.folded++
    return plan
  }
}

/** Why the engine did not do a write. */
async function sent(plan: WritePlan): Promise<string | undefined> {
  try {
    await executeTransaction(sender, [plan], { token: randomUUID() })
    return undefined
  } catch (error) {
    if (error instanceof DynamoOrmError) return `${error.code}: ${error.message}`
    throw error
  }
}

async function store(items: readonly Item[]): Promise<void> {
  await written(items.map((Item) => ({ PutRequest: { Item } })))
}

async function clear(ids: readonly string[]): Promise<void> {
  await written(ids.map((id) => ({ DeleteRequest: { Key: { id: { S: id } } } })))
}

async function written(requests: readonly object[]): Promise<void> {
  for (let at = 0; at < requests.length; at += 25) await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests.slice(at, at + 25) } }))
}

async function load(ids: readonly string[]): Promise<ReadonlyMap<string, Item>> {
  const { Responses } = await client.send(new BatchGetItemCommand({ RequestItems: { [table]: { ConsistentRead: true, Keys: ids.map((id) => ({ id: { S: id } })) } } }))
  return new Map(Responses![table]!.map((item) => [item.id!.S!, item]))
}
