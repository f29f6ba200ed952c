import type { CapacityMeter } from './CapacityMeter.js'
import { metersOf } from './measuring.js'
import type { ActionName, Actions, Sender, SendOptions } from './Sender.js'

/** Lets the meters of the calling flow count each request, and asks for units by index only where there are any. */
export function meteredSender(sender: Sender, owner: object): Sender {
  return {
    send(action, input, options) {
      const meters = metersOf(owner)
      return meters === undefined ? sender.send(action, input, options) : sendMetered(sender, meters, action, input, options)
    },
  }
}

async function sendMetered<A extends ActionName>(sender: Sender, meters: readonly CapacityMeter[], action: A, input: Actions[A]['input'], options?: SendOptions): Promise<Actions[A]['output']> {
  const begun = performance.now()
  for (const meter of meters) meter.begin(begun)
  let output: Actions[A]['output'] | undefined
  try {
    output = await sender.send(action, input, { ...options, returnCapacity: 'INDEXES' })
    return output
  } finally {
    const ended = performance.now()
    for (const meter of meters) meter.end(action, input, output, ended)
  }
}
