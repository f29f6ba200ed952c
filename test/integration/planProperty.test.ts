import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { sdkSender } from '../../src/client/sdkSender.js'
import { writeBatch } from '../../src/client/writeBatch.js'
import { tableDefinitions } from '../../src/planner/tableDefinitions.js'
import { dropTables } from '../../src/schema/dropTables.js'
import { synchronizeTables } from '../../src/schema/synchronizeTables.js'
import { anyQuestion } from '../support/anyQuestion.js'
import { anyTable } from '../support/anyTable.js'
import { anyTemplateTable } from '../support/anyTemplateTable.js'
import { checkQuestion, type AskedCases } from '../support/checkQuestion.js'
import { clientConfig, tablePrefix } from '../support/engine.js'

/** `PLAN_PROPERTY_RUNS=200 PLAN_PROPERTY_SEED=7` looks for more. */
const runs = Number(process.env.PLAN_PROPERTY_RUNS ?? 8)
const seed = Number(process.env.PLAN_PROPERTY_SEED ?? 20_261)
const questionsATable = 40

const client = new DynamoDBClient(clientConfig())
const sender = sdkSender(client)
const table = `${tablePrefix()}random`
afterAll(() => client.destroy())

const noCases = (): AskedCases => ({ found: 0, empty: 0, paged: 0, kinds: {} })
const cases: AskedCases = noCases()

test('every plan gives what the conditions say of all items, whole and by pages', async () => {
  const property = fc.asyncProperty(anyTable(table), fc.array(anyQuestion, { minLength: questionsATable, maxLength: questionsATable }), async (any, questions) => {
    await synchronizeTables(sender, tableDefinitions([any.model]))
    try {
      await writeBatch(sender, any.items.map((item) => ({ kind: 'put', table, entity: 'Random', key: Object.fromEntries(any.model.keyNames.map((name) => [name, item[name]!])), item })))
      for (const question of questions) await checkQuestion(any, question, { sender, cases })
    } finally {
      await dropTables(sender, [table])
    }
  })
  await fc.assert(property, { numRuns: runs, seed, endOnFailure: true })
  if (process.env.PLAN_PROPERTY_RUNS !== undefined) process.stderr.write(`${JSON.stringify(cases)}\n`)
  // Otherwise it would say little.
  expect(cases.found).toBeGreaterThan(cases.empty / 2)
  expect(Object.keys(cases.kinds).sort()).toEqual(['batch-get', 'get', 'nothing', 'query', 'scan', 'several'])
}, 1_000_000)

test('and so does every plan of a table with templates, between items of others', async () => {
  const shared = `${table}Shared`
  const found = noCases()
  const property = fc.asyncProperty(anyTemplateTable(shared), fc.array(anyQuestion, { minLength: questionsATable, maxLength: questionsATable }), async ({ others, ...any }, questions) => {
    await synchronizeTables(sender, tableDefinitions([any.model]))
    try {
      await writeBatch(sender, [...any.items, ...others].map((item) => ({ kind: 'put', table: shared, entity: 'Random', key: Object.fromEntries(any.model.keyNames.map((name) => [name, item[name]!])), item })))
      for (const question of questions) await checkQuestion(any, question, { sender, cases: found })
    } finally {
      await dropTables(sender, [shared])
    }
  })
  await fc.assert(property, { numRuns: runs, seed, endOnFailure: true })
  if (process.env.PLAN_PROPERTY_RUNS !== undefined) process.stderr.write(`${JSON.stringify(found)}\n`)
  expect(found.found).toBeGreaterThan(found.empty / 2)
  expect(Object.keys(found.kinds)).toEqual(expect.arrayContaining(['get', 'query', 'scan', 'several']))
}, 1_000_000)
