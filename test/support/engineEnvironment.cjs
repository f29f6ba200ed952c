const { AsyncLocalStorage } = require('node:async_hooks')
const { TestEnvironment } = require('jest-environment-node')

/** Storages of asynchronous context that a test file uses. Each is copied to every later promise of the process, until it is disabled. */
const used = new Set()
for (const method of ['run', 'enterWith']) {
  const original = AsyncLocalStorage.prototype[method]
  AsyncLocalStorage.prototype[method] = function (...args) {
    used.add(this)
    return original.apply(this, args)
  }
}

/**
 * Ends what outlives a test file: its storages, since dozens of files later every promise would cost a multiple; and its tables, since
 * the engine looks through all of them whenever one is made or deleted, and each second besides: with the tables of a whole run, making
 * one takes twenty times as long.
 */
module.exports = class EngineEnvironment extends TestEnvironment {
  async teardown() {
    const prefixes = [...(this.global.testTablePrefixes ?? [])]
    await super.teardown()
    for (const storage of used) storage.disable()
    used.clear()
    // What is left behind makes the run slower, never wrong.
    for (const prefix of prefixes) await deleteTables(prefix).catch(() => undefined)
  }
}

async function deleteTables(prefix) {
  for (;;) {
    const { TableNames } = await ask('ListTables', { ExclusiveStartTableName: prefix })
    const names = TableNames.filter((name) => name.startsWith(prefix))
    for (const TableName of names) await ask('DeleteTable', { TableName })
    if (names.length === 0 || names.length < TableNames.length) return
  }
}

/** The engine checks no signature, but wants one. */
async function ask(action, input) {
  const response = await fetch(process.env.DYNAMO_ENDPOINT, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${action}`,
      authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=none',
    },
    body: JSON.stringify(input),
    signal: AbortSignal.timeout(10_000),
  })
  if (!response.ok) throw new Error(`${action}: ${response.status}`)
  return response.json()
}
