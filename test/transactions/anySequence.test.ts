import fc from 'fast-check'
import type { WritePlan } from '../../src/planner/WritePlan.js'
import { WriteBuffer } from '../../src/transactions/WriteBuffer.js'
import { anyAttributes, anyPlan } from './anyPlan.js'
import { same, written, type State } from './written.js'

/** Adds what the buffer takes. Each refusal must be without effect and, unless for want of a form, right for every stored item. */
function addAll(buffer: WriteBuffer, plans: readonly WritePlan[], starts: readonly State[]): { taken: WritePlan[]; faults: string[] } {
  const taken: WritePlan[] = []
  const faults: string[] = []
  for (const one of plans) {
    const before = JSON.stringify(buffer.plans)
    try {
      buffer.add(one)
      taken.push(one)
    } catch (error) {
      const code = String((error as { code?: unknown }).code)
      if (JSON.stringify(buffer.plans) !== before) faults.push(`${code} left the buffer changed`)
      if (code === 'transaction.cannotMerge') continue
      if (code !== 'write.conditionFailed' && code !== 'update.refused') faults.push(`unexpected: ${String(error)}`)
      if (starts.some((start) => [...taken, one].reduce(written, start) !== 'failed')) faults.push(`${code}, and yet it can be done`)
    }
  }
  return { taken, faults }
}

test('what is buffered does to any item what the writes do in turn, or both fail', () => {
  let merged = 0
  fc.assert(
    fc.property(fc.array(anyPlan, { minLength: 2, maxLength: 4 }), fc.array(anyAttributes, { minLength: 4, maxLength: 4 }), (plans, stored) => {
      const starts: State[] = ['absent', ...stored.map((item) => ({ id: { S: '1' }, ...item }))]
      const buffer = new WriteBuffer()
      const { taken, faults } = addAll(buffer, plans, starts)
      for (const start of starts) {
        const inTurn = taken.reduce(written, start)
        const atOnce = buffer.plans.reduce(written, start)
        if (!same(inTurn, atOnce)) faults.push(`from ${JSON.stringify(start)}: in turn ${JSON.stringify(inTurn)}, at once ${JSON.stringify(atOnce)}`)
      }
      expect(faults).toEqual([])
      if (taken.length > 1) merged += 1
    }),
    { numRuns: 1000 },
  )
  expect(merged).toBeGreaterThan(250)
})
