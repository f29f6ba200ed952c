import { consumedCapacity } from '../operations/consumedCapacity.js'
import { noCapacity, sumCapacity } from '../vocabulary/ConsumedCapacity.js'
import type { AnalyzedRead } from '../planner/Explanation.js'
import type { ActionName, Actions, SendOptions, Sender } from './Sender.js'

/** Runs a reading for what it costs; the reading tells how many items it gave. */
export async function analyzeReading(sender: Sender, read: (counting: Sender) => Promise<number>): Promise<AnalyzedRead> {
  const spent = { requests: 0, evaluated: 0, capacity: noCapacity }
  const counting: Sender = {
    ...sender,
    async send<A extends ActionName>(action: A, input: Actions[A]['input'], sendOptions?: SendOptions): Promise<Actions[A]['output']> {
      const output = await sender.send(action, input, { ...sendOptions, returnCapacity: 'TOTAL' })
      spent.requests++
      spent.evaluated += evaluatedBy(output)
      spent.capacity = sumCapacity(spent.capacity, consumedCapacity(action, input, output))
      return output
    },
  }
  const returned = await read(counting)
  return { requests: spent.requests, evaluated: spent.evaluated, returned, ...spent.capacity }
}

function evaluatedBy(output: object): number {
  const { ScannedCount, Item, Responses } = output as { readonly ScannedCount?: number; readonly Item?: object; readonly Responses?: Readonly<Record<string, readonly unknown[]>> }
  if (ScannedCount !== undefined) return ScannedCount
  if (Item !== undefined) return 1
  return Object.values(Responses ?? {}).reduce((sum, items) => sum + items.length, 0)
}
