import './runTypeScript.cjs'
import { startLocalDynamo } from '../../src/local/startLocalDynamo.js'

/** One engine for the whole run; test processes find it in DYNAMO_ENDPOINT. */
export default async function globalSetup(): Promise<void> {
  // The SDK's note on coming Node versions would stand between the results of every file.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
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
