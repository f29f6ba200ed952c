import './runTypeScript.cjs'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalDynamo } from '../../src/local/startLocalDynamo.js'

/** One engine for the whole run; test processes find it in DYNAMO_ENDPOINT, and a folder that they share in TEST_RUN_FOLDER. */
export default async function globalSetup(): Promise<void> {
  // The SDK's note on coming Node versions would stand between the results of every file.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
  process.env.TEST_RUN_FOLDER = mkdtempSync(join(tmpdir(), 'typeorm-dynamodb-tests-'))
  if (process.env.DYNAMO_ENDPOINT) return
  const engine = await startLocalDynamo()
  process.env.DYNAMO_ENDPOINT = engine.endpoint
  process.env.TEST_ENGINE_STARTED = 'yes'
  globalThis.stopTestEngine = async () => {
    delete process.env.DYNAMO_ENDPOINT
    delete process.env.TEST_ENGINE_STARTED
    await engine.stop()
  }
}

declare global {
  // `var` is the only declaration that reaches globalThis.
  var stopTestEngine: (() => Promise<void>) | undefined
}
