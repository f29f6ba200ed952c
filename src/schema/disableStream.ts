import type { Sender } from '../client/Sender.js'
import { stepRequest } from '../operations/stepRequest.js'
import { describeTable } from './describeTable.js'
import { isServiceError } from './isServiceError.js'
import { waiting, type WaitOptions } from './waiting.js'

/** Ends the stream of a table, and waits until the table takes changes again. What reads the stream sees it end. */
export async function disableStream(sender: Sender, table: string, options: WaitOptions = {}): Promise<void> {
  const wait = waiting(table, options)
  for (;;) {
    const existing = await describeTable(sender, table, { timeToLive: false })
    if (existing === undefined || (existing.stream === undefined && existing.status === 'ACTIVE')) return
    if (existing.stream !== undefined && existing.status === 'ACTIVE') {
      const { action, input } = stepRequest({ kind: 'disable-stream', table })
      try {
        await sender.send(action, input)
      } catch (error) {
        // What was done by an attempt whose answer was lost, or by others, is refused the second time: the next look tells.
        if (!isServiceError(error, 'ValidationException', 'ResourceInUseException', 'LimitExceededException')) throw error
      }
    }
    await wait.pause('ending its stream')
  }
}
