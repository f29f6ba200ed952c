import { requestedStep } from '../../src/operations/requestedStep.js'
import { stepRequest } from '../../src/operations/stepRequest.js'
import type { TableDefinition, TableIndex } from '../../src/planner/TableDefinition.js'
import { undoStep, type UndoStep } from '../../src/planner/undoStep.js'
import { schemaRequestText, schemaStepIn } from '../../src/typeorm/tables/schemaRequest.js'

const byAge: TableIndex = { name: 'by_age', scope: 'global', partitionKey: [{ name: 'age', wire: 'N' }], sortKey: [{ name: 'city', wire: 'S' }, { name: 'zip', wire: 'S' }], projection: ['note'] }
const byDay: TableIndex = { name: 'by_day', scope: 'local', partitionKey: [{ name: 'id', wire: 'S' }], sortKey: [{ name: 'day', wire: 'S' }], projection: 'KEYS_ONLY' }
const users: TableDefinition = { name: 'users', partitionKey: { name: 'id', wire: 'S' }, sortKey: { name: 'at', wire: 'B' }, indexes: [byAge, byDay] }

const steps: UndoStep[] = [
  { kind: 'create-table', table: 'users', definition: users },
  { kind: 'create-table', table: 'users', definition: { name: 'users', partitionKey: users.partitionKey, indexes: [] } },
  { kind: 'create-index', table: 'users', index: byAge },
  { kind: 'create-index', table: 'users', index: { ...byAge, projection: 'ALL' }, provisioned: { readUnits: 5, writeUnits: 6 } },
  { kind: 'delete-index', table: 'users', index: 'by_age' },
  { kind: 'delete-table', table: 'users' },
  { kind: 'enable-time-to-live', table: 'users', attribute: 'ends' },
  { kind: 'disable-time-to-live', table: 'users', attribute: 'ends' },
  { kind: 'enable-stream', table: 'users', view: 'KEYS_ONLY' },
  { kind: 'disable-stream', table: 'users' },
  { kind: 'create-table', table: 'users', definition: { ...users, stream: 'NEW_AND_OLD_IMAGES' } },
]

test.each(steps)('the request of a step says which it is: $kind', (step) => {
  const request = stepRequest(step)
  expect(stepRequest(requestedStep(request)!)).toEqual(request)
  expect(stepRequest(schemaStepIn(schemaRequestText(request))!)).toEqual(request)
})

test.each([
  ['SELECT 1', undefined],
  ['CreateTable', undefined],
  ['PutItem {"TableName":"users"}', undefined],
])('%s is no change of a table', (text, step) => {
  expect(schemaStepIn(text)).toBe(step)
})

test.each([
  [`CreateTable ${JSON.stringify({ ...stepRequest(steps[1]!).input, SSESpecification: { Enabled: true } })}`],
  ['UpdateTable {"TableName":"users","BillingMode":"PAY_PER_REQUEST"}'],
  ['DeleteTable {"TableName":}'],
])('%s is refused, since only a part of it would be done', (text) => {
  expect(() => schemaStepIn(text)).toThrow(expect.objectContaining({ code: 'schema.request' }))
})

describe('undoStep', () => {
  const existing = { ...users, status: 'ACTIVE', indexes: [{ ...byAge, status: 'ACTIVE' }] }
  test.each<[string, UndoStep, typeof existing | undefined, UndoStep | undefined]>([
    ['a new table is deleted', { kind: 'create-table', table: 'users', definition: users }, undefined, { kind: 'delete-table', table: 'users' }],
    ['its time to live goes with it', { kind: 'enable-time-to-live', table: 'users', attribute: 'ends' }, undefined, undefined],
    ['that of an older table is disabled', { kind: 'enable-time-to-live', table: 'users', attribute: 'ends' }, existing, { kind: 'disable-time-to-live', table: 'users', attribute: 'ends' }],
    ['a new stream is disabled', { kind: 'enable-stream', table: 'users', view: 'KEYS_ONLY' }, existing, { kind: 'disable-stream', table: 'users' }],
    ['a new index is deleted', { kind: 'create-index', table: 'users', index: byAge }, existing, { kind: 'delete-index', table: 'users', index: 'by_age' }],
    ['a deleted one is made as it was', { kind: 'delete-index', table: 'users', index: 'by_age' }, existing, { kind: 'create-index', table: 'users', index: existing.indexes[0]!, provisioned: undefined }],
  ])('%s', (_what, step, before, undo) => {
    expect(undoStep(step as never, before)).toEqual(undo)
  })
})
