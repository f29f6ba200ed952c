import type { Sender } from '../client/Sender.js'
import { stepRequest } from '../operations/stepRequest.js'
import { describeTable } from './describeTable.js'
import { isServiceError } from './isServiceError.js'

/** Ends the time to live of a table, where it is on this attribute. DynamoDB takes such changes about once an hour. */
export async function disableTimeToLive(sender: Sender, table: string, attribute: string): Promise<void> {
  const isOn = async (): Promise<boolean> => (await describeTable(sender, table))?.timeToLive === attribute
  if (!(await isOn())) return
  const { action, input } = stepRequest({ kind: 'disable-time-to-live', table, attribute })
  try {
    await sender.send(action, input)
  } catch (error) {
    // What was done by an attempt whose answer was lost is refused the second time.
    if (!isServiceError(error, 'ValidationException') || (await isOn())) throw error
  }
}
