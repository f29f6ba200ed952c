import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { sdkSender } from '../../src/client/sdkSender.js'
import { writeBatch } from '../../src/client/writeBatch.js'
import { keyIdentity } from '../../src/planner/keyIdentity.js'
import { tableDefinitions } from '../../src/planner/tableDefinitions.js'
import { dropTables } from '../../src/schema/dropTables.js'
import { synchronizeTables } from '../../src/schema/synchronizeTables.js'
import { bufferOverlay } from '../../src/transactions/bufferOverlay.js'
import { ReadView } from '../../src/transactions/ReadView.js'
import { viewOverlay } from '../../src/transactions/viewOverlay.js'
import { anyQuestion } from '../support/anyQuestion.js'
import { anyTable } from '../support/anyTable.js'
import { anyWrite, bufferOf, itemsAfter } from '../support/anyWrite.js'
import { checkQuestion, type AskedCases } from '../support/checkQuestion.js'
import { clientConfig, tablePrefix } from '../support/engine.js'
import { shareOfTimes } from '../support/shareOfLine.js'

/** `VIEW_PROPERTY_RUNS=200 VIEW_PROPERTY_SEED=7` looks for more. */
const runs = Number(process.env.VIEW_PROPERTY_RUNS ?? 6)
const seed = Number(process.env.VIEW_PROPERTY_SEED ?? 20_263)
const questionsATable = shareOfTimes(30)

const client = new DynamoDBClient(clientConfig())
const sender = sdkSender(client)
const table = `${tablePrefix()}viewed`
afterAll(() => client.destroy())

const cases: AskedCases = { found: 0, empty: 0, paged: 0, kinds: {} }

test('above READ COMMITTED every plan gives what the conditions say of the items as they were read first, under what was written', async () => {
  const writes = fc.array(anyWrite, { minLength: 1, maxLength: 10 })
  const questions = fc.array(fc.tuple(anyQuestion, writes, writes), { minLength: questionsATable, maxLength: questionsATable })
  const property = fc.asyncProperty(anyTable(table), questions, async (any, asked) => {
    await synchronizeTables(sender, tableDefinitions([any.model]))
    try {
      await writeBatch(sender, any.items.map((item) => ({ kind: 'put', table, entity: 'Random', key: Object.fromEntries(any.model.keyNames.map((name) => [name, item[name]!])), item })))
      for (const [question, others, own] of asked) {
        // What is stored is what others have made of the items that the transaction has read.
        const before = bufferOf(any, others)
        const read = { model: any.model, items: itemsAfter(any, before) }
        const view = new ReadView()
        for (const { key } of before.plans) view.see(table, key, read.items.find((item) => keyIdentity('', item, any.model.keyNames) === keyIdentity('', key)))
        const buffer = bufferOf(read, own)
        const overlay = viewOverlay(bufferOverlay(buffer), view, { relies: false })
        // What is remembered is read whole.
        await checkQuestion({ model: any.model, items: itemsAfter(read, buffer) }, { ...question, projection: undefined }, { sender, cases, seen: { overlay, model: any.model } })
      }
    } finally {
      await dropTables(sender, [table])
    }
  })
  await fc.assert(property, { numRuns: runs, seed, endOnFailure: true })
  if (process.env.VIEW_PROPERTY_RUNS !== undefined) process.stderr.write(`${JSON.stringify(cases)}\n`)
  // Otherwise it would say little.
  expect(cases.found).toBeGreaterThan(cases.empty / 2)
  expect(Object.keys(cases.kinds)).toEqual(expect.arrayContaining(['batch-get', 'get', 'query', 'scan']))
}, 1_000_000)
