import './runTypeScript.cjs'
import { startLocalDynamo } from '../../src/local/startLocalDynamo.js'

/** One engine for the whole run; test processes find it in DYNAMO_ENDPOINT. */
export default async function globalSetup(): Promise<void> {
  if (process.env.DYNAMO_ENDPOINT) return
  const engine = await startLocalDynamo()
  process.env.DYNAMO_ENDPOINT = engine.endpoint
  globalThis.stopTestEngine = async () => {
    delete process.env.DYNAMO_ENDPOINT
    await engine.stop()
  }
}

declare global {
  // `var` is the only declaration that reaches globalThis.
  var stopTestEngine: (() => Promise<void>) | undefined
}
