import { consumedCapacity } from '../operations/consumedCapacity.js'
import { noCapacity, sumCapacity } from '../vocabulary/ConsumedCapacity.js'
import type { Criteria } from '../planner/Criteria.js'
import type { AnalyzedRead } from '../planner/Explanation.js'
import type { ReadChoice } from '../planner/ReadChoice.js'
import { answer, type AnswerOptions } from './answer.js'
import type { ActionName, Actions, SendOptions, Sender } from './Sender.js'

/** Answers a question for what it costs. */
export async function analyzeAnswer(sender: Sender, choice: ReadChoice, asked: Criteria, options: AnswerOptions): Promise<AnalyzedRead> {
  const spent = { requests: 0, evaluated: 0, capacity: noCapacity }
  const counting: Sender = {
    async send<A extends ActionName>(action: A, input: Actions[A]['input'], sendOptions?: SendOptions): Promise<Actions[A]['output']> {
      const output = await sender.send(action, { ...input, ReturnConsumedCapacity: 'TOTAL' }, sendOptions)
      spent.requests++
      spent.evaluated += evaluatedBy(output)
      spent.capacity = sumCapacity(spent.capacity, consumedCapacity(action, output))
      return output
    },
  }
  let returned = 0
  for await (const items of answer(counting, choice, asked, options)) returned += items.length
  return { requests: spent.requests, evaluated: spent.evaluated, returned, ...spent.capacity }
}

function evaluatedBy(output: { readonly ScannedCount?: number; readonly Item?: object; readonly Responses?: unknown }): number {
  if (output.ScannedCount !== undefined) return output.ScannedCount
  if (output.Item !== undefined) return 1
  return Object.values(output.Responses ?? {}).reduce((sum: number, items) => sum + (items as readonly unknown[]).length, 0)
}
