import { randomBytes } from 'node:crypto'
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'

const prefix = `test_${process.env.JEST_WORKER_ID ?? '0'}_${randomBytes(4).toString('hex')}_`
// Where engineEnvironment.cjs finds which tables to delete when the file has ended.
;(globalThis.testTablePrefixes ??= []).push(prefix)

/** The engine of this run, which all test files share. */
export function endpoint(): string {
  const found = process.env.DYNAMO_ENDPOINT
  if (!found) throw new Error('DYNAMO_ENDPOINT is not set: run the tests through jest, whose global setup starts an engine.')
  return found
}

/** What a DynamoDBClient needs to talk to the engine of this run. */
export function clientConfig(): DynamoDBClientConfig & { endpoint: string; region: string } {
  return { endpoint: endpoint(), region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
}

/** What table names of this test file begin with: no other file of any run has the same. */
export function tablePrefix(): string {
  return prefix
}

declare global {
  // `var` is the only declaration that reaches globalThis.
  var testTablePrefixes: string[] | undefined
}
