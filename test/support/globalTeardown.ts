import { rmSync } from 'node:fs'

/** Removes the folder of globalSetup and ends its engine; one that DYNAMO_ENDPOINT named before is left alone. */
export default async function globalTeardown(): Promise<void> {
  rmSync(process.env.TEST_RUN_FOLDER!, { recursive: true, force: true })
  await globalThis.stopTestEngine?.()
}
