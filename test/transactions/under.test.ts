import { all, compare, exists } from '../../src/expressions/conditions.js'
import type { UpdatePlan } from '../../src/planner/WritePlan.js'
import { under } from '../../src/transactions/under.js'

const [there, named] = [exists('id'), compare('=', 'name', { S: 'a' })]
const plan: UpdatePlan = { kind: 'update', table: 't', key: { id: { S: '1' } }, actions: [] }

test('a write under another condition as well demands each part once', () => {
  expect(under({ ...plan, condition: all([there, named]) }, all([exists('id'), compare('=', 'version', { N: '1' })])).condition).toEqual(all([there, named, compare('=', 'version', { N: '1' })]))
  expect(under(plan, named).condition).toEqual(all([named]))
  expect(under(plan, undefined)).toBe(plan)
})
