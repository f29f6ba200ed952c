/** Ends the engine of globalSetup; one that DYNAMO_ENDPOINT named before is left alone. */
export default async function globalTeardown(): Promise<void> {
  await globalThis.stopTestEngine?.()
}
