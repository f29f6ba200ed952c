import type { DataSource } from 'typeorm'
import type { Broadcaster } from 'typeorm/subscriber/Broadcaster.js'
import { BroadcasterResult } from 'typeorm/subscriber/BroadcasterResult.js'
import type { Sender } from '../client/Sender.js'
import { describeRequest } from '../operations/describeRequest.js'
import { ambientRunner } from './ambientTransaction.js'

/** Tells subscribers of every request: `beforeQuery` and `afterQuery`, with a readable line as the query and the request as its parameters. */
export function announcingSender(dataSource: DataSource, sender: Sender): Sender {
  return {
    ...sender,
    async send(action, input, options) {
      const { subscribers } = dataSource
      if (!subscribers.some((one) => one.beforeQuery !== undefined || one.afterQuery !== undefined)) return sender.send(action, input, options)
      const { broadcaster } = (ambientRunner(dataSource) ?? dataSource.createQueryRunner()) as unknown as { readonly broadcaster: Broadcaster }
      const text = describeRequest(action, input)
      const parameters = input as unknown as any[]
      const told = async (tell: (result: BroadcasterResult) => void): Promise<void> => {
        const result = new BroadcasterResult()
        tell(result)
        await result.wait()
      }
      await told((result) => broadcaster.broadcastBeforeQueryEvent(result, text, parameters))
      const started = performance.now()
      try {
        const output = await sender.send(action, input, options)
        await told((result) => broadcaster.broadcastAfterQueryEvent(result, text, parameters, true, performance.now() - started, output, undefined))
        return output
      } catch (error) {
        await told((result) => broadcaster.broadcastAfterQueryEvent(result, text, parameters, false, performance.now() - started, undefined, error))
        throw error
      }
    },
  }
}
