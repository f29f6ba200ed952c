import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { sdkSender } from '../../src/client/sdkSender.js'
import { writeBatch } from '../../src/client/writeBatch.js'
import { tableDefinitions } from '../../src/planner/tableDefinitions.js'
import { dropTables } from '../../src/schema/dropTables.js'
import { synchronizeTables } from '../../src/schema/synchronizeTables.js'
import { bufferOverlay } from '../../src/transactions/bufferOverlay.js'
import { anyQuestion } from '../support/anyQuestion.js'
import { anyTable } from '../support/anyTable.js'
import { anyWrite, bufferOf, itemsAfter } from '../support/anyWrite.js'
import { checkQuestion, type AskedCases } from '../support/checkQuestion.js'
import { clientConfig, tablePrefix } from '../support/engine.js'
import { shareOfTimes } from '../support/shareOfLine.js'

/** `OVERLAY_PROPERTY_RUNS=200 OVERLAY_PROPERTY_SEED=7` looks for more. */
const runs = Number(process.env.OVERLAY_PROPERTY_RUNS ?? shareOfTimes(10))
const seed = Number(process.env.OVERLAY_PROPERTY_SEED ?? 20_262)
const questionsATable = 40

const client = new DynamoDBClient(clientConfig())
const sender = sdkSender(client)
const table = `${tablePrefix()}unsent`
afterAll(() => client.destroy())

const cases: AskedCases = { found: 0, empty: 0, paged: 0, kinds: {} }
const unsent: Record<string, number> = {}

test('inside a transaction every plan gives what the conditions say of the items as they will be, whole and by pages', async () => {
  const questions = fc.array(fc.tuple(anyQuestion, fc.array(anyWrite, { minLength: 2, maxLength: 16 })), { minLength: questionsATable, maxLength: questionsATable })
  const property = fc.asyncProperty(anyTable(table), questions, async (any, asked) => {
    await synchronizeTables(sender, tableDefinitions([any.model]))
    try {
      await writeBatch(sender, any.items.map((item) => ({ kind: 'put', table, entity: 'Random', key: Object.fromEntries(any.model.keyNames.map((name) => [name, item[name]!])), item })))
      for (const [question, writes] of asked) {
        const buffer = bufferOf(any, writes)
        for (const { kind } of buffer.plans) unsent[kind] = (unsent[kind] ?? 0) + 1
        await checkQuestion({ model: any.model, items: itemsAfter(any, buffer) }, question, { sender, cases, seen: { overlay: bufferOverlay(buffer), model: any.model } })
      }
    } finally {
      await dropTables(sender, [table])
    }
  })
  await fc.assert(property, { numRuns: runs, seed, endOnFailure: true })
  if (process.env.OVERLAY_PROPERTY_RUNS !== undefined) process.stderr.write(`${JSON.stringify({ cases, unsent })}\n`)
  // Otherwise it would say little.
  expect(cases.found).toBeGreaterThan(cases.empty / 2)
  expect(Object.keys(cases.kinds).sort()).toEqual(['batch-get', 'get', 'nothing', 'query', 'scan', 'several'])
  expect(Math.min(...['delete', 'put', 'update'].map((kind) => unsent[kind] ?? 0))).toBeGreaterThan(10)
}, 1_000_000)
