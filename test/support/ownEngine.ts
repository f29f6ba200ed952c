import { startLocalDynamo } from '../../src/local/startLocalDynamo.js'

/**
 * Gives each test of the block an engine of its own. The local engine keeps what streams have told, also of tables that are gone, and
 * looks through it at each write to a table with a stream: behind thousands of changes every such write of a run takes four times as long.
 */
export function ownEngine(): void {
  const shared = process.env.DYNAMO_ENDPOINT
  let stop: (() => Promise<void>) | undefined
  beforeEach(async () => {
    // An engine that was handed in stays the only one.
    if (process.env.TEST_ENGINE_STARTED === undefined) return
    const engine = await startLocalDynamo()
    process.env.DYNAMO_ENDPOINT = engine.endpoint
    stop = () => engine.stop()
  })
  afterEach(async () => {
    process.env.DYNAMO_ENDPOINT = shared
    await stop?.()
  })
}
